/* SPDX-License-Identifier: Apache-2.0 */
/* The page of jobs and what its buttons do. */
#include "modules/operator/jobs.h"

#include "base/json.h"
#include "base/time.h"
#include "civic/shell/shell.h"
#include "civic/town/town.h"
#include "modules/operator/operator_pages.h"
#include "platform/http/assets.h"
#include "platform/jobs/operate.h"
#include "platform/log/log.h"

enum { LETTERS_SHOWN = 100 };

static struct str town_name(struct req *r, t_id id)
{
    const struct hall *hall = hall_of(r);
    for (size_t i = 0; i < hall->n_towns; i++)
        if (hall->towns[i].id == id)
            return hall->towns[i].name;
    return arena_fmt(r->mem, "%lld", (long long)id);
}

static struct url dead_of(struct req *r, struct str kind)
{
    return url_query(r->mem, url_local(r->mem, S("/jobs")), "kind", kind);
}

static void fill_kinds(struct req *r, const struct jobs_counts *c, struct operator_jobs_view *v)
{
    struct operator_jobs_kind *kinds = arena_new(r->mem, struct operator_jobs_kind, c->n);
    for (size_t i = 0; i < c->n; i++) {
        const struct jobs_kind_counts *k = &c->p[i];
        kinds[i] = (struct operator_jobs_kind){
            .name = k->kind,
            .waits = time_short(r->mem, k->oldest),
            .ready = k->ready,
            .later = k->later,
            .behind = k->behind,
            .running = k->running,
            .again = k->again,
            .dead = k->dead,
            .is_paused = k->is_paused,
            .has_dead = k->dead > 0,
            .dead_only = dead_of(r, k->kind),
        };
    }
    v->kinds.p = kinds;
    v->kinds.n = c->n;
}

static void fill_letters(struct req *r, const struct jobs_sql_dead_rows *dead, struct operator_jobs_view *v)
{
    struct operator_jobs_letter *letters = arena_new(r->mem, struct operator_jobs_letter, dead->n);
    size_t n = dead->n < LETTERS_SHOWN ? dead->n : LETTERS_SHOWN;
    for (size_t i = 0; i < n; i++) {
        const struct jobs_sql_dead_row *d = &dead->p[i];
        letters[i] = (struct operator_jobs_letter){
            .town = town_name(r, d->town_id),
            .kind = d->kind,
            .number = arena_fmt(r->mem, "%lld", (long long)d->id),
            .thread = d->thread,
            .died = time_short(r->mem, d->due_at),
            .added = time_short(r->mem, d->added_at),
            .error = d->error,
            .attempts = d->attempts,
            .id = arena_fmt(r->mem, "%lld/%lld", (long long)d->town_id, (long long)d->id),
        };
    }
    v->letters.p = letters;
    v->letters.n = n;
    v->has_letters = n > 0;
    v->has_more = dead->n > n;
}

static struct str notice_of(struct str did)
{
    static const struct {
        const char *did;
        struct str words;
    } notices[] = {
        { "replayed", S_("やり直しの列に入れました。") },
        { "dropped", S_("破棄しました。") },
        { "paused", S_("停止しました。実行中のものは終わるまで続きます。") },
        { "resumed", S_("再開しました。") },
        { "gone", S_("このジョブは、もう失敗の一覧にありません。") },
    };
    for (size_t i = 0; i < sizeof notices / sizeof *notices; i++)
        if (str_eq(did, str_of(notices[i].did)))
            return notices[i].words;
    return S("");
}

enum rc operator_jobs(struct req *r)
{
    struct jobs_counts counts;
    struct jobs_sql_dead_rows dead;
    struct str kind = req_query(r, "kind"), sprite = asset_url("icons.svg").text;
    enum rc rc = jobs_count(r->db, r->mem, &counts);
    if (rc == OK)
        rc = jobs_sql_dead(r->db, r->mem,
                           &(struct jobs_sql_dead_in){ .has_kind = kind.n > 0, .kind = kind, .limit = LETTERS_SHOWN + 1 },
                           &dead);
    if (rc != OK)
        return rc;
    struct operator_jobs_view v = {
        .now = time_ja(r->mem, r->now),
        .kind = kind,
        .has_kind = kind.n > 0,
        .style = asset_url("staff.css"),
        .icon = asset_url("emblem.svg"),
        .emblem = { arena_fmt(r->mem, "%.*s#emblem-staff", STR(sprite)) },
        .notice = notice_of(req_query(r, "did")),
    };
    v.has_notice = v.notice.n > 0;
    fill_kinds(r, &counts, &v);
    fill_letters(r, &dead, &v);
    struct page p = shell_page(r);
    operator_jobs_page(&p, &v);
    return reply_html(r, 200, page_html(&p).text);
}

