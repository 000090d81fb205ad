/* SPDX-License-Identifier: Apache-2.0 */
/* 緊急のお知らせ: what stands first on every page of residents, until it ends by itself or somebody ends it. */
#include "base/time.h"
#include "civic/town/town.h"
#include "civic/town/town_sql.h"
#include "modules/admin/form.h"
#include "modules/admin/handlers.h"
#include "platform/db/db.h"

#define ADDRESS "/staff/admin/emergency"

static const struct admin_ask asks[] = {
    { "level", "警戒レベル", "1から5の数字。警戒レベルのないお知らせは空にします。", ADMIN_LINE, 1, false, "4" },
    { "heading", "見出し", "例：避難指示　川端地区・下流町", ADMIN_LINE, 60, true, NULL },
    { "body", "本文", "何が起きていて、何をすればよいかを書きます。", ADMIN_TEXT, 300, true, NULL },
    { "heading_easy", "見出し（やさしい日本語）", "空なら、上の見出しが出ます。", ADMIN_LINE, 80, false, NULL },
    { "body_easy", "本文（やさしい日本語）", NULL, ADMIN_TEXT, 400, false, NULL },
    { "heading_en", "見出し（English）", NULL, ADMIN_LINE, 120, false, NULL },
    { "body_en", "本文（English）", NULL, ADMIN_TEXT, 600, false, NULL },
    { "link", "くわしいページ", "このサイトのページを / から。例：/life/disaster", ADMIN_LINE, 120, false, NULL },
    { "link_title", "くわしいページのボタンの文", "例：災害のときの手続を見る", ADMIN_LINE, 40, false, NULL },
    { "hours", "出しておく時間", "1から168時間。過ぎると自動で消えます。", ADMIN_LINE, 3, true, "4" },
};
enum { FIELDS = sizeof asks / sizeof *asks, MOST_HOURS = 168 };

static enum rc load(struct req *r, struct town_sql_emergency_row *row)
{
    bool found;
    enum rc rc = town_sql_emergency(r->db, r->mem, r->town_id, row, &found);
    if (rc == OK && !found)
        *row = (struct town_sql_emergency_row){ 0 };
    return rc;
}

static void values_of(struct req *r, const struct town_sql_emergency_row *e, struct str *values)
{
    int64_t rest = e->until_at > r->now ? (e->until_at - r->now + HOUR - 1) / HOUR : 0;
    const struct str all[FIELDS] = { e->level ? arena_fmt(r->mem, "%d", (int)e->level) : S(""),
                                     e->heading,
                                     e->body,
                                     e->heading_easy,
                                     e->body_easy,
                                     e->heading_en,
                                     e->body_en,
                                     e->link,
                                     e->link_title,
                                     rest ? arena_fmt(r->mem, "%d", (int)rest) : S("24") };
    memcpy(values, all, sizeof all);
}

static enum rc show(struct req *r, int status, const struct admin_form *f, const struct str *now, int64_t version)
{
    const struct emergency *e = town_emergency(town_of(r), r->now);
    struct admin_form_view v = { .title = S("緊急のお知らせ"),
                                 .intro = S("住民のページ全部のいちばん上に、1秒以内に出ます。だれが出したかは監査記録に残ります。"),
                                 .back = url_local(r->mem, S("/staff")),
                                 .back_title = S("職員のページ"),
                                 .action = url_local(r->mem, S(ADDRESS)),
                                 .submit = e ? S("この内容に変える") : S("お知らせを出す"),
                                 .version = version };
    if (e) {
        v.intro = arena_fmt(r->mem, "いま出ています：%.*s（%s まで）", STR(e->heading),
                            arena_cstr(r->mem, time_ja(r->mem, e->until)));
        v.has_more = true;
        v.more_title = S("お知らせを終える");
        v.more_text = S("住民のページから消えます。");
        v.more_action = url_local(r->mem, S(ADDRESS "/end"));
    }
    return admin_form_show(r, status, f, now, &v);
}

enum rc admin_emergency_show(struct req *r)
{
    struct admin_form f = { asks, FIELDS, { { 0 } }, { { 0 } } };
    struct town_sql_emergency_row row;
    enum rc rc = load(r, &row);
    if (rc != OK)
        return rc;
    if (row.until_at > r->now)
        values_of(r, &row, f.values);
    else
        values_of(r, &(struct town_sql_emergency_row){ 0 }, f.values);
    return show(r, 200, &f, NULL, row.version);
}

