/* SPDX-License-Identifier: Apache-2.0 */
/* All procedures. */
#ifndef MODULES_PROCEDURES_PAGES_LIST_H
#define MODULES_PROCEDURES_PAGES_LIST_H

#include "platform/page/page.h"

struct procedures_row {
    struct words title, facts;
    struct url to;
};

struct procedures_list_view {
    LIST(struct procedures_row) rows;
};

#endif
