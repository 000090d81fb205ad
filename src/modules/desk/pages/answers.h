/* SPDX-License-Identifier: Apache-2.0 */
/* Answers beside the register. */
#ifndef MODULES_DESK_PAGES_ANSWERS_H
#define MODULES_DESK_PAGES_ANSWERS_H

#include "platform/page/page.h"

struct desk_answer_row {
    struct str label, value, registered, name;
    bool differs, is_sealed, is_revealed, can_reveal;
};

struct desk_answers_view {
    LIST(struct desk_answer_row) rows;
    int n_all, n_different;
    bool has_different, has_person, can_work;
    struct url reveal;
};

#endif
