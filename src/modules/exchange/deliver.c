/* SPDX-License-Identifier: Apache-2.0 */
/* The job of one delivery: read, sign, send, keep what came of it.
 *
 * The call is made outside any transaction; a node that dies between the call and its row calls
 * again (at least once, the receiver tells by the event's id). A success ends the job in the
 * transaction that says so. */
#include "base/json.h"
#include "civic/cases/cases_sql.h"
#include "civic/events/events_sql.h"
#include "modules/exchange/deliveries.h"
#include "modules/exchange/exchange_sql.h"
#include "modules/exchange/rules.h"
#include "platform/db/db.h"
#include "platform/http-client/http_client.h"

enum { LOOK_AGAIN_S = 30, ANSWER = 4096 };

struct delivering {
    const struct hall *hall;
    const struct town *town;
    struct arena *mem;
    const struct job *job;
    int64_t round;
    struct exchange_sql_delivery_by_id_row row;
    struct exchange_sql_webhook_by_id_row webhook;
    bool has_earlier, earlier_is_held;
    /* What the call came to. */
    t_id attempt_id;
    t_time at;
    int status, took_ms;
    struct str note;
    enum webhook_result result;
};

struct vault_place webhook_place(t_id town_id, t_id webhook_id)
{
    return (struct vault_place) { town_id, TABLE_WEBHOOK, webhook_id, S("secret") };
}

/* ---- reading ---- */

static enum rc read_earlier(struct db *db, struct delivering *x)
{
    struct exchange_sql_earlier_row earlier;
    if (!x->row.case_id)
        return OK;
    enum rc rc =
        exchange_sql_earlier(db, x->mem, x->job->town_id, x->row.webhook_id, x->row.case_id,
                             x->row.case_version, &earlier, &x->has_earlier);
    x->earlier_is_held = rc == OK && x->has_earlier && str_eq(earlier.state, S("held"));
    return rc;
}

static enum rc read_rows(struct db *db, struct delivering *x)
{
    const struct json *payload;
    bool found = false;
    size_t at;
    enum rc rc = json_parse(x->mem, x->job->payload, &payload, &at);
    if (rc != OK)
        return rc;
    x->round = json_int(json_get(payload, S("round")), 0);
    rc =
        exchange_sql_delivery_by_id(db, x->mem, x->job->town_id,
                                    json_int(json_get(payload, S("delivery")), 0), &x->row, &found);
    if (rc == OK && found)
        rc = exchange_sql_webhook_by_id(db, x->mem, x->job->town_id, x->row.webhook_id, &x->webhook,
                                        &found);
    if (rc == OK && found)
        rc = read_earlier(db, x);
    return rc == OK && !found ? NOT_FOUND : rc;
}

/* ---- not sending ---- */

/* Held again, if the subscription still stands still or what must go before is held itself. */
static enum rc hold(struct db *db, void *arg)
{
    const struct delivering *x = arg;
    int64_t is_stopped = 0;
    enum rc rc =
        exchange_sql_webhook_claim_stopped(db, x->job->town_id, x->webhook.id, &is_stopped);
    if (rc == OK && !is_stopped)
        return BUSY;
    if (rc == OK)
        rc = exchange_sql_delivery_put(db, x->job->town_id, x->row.id, x->round, S("held"), NULL);
    return rc == OK ? jobs_finish(db, x->job) : rc;
}

static enum rc drop(struct db *db, void *arg)
{
    const struct delivering *x = arg;
    enum rc rc =
        exchange_sql_delivery_put(db, x->job->town_id, x->row.id, x->round, S("dropped"), NULL);
    return rc == OK ? jobs_finish(db, x->job) : rc;
}

/* To the end of its thread: an earlier event of the case was queued anew behind this one. */
static enum rc queue_behind(struct db *db, void *arg)
{
    const struct delivering *x = arg;
    int64_t changed = 0;
    enum rc rc = exchange_sql_delivery_again(db, x->job->town_id, x->row.id, x->round, &changed);
    if (rc == OK && changed)
        rc = delivery_queue(db, x->job->town_id, x->webhook.id, x->row.id, x->row.case_id,
                            x->round + 1, true, x->job->now + LOOK_AGAIN_S * SECOND);
    return rc == OK ? jobs_finish(db, x->job) : rc;
}

/* ---- sending ---- */

static struct str text_of(struct arena *mem, struct ref ref)
{
    return arena_str(mem, str_of(ref.text));
}

static enum rc call(struct delivering *x)
{
    struct http_client_answer a;
    struct str secret,
        id = text_of(x->mem, ref_make(x->hall, TABLE_EVENT, x->town->id, x->row.event_id));
    enum rc rc = vault_open(x->hall->vault, x->mem, webhook_place(x->town->id, x->webhook.id),
                            x->webhook.sealed_secret, &secret);
    if (rc != OK)
        return rc;
    struct str body = webhook_body(
        x->mem,
        &(struct webhook_message) {
            .id = id,
            .name = x->row.name,
            .town_code = x->town->code,
            .case_ref = x->row.case_id ? text_of(x->mem, ref_make(x->hall, TABLE_CASES, x->town->id,
                                                                  x->row.case_id))
                                       : S(""),
            .case_version = x->row.case_version,
            .at = x->row.event_at });
    const struct http_client_header headers[] = {
        { S_("Content-Type"), S_("application/json") },
        { S_("Yakuba-Signature"), webhook_signature(x->mem, secret, id, x->at, body) },
        { S_("Yakuba-Event-Id"), id },
        { S_("Yakuba-Delivery"),
          text_of(x->mem, ref_make(x->hall, TABLE_WEBHOOK_DELIVERY, x->town->id, x->row.id)) },
    };
    rc =
        http_client_send(x->hall->http_client, x->mem,
                         &(struct http_client_call) { .method = "POST",
                                                      .url = x->webhook.url,
                                                      .headers = headers,
                                                      .n_headers = sizeof headers / sizeof *headers,
                                                      .body = body,
                                                      .https_only = true,
                                                      .time_ms = WEBHOOK_TIME_MS,
                                                      .answer_limit = ANSWER,
                                                      .cut_answer = true },
                         &a);
    x->status = a.status;
    x->took_ms = a.took_ms;
    x->note = rc == OK ? webhook_excerpt(x->mem, a.body) : a.error;
    return arena_failed(x->mem) ? FAILED : OK;
}

