/* SPDX-License-Identifier: Apache-2.0 */
/* What staff may do at the desk, and what is still missing.  Pure: no request, no database, no
 * clock. */
#ifndef MODULES_DESK_RULES_H
#define MODULES_DESK_RULES_H

#include "base/rc.h"
#include "base/time.h"
#include "civic/forms/plan.h"

/* Where a 審査項目 stands: what a person found goes before what the machine found. */
enum desk_standing { STANDING_OPEN, STANDING_PASSED, STANDING_LOOK, STANDING_STOP };
/* results: "pass", "look", "stop", "" (nothing found); severity of the check: stop, warn, ask. */
enum desk_standing desk_standing(struct str by_person, struct str by_machine, struct str severity);
/* A result a person may give to a check. */
bool desk_result_is_known(struct str result);

/* The sign in the queue after the checks stand as they do. */
struct desk_mark {
    struct str mark, text;
};
struct desk_mark desk_mark(const enum desk_standing *standings, size_t n, bool has_person);

struct desk_fault { /* one thing to mend in a form: name of the control, a sentence */
    struct str field, text;
};
enum { DESK_MOST_FAULTS = 4, DESK_LONGEST_TEXT = 2000, DESK_LONGEST_SENTENCE = 500 };

struct desk_proposal {
    const struct outcome *outcome; /* NULL: none chosen, or an unknown one */
    struct str reason, appeal_text;
    size_t n_stops;     /* 審査項目 that stand at STANDING_STOP */
    bool lacks_amounts; /* the procedure pays, and its rules find nothing to pay */
    bool needs_survey;  /* a survey says which outcome it is … */
    const struct outcome *surveyed; /* … this one; NULL: not yet */
};
/* 行政手続法8条, 14条 and 行政不服審査法82条: a refusal names its reason and the way to appeal. */
bool desk_outcome_refuses(const struct outcome *outcome);
/* What the office can propose: a withdrawal is the resident's own act. */
bool desk_outcome_is_ours(const struct outcome *outcome);
size_t desk_proposal_faults(const struct desk_proposal *p,
                            struct desk_fault ret_faults[DESK_MOST_FAULTS]);

/* Four eyes: who proposed does not decide. */
bool desk_may_approve(t_id proposed_by, t_id staff_id);

enum { DESK_CORRECTION_DAYS = 10, DESK_LONGEST_WAIT = 60 }; /* opening days */
enum { DESK_MOST_ASKED = 50 };                              /* fields of one 補正 */
struct date desk_correction_due(const struct calendar *c, struct date today);
/* "" when the day will do; else the sentence that says why not. */
struct str desk_correction_due_fault(const struct calendar *c, struct date today,
                                     struct date due_on);

#endif
