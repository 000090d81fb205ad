/* SPDX-License-Identifier: Apache-2.0 */
/* What the form of a 補正 shows. */
#ifndef MODULES_DESK_PAGES_CORRECTION_H
#define MODULES_DESK_PAGES_CORRECTION_H

#include "platform/page/page.h"

struct desk_question_row {
    int number;
    struct str name, label, value, why_name, why, error;
    bool chosen, has_error;
};

struct desk_correction_fault {
    struct str control, text; /* control: id of what to mend */
};

struct desk_correction_view {
    struct str procedure, person, number, message, due_text, due_words, message_error, due_error;
    int64_t version;
    int n_faults;
    LIST(struct desk_question_row) questions;
    LIST(struct desk_correction_fault) faults;
    struct url action, to_case;
    bool has_faults, has_message_error, has_due_error;
};

#endif
