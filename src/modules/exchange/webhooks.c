/* SPDX-License-Identifier: Apache-2.0 */
/* The list of subscriptions, and adding one. */
#include "modules/exchange/pages/webhooks.h"

#include "base/text.h"
#include "civic/audit/audit.h"
#include "civic/town/town_sql.h"
#include "modules/exchange/deliveries.h"
#include "modules/exchange/exchange_pages.h"
#include "modules/exchange/handlers.h"
#include "modules/exchange/pages/secret.h"
#include "modules/exchange/rules.h"
#include "platform/http-client/http_client.h"
#include "platform/log/log.h"

enum {
    MOST_WEBHOOKS = 100,
    LONGEST_TITLE = 60,
    MOST_EVENTS = 16,
    SECRET_BYTES = 32,
    MOST_FAULTS = 3
};

struct adding {
    const struct req *r;
    t_id id;
    struct str title, url, names, sealed;
    struct str title_error, url_error, names_error;
};

/* ---- the form ---- */

static bool is_chosen(struct req *r, const char *name)
{
    const struct str *chosen;
    size_t n = req_fields(r, S("name"), &chosen);
    for (size_t i = 0; i < n; i++)
        if (str_eq(chosen[i], str_of(name)))
            return true;
    return false;
}

static void fill_events(struct req *r, struct exchange_webhooks_view *v)
{
    struct exchange_choice_row *rows = arena_new(r->mem, struct exchange_choice_row, MOST_EVENTS);
    size_t n = 0;
    for (const struct webhook_event *e = webhook_events; e->name; e++)
        rows[n++] = (struct exchange_choice_row) { str_of(e->name), str_of(e->title),
                                                   r->method == GET || is_chosen(r, e->name) };
    v->events.p = rows;
    v->events.n = n;
}

static void fill_faults(struct req *r, const struct adding *a, struct exchange_webhooks_view *v)
{
    struct exchange_fault_row *rows = arena_new(r->mem, struct exchange_fault_row, MOST_FAULTS);
    size_t n = 0;
    if (a->title_error.n)
        rows[n++] = (struct exchange_fault_row) { S("title"), a->title_error };
    if (a->url_error.n)
        rows[n++] = (struct exchange_fault_row) { S("url"), a->url_error };
    if (a->names_error.n)
        rows[n++] = (struct exchange_fault_row) { S("names"), a->names_error };
    v->faults.p = rows;
    v->faults.n = n;
    v->n_faults = (int)n;
    v->has_faults = n > 0;
}

static enum rc fill_rows(struct req *r, struct exchange_webhooks_view *v)
{
    struct exchange_sql_webhooks_rows all;
    enum rc rc = exchange_sql_webhooks(r->db, r->mem, r->town_id, MOST_WEBHOOKS, &all);
    if (rc != OK)
        return rc;
    struct exchange_webhook_row *rows = arena_new(r->mem, struct exchange_webhook_row, all.n);
    for (size_t i = 0; i < all.n; i++)
        rows[i] = (struct exchange_webhook_row) {
            .title = all.p[i].title,
            .destination = all.p[i].url,
            .state = webhook_state_title(all.p[i].state),
            .kind = webhook_state_kind(all.p[i].state),
            .added = time_short(r->mem, all.p[i].created_at),
            .to = webhook_url(r, all.p[i].id, ""),
        };
    v->rows.p = rows;
    v->rows.n = all.n;
    return OK;
}

static enum rc show(struct req *r, int status, const struct adding *a)
{
    struct page p = shell_page(r);
    struct exchange_webhooks_view v = {
        .title = a->title,
        .destination = a->url,
        .title_error = a->title_error,
        .url_error = a->url_error,
        .names_error = a->names_error,
        .has_title_error = a->title_error.n > 0,
        .has_url_error = a->url_error.n > 0,
        .has_names_error = a->names_error.n > 0,
    };
    fill_events(r, &v);
    fill_faults(r, a, &v);
    enum rc rc = fill_rows(r, &v);
    if (rc != OK)
        return rc;
    exchange_webhooks_page(&p, &v);
    return shell_staff(r, status,
                       &(struct shell_options) { .title = S("ほかのシステムへの知らせ"),
                                                 .has_errors = v.has_faults,
                                                 .current = "/staff/webhooks" },
                       page_html(&p));
}

enum rc exchange_webhooks_show(struct req *r)
{
    return show(r, 200, &(struct adding) { 0 });
}

/* ---- adding ---- */

