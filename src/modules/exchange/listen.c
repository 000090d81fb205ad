/* SPDX-License-Identifier: Apache-2.0 */
/* From an event to deliveries and their jobs, and from held deliveries to jobs again.
 *
 * A receiver that is paused keeps its deliveries: they are written as held, without a job. Resuming
 * queues them in the order of their events, slice by slice; until the last is queued new ones are
 * held too. Whoever writes a held row has claimed the subscription's row while it is stopped, so
 * that none is left behind by a resume that ends meanwhile. */
#include "modules/exchange/deliveries.h"

#include "base/json.h"
#include "modules/exchange/exchange_sql.h"
#include "modules/exchange/rules.h"
#include "platform/db/db.h"

#include <stdio.h>

enum { MOST_WEBHOOKS = 100, SLICE = 100, TEXT = 120, SWEEP_SLICE = 500, KEPT_DAYS = 30 };

enum rc delivery_queue(struct db *db, t_id town_id, t_id webhook_id, t_id delivery_id, t_id case_id,
                       int64_t round, bool in_thread, t_time run_at)
{
    char thread[TEXT], payload[TEXT];
    int t = snprintf(thread, sizeof thread, "webhook:%lld:%lld", (long long)webhook_id,
                     (long long)case_id);
    int p = snprintf(payload, sizeof payload, "{\"delivery\":%lld,\"round\":%lld}",
                     (long long)delivery_id, (long long)round);
    return jobs_add(
        db, &(struct job_new) { .town_id = town_id,
                                .kind = JOB_DELIVER,
                                .thread = in_thread && case_id ? str_n(thread, (size_t)t) : S(""),
                                .payload = str_n(payload, (size_t)p),
                                .run_at = run_at });
}

/* ---- events ---- */

enum rc exchange_is_wanted(void *app, struct db *db, t_id town_id, bool *ret_wanted)
{
    struct exchange_sql_webhook_any_row row;
    struct arena mem;
    (void)app;
    arena_init(&mem, 4096);
    enum rc rc = exchange_sql_webhook_any(db, &mem, town_id, &row, ret_wanted);
    arena_release(&mem);
    return rc;
}

static enum rc add_delivery(struct db *db, const struct event *e,
                            const struct exchange_sql_webhooks_live_row *w, t_time now)
{
    t_id id;
    int64_t is_stopped = 0, is_new = 0;
    enum rc rc = db_new_id(db, TABLE_WEBHOOK_DELIVERY, &id);
    if (rc == OK && !str_eq(w->state, S("active")))
        rc = exchange_sql_webhook_claim_stopped(db, e->town_id, w->id, &is_stopped);
    if (rc == OK)
        rc = exchange_sql_delivery_add(db,
                                       &(struct exchange_sql_delivery_add_in) {
                                           .town_id = e->town_id,
                                           .id = id,
                                           .webhook_id = w->id,
                                           .event_id = e->id,
                                           .name = e->name,
                                           .case_id = e->case_id,
                                           .case_version = e->case_version,
                                           .event_at = e->at,
                                           .state = is_stopped ? S("held") : S("waiting"),
                                           .created_at = now,
                                       },
                                       &is_new);
    if (rc != OK || !is_new || is_stopped)
        return rc;
    return delivery_queue(db, e->town_id, w->id, id, e->case_id, 1, true, 0);
}

enum rc exchange_hear(void *app, struct db *db, struct arena *mem, const struct event *event)
{
    struct exchange_sql_webhooks_live_rows all;
    t_time now = time_now();
    (void)app;
    enum rc rc = exchange_sql_webhooks_live(db, mem, event->town_id, MOST_WEBHOOKS, &all);
    for (size_t i = 0; rc == OK && i < all.n; i++)
        if (webhook_wants(all.p[i].names, event->name))
            rc = add_delivery(db, event, &all.p[i], now);
    return rc;
}

/* ---- resuming ---- */

enum rc webhook_queue_resume(struct db *db, t_id town_id, t_id webhook_id)
{
    char text[TEXT];
    int n = snprintf(text, sizeof text, "{\"webhook\":%lld}", (long long)webhook_id);
    return jobs_add(db, &(struct job_new) { .town_id = town_id,
                                            .kind = JOB_RESUME,
                                            .payload = str_n(text, (size_t)n) });
}

struct resuming {
    struct arena *mem;
    const struct job *job;
    t_id webhook_id;
    bool is_done;
};

static enum rc queue_held(struct db *db, const struct resuming *x,
                          const struct exchange_sql_in_state_rows *held)
{
    enum rc rc = OK;
    for (size_t i = 0; rc == OK && i < held->n; i++) {
        const struct exchange_sql_in_state_row *d = &held->p[i];
        int64_t changed = 0;
        rc = exchange_sql_delivery_again(db, x->job->town_id, d->id, d->round, &changed);
        if (rc == OK && changed)
            rc = delivery_queue(db, x->job->town_id, x->webhook_id, d->id, d->case_id, d->round + 1,
                                true, 0);
    }
    return rc;
}

static enum rc resume_slice(struct db *db, void *arg)
{
    struct resuming *x = arg;
    struct exchange_sql_in_state_rows held;
    t_id town_id = x->job->town_id;
    int64_t is_resuming = 0;
    x->is_done = false;
    enum rc rc =
        exchange_sql_webhook_claim(db, town_id, x->webhook_id, S("resuming"), &is_resuming);
    if (rc == OK && is_resuming)
        rc = exchange_sql_in_state(db, x->mem, town_id, x->webhook_id, S("held"), SLICE, &held);
    if (rc == OK && is_resuming && held.n)
        return queue_held(db, x, &held);
    x->is_done = true;
    if (rc == OK && is_resuming)
        rc = exchange_sql_webhook_move(db, town_id, x->webhook_id, S("resuming"), S("resuming"),
                                       S("active"), NULL);
    return rc == OK ? jobs_finish(db, x->job) : rc;
}

enum rc exchange_resume(void *app, struct db *db, struct arena *mem, const struct job *job)
{
    const struct json *payload;
    struct resuming x = { .mem = mem, .job = job };
    size_t at;
    (void)app;
    enum rc rc = json_parse(mem, job->payload, &payload, &at);
    x.webhook_id = rc == OK ? json_int(json_get(payload, S("webhook")), 0) : 0;
    while (rc == OK && !x.is_done)
        rc = arena_failed(mem) ? BUSY : db_transaction(db, resume_slice, &x);
    return rc;
}

/* ---- forgetting ---- */

struct sweeping {
    t_id town_id;
    t_time before;
    int64_t n;
};

static enum rc drop_some(struct db *db, void *arg)
{
    struct sweeping *s = arg;
    int64_t attempts = 0, deliveries = 0;
    s->n = 0;
    enum rc rc = exchange_sql_attempts_drop(db, s->town_id, s->before, SWEEP_SLICE, &attempts);
    if (rc == OK)
        rc = exchange_sql_deliveries_drop(db, s->town_id, s->before, SWEEP_SLICE, &deliveries);
    s->n = attempts > deliveries ? attempts : deliveries;
    return rc;
}

enum rc exchange_sweep(void *app, struct db *db, struct arena *mem, const struct job *job)
{
    struct sweeping s = { .town_id = job->town_id, .before = job->now - KEPT_DAYS * DAY };
    enum rc rc;
    (void)app;
    (void)mem;
    do
        rc = db_transaction(db, drop_some, &s);
    while (rc == OK && s.n == SWEEP_SLICE);
    return rc;
}
