/* SPDX-License-Identifier: Apache-2.0 */
/* What staff do to a subscription: test, pause, resume, another secret, end, send again. */
#include "civic/events/events_sql.h"
#include "modules/exchange/deliveries.h"
#include "modules/exchange/handlers.h"
#include "modules/exchange/rules.h"
#include "platform/db/db.h"
#include "platform/page/page.h"

enum { MOST_REPLAYED = 200 };

struct acting {
    struct req *r;
    struct exchange_sql_webhook_by_id_row webhook;
    struct exchange_sql_delivery_by_id_row delivery;
    struct exchange_sql_in_state_rows dead;
    t_id event_id, delivery_id;
    struct str sealed;
    bool is_ended;
};

/* Opens, acts, and goes back to the page; CONFLICT: the state is another one by now. */
static enum rc act(struct req *r, enum rc (*fn)(struct db *db, void *ctx))
{
    struct acting x = { .r = r };
    enum rc rc = webhook_open(r, &x.webhook);
    if (rc == OK)
        rc = db_transaction(r->db, fn, &x);
    if (rc == CONFLICT)
        return webhook_show(r, 409, &x.webhook, S("いまの状態では、この操作はできません。"));
    return rc == OK ? reply_redirect(r, webhook_url(r, x.webhook.id, "")) : rc;
}

static enum rc move(struct db *db, const struct acting *x, struct str from_1, struct str from_2,
                    struct str state, struct str action)
{
    int64_t changed = 0;
    enum rc rc = exchange_sql_webhook_move(db, x->r->town_id, x->webhook.id, from_1, from_2, state,
                                           &changed);
    if (rc == OK && !changed)
        return CONFLICT;
    return rc == OK ? webhook_note(db, x->r, action, x->webhook.id) : rc;
}

/* ---- pause, resume, end ---- */

static enum rc pause_it(struct db *db, void *arg)
{
    return move(db, arg, S("active"), S("resuming"), S("paused"), S("exchange.webhook-paused"));
}

enum rc exchange_pause(struct req *r)
{
    return act(r, pause_it);
}

static enum rc resume_it(struct db *db, void *arg)
{
    const struct acting *x = arg;
    enum rc rc =
        move(db, x, S("paused"), S("paused"), S("resuming"), S("exchange.webhook-resumed"));
    return rc == OK ? webhook_queue_resume(db, x->r->town_id, x->webhook.id) : rc;
}

enum rc exchange_resume_send(struct req *r)
{
    return act(r, resume_it);
}

static enum rc end_it(struct db *db, void *arg)
{
    const struct acting *x = arg;
    if (str_eq(x->webhook.state, S("resuming")))
        return move(db, x, S("resuming"), S("active"), S("ended"), S("exchange.webhook-ended"));
    return move(db, x, S("active"), S("paused"), S("ended"), S("exchange.webhook-ended"));
}

enum rc exchange_end(struct req *r)
{
    struct exchange_sql_webhook_by_id_row w;
    enum rc rc = webhook_open(r, &w);
    if (rc != OK)
        return rc;
    if (!str_eq(req_field(r, "sure"), S("yes")))
        return webhook_show(
            r, 422, &w, S("やめるときは、確認の欄に印を付けてから「やめる」を押してください。"));
    return act(r, end_it);
}

/* ---- a test ---- */

static enum rc test_it(struct db *db, void *arg)
{
    const struct acting *x = arg;
    const struct req *r = x->r;
    int64_t is_active = 0;
    enum rc rc = exchange_sql_webhook_claim(db, r->town_id, x->webhook.id, S("active"), &is_active);
    if (rc == OK && !is_active)
        return CONFLICT;
    if (rc == OK)
        rc = events_sql_add(db, r->town_id, x->event_id, S(WEBHOOK_TEST), 0, 0, r->now, NULL);
    if (rc == OK)
        rc = exchange_sql_delivery_add(db,
                                       &(struct exchange_sql_delivery_add_in) {
                                           .town_id = r->town_id,
                                           .id = x->delivery_id,
                                           .webhook_id = x->webhook.id,
                                           .event_id = x->event_id,
                                           .name = S(WEBHOOK_TEST),
                                           .event_at = r->now,
                                           .state = S("waiting"),
                                           .created_at = r->now,
                                       },
                                       NULL);
    if (rc == OK)
        rc = delivery_queue(db, r->town_id, x->webhook.id, x->delivery_id, 0, 1, false, 0);
    return rc == OK ? webhook_note(db, r, S("exchange.webhook-tested"), x->webhook.id) : rc;
}

