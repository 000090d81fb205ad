/* SPDX-License-Identifier: Apache-2.0 */
/* Sections or staff as a table. */
#ifndef MODULES_ADMIN_PAGES_LIST_H
#define MODULES_ADMIN_PAGES_LIST_H

#include "platform/page/page.h"

struct admin_list_row {
    struct str name, one, two, three;
    struct url to;
};

struct admin_list_view {
    struct str title, count, add_title, head_name, head_one, head_two, head_three, saved;
    struct url add;
    bool has_saved;
    LIST(struct admin_list_row) rows;
};

#endif