static enum rc end_subscription(struct db *db, const struct delivering *x)
{
    enum rc rc = exchange_sql_webhook_move(db, x->job->town_id, x->webhook.id, S("active"),
                                           S("paused"), S("ended"), NULL);
    if (rc == OK)
        rc = exchange_sql_webhook_move(db, x->job->town_id, x->webhook.id, S("resuming"),
                                       S("resuming"), S("ended"), NULL);
    return rc;
}

static struct str state_after(enum webhook_result result)
{
    switch (result) {
    case WEBHOOK_DELIVERED: return S("delivered");
    case WEBHOOK_DEAD: return S("dead");
    case WEBHOOK_GONE: return S("dropped");
    case WEBHOOK_AGAIN: break;
    }
    return S("waiting");
}

static enum rc keep(struct db *db, void *arg)
{
    const struct delivering *x = arg;
    t_id town_id = x->job->town_id;
    enum rc rc = exchange_sql_attempt_add(db,
                                          &(struct exchange_sql_attempt_add_in) {
                                              town_id, x->attempt_id, x->row.id, x->at,
                                              x->row.attempts + 1, x->status, x->took_ms, x->note },
                                          NULL);
    if (rc == OK)
        rc = exchange_sql_delivery_tried(db,
                                         &(struct exchange_sql_delivery_tried_in) {
                                             .town_id = town_id,
                                             .id = x->row.id,
                                             .round = x->round,
                                             .state = state_after(x->result),
                                             .attempts = x->row.attempts + 1,
                                             .first_at = x->row.first_at ? x->row.first_at : x->at,
                                             .last_at = x->at,
                                             .last_status = x->status,
                                         },
                                         NULL);
    if (rc == OK && x->result != WEBHOOK_DELIVERED && x->took_ms >= WEBHOOK_HANGING_MS)
        rc = exchange_sql_webhook_quiet(db, town_id, x->webhook.id,
                                        x->at + WEBHOOK_QUIET_S * SECOND, NULL);
    if (rc == OK && x->result == WEBHOOK_GONE)
        rc = end_subscription(db, x);
    if (rc == OK && (x->result == WEBHOOK_DELIVERED || x->result == WEBHOOK_GONE))
        rc = jobs_finish(db, x->job);
    return rc;
}

static enum rc send(struct db *db, struct delivering *x)
{
    enum rc rc = db_new_id(db, TABLE_WEBHOOK_ATTEMPT, &x->attempt_id);
    if (rc == OK)
        rc = call(x);
    if (rc != OK)
        return FAILED;
    x->result = webhook_result(x->status, x->row.first_at ? x->row.first_at : x->at, x->at);
    if (x->status)
        jobs_note(x->job, "The receiver answered %d.", x->status);
    else
        jobs_note(x->job, "%.*s", STR(x->note));
    rc = db_transaction(db, keep, x);
    if (rc != OK || x->result == WEBHOOK_DELIVERED || x->result == WEBHOOK_GONE)
        return rc;
    return x->result == WEBHOOK_DEAD ? INVALID : FAILED;
}

static bool is_round_over(const struct delivering *x)
{
    return x->row.round != x->round || str_eq(x->row.state, S("delivered")) ||
           str_eq(x->row.state, S("dropped"));
}

/* A delivery that is dead and whose job runs nevertheless was called back by the operator: 24 hours
 * begin anew. */
static void begin_anew(struct delivering *x)
{
    if (str_eq(x->row.state, S("dead")))
        x->row.first_at = 0;
}

enum rc exchange_deliver(void *app, struct db *db, struct arena *mem, const struct job *job)
{
    struct delivering x = {
        .hall = app, .town = town_by_id(app, job->town_id), .mem = mem, .job = job, .at = job->now
    };
    enum rc rc = db_read_begin(db);
    if (rc != OK)
        return rc;
    rc = read_rows(db, &x);
    db_read_end(db);
    if (rc != OK || is_round_over(&x))
        return rc;
    begin_anew(&x);
    if (str_eq(x.webhook.state, S("ended")))
        return db_transaction(db, drop, &x);
    if (str_eq(x.webhook.state, S("paused")) || x.earlier_is_held)
        return db_transaction(db, hold, &x);
    if (x.has_earlier)
        return db_transaction(db, queue_behind, &x);
    if (x.webhook.quiet_until >
        x.at) { /* or one receiver that hangs holds every thread of this node */
        jobs_note(job, "The receiver let another call hang.");
        return BUSY;
    }
    return send(db, &x);
}
