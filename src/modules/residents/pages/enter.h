/* SPDX-License-Identifier: Apache-2.0 */
/* The page of a link. */
#ifndef MODULES_RESIDENTS_PAGES_ENTER_H
#define MODULES_RESIDENTS_PAGES_ENTER_H

#include "platform/page/page.h"

struct residents_enter_view {
    struct str link, address;
    bool is_spent;     /* used, expired or never ours */
    bool is_elsewhere; /* another browser asked for it */
};

#endif