struct announcing {
    struct admin_change change;
    struct town_sql_announce_in in;
};

static enum rc announce(struct db *db, void *arg)
{
    const struct announcing *a = arg;
    int64_t changed = 0;
    enum rc rc = admin_begin(db, &a->change);
    if (rc == OK)
        rc = town_sql_announce(db, &a->in, &changed);
    if (rc == OK && changed != 1)
        return CONFLICT;
    return rc == OK ? admin_note(db, &a->change) : rc;
}

/* What url_local() takes: a path of ours, without blanks. */
static bool is_own_page(struct str s)
{
    if (s.p[0] != '/' || (s.n > 1 && s.p[1] == '/'))
        return false;
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] <= ' ' || s.p[i] == '\\' || s.p[i] == 127)
            return false;
    return true;
}

static bool judge(struct req *r, struct admin_form *f, int64_t *ret_level, int64_t *ret_hours)
{
    bool ok = admin_form_judge(r, f);
    struct str level = admin_form_value(f, "level"), link = admin_form_value(f, "link");
    *ret_level = 0;
    if (level.n && (!str_to_int(level, ret_level) || *ret_level < 1 || *ret_level > 5)) {
        admin_form_fault(f, "level", S("警戒レベルは、1から5の数字で入力してください"));
        ok = false;
    }
    if (!str_to_int(admin_form_value(f, "hours"), ret_hours) || *ret_hours < 1 || *ret_hours > MOST_HOURS) {
        admin_form_fault(f, "hours", S("出しておく時間は、1から168の数字で入力してください　例：24"));
        ok = false;
    }
    if (link.n && !is_own_page(link)) {
        admin_form_fault(f, "link", S("くわしいページは、/ から入力してください　例：/life/disaster"));
        ok = false;
    }
    return ok;
}

static enum rc conflict(struct req *r, const struct admin_form *f)
{
    struct town_sql_emergency_row row;
    struct str now[FIELDS];
    enum rc rc = admin_read_anew(r);
    if (rc == OK)
        rc = load(r, &row);
    if (rc != OK)
        return rc;
    values_of(r, &row, now);
    return show(r, 409, f, now, row.version);
}

enum rc admin_emergency_send(struct req *r)
{
    struct admin_form f = { asks, FIELDS, { { 0 } }, { { 0 } } };
    int64_t level, hours;
    admin_form_read(r, &f);
    if (!judge(r, &f, &level, &hours))
        return show(r, 422, &f, NULL, admin_version(r));
    struct announcing a = { .change = admin_change(r, S("emergency.announced"), 0, 0,
                                                   arena_fmt(r->mem, "{\"level\":%d,\"hours\":%d}", (int)level, (int)hours)),
                            .in = { .town_id = r->town_id,
                                    .version = admin_version(r),
                                    .level = level,
                                    .heading = admin_form_value(&f, "heading"),
                                    .heading_easy = admin_form_value(&f, "heading_easy"),
                                    .heading_en = admin_form_value(&f, "heading_en"),
                                    .body = admin_form_value(&f, "body"),
                                    .body_easy = admin_form_value(&f, "body_easy"),
                                    .body_en = admin_form_value(&f, "body_en"),
                                    .link = admin_form_value(&f, "link"),
                                    .link_title = admin_form_value(&f, "link_title"),
                                    .since_at = r->now,
                                    .until_at = r->now + hours * HOUR } };
    enum rc rc = db_transaction(r->db, announce, &a);
    if (rc == CONFLICT)
        return conflict(r, &f);
    if (rc != OK)
        return rc;
    admin_done(r);
    return reply_redirect(r, url_local(r->mem, S(ADDRESS "?saved=yes")));
}

static enum rc end(struct db *db, void *arg)
{
    const struct admin_change *c = arg;
    enum rc rc = admin_begin(db, c);
    if (rc == OK)
        rc = town_sql_end_emergency(db, c->town_id, c->now, NULL);
    return rc == OK ? admin_note(db, c) : rc;
}

enum rc admin_emergency_end(struct req *r)
{
    struct admin_change c = admin_change(r, S("emergency.ended"), 0, 0, S(""));
    enum rc rc = db_transaction(r->db, end, &c);
    if (rc != OK)
        return rc;
    admin_done(r);
    return reply_redirect(r, url_local(r->mem, S(ADDRESS "?saved=yes")));
}
