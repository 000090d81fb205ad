/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a case with everything about it. */
#include "civic/cases/cases.h"

enum { MOST_EVENTS = 500, MOST_CHECKS = 200, MOST_CORRECTIONS = 100 };

static enum rc load_row(struct db *db, struct arena *mem, t_id town_id, t_id case_id, t_id section_id,
                        struct case_file *c)
{
    bool found;
    enum rc rc = cases_sql_by_id(db, mem, town_id, case_id, &c->row, &found);
    if (rc != OK)
        return rc;
    /* Another section's case looks like none at all. */
    return found && (section_id == 0 || c->row.section_id == section_id) ? OK : NOT_FOUND;
}

static enum rc load_answers(const struct hall *hall, struct arena *mem, struct case_file *c)
{
    const struct message *messages;
    size_t n;
    c->plan = hall_plan(hall, c->row.procedure_id);
    if (!c->plan)
        return FAILED;
    enum rc rc = answers_from_json(mem, c->plan, c->row.answers, &c->answers, &messages, &n);
    c->is_partial = rc == INVALID;
    if (c->is_partial && str_eq(c->row.plan_digest, c->plan->digest))
        return FAILED; /* the form is the same: the row is broken */
    return c->is_partial ? OK : rc;
}

enum rc cases_load(const struct hall *hall, const struct town *town, struct db *db, struct arena *mem, t_id case_id,
                   t_id section_id, struct case_file *ret_case)
{
    struct case_file c = { 0 };
    enum rc rc = load_row(db, mem, town->id, case_id, section_id, &c);
    if (rc == OK)
        rc = load_answers(hall, mem, &c);
    if (rc == OK)
        rc = cases_sql_events(db, mem, town->id, case_id, MOST_EVENTS, &c.events);
    if (rc == OK)
        rc = cases_sql_checks(db, mem, town->id, case_id, MOST_CHECKS, &c.checks);
    if (rc == OK)
        rc = cases_sql_corrections(db, mem, town->id, case_id, MOST_CORRECTIONS, &c.corrections);
    if (rc == OK)
        rc = cases_sql_decision_latest(db, mem, town->id, case_id, &c.decision, &c.has_decision);
    if (rc != OK)
        return rc;
    c.state = case_state_of(c.row.state);
    c.clock = (struct case_clock){ c.row.office_on, c.row.due_on, c.row.stopped_on };
    *ret_case = c;
    return OK;
}

const struct cases_sql_corrections_row *cases_open_correction(const struct case_file *c)
{
    for (size_t i = c->corrections.n; i-- > 0;)
        if (str_eq(c->corrections.p[i].state, S("open")))
            return &c->corrections.p[i];
    return NULL;
}

enum rc cases_email(const struct hall *hall, const struct town *town, struct arena *mem, const struct case_file *c,
                    const struct answers *answers, struct str *ret_email)
{
    struct str path = c->plan->property(c->plan, S("subject.email"));
    const struct node *answer = path.n ? answers_node(answers, path) : NULL;
    if (answer)
        return cases_unseal(hall, town, mem, c->row.id, answer, ret_email);
    *ret_email = S("");
    return OK;
}
