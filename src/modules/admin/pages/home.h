/* SPDX-License-Identifier: Apache-2.0 */
/* The first page of the administration. */
#ifndef MODULES_ADMIN_PAGES_HOME_H
#define MODULES_ADMIN_PAGES_HOME_H

#include "platform/page/page.h"

struct admin_home_view {
    struct str town, sections, staff, days, colour;
    bool has_telephone, has_address;
};

#endif
