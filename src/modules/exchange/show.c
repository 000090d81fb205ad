/* SPDX-License-Identifier: Apache-2.0 */
/* One subscription, and one of its deliveries. */
#include "base/time.h"
#include "civic/events/events_sql.h"
#include "modules/exchange/exchange_pages.h"
#include "modules/exchange/handlers.h"
#include "modules/exchange/pages/delivery.h"
#include "modules/exchange/pages/webhook.h"
#include "modules/exchange/rules.h"

enum { MOST_SHOWN = 100, MOST_COUNTED = 1000, MOST_NAMES = 16 };

enum rc webhook_open(struct req *r, struct exchange_sql_webhook_by_id_row *ret_webhook)
{
    bool found = false;
    t_id id;
    enum rc rc = ref_read(hall_of(r), TABLE_WEBHOOK, r->town_id, req_param(r, "ref"), &id);
    if (rc == OK)
        rc = exchange_sql_webhook_by_id(r->db, r->mem, r->town_id, id, ret_webhook, &found);
    return rc == OK && !found ? NOT_FOUND : rc;
}

enum rc delivery_open(struct req *r, const struct exchange_sql_webhook_by_id_row *webhook,
                      struct exchange_sql_delivery_by_id_row *ret_delivery)
{
    bool found = false;
    t_id id;
    enum rc rc =
        ref_read(hall_of(r), TABLE_WEBHOOK_DELIVERY, r->town_id, req_param(r, "delivery"), &id);
    if (rc == OK)
        rc = exchange_sql_delivery_by_id(r->db, r->mem, r->town_id, id, ret_delivery, &found);
    return rc == OK && (!found || ret_delivery->webhook_id != webhook->id) ? NOT_FOUND : rc;
}

struct url webhook_url(struct req *r, t_id webhook_id, const char *below)
{
    return url_fmt(r->mem, "/staff/webhooks/%s%s",
                   ref_make(hall_of(r), TABLE_WEBHOOK, r->town_id, webhook_id).text, below);
}

struct url delivery_url(struct req *r, t_id webhook_id, t_id delivery_id, const char *below)
{
    struct url base = webhook_url(r, webhook_id, "/deliveries");
    return url_fmt(r->mem, "%.*s/%s%s", STR(base.text),
                   ref_make(hall_of(r), TABLE_WEBHOOK_DELIVERY, r->town_id, delivery_id).text,
                   below);
}

/* ---- a subscription ---- */

static struct str names_in_words(struct arena *mem, struct str names)
{
    struct str titles[MOST_NAMES], name;
    size_t n = 0;
    while (n < MOST_NAMES && str_cut(&names, ' ', &name))
        titles[n++] = webhook_event_title(name);
    return arena_join(mem, titles, n, S("、"));
}

static struct str status_words(struct arena *mem, int64_t status, bool was_tried)
{
    if (!was_tried)
        return S("–");
    return status ? arena_fmt(mem, "%lld", (long long)status) : S("返事なし");
}

static enum rc fill_deliveries(struct req *r, t_id webhook_id, struct exchange_webhook_view *v)
{
    struct exchange_sql_deliveries_rows all;
    enum rc rc = exchange_sql_deliveries(r->db, r->mem, r->town_id, webhook_id, MOST_SHOWN, &all);
    if (rc != OK)
        return rc;
    struct exchange_delivery_row *rows = arena_new(r->mem, struct exchange_delivery_row, all.n);
    for (size_t i = 0; i < all.n; i++) {
        const struct exchange_sql_deliveries_row *d = &all.p[i];
        rows[i] = (struct exchange_delivery_row) {
            .event = webhook_event_title(d->name),
            .at = time_short(r->mem, d->event_at),
            .state = call_state_title(d->state, d->attempts),
            .kind = call_state_kind(d->state),
            .tries = arena_fmt(r->mem, "%lld", (long long)d->attempts),
            .status = status_words(r->mem, d->last_status, d->last_at != 0),
            .to = delivery_url(r, webhook_id, d->id, ""),
        };
    }
    v->rows.p = rows;
    v->rows.n = all.n;
    return OK;
}

static enum rc count(struct req *r, t_id webhook_id, struct str state, int64_t *ret_n)
{
    struct exchange_sql_count_in_state_row row;
    enum rc rc = exchange_sql_count_in_state(r->db, r->mem, r->town_id, webhook_id, state,
                                             MOST_COUNTED, &row);
    if (rc == OK)
        *ret_n = row.n;
    return rc;
}

