/* SPDX-License-Identifier: Apache-2.0 */
/* The one door: a message from any channel becomes a case, once.
 * Everything that can be read, computed or sealed is done before the transaction; the transaction inserts. */
#include "civic/audit/audit.h"
#include "civic/cases/attach.h"
#include "civic/cases/cases.h"
#include "civic/cases/examine.h"
#include "civic/events/events.h"
#include "civic/notices/notices.h"
#include "civic/tasks/tasks_sql.h"
#include "platform/db/db.h"
#include "platform/page/values.h"

struct receiving { /* what the transaction needs, ready-made */
    const struct hall *hall;
    const struct town *town;
    const struct case_new *in;
    t_id case_id, event_id, task_id;
    struct str email;
    struct notice_ready notice;
    struct cases_sql_add_in row;
    const struct documents_sql_add_in *attachments;
    struct event_new told;
    struct str number;
    t_id found; /* the case of then, when the message had come before */
    struct arena *mem;
};

static enum rc add_rows(struct db *db, struct receiving *x)
{
    const struct case_new *in = x->in;
    t_id town = x->town->id;
    enum rc rc = cases_sql_add(db, &x->row, NULL);
    if (rc == OK)
        rc = cases_sql_event_add(db,
                                 &(struct cases_sql_event_add_in){
                                     .town_id = town,
                                     .id = x->event_id,
                                     .case_id = x->case_id,
                                     .at = in->arrived_at,
                                     .version = 1,
                                     .kind = case_event_name(EVENT_RECEIVED),
                                     .actor_kind = in->actor.kind,
                                     .actor_id = in->actor.id,
                                     .actor_name = in->actor.name,
                                     .is_public = true,
                                     .note = S(""),
                                     .detail = S("{}"),
                                 },
                                 NULL);
    if (rc == OK)
        rc = tasks_sql_add(db,
                           &(struct tasks_sql_add_in){ town, x->task_id, x->case_id, x->row.section_id, S("review"),
                                                       S("新しい申請を審査する"), in->arrived_at },
                           NULL);
    if (rc == OK)
        rc = notices_add(db, &x->notice);
    for (size_t i = 0; i < in->n_attachments && rc == OK; i++)
        rc = documents_sql_add(db, &x->attachments[i], NULL);
    if (rc == OK)
        rc = audit_note(db, town,
                        &(struct audit_entry){ .at = in->arrived_at,
                                               .actor_kind = in->actor.kind,
                                               .actor_id = in->actor.id,
                                               .action = S("cases.received"),
                                               .subject_table = TABLE_CASES,
                                               .subject_id = x->case_id,
                                               .detail = in->actor.via });
    if (rc == OK)
        rc = events_add(x->hall, db, &x->told);
    if (rc == OK && in->also)
        rc = in->also(db, in->also_ctx, x->case_id);
    return rc;
}

static enum rc receive(struct db *db, void *arg)
{
    struct receiving *x = arg;
    const struct case_new *in = x->in;
    enum rc rc = cases_sql_intake_add(db, x->town->id, in->channel, in->external_id, x->case_id,
                                      time_date(in->arrived_at), NULL);
    return rc == OK ? add_rows(db, x) : rc;
}

/* Something was there already: the same message, or else it is no repetition. */
static enum rc find_before(struct db *db, struct receiving *x)
{
    const struct case_new *in = x->in;
    struct cases_sql_intake_find_row before;
    bool found;
    enum rc rc = cases_sql_intake_find(db, x->mem, x->town->id, in->channel, in->external_id, &before, &found);
    if (rc != OK || !found)
        return rc == OK ? CONFLICT : rc;
    x->found = before.case_id;
    return OK;
}

static enum rc take_ids(struct db *db, struct receiving *x)
{
    enum rc rc = db_new_id(db, TABLE_CASES, &x->case_id);
    if (rc == OK)
        rc = db_new_id(db, TABLE_CASE_EVENT, &x->event_id);
    if (rc == OK)
        rc = db_new_id(db, TABLE_TASK, &x->task_id);
    if (rc != OK)
        return rc;
    x->told.event = (struct event){ x->town->id, 0, case_event_told(EVENT_RECEIVED), x->case_id, 1, x->in->arrived_at };
    return events_prepare(x->hall, db, &x->told);
}

