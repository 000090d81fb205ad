/* SPDX-License-Identifier: Apache-2.0 */
/* The job of a delivery: hand the mail over, keep what became of it. Killed between the relay's 250
 * and the commit, it is handed over once more, under the same Message-ID. */
#include "base/json.h"
#include "civic/notices/parts.h"
#include "civic/tasks/tasks_sql.h"
#include "platform/db/db.h"
#include "platform/jobs/jobs.h"
#include "platform/notify-transports/smtp.h"

struct sending {
    const struct hall *hall;
    const struct town *town;
    const struct job *job;
    struct notices_sql_delivery_row row;
    struct str state, status; /* how it ended; state "": the relay has it */
    t_id task_id;
};

enum rc delivery_fail(struct db *db, t_id town_id, const struct notices_sql_delivery_row *row,
                      bool after_all, struct str state, struct str status, t_id task_id, t_time now,
                      bool *ret_ended)
{
    int64_t changed;
    enum rc rc = after_all
                     ? notices_sql_delivery_failed_after_all(db, town_id, row->id, state, status,
                                                             now, &changed)
                     : notices_sql_delivery_end(db, town_id, row->id, state, status, now, &changed);
    if (rc != OK)
        return rc;
    *ret_ended = changed > 0;
    if (changed == 0)
        return OK;
    return tasks_sql_add(db,
                         &(struct tasks_sql_add_in) {
                             town_id, task_id, row->case_id, row->section_id, S("notice-failed"),
                             S("メールが届かなかったので、電話か手紙でお知らせする"), now },
                         NULL);
}

static enum rc note_try(struct db *db, void *arg)
{
    const struct sending *x = arg;
    return notices_sql_delivery_tried(db, x->town->id, x->row.id, x->job->now, NULL);
}

static enum rc keep_status(struct db *db, void *arg)
{
    const struct sending *x = arg;
    return notices_sql_delivery_answered(db, x->town->id, x->row.id, x->status, NULL);
}

static enum rc keep_end(struct db *db, void *arg)
{
    const struct sending *x = arg;
    t_time now = time_now();
    bool ended;
    enum rc rc = OK;
    if (!x->state.n)
        rc = notices_sql_delivery_taken(db, x->town->id, x->row.id, now, x->status, NULL);
    else if (delivery_has_failed(x->state))
        rc = delivery_fail(db, x->town->id, &x->row, false, x->state, x->status, x->task_id, now,
                           &ended);
    else
        rc = notices_sql_delivery_end(db, x->town->id, x->row.id, x->state, x->status, now, NULL);
    return rc == OK ? jobs_finish(db, x->job) : rc;
}

static enum rc end(struct sending *x, struct db *db, struct str state)
{
    x->state = state;
    enum rc rc = delivery_has_failed(state) ? db_new_id(db, TABLE_TASK, &x->task_id) : OK;
    return rc == OK ? db_transaction(db, keep_end, x) : rc;
}

enum rc notices_sender(const struct hall *hall, const struct town *town, struct db *db,
                       struct arena *mem, struct mail_message *m)
{
    const struct mail_options *o = mailer_options(hall->mailer);
    struct notices_sql_setting_row own;
    bool found;
    enum rc rc = notices_sql_setting(db, mem, town->id, S("email"), &own, &found);
    if (rc != OK)
        return rc;
    m->from = found && own.from_mail.n ? own.from_mail : str_of(o->from);
    m->from_name = found && own.from_name.n ? own.from_name : town->name;
    m->reply_to = found && own.reply_to.n ? own.reply_to : str_of(o->reply_to);
    return OK;
}

static enum rc hand_over(struct sending *x, struct db *db, struct arena *mem, struct str address)
{
    struct mail_message m;
    struct str bytes;
    enum rc rc = delivery_write(x->hall, x->town, mem, &x->row, &m);
    if (rc == OK)
        rc = notices_sender(x->hall, x->town, db, mem, &m);
    if (rc != OK)
        return rc;
    m.to = address;
    m.date = x->job->now;
    rc = mail_message_write(mem, &m, &bytes);
    if (rc == OK)
        rc = db_transaction(db, note_try, x);
    if (rc != OK)
        return rc;
    const char *bounces = mailer_options(x->hall->mailer)->bounces;
    struct mail_answer answer =
        mailer_send(x->hall->mailer, bounces ? str_of(bounces) : m.from, address, bytes);
    x->status = arena_str(mem, str_of(answer.status));
    if (answer.outcome == MAIL_TAKEN)
        return end(x, db, S(""));
    if (answer.outcome == MAIL_REFUSED)
        return end(x, db, S("permanent-failure"));
    if (x->job->now - x->row.due_at > NOTICE_DAYS * DAY)
        return end(x, db,
                   answer.outcome == MAIL_LATER ? S("temporary-failure") : S("technical-failure"));
    jobs_note(x->job, "the relay said %s", *answer.status ? answer.status : "nothing");
    rc = x->status.n ? db_transaction(db, keep_status, x) : OK;
    return rc == OK ? BUSY : rc;
}

static enum rc load(struct sending *x, struct db *db, struct arena *mem)
{
    const struct json *payload;
    size_t at;
    bool found;
    if (json_parse(mem, x->job->payload, &payload, &at) != OK)
        return INVALID;
    enum rc rc = notices_sql_delivery(
        db, mem, x->town->id, json_int(json_get(payload, S("delivery")), 0), &x->row, &found);
    return rc == OK && !found ? NOT_FOUND : rc;
}

static enum rc is_loud(struct sending *x, struct db *db, struct arena *mem)
{
    struct quiet_hours hours;
    if (notice_answers_at_once(x->row.kind))
        return OK;
    enum rc rc = delivery_quiet_hours(x->hall, x->town, db, mem, &hours);
    return rc == OK && quiet_hours_end(hours, x->job->now) > x->job->now ? BUSY : rc;
}

enum rc notices_send(void *app, struct db *db, struct arena *mem, const struct job *job)
{
    struct sending x = { .hall = app, .job = job };
    struct str address;
    bool refused;
    x.town = town_by_id(x.hall, job->town_id);
    enum rc rc = load(&x, db, mem);
    if (rc == NOT_FOUND || (rc == OK && (x.row.taken_at || x.row.ended_at)))
        return OK; /* erased with its case, or done by a run that could not say so any more */
    if (rc == OK && !x.hall->mailer) /* e-mail was switched off meanwhile */
        return job->now - x.row.due_at > NOTICE_DAYS * DAY ? end(&x, db, S("technical-failure"))
                                                           : BUSY;
    if (rc == OK)
        rc = is_loud(&x, db, mem);
    if (rc == OK)
        rc = vault_open(x.hall->vault, mem, delivery_place(x.town, x.row.id), x.row.address,
                        &address);
    if (rc == OK)
        rc = delivery_is_refused(x.hall, x.town, db, mem, x.row.kind, address, &refused);
    if (rc != OK)
        return rc;
    return refused ? end(&x, db, S("cancelled")) : hand_over(&x, db, mem, address);
}

struct settling {
    const struct job *job;
};

static enum rc settle(struct db *db, void *arg)
{
    const struct settling *x = arg;
    enum rc rc = notices_sql_deliveries_settle(db, x->job->town_id, x->job->now - NOTICE_DAYS * DAY,
                                               x->job->now, NULL);
    return rc == OK ? jobs_finish(db, x->job) : rc;
}

enum rc notices_settle(void *app, struct db *db, struct arena *mem, const struct job *job)
{
    (void)app;
    (void)mem;
    return db_transaction(db, settle, &(struct settling) { job });
}