enum rc operator_jobs_json(struct req *r)
{
    struct jobs_counts counts;
    struct json_writer j;
    struct out o;
    enum rc rc = jobs_count(r->db, r->mem, &counts);
    if (rc != OK)
        return rc;
    out_init(&o, r->mem, OUT_PAGE_CEILING);
    json_begin(&j, &o);
    json_array(&j);
    for (size_t i = 0; i < counts.n; i++) {
        const struct jobs_kind_counts *k = &counts.p[i];
        json_object(&j);
        json_put_str(&j, S("kind"), k->kind);
        json_key(&j, S("paused"));
        json_boolean(&j, k->is_paused);
        json_put_int(&j, S("ready"), k->ready);
        json_put_int(&j, S("running"), k->running);
        json_put_int(&j, S("behind"), k->behind);
        json_put_int(&j, S("later"), k->later);
        json_put_int(&j, S("again"), k->again);
        json_put_int(&j, S("dead"), k->dead);
        json_put_str(&j, S("oldest_ready"), time_iso(r->mem, k->oldest));
        json_close_object(&j);
    }
    json_close_array(&j);
    return reply_bytes(r, 200, "application/json", out_text(&o));
}

/* ---- buttons ---- */

static enum rc back(struct req *r, enum rc rc, const char *did, struct str kind)
{
    if (rc != OK && rc != NOT_FOUND)
        return rc;
    struct url to = url_query(r->mem, url_local(r->mem, S("/jobs")), "did", rc == OK ? str_of(did) : S("gone"));
    if (rc == OK)
        log_event(LOG_INFO, "operator.jobs", LOG_TEXT("did", str_of(did)), LOG_TEXT("kind", kind),
                  LOG_TEXT("letter", req_field(r, "letter")));
    return reply_redirect(r, to);
}

static enum rc read_letter(struct req *r, t_id *ret_town, t_id *ret_id)
{
    struct str rest = req_field(r, "letter"), town;
    bool ok = str_cut(&rest, '/', &town) && str_to_int(town, ret_town) && str_to_int(rest, ret_id);
    return ok ? OK : INVALID;
}

enum rc operator_jobs_replay(struct req *r)
{
    t_id town_id, id;
    int64_t n;
    struct str kind = req_field(r, "kind");
    if (kind.n)
        return back(r, jobs_replay_kind(r->db, r->mem, kind, &n), "replayed", kind);
    enum rc rc = read_letter(r, &town_id, &id);
    return rc == OK ? back(r, jobs_replay(r->db, town_id, id), "replayed", kind) : rc;
}

enum rc operator_jobs_drop(struct req *r)
{
    t_id town_id, id;
    enum rc rc = read_letter(r, &town_id, &id);
    return rc == OK ? back(r, jobs_drop(r->db, town_id, id), "dropped", S("")) : rc;
}

static bool names_a_kind(struct str kind)
{
    for (size_t i = 0; i < kind.n; i++)
        if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789.-", kind.p[i]) || !kind.p[i])
            return false;
    return kind.n > 0 && kind.n <= 100;
}

enum rc operator_jobs_pause(struct req *r)
{
    struct str kind = req_field(r, "kind");
    return names_a_kind(kind) ? back(r, jobs_pause(r->db, kind), "paused", kind) : INVALID;
}

enum rc operator_jobs_resume(struct req *r)
{
    struct str kind = req_field(r, "kind");
    return names_a_kind(kind) ? back(r, jobs_resume(r->db, kind), "resumed", kind) : INVALID;
}