static enum rc prepare_notice(const struct hall *hall, struct db *db, struct arena *mem, struct receiving *x)
{
    const struct case_new *in = x->in;
    return notices_prepare(hall, x->town, db, mem,
                           &(struct notice_new){
                               .case_id = x->case_id,
                               .section_id = x->row.section_id,
                               .kind = S("received"),
                               .title = language_words(mem, in->language, T("申請を受け付けました"), NULL, 0),
                               .body = language_words(mem, in->language, T("担当が内容を確かめます。直すところがあれば、この画面でお知らせします。"), NULL, 0),
                               .language = in->language,
                               .email = x->email,
                               .now = in->arrived_at,
                           },
                           &x->notice);
}

static struct str joined(struct arena *mem, const struct answers *a, const struct plan *p, const char *one,
                         const char *two, struct str between)
{
    struct str paths[] = { p->property(p, str_of(one)), p->property(p, str_of(two)) };
    struct str values[2];
    size_t n = 0;
    for (size_t i = 0; i < 2; i++) {
        struct str v = paths[i].n ? answers_get(a, arena_cstr(mem, paths[i])) : S("");
        if (v.n)
            values[n++] = v;
    }
    return arena_join(mem, values, n, between);
}

/* The row, but for ids: who, when, until when, and the answers with their secrets sealed. */
static enum rc fill_row(const struct hall *hall, const struct town *town, struct db *db, struct arena *mem,
                        struct receiving *x)
{
    const struct case_new *in = x->in;
    const struct plan *p = in->plan;
    const struct section *section = town_section_by_code(town, p->section_code);
    struct date birth = NO_DATE;
    struct examination found;
    if (!section)
        return FAILED;
    if (date_parse(mem, cases_subject(mem, p, in->answers, "birth"), &birth) != OK)
        birth = NO_DATE;
    enum rc rc = cases_examine(town, db, mem, p, in->answers, in->arrived_at, &found);
    if (rc == OK)
        rc = cases_seal(hall, town, mem, x->case_id, in->answers);
    if (rc != OK)
        return rc;
    struct case_clock clock = case_clock_start(&town->calendar, town_office_day(town, in->arrived_at), p->standard_days);
    x->row = (struct cases_sql_add_in){
        .town_id = town->id,
        .id = x->case_id,
        .procedure_id = p->id,
        .plan_digest = p->digest,
        .channel = in->channel,
        .language = in->language,
        .state = case_state_name(CASE_RECEIVED),
        .is_open = true,
        .section_id = section->id,
        .person_id = found.person_id,
        .name = joined(mem, in->answers, p, "subject.family", "subject.given", S(" ")),
        .kana = joined(mem, in->answers, p, "subject.family_kana", "subject.given_kana", S("　")),
        .birth = birth,
        .telephone = cases_subject(mem, p, in->answers, "telephone"),
        .arrived_at = in->arrived_at,
        .office_on = clock.office_on,
        .due_on = clock.due_on,
        .sort_on = clock.due_on,
        .mark = found.mark,
        .mark_text = found.mark_text,
        .updated_at = in->arrived_at,
        .answers = answers_to_json(mem, in->answers, true),
    };
    return x->row.answers.n ? OK : INVALID; /* larger than a row may be */
}

enum rc cases_receive(const struct hall *hall, const struct town *town, struct db *db, struct arena *mem,
                      const struct case_new *in, struct case_receipt *ret_receipt)
{
    struct receiving x = { .hall = hall, .town = town, .in = in, .mem = mem };
    x.email = cases_subject(mem, in->plan, in->answers, "email"); /* before it may be sealed */
    enum rc rc = take_ids(db, &x);
    if (rc == OK)
        rc = fill_row(hall, town, db, mem, &x);
    if (rc == OK)
        rc = prepare_notice(hall, db, mem, &x);
    if (rc == OK)
        rc = cases_attachment_rows(hall, town, db, mem, x.case_id, in->arrived_at, in->attachments, in->n_attachments,
                                   &x.attachments);
    if (rc == OK && arena_failed(mem))
        rc = FAILED;
    if (rc == OK)
        rc = db_transaction_shared(db, receive, &x);
    if (rc == CONFLICT)
        rc = find_before(db, &x);
    if (rc != OK)
        return rc;
    t_id id = x.found ? x.found : x.case_id;
    struct str number = receipt_number(mem, id);
    *ret_receipt = (struct case_receipt){
        .case_id = id,
        .number = number,
        .code = receipt_code(hall, mem, town, number),
        .repeated = x.found != 0,
    };
    return OK;
}
