/* SPDX-License-Identifier: Apache-2.0 */
/* The cases of an account. */
#ifndef MODULES_RESIDENTS_PAGES_MINE_H
#define MODULES_RESIDENTS_PAGES_MINE_H

#include "platform/page/page.h"

struct residents_case {
    struct words procedure;
    struct str number, arrived, state, due, ref;
    struct url open;
    bool waits; /* due is the day by which the resident is to answer */
    bool is_open, can_copy;
};

struct residents_mine_view {
    struct str address, typed_number, message;
    bool has_message, has_cases;
    LIST(struct residents_case) cases;
};

#endif
