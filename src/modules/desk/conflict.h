/* SPDX-License-Identifier: Apache-2.0 */
/* Somebody was faster: what happened since, what was typed beside what holds now, and the way to
 * send again. */
#ifndef MODULES_DESK_CONFLICT_H
#define MODULES_DESK_CONFLICT_H

#include "modules/desk/open.h"
#include "modules/desk/pages/conflict.h"

struct desk_tried {
    enum case_event event;
    struct str title;  /* the act in words: メモを残す */
    const char *below; /* where its form goes: "/note" */
    /* What was typed, and what holds in the case as it is now. */
    size_t (*rows)(struct req *r, const struct desk_case *now, struct desk_conflict_row *rows);
};
enum { DESK_MOST_CONFLICT_ROWS = 650 };

enum rc desk_conflict(struct req *r, const struct desk_tried *tried);

#endif
