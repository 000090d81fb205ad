/* SPDX-License-Identifier: Apache-2.0 */
/* The one way on: an act changes the row if nobody was faster, and writes the history line, and whatever else
 * belongs to it, in the same transaction. */
#include "civic/audit/audit.h"
#include "civic/cases/attach.h"
#include "civic/cases/cases.h"
#include "civic/events/events.h"
#include "civic/notices/notices.h"
#include "civic/tasks/tasks_sql.h"
#include "platform/db/db.h"

struct acting {
    const struct hall *hall;
    const struct town *town;
    const struct case_act *act;
    struct cases_sql_change_in row;
    struct event_new told; /* without a name: nobody hears of it */
    t_id event_id, correction_id, decision_id, task_id;
    struct notice_ready notice;
    const struct documents_sql_add_in *attachments;
};

static enum rc change_row(struct db *db, const struct acting *x)
{
    int64_t changed;
    enum rc rc = cases_sql_change(db, &x->row, &changed);
    if (rc == OK && changed == 0)
        return CONFLICT;
    return rc;
}

static enum rc add_event(struct db *db, const struct acting *x)
{
    const struct case_act *a = x->act;
    return cases_sql_event_add(db,
                               &(struct cases_sql_event_add_in){
                                   .town_id = x->town->id,
                                   .id = x->event_id,
                                   .case_id = a->seen->row.id,
                                   .at = a->now,
                                   .version = a->version + 1,
                                   .kind = case_event_name(a->event),
                                   .actor_kind = a->actor.kind,
                                   .actor_id = a->actor.id,
                                   .actor_name = a->actor.name,
                                   .is_public = a->is_public,
                                   .note = a->note,
                                   .detail = a->detail.n ? a->detail : S("{}"),
                               },
                               NULL);
}

static enum rc put_checks(struct db *db, const struct acting *x)
{
    const struct case_act *a = x->act;
    enum rc rc = OK;
    for (size_t i = 0; i < a->n_checks && rc == OK; i++)
        rc = cases_sql_check_put(db,
                                 &(struct cases_sql_check_put_in){ x->town->id, a->seen->row.id, a->checks[i].name,
                                                                   a->checks[i].result, a->checks[i].by_name, a->now,
                                                                   a->checks[i].note },
                                 NULL);
    return rc;
}

/* An open 補正 ends when it is answered, when the office stops waiting, and when the case is withdrawn. */
static enum rc settle_correction(struct db *db, const struct acting *x)
{
    const struct case_act *a = x->act;
    const struct cases_sql_corrections_row *open = cases_open_correction(a->seen);
    bool answered = a->event == EVENT_CORRECTION_ANSWERED;
    if (a->event == EVENT_CORRECTION_ASKED)
        return cases_sql_correction_add(db,
                                        &(struct cases_sql_correction_add_in){
                                            x->town->id, x->correction_id, a->seen->row.id, a->now, a->actor.id,
                                            a->correction->message, a->correction->fields, a->correction->due_on },
                                        NULL);
    if (!open || !(answered || a->event == EVENT_CORRECTION_CLOSED || a->event == EVENT_WITHDRAWN))
        return OK;
    int64_t changed;
    enum rc rc = cases_sql_correction_close(db, x->town->id, open->id, answered ? S("answered") : S("closed"),
                                            answered ? a->now : 0, &changed);
    return rc == OK && changed == 0 ? CONFLICT : rc;
}

static enum rc settle_decision(struct db *db, const struct acting *x)
{
    const struct case_act *a = x->act;
    if (a->event == EVENT_PROPOSED)
        return cases_sql_decision_add(db,
                                      &(struct cases_sql_decision_add_in){
                                          x->town->id, x->decision_id, a->seen->row.id, a->decision->outcome,
                                          a->decision->reason, a->decision->appeal_text, a->decision->detail,
                                          a->actor.id, a->now },
                                      NULL);
    if (a->event != EVENT_APPROVED && a->event != EVENT_RETURNED)
        return OK;
    int64_t changed;
    enum rc rc = cases_sql_decision_settle(db, x->town->id, a->seen->decision.id,
                                           a->event == EVENT_APPROVED ? S("approved") : S("returned"), a->actor.id,
                                           a->now, a->note, &changed);
    return rc == OK && changed == 0 ? CONFLICT : rc;
}

static enum rc add_messages(struct db *db, const struct acting *x)
{
    const struct case_act *a = x->act;
    enum rc rc = OK;
    if (a->notice)
        rc = notices_add(db, &x->notice);
    if (rc == OK && a->task_kind)
        rc = tasks_sql_add(db,
                           &(struct tasks_sql_add_in){ x->town->id, x->task_id, a->seen->row.id,
                                                       a->seen->row.section_id, *a->task_kind, *a->task_text, a->now },
                           NULL);
    if (rc == OK && !x->row.is_open)
        rc = tasks_sql_finish(db, x->town->id, a->seen->row.id, S("review"), a->now, a->actor.id, NULL);
    for (size_t i = 0; i < a->n_attachments && rc == OK; i++)
        rc = documents_sql_add(db, &x->attachments[i], NULL);
    return rc;
}

