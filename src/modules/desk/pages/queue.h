/* SPDX-License-Identifier: Apache-2.0 */
/* What the queue shows. */
#ifndef MODULES_DESK_PAGES_QUEUE_H
#define MODULES_DESK_PAGES_QUEUE_H

#include "modules/desk/pages/due.h"
#include "platform/page/page.h"

struct desk_tab {
    struct str title, count;
    struct url to;
    bool current;
};

struct desk_queue_row {
    int number;
    struct desk_due_view due;
    struct str receipt, procedure, person, state, state_title, who, way, mark_kind, mark;
    struct url to;
};

struct desk_queue_view {
    struct str section, view_title, total, today, over, query, search_note;
    bool has_over, has_query, has_search_note, has_next, is_first, by_name, has_other, has_csv;
    LIST(struct desk_tab) tabs;
    LIST(struct desk_queue_row) rows;
    struct url next, first, csv;
    struct str empty_title, empty_next;
};

#endif
