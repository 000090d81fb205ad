/* SPDX-License-Identifier: Apache-2.0 */
/* The mail with a link. */
#ifndef MODULES_RESIDENTS_PAGES_MAIL_H
#define MODULES_RESIDENTS_PAGES_MAIL_H

#include "platform/page/page.h"

struct residents_mail_view {
    struct str town, link, telephone;
    bool has_telephone;
};

#endif