static enum rc act_in_transaction(struct db *db, void *arg)
{
    const struct acting *x = arg;
    const struct case_act *a = x->act;
    enum rc rc = change_row(db, x);
    if (rc == OK)
        rc = add_event(db, x);
    if (rc == OK)
        rc = put_checks(db, x);
    if (rc == OK)
        rc = settle_correction(db, x);
    if (rc == OK)
        rc = settle_decision(db, x);
    if (rc == OK)
        rc = add_messages(db, x);
    if (rc == OK && x->told.event.name.n)
        rc = events_add(x->hall, db, &x->told);
    if (rc == OK && a->also)
        rc = a->also(db, a->also_ctx);
    if (rc == OK)
        rc = audit_note(db, x->town->id,
                        &(struct audit_entry){ .at = a->now,
                                               .actor_kind = a->actor.kind,
                                               .actor_id = a->actor.id,
                                               .action = case_event_name(a->event),
                                               .subject_table = TABLE_CASES,
                                               .subject_id = a->seen->row.id,
                                               .detail = a->actor.via });
    return rc;
}

static enum rc take_ids(struct db *db, struct acting *x)
{
    const struct case_act *a = x->act;
    enum rc rc = db_new_id(db, TABLE_CASE_EVENT, &x->event_id);
    if (rc == OK && a->correction)
        rc = db_new_id(db, TABLE_CORRECTION, &x->correction_id);
    if (rc == OK && a->decision)
        rc = db_new_id(db, TABLE_DECISION, &x->decision_id);
    if (rc == OK && a->task_kind)
        rc = db_new_id(db, TABLE_TASK, &x->task_id);
    x->told.event = (struct event){
        x->town->id, 0, case_event_told(a->event), a->seen->row.id, a->version + 1, a->now
    };
    if (rc == OK && x->told.event.name.n)
        rc = events_prepare(x->hall, db, &x->told);
    return rc;
}

/* To the address as the answers have it after the act. */
static enum rc prepare_notice(const struct hall *hall, struct db *db, struct arena *mem, struct acting *x)
{
    const struct case_act *a = x->act;
    struct str email;
    if (!a->notice)
        return OK;
    enum rc rc = cases_email(hall, x->town, mem, a->seen, a->answers ? a->answers : &a->seen->answers, &email);
    if (rc != OK)
        return rc;
    return notices_prepare(hall, x->town, db, mem,
                           &(struct notice_new){
                               .case_id = a->seen->row.id,
                               .section_id = a->seen->row.section_id,
                               .kind = a->notice->kind,
                               .title = a->notice->title,
                               .body = a->notice->body,
                               .language = a->seen->row.language,
                               .email = email,
                               .now = a->now,
                           },
                           &x->notice);
}

static struct case_clock clock_after(const struct town *town, const struct case_act *a)
{
    struct case_clock clock = a->seen->clock;
    switch (a->event) {
    case EVENT_CORRECTION_ASKED: return case_clock_stop(clock, time_date(a->now));
    case EVENT_CORRECTION_ANSWERED:
        return case_clock_resume(&town->calendar, clock, town_office_day(town, a->now));
    case EVENT_CORRECTION_CLOSED: return case_clock_resume(&town->calendar, clock, time_date(a->now));
    case EVENT_REOPENED:
        return case_clock_start(&town->calendar, town_office_day(town, a->now), a->seen->plan->standard_days);
    default: return clock;
    }
}

static struct cases_sql_change_in row_after(const struct town *town, struct arena *mem, const struct case_act *a,
                                            enum case_state next)
{
    const struct cases_sql_by_id_row *row = &a->seen->row;
    const struct cases_sql_corrections_row *open = cases_open_correction(a->seen);
    struct case_clock clock = clock_after(town, a);
    struct date wait_until = a->correction ? a->correction->due_on : open ? open->due_on : clock.due_on;
    bool approved = a->event == EVENT_APPROVED;
    struct str outcome = row->outcome;
    if (approved)
        outcome = a->seen->decision.outcome;
    if (a->event == EVENT_WITHDRAWN)
        outcome = S("withdrawn");
    return (struct cases_sql_change_in){
        .town_id = town->id,
        .id = row->id,
        .version = a->version,
        .state = case_state_name(next),
        .is_open = case_state_is_open(next),
        .assignee_id = a->assignee_id ? *a->assignee_id : row->assignee_id,
        .due_on = clock.due_on,
        .stopped_on = clock.stopped_on,
        .sort_on = case_sort_day(clock, wait_until),
        .mark = a->mark ? *a->mark : row->mark,
        .mark_text = a->mark_text ? *a->mark_text : row->mark_text,
        .outcome = outcome,
        .decided_at = approved ? a->now : row->decided_at,
        .updated_at = a->now,
        .answers = a->answers ? answers_to_json(mem, a->answers, true) : row->answers,
    };
}

enum rc cases_act(const struct hall *hall, const struct town *town, struct db *db, struct arena *mem,
                  const struct case_act *act)
{
    struct acting x = { .hall = hall, .town = town, .act = act };
    enum case_state next;
    if (act->version != act->seen->row.version || (act->answers && act->seen->is_partial))
        return CONFLICT;
    enum rc rc = case_next(act->seen->state, act->event, &next);
    if (rc == OK)
        rc = take_ids(db, &x);
    if (rc == OK)
        rc = prepare_notice(hall, db, mem, &x);
    if (rc == OK)
        rc = cases_attachment_rows(hall, town, db, mem, act->seen->row.id, act->now, act->attachments,
                                   act->n_attachments, &x.attachments);
    if (rc != OK)
        return rc;
    x.row = row_after(town, mem, act, next);
    if (arena_failed(mem))
        return FAILED;
    if (!x.row.answers.n)
        return INVALID; /* larger than a row may be */
    return db_transaction(db, act_in_transaction, &x);
}