static enum rc fill_counts(struct req *r, t_id webhook_id, struct exchange_webhook_view *v)
{
    enum rc rc = count(r, webhook_id, S("waiting"), &v->n_waiting);
    if (rc == OK)
        rc = count(r, webhook_id, S("held"), &v->n_held);
    if (rc == OK)
        rc = count(r, webhook_id, S("dead"), &v->n_dead);
    v->has_dead = v->n_dead > 0;
    return rc;
}

enum rc webhook_show(struct req *r, int status, const struct exchange_sql_webhook_by_id_row *w,
                     struct str message)
{
    struct page p = shell_page(r);
    struct exchange_webhook_view v = {
        .title = w->title,
        .destination = w->url,
        .state = webhook_state_title(w->state),
        .kind = webhook_state_kind(w->state),
        .events = names_in_words(r->mem, w->names),
        .added = time_ja(r->mem, w->created_at),
        .message = message,
        .has_message = message.n > 0,
        .is_active = str_eq(w->state, S("active")),
        .is_paused = str_eq(w->state, S("paused")),
        .is_live = !str_eq(w->state, S("ended")),
        .test = webhook_url(r, w->id, "/test"),
        .pause = webhook_url(r, w->id, "/pause"),
        .resume = webhook_url(r, w->id, "/resume"),
        .secret = webhook_url(r, w->id, "/secret"),
        .end = webhook_url(r, w->id, "/end"),
        .replay = webhook_url(r, w->id, "/replay"),
    };
    enum rc rc = fill_deliveries(r, w->id, &v);
    if (rc == OK)
        rc = fill_counts(r, w->id, &v);
    if (rc != OK)
        return rc;
    exchange_webhook_page(&p, &v);
    return shell_staff(r, status,
                       &(struct shell_options) { .title = w->title, .current = "/staff/webhooks" },
                       page_html(&p));
}

enum rc exchange_webhook_show(struct req *r)
{
    struct exchange_sql_webhook_by_id_row w;
    enum rc rc = webhook_open(r, &w);
    return rc == OK ? webhook_show(r, 200, &w, S("")) : rc;
}

/* ---- a delivery ---- */

static enum rc fill_attempts(struct req *r, t_id delivery_id, struct exchange_delivery_view *v)
{
    struct exchange_sql_attempts_rows all;
    enum rc rc = exchange_sql_attempts(r->db, r->mem, r->town_id, delivery_id, MOST_SHOWN, &all);
    if (rc != OK)
        return rc;
    struct exchange_attempt_row *rows = arena_new(r->mem, struct exchange_attempt_row, all.n);
    for (size_t i = 0; i < all.n; i++)
        rows[i] = (struct exchange_attempt_row) {
            .number = all.p[i].number,
            .at = time_short(r->mem, all.p[i].at),
            .status = status_words(r->mem, all.p[i].status, true),
            .took = arena_fmt(r->mem, "%lld ms", (long long)all.p[i].took_ms),
            .note = all.p[i].note,
        };
    v->rows.p = rows;
    v->rows.n = all.n;
    return OK;
}

enum rc exchange_delivery_show(struct req *r)
{
    struct exchange_sql_webhook_by_id_row w;
    struct exchange_sql_delivery_by_id_row d;
    enum rc rc = webhook_open(r, &w);
    if (rc == OK)
        rc = delivery_open(r, &w, &d);
    if (rc != OK)
        return rc;
    struct page p = shell_page(r);
    struct exchange_delivery_view v = {
        .title = w.title,
        .event = webhook_event_title(d.name),
        .event_ref = arena_str(
            r->mem, str_of(ref_make(hall_of(r), TABLE_EVENT, r->town_id, d.event_id).text)),
        .at = time_ja(r->mem, d.event_at),
        .state = call_state_title(d.state, d.attempts),
        .kind = call_state_kind(d.state),
        .back = webhook_url(r, w.id, ""),
        .replay = delivery_url(r, w.id, d.id, "/replay"),
        .can_replay =
            str_eq(w.state, S("active")) &&
            (str_eq(d.state, S("dead")) || (str_eq(d.state, S("waiting")) && d.attempts > 0)),
    };
    rc = fill_attempts(r, d.id, &v);
    if (rc != OK)
        return rc;
    exchange_delivery_page(&p, &v);
    return shell_staff(r, 200,
                       &(struct shell_options) { .title = v.event, .current = "/staff/webhooks" },
                       page_html(&p));
}
