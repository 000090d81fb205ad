/* SPDX-License-Identifier: Apache-2.0 */
/* What the machine can see of a case by itself: the procedure's check expressions, and the answers beside the
 * resident register. It proposes; people decide. */
#ifndef CIVIC_CASES_EXAMINE_H
#define CIVIC_CASES_EXAMINE_H

#include "civic/forms/answers.h"
#include "civic/people/people_sql.h"
#include "civic/town/town.h"

struct examined_check {
    const struct check *check;
    struct str result;  /* pass, look, stop; "" when only a person can tell */
    struct str message; /* why, for the clerk */
};

struct compared { /* one answer beside the register */
    const struct node *answer;
    struct str registered; /* as the register has it */
    bool differs;
};

struct examination {
    t_id person_id; /* 0: not found in the register */
    bool has_person;
    struct people_sql_by_id_row person;
    struct examined_check *checks; /* one per plan check */
    size_t n_checks;
    struct compared *compared;
    size_t n_compared, n_different;
    struct str mark, mark_text; /* for the queue */
};

MUST_USE enum rc cases_examine(const struct town *town, struct db *db, struct arena *mem, const struct plan *plan,
                               struct answers *answers, t_time now, struct examination *ret_found);

/* The value of a subject.* property's field: "family", "birth", …; "" if the form does not ask. */
struct str cases_subject(struct arena *mem, const struct plan *p, const struct answers *a, const char *what);

#endif