static struct str url_fault(enum http_client_refusal refusal)
{
    switch (refusal) {
    case HTTP_CLIENT_GOOD: return S("");
    case HTTP_CLIENT_NO_URL: return S("送り先のアドレスを、https:// から正しく入力してください");
    case HTTP_CLIENT_SCHEME: return S("送り先は https:// で始まるアドレスにしてください");
    case HTTP_CLIENT_USERINFO: return S("利用者名やパスワードを含むアドレスは使えません");
    case HTTP_CLIENT_PORT:
        return S("このポート番号へは送れません。443か、1024以上の番号にしてください");
    case HTTP_CLIENT_PRIVATE:
        return S("インターネットのアドレスではないので送れません。役場の中へ送るときは、管理者に許"
                 "可リストへの追加を頼んでください");
    case HTTP_CLIENT_UNKNOWN_HOST:
        return S("この名前のサーバーが見つかりません。アドレスを確かめてください");
    }
    return S("");
}

static struct str chosen_names(struct req *r)
{
    struct str chosen[MOST_EVENTS];
    size_t n = 0;
    for (const struct webhook_event *e = webhook_events; e->name; e++)
        if (is_chosen(r, e->name))
            chosen[n++] = str_of(e->name);
    return arena_join(r->mem, chosen, n, S(" "));
}

static bool read_form(struct req *r, struct adding *a)
{
    a->title = str_trim(req_field(r, "title"));
    a->url = str_trim(req_field(r, "url"));
    a->names = chosen_names(r);
    if (!a->title.n || text_length(a->title) > LONGEST_TITLE)
        a->title_error = S("名前を60文字までで入力してください");
    a->url_error = url_fault(http_client_look(hall_of(r)->http_client, r->mem, a->url, true));
    if (!a->names.n)
        a->names_error = S("知らせることを、一つ以上選んでください");
    return !a->title_error.n && !a->url_error.n && !a->names_error.n;
}

enum rc webhook_note(struct db *db, const struct req *r, struct str action, t_id webhook_id)
{
    return audit_note(db, r->town_id,
                      &(struct audit_entry) { .at = r->now,
                                              .actor_kind = S("staff"),
                                              .actor_id = r->staff_id,
                                              .action = action,
                                              .subject_table = TABLE_WEBHOOK,
                                              .subject_id = webhook_id });
}

static enum rc add(struct db *db, void *arg)
{
    const struct adding *a = arg;
    const struct req *r = a->r;
    enum rc rc = town_sql_changed(db, r->town_id, NULL); /* whether anybody listens is kept in memory */
    if (rc == OK)
        rc = exchange_sql_webhook_add(
            db,
            &(struct exchange_sql_webhook_add_in) { r->town_id, a->id, a->title, a->url, a->names,
                                                    a->sealed, r->staff_id, r->now },
            NULL);
    return rc == OK ? webhook_note(db, r, S("exchange.webhook-added"), a->id) : rc;
}

enum rc exchange_webhook_add(struct req *r)
{
    struct adding a = { .r = r };
    struct str secret;
    if (!read_form(r, &a))
        return show(r, 422, &a);
    enum rc rc = db_new_id(r->db, TABLE_WEBHOOK, &a.id);
    if (rc == OK)
        rc = webhook_secret_make(r, a.id, &secret, &a.sealed);
    if (rc == OK)
        rc = db_transaction(r->db, add, &a);
    if (rc == OK && hall_refresh(hall_of(r), r->db) != OK) /* the secret is shown this once */
        log_event(LOG_WARNING, "towns.not-read", LOG_TEXT("after", S("exchange.webhook-added")));
    return rc == OK ? webhook_secret_show(r, a.id, a.title, secret, true) : rc;
}

/* ---- secrets ---- */

enum rc webhook_secret_make(struct req *r, t_id webhook_id, struct str *ret_secret,
                            struct str *ret_sealed)
{
    unsigned char random[SECRET_BYTES];
    crypto_random(random, sizeof random);
    struct str secret = crypto_base64url(r->mem, (struct blob) { random, sizeof random });
    crypto_wipe(random, sizeof random);
    enum rc rc = vault_seal(hall_of(r)->vault, r->mem, webhook_place(r->town_id, webhook_id),
                            secret, ret_sealed);
    if (rc == OK)
        *ret_secret = secret;
    return rc;
}

enum rc webhook_secret_show(struct req *r, t_id webhook_id, struct str title, struct str secret,
                            bool is_new)
{
    struct page p = shell_page(r);
    struct exchange_secret_view v = { title, secret, webhook_url(r, webhook_id, ""), is_new };
    exchange_secret_page(&p, &v);
    return shell_staff(
        r, is_new ? 201 : 200,
        &(struct shell_options) { .title = S("署名の鍵"), .current = "/staff/webhooks" },
        page_html(&p));
}
