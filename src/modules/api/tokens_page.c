/* SPDX-License-Identifier: Apache-2.0 */
/* Members of staff make tokens for programs of theirs, see them, and take them back. */
#include "base/text.h"
#include "civic/audit/audit.h"
#include "civic/permissions/permissions.h"
#include "civic/shell/shell.h"
#include "civic/town/town.h"
#include "modules/api/api.h"
#include "modules/api/api_pages.h"
#include "modules/api/api_sql.h"
#include "modules/api/token.h"
#include "platform/db/db.h"

enum { MOST_SHOWN = 100, MOST_CHOICES = 64 };

static struct str titles(struct arena *mem, struct str names)
{
    struct str parts[MOST_CHOICES], name;
    size_t n = 0;
    while (str_cut(&names, ' ', &name) && n < MOST_CHOICES)
        parts[n++] = permissions_title(name);
    return arena_join(mem, parts, n, S("、"));
}

static enum rc fill_rows(struct req *r, struct api_tokens_view *v)
{
    struct api_sql_tokens_of_rows tokens;
    enum rc rc = api_sql_tokens_of(r->db, r->mem, r->town_id, r->staff_id, MOST_SHOWN, &tokens);
    if (rc != OK)
        return rc;
    struct api_token_row *rows = arena_new(r->mem, struct api_token_row, tokens.n);
    for (size_t i = 0; i < tokens.n; i++) {
        const struct api_sql_tokens_of_row *t = &tokens.p[i];
        rows[i] = (struct api_token_row) {
            .name = t->name,
            .permissions = titles(r->mem, t->permissions),
            .until = date_ja(r->mem, time_date(t->expires_at)),
            .seen = time_short(r->mem, t->seen_at),
            .was_seen = t->seen_at != 0,
            .is_revoked = t->revoked_at != 0,
            .is_alive = !t->revoked_at && t->expires_at > r->now,
            .revoke = url_fmt(r->mem, "/staff/tokens/%s/revoke",
                              ref_make(hall_of(r), TABLE_API_TOKEN, r->town_id, t->id).text),
        };
    }
    v->rows.p = rows;
    v->rows.n = tokens.n;
    return OK;
}

static bool is_chosen(struct req *r, struct str name)
{
    const struct str *values;
    size_t n = req_fields(r, S("permission"), &values);
    bool chosen = false;
    for (size_t i = 0; i < n; i++)
        chosen = chosen || str_eq(values[i], name);
    return chosen;
}

/* What the member of staff holds; a token can be given no more. */
static void fill_choices(struct req *r, bool again, struct api_tokens_view *v)
{
    struct api_token_choice *choices = arena_new(r->mem, struct api_token_choice, MOST_CHOICES);
    struct str names = permissions_names(r->mem, identity_of(r)->permissions), name;
    size_t n = 0;
    for (; n < MOST_CHOICES && str_cut(&names, ' ', &name); n++)
        choices[n] = (struct api_token_choice) { (int)n, name, permissions_title(name),
                                                 again && is_chosen(r, name) };
    v->choices.p = choices;
    v->choices.n = n;
}

static enum rc show(struct req *r, int status, struct str fresh, struct str message)
{
    struct page p = shell_page(r);
    bool again = message.n > 0;
    struct api_tokens_view v = {
        .fresh = fresh,
        .has_fresh = fresh.n > 0,
        .message = message,
        .has_message = again,
        .name = again ? req_field(r, "name") : S(""),
        .days = again ? req_field(r, "days") : arena_fmt(r->mem, "%d", API_TOKEN_DAYS),
    };
    fill_choices(r, again, &v);
    enum rc rc = fill_rows(r, &v);
    if (rc != OK)
        return rc;
    api_tokens_page(&p, &v);
    return shell_staff(r, status,
                       &(struct shell_options) { .title = S("プログラムのトークン"),
                                                 .has_errors = again,
                                                 .current = "/staff/tokens" },
                       page_html(&p));
}

enum rc api_tokens_show(struct req *r)
{
    return show(r, 200, S(""), S(""));
}

enum rc api_tokens_make(struct req *r)
{
    int64_t days;
    struct str token;
    const struct str *chosen;
    size_t n = req_fields(r, S("permission"), &chosen);
    struct api_token_new in = {
        .town_id = r->town_id,
        .staff_id = r->staff_id,
        .name = str_trim(req_field(r, "name")),
        .permissions = arena_join(r->mem, chosen, n, S(" ")),
        .now = r->now,
    };
    if (str_to_int(text_digits(r->mem, req_field(r, "days")), &days) && days <= API_TOKEN_MOST_DAYS)
        in.days = (int)days;
    enum rc rc = api_token_make(hall_of(r), r->db, r->mem, &in, &token);
    if (rc == INVALID)
        return show(r, 422, S(""),
                    S("使うプログラムの名前（100文字まで）、できること、使える日数（1日から366日ま"
                      "で）を入力してください。"));
    if (rc != OK)
        return rc;
    db_read_end(r->db); /* the list is to show it */
    rc = db_read_begin(r->db);
    return rc == OK ? show(r, 200, token, S("")) : rc;
}

struct revoking {
    const struct req *r;
    t_id id;
};

static enum rc revoke(struct db *db, void *arg)
{
    const struct revoking *x = arg;
    int64_t changed;
    enum rc rc =
        api_sql_token_revoke(db, x->r->town_id, x->id, x->r->staff_id, x->r->now, &changed);
    return rc == OK && changed
               ? audit_note(db, x->r->town_id,
                            &(struct audit_entry) { .at = x->r->now,
                                                    .actor_kind = S("staff"),
                                                    .actor_id = x->r->staff_id,
                                                    .action = S("api.token-revoked"),
                                                    .subject_table = TABLE_API_TOKEN,
                                                    .subject_id = x->id })
               : rc;
}

enum rc api_tokens_revoke(struct req *r)
{
    struct revoking x = { .r = r };
    enum rc rc = ref_read(hall_of(r), TABLE_API_TOKEN, r->town_id, req_param(r, "token"), &x.id);
    if (rc == OK)
        rc = db_transaction(r->db, revoke, &x);
    return rc == OK ? reply_redirect(r, url_local(r->mem, S("/staff/tokens"))) : rc;
}
