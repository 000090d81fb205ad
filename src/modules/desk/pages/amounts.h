/* SPDX-License-Identifier: Apache-2.0 */
/* Months and amounts of a grant. */
#ifndef MODULES_DESK_PAGES_AMOUNTS_H
#define MODULES_DESK_PAGES_AMOUNTS_H

#include "platform/page/page.h"

struct desk_amount_row {
    struct str name, birth, relation, monthly;
};

struct desk_amounts_view {
    struct str first_month, total;
    LIST(struct desk_amount_row) children;
};

#endif
