/* SPDX-License-Identifier: Apache-2.0 */
/* The queue: every view is one range of one index, so that a page costs the same at any size. */
#include "civic/cases/cases.h"

#include <assert.h>

static const struct {
    enum case_state state; /* of the views that are a state */
} views[QUEUE_VIEWS] = {
    [QUEUE_RECEIVED] = { CASE_RECEIVED },
    [QUEUE_REVIEW] = { CASE_REVIEW },
    [QUEUE_CORRECTION] = { CASE_CORRECTION },
    [QUEUE_APPROVAL] = { CASE_APPROVAL },
};

#define FIRST_DAY ((struct date){ -1000000 })
#define LAST_DAY ((struct date){ 10000000 })

/* Days of a view that is a range of deadlines. */
static void range_of(const struct town *town, enum queue_view view, struct date today, struct date *ret_from,
                     struct date *ret_to)
{
    *ret_from = FIRST_DAY;
    *ret_to = LAST_DAY;
    if (view == QUEUE_TODAY)
        *ret_from = *ret_to = today;
    if (view == QUEUE_OVER)
        *ret_to = date_add_days(today, -1);
    if (view == QUEUE_SOON) {
        *ret_from = date_add_days(today, 1);
        *ret_to = calendar_add(&town->calendar, today, 3);
    }
}

/* The generated row types of the views have the same columns in the same order. */
_Static_assert(sizeof(struct cases_sql_queue_state_row) == sizeof(struct cases_sql_queue_open_row), "same columns");
_Static_assert(sizeof(struct cases_sql_queue_state_row) == sizeof(struct cases_sql_queue_mine_row), "same columns");
_Static_assert(sizeof(struct cases_sql_queue_state_row) == sizeof(struct cases_sql_queue_visit_row), "same columns");

static enum rc range_rows(const struct town *town, struct db *db, struct arena *mem, const struct queue_ask *ask,
                          struct date after_on, struct queue *ret_queue)
{
    struct date from, to;
    struct cases_sql_queue_open_rows rows;
    range_of(town, ask->view, ask->today, &from, &to);
    enum rc rc = cases_sql_queue_open(db, mem,
                                      &(struct cases_sql_queue_open_in){ .town_id = town->id,
                                                                         .section_id = ask->section_id,
                                                                         .from_on = from,
                                                                         .to_on = to,
                                                                         .after_on = after_on,
                                                                         .after_id = ask->after_id,
                                                                         .limit = ask->limit,
                                                                         .has_running = ask->view != QUEUE_ALL },
                                      &rows);
    if (rc == OK)
        *ret_queue = (struct queue){ (const struct cases_sql_queue_state_row *)(const void *)rows.p, rows.n };
    return rc;
}

static enum rc state_rows(const struct town *town, struct db *db, struct arena *mem, const struct queue_ask *ask,
                          struct date after_on, struct queue *ret_queue)
{
    struct cases_sql_queue_state_rows rows;
    enum rc rc = cases_sql_queue_state(db, mem, town->id, ask->section_id, case_state_name(views[ask->view].state),
                                       after_on, ask->after_id, ask->limit, &rows);
    if (rc == OK)
        *ret_queue = (struct queue){ rows.p, rows.n };
    return rc;
}

static enum rc mine_rows(const struct town *town, struct db *db, struct arena *mem, const struct queue_ask *ask,
                         struct date after_on, struct queue *ret_queue)
{
    struct cases_sql_queue_mine_rows rows;
    enum rc rc = cases_sql_queue_mine(db, mem, town->id, ask->section_id, ask->staff_id, after_on, ask->after_id, ask->limit, &rows);
    if (rc == OK)
        *ret_queue = (struct queue){ (const struct cases_sql_queue_state_row *)(const void *)rows.p, rows.n };
    return rc;
}

static enum rc visit_rows(const struct town *town, struct db *db, struct arena *mem, const struct queue_ask *ask,
                          struct queue *ret_queue)
{
    struct cases_sql_queue_visit_rows rows;
    enum rc rc = cases_sql_queue_visit(db, mem, town->id, ask->section_id, ask->today, ask->after_id, ask->limit, &rows);
    if (rc == OK)
        *ret_queue = (struct queue){ (const struct cases_sql_queue_state_row *)(const void *)rows.p, rows.n };
    return rc;
}

enum rc cases_queue(const struct town *town, struct db *db, struct arena *mem, const struct queue_ask *ask,
                    struct queue *ret_queue)
{
    struct date after_on = date_is_set(ask->after_on) ? ask->after_on : FIRST_DAY;
    switch (ask->view) {
    case QUEUE_RECEIVED:
    case QUEUE_REVIEW:
    case QUEUE_CORRECTION:
    case QUEUE_APPROVAL: return state_rows(town, db, mem, ask, after_on, ret_queue);
    case QUEUE_MINE: return mine_rows(town, db, mem, ask, after_on, ret_queue);
    case QUEUE_VISIT: return visit_rows(town, db, mem, ask, ret_queue);
    case QUEUE_ALL:
    case QUEUE_TODAY:
    case QUEUE_OVER:
    case QUEUE_SOON: return range_rows(town, db, mem, ask, after_on, ret_queue);
    case QUEUE_VIEWS: break;
    }
    assert(!"a view that is none");
    return FAILED;
}

static enum rc count_one(const struct town *town, struct db *db, struct arena *mem, const struct queue_ask *ask,
                         enum queue_view view, int64_t *ret_n)
{
    struct date from, to;
    enum rc rc;
    if (views[view].state != CASE_NONE) {
        struct cases_sql_count_state_row row;
        rc = cases_sql_count_state(db, mem, town->id, ask->section_id, case_state_name(views[view].state), QUEUE_COUNTED,
                                   &row);
        if (rc == OK)
            *ret_n = row.n;
    } else if (view == QUEUE_MINE) {
        struct cases_sql_count_mine_row row;
        rc = cases_sql_count_mine(db, mem, town->id, ask->section_id, ask->staff_id, QUEUE_COUNTED, &row);
        if (rc == OK)
            *ret_n = row.n;
    } else if (view == QUEUE_VISIT) {
        struct cases_sql_count_visit_row row;
        rc = cases_sql_count_visit(db, mem, town->id, ask->section_id, ask->today, QUEUE_COUNTED, &row);
        if (rc == OK)
            *ret_n = row.n;
    } else {
        struct cases_sql_count_due_row row;
        range_of(town, view, ask->today, &from, &to);
        rc = cases_sql_count_due(db, mem,
                                 &(struct cases_sql_count_due_in){ .town_id = town->id,
                                                                   .section_id = ask->section_id,
                                                                   .from_on = from,
                                                                   .to_on = to,
                                                                   .most = QUEUE_COUNTED,
                                                                   .has_running = view != QUEUE_ALL },
                                 &row);
        if (rc == OK)
            *ret_n = row.n;
    }
    return rc;
}

enum rc cases_queue_counts(const struct town *town, struct db *db, struct arena *mem, const struct queue_ask *ask,
                           int64_t ret_counts[QUEUE_VIEWS])
{
    enum rc rc = OK;
    for (int view = 0; view < QUEUE_VIEWS && rc == OK; view++)
        rc = count_one(town, db, mem, ask, (enum queue_view)view, &ret_counts[view]);
    return rc;
}
