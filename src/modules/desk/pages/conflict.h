/* SPDX-License-Identifier: Apache-2.0 */
/* What the page after a conflict shows. */
#ifndef MODULES_DESK_PAGES_CONFLICT_H
#define MODULES_DESK_PAGES_CONFLICT_H

#include "platform/page/page.h"

struct desk_since_row {
    struct str at, iso, who, what, note;
    bool has_note;
};

struct desk_conflict_row {
    struct str label, typed, now;
    bool differs;
};

struct desk_carried {
    struct str name, value;
};

struct desk_conflict_view {
    struct str title, person, number, state;
    int64_t version;
    LIST(struct desk_since_row) since;
    LIST(struct desk_conflict_row) rows;
    LIST(struct desk_carried) carried;
    struct url again, to_case;
    bool has_since, has_rows, can_again;
};

#endif
