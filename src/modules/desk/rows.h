/* SPDX-License-Identifier: Apache-2.0 */
/* The answers of a case as rows, beside what the register has. */
#ifndef MODULES_DESK_ROWS_H
#define MODULES_DESK_ROWS_H

#include "modules/desk/open.h"
#include "modules/desk/pages/answers.h"

enum desk_rows {
    ROWS_SHORT, /* of a person whom the register knows only what it knows too; of others what was
                   answered */
    ROWS_ALL,   /* everything that was answered */
    ROWS_PAPER, /* the same, without buttons */
};
/* `revealed` is the name of the one sealed answer shown in plain text as `revealed_text`; "" for
 * none. */
void desk_answer_rows(struct req *r, const struct desk_case *c, enum desk_rows which,
                      struct str revealed, struct str revealed_text,
                      struct desk_answers_view *ret_view);
/* What people see of an answer; sealed ones masked. */
struct str desk_shown(struct req *r, const struct desk_case *c, const struct node *n);
/* Every question that can be asked again: relevant, and answered or not. */
size_t desk_questions(struct req *r, const struct desk_case *c,
                      const struct node *const **ret_questions);
struct str desk_label(struct req *r, const struct node *n); /* 2人目　お子さんの名 */

#endif