enum rc exchange_test(struct req *r)
{
    struct acting x = { .r = r };
    enum rc rc = webhook_open(r, &x.webhook);
    if (rc == OK)
        rc = db_new_id(r->db, TABLE_EVENT, &x.event_id);
    if (rc == OK)
        rc = db_new_id(r->db, TABLE_WEBHOOK_DELIVERY, &x.delivery_id);
    if (rc == OK)
        rc = db_transaction(r->db, test_it, &x);
    if (rc == CONFLICT)
        return webhook_show(r, 409, &x.webhook, S("いまの状態では、試しに送れません。"));
    return rc == OK ? reply_redirect(r, delivery_url(r, x.webhook.id, x.delivery_id, "")) : rc;
}

/* ---- another secret ---- */

static enum rc rotate_it(struct db *db, void *arg)
{
    const struct acting *x = arg;
    int64_t changed = 0;
    enum rc rc = exchange_sql_webhook_secret(db, x->r->town_id, x->webhook.id, x->sealed, &changed);
    if (rc == OK && !changed)
        return CONFLICT;
    return rc == OK ? webhook_note(db, x->r, S("exchange.webhook-secret-changed"), x->webhook.id)
                    : rc;
}

enum rc exchange_rotate(struct req *r)
{
    struct acting x = { .r = r };
    struct str secret;
    enum rc rc = webhook_open(r, &x.webhook);
    if (rc == OK)
        rc = webhook_secret_make(r, x.webhook.id, &secret, &x.sealed);
    if (rc == OK)
        rc = db_transaction(r->db, rotate_it, &x);
    if (rc == CONFLICT)
        return webhook_show(r, 409, &x.webhook, S("終わった送り先の鍵は替えられません。"));
    return rc == OK ? webhook_secret_show(r, x.webhook.id, x.webhook.title, secret, false) : rc;
}

/* ---- sending again ---- */

static enum rc again(struct db *db, const struct acting *x, t_id delivery_id, t_id case_id,
                     int64_t round, bool in_thread)
{
    int64_t changed = 0;
    enum rc rc = exchange_sql_delivery_again(db, x->r->town_id, delivery_id, round, &changed);
    if (rc != OK || !changed) /* somebody was faster: it is on its way */
        return rc;
    return delivery_queue(db, x->r->town_id, x->webhook.id, delivery_id, case_id, round + 1,
                          in_thread, 0);
}

static enum rc replay_it(struct db *db, void *arg)
{
    const struct acting *x = arg;
    enum rc rc = again(db, x, x->delivery.id, x->delivery.case_id, x->delivery.round, false);
    return rc == OK ? webhook_note(db, x->r, S("exchange.delivery-replayed"), x->webhook.id) : rc;
}

/* A delivery that still waits for its next try is sent now, beside its old job, which then finds
 * its round over. */
enum rc exchange_replay(struct req *r)
{
    struct acting x = { .r = r };
    enum rc rc = webhook_open(r, &x.webhook);
    if (rc == OK)
        rc = delivery_open(r, &x.webhook, &x.delivery);
    if (rc != OK)
        return rc;
    if (!str_eq(x.webhook.state, S("active")) ||
        !(str_eq(x.delivery.state, S("dead")) || str_eq(x.delivery.state, S("waiting"))))
        return webhook_show(r, 409, &x.webhook, S("この知らせは、いま送り直せません。"));
    rc = db_transaction(r->db, replay_it, &x);
    return rc == OK ? reply_redirect(r, delivery_url(r, x.webhook.id, x.delivery.id, "")) : rc;
}

static enum rc replay_them(struct db *db, void *arg)
{
    const struct acting *x = arg;
    enum rc rc = OK;
    for (size_t i = 0; rc == OK && i < x->dead.n; i++)
        rc = again(db, x, x->dead.p[i].id, x->dead.p[i].case_id, x->dead.p[i].round, true);
    return rc == OK ? webhook_note(db, x->r, S("exchange.deliveries-replayed"), x->webhook.id) : rc;
}

enum rc exchange_replay_dead(struct req *r)
{
    struct acting x = { .r = r };
    enum rc rc = webhook_open(r, &x.webhook);
    if (rc == OK)
        rc = exchange_sql_in_state(r->db, r->mem, r->town_id, x.webhook.id, S("dead"),
                                   MOST_REPLAYED, &x.dead);
    if (rc != OK)
        return rc;
    if (!str_eq(x.webhook.state, S("active")))
        return webhook_show(r, 409, &x.webhook, S("止めている送り先へは送り直せません。"));
    rc = db_transaction(r->db, replay_them, &x);
    return rc == OK ? reply_redirect(r, webhook_url(r, x.webhook.id, "")) : rc;
}
