/* SPDX-License-Identifier: Apache-2.0 */
/* The section's queue, in pages. */
#include "base/ids.h"
#include "civic/audit/audit.h"
#include "civic/permissions/permissions.h"
#include "modules/api/body.h"
#include "modules/api/cursor.h"
#include "modules/api/handlers.h"
#include "modules/desk/desk.h"
#include "platform/db/db.h"
#include "platform/page/page.h"

enum { PER_PAGE = 50, MOST_PER_PAGE = 500, LIST_CEILING = 2 << 20 };

struct listing {
    struct queue_ask ask;
    struct str view;
    int limit;
    bool csv;
    const struct desk_list_row *rows;
    size_t n;
    struct str next; /* cursor; "" at the end */
};

/* False: the answer is set. */
static bool read_query(struct req *r, struct listing *l)
{
    struct str limit = req_query(r, "limit"), cursor = req_query(r, "cursor");
    int64_t n = PER_PAGE;
    l->view = req_query(r, "view");
    l->ask.after_on = NO_DATE;
    struct str why = S("");
    if (!desk_view_named(l->view, &l->ask.view))
        why =
            S("view は received、review、correction、approval、mine、today、over、soon、visit、all "
              "のどれかにしてください。");
    else if (limit.n && (!str_to_int(limit, &n) || n < 1 || n > MOST_PER_PAGE))
        why = S("limit は1から500までの数にしてください。");
    else if (cursor.n && !api_cursor_read(r, l->view, cursor, &l->ask.after_on, &l->ask.after_id))
        why = S("cursor は、同じ一覧の next をそのまま入れてください。");
    l->limit = (int)n;
    l->ask.limit = l->limit + 1;
    if (why.n)
        (void)api_bad_parameter(r, why);
    return !why.n && api_format_read(r, &l->csv);
}

struct seeing {
    t_id town_id;
    struct audit_entry entry;
};

static enum rc note(struct db *db, void *arg)
{
    const struct seeing *s = arg;
    return audit_note(db, s->town_id, &s->entry);
}

/* On disk before a name leaves. */
static enum rc note_seen(struct req *r)
{
    const struct identity *who = identity_of(r);
    return db_transaction(r->db, note,
                          &(struct seeing) { r->town_id,
                                             { .at = r->now,
                                               .actor_kind = S("staff"),
                                               .actor_id = who->staff_id,
                                               .action = S("api.queue-seen"),
                                               .detail = who->via } });
}

static struct url next_url(struct req *r, const struct listing *l)
{
    struct url u = url_query(r->mem, url_local(r->mem, S("/api/v1/queue")), "cursor", l->next);
    u = url_query(r->mem, u, "limit", arena_fmt(r->mem, "%d", l->limit));
    if (req_query(r, "format").n)
        u = url_query(r->mem, u, "format", req_query(r, "format"));
    return l->view.n ? url_query(r->mem, u, "view", l->view) : u;
}

static void write_json(const struct listing *l, struct out *out)
{
    struct json_writer j;
    json_begin(&j, out);
    json_object(&j);
    json_key(&j, S("cases"));
    json_array(&j);
    for (size_t i = 0; i < l->n; i++)
        desk_list_json(&j, &l->rows[i]);
    json_close_array(&j);
    json_key(&j, S("next"));
    if (l->next.n)
        json_string(&j, l->next);
    else
        json_null(&j);
    json_close_object(&j);
}

static enum rc reply(struct req *r, const struct listing *l)
{
    struct out out;
    out_init(&out, r->mem, LIST_CEILING);
    if (l->next.n)
        reply_header(r, "Link",
                     arena_fmt(r->mem, "<%.*s>; rel=\"next\"", STR(next_url(r, l).text)));
    if (!l->csv) {
        write_json(l, &out);
        return api_reply(r, 200, &out);
    }
    desk_list_csv_head(&out, false);
    for (size_t i = 0; i < l->n; i++)
        desk_list_csv_row(&out, &l->rows[i]);
    return out_failed(&out) ? FAILED
                            : reply_bytes(r, 200, "text/csv; charset=utf-8", out_text(&out));
}

enum rc api_queue(struct req *r)
{
    struct listing l = { 0 };
    if (!read_query(r, &l))
        return OK;
    enum rc rc = note_seen(r);
    if (rc == OK)
        rc = desk_list(r, r->mem, &l.ask, &l.rows, &l.n);
    if (rc != OK)
        return rc;
    if (l.n > (size_t)l.limit) {
        l.n = (size_t)l.limit;
        l.next = api_cursor_make(r, l.view, l.rows[l.n - 1].sort_on, l.rows[l.n - 1].id);
    }
    return reply(r, &l);
}
