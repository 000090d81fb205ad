/* SPDX-License-Identifier: Apache-2.0 */
/* The town hall's own row: name, telephone, address, hours. */
#include "civic/town/town_sql.h"
#include "civic/town/town.h"
#include "modules/admin/form.h"
#include "modules/admin/handlers.h"
#include "platform/db/db.h"
#include "platform/page/page.h"

static const struct admin_ask asks[] = {
    { "name", "役場の名前", "通知書と画面のいちばん上に出ます。例：都市X", ADMIN_LINE, 40, true, "24" },
    { "prefecture", "都道府県", NULL, ADMIN_LINE, 10, false, "8" },
    { "postal_code", "郵便番号", NULL, ADMIN_POSTAL, 8, false, "8" },
    { "address", "所在地", "都道府県から入力します。", ADMIN_LINE, 100, false, NULL },
    { "telephone", "代表電話", "住民のページの「困ったとき」に出ます。", ADMIN_TELEPHONE, 20, true, "16" },
    { "hours", "窓口の時間", "住民に見せる文です。例：平日 8:30–17:15", ADMIN_LINE, 60, true, "24" },
    { "opens_at", "窓口が開く時刻", "住民のページに、いま開いているかを出すために使います。例：8:30", ADMIN_CLOCK, 5, true, "4" },
    { "closes_at", "その日の受付を終える時刻", "これより後に届いた申請は、次に開く日の受付になります。例：17:15", ADMIN_CLOCK, 5, true, "4" },
    { "head_title", "長の肩書", "通知書に出ます。例：都市X長", ADMIN_LINE, 30, false, "16" },
    { "head_name", "長の氏名", NULL, ADMIN_LINE, 40, false, "16" },
    { "domain", "役場のドメイン", "例：xtown.example.jp", ADMIN_DOMAIN, 100, false, "24" },
    { "hosts", "ページのアドレスの名前", "住民と職員が開く名前を、空白で区切って。localhost はいつも使えます。例：www.xtown.example.jp",
      ADMIN_HOSTS, 300, false, NULL },
};
enum { FIELDS = sizeof asks / sizeof *asks };

enum { MOST_HOSTS = 50 };

struct kept { /* as it is in the store */
    struct town_sql_by_id_row row;
    struct town_sql_hosts_rows hosts;
};

static struct str host_words(struct req *r, const struct town_sql_hosts_rows *hosts)
{
    struct str *names = arena_new(r->mem, struct str, hosts->n);
    size_t n = 0;
    for (size_t i = 0; i < hosts->n; i++)
        if (!admin_host_is_own(hosts->p[i].host))
            names[n++] = hosts->p[i].host;
    return arena_join(r->mem, names, n, S(" "));
}

static void values_of(struct req *r, const struct kept *kept, struct str *values)
{
    const struct town_sql_by_id_row *row = &kept->row;
    const struct str all[FIELDS] = { row->name,      row->prefecture, row->postal_code,
                                     row->address,   row->telephone,  row->hours,
                                     admin_clock_text(r->mem, row->opens_at),
                                     admin_clock_text(r->mem, row->closes_at), row->head_title, row->head_name, row->domain,
                                     host_words(r, &kept->hosts) };
    memcpy(values, all, sizeof all);
}

static enum rc show(struct req *r, int status, const struct admin_form *f, const struct str *now, int64_t version)
{
    return admin_form_show(r, status, f, now,
                           &(struct admin_form_view){ .title = S("役場の名前・電話・所在地・窓口の時間"),
                                                      .back = url_local(r->mem, S("/staff/admin")),
                                                      .back_title = S("管理"),
                                                      .action = url_local(r->mem, S("/staff/admin/town")),
                                                      .submit = S("保存する"),
                                                      .version = version });
}

static enum rc load(struct req *r, struct kept *kept)
{
    bool found;
    enum rc rc = town_sql_by_id(r->db, r->mem, r->town_id, &kept->row, &found);
    if (rc == OK)
        rc = town_sql_hosts(r->db, r->mem, r->town_id, MOST_HOSTS, &kept->hosts);
    return rc == OK && !found ? NOT_FOUND : rc;
}

enum rc admin_town_show(struct req *r)
{
    struct admin_form f = { asks, FIELDS, { { 0 } }, { { 0 } } };
    struct kept kept;
    enum rc rc = load(r, &kept);
    if (rc != OK)
        return rc;
    values_of(r, &kept, f.values);
    return show(r, 200, &f, NULL, kept.row.version);
}

struct writing {
    struct admin_change change;
    struct town_sql_change_in in;
    struct town_sql_hosts_rows before;
    struct str hosts; /* parted by blanks */
};

static bool is_among(struct str list, struct str name)
{
    struct str one;
    while (str_cut(&list, ' ', &one))
        if (str_eq_nocase(one, name))
            return true;
    return false;
}

/* What goes and what comes; the names that every town answers to stay. */
static enum rc write_hosts(struct db *db, const struct writing *w)
{
    struct str rest = w->hosts, host, had = S("");
    enum rc rc = OK;
    for (size_t i = 0; i < w->before.n && rc == OK; i++)
        if (!admin_host_is_own(w->before.p[i].host) && !is_among(w->hosts, w->before.p[i].host))
            rc = town_sql_drop_host(db, w->in.town_id, w->before.p[i].host, NULL);
    while (rc == OK && str_cut(&rest, ' ', &host)) {
        bool is_new = host.n && !is_among(had, host);
        for (size_t i = 0; i < w->before.n; i++)
            is_new &= !str_eq_nocase(w->before.p[i].host, host);
        if (is_new)
            rc = town_sql_add_host(db, w->in.town_id, host, NULL);
        had = str_n(w->hosts.p, (size_t)(host.p + host.n - w->hosts.p));
    }
    return rc;
}

static enum rc write(struct db *db, void *arg)
{
    const struct writing *w = arg;
    int64_t changed = 0;
    enum rc rc = admin_begin(db, &w->change);
    if (rc == OK)
        rc = town_sql_change(db, &w->in, &changed);
    if (rc == OK && changed != 1)
        return CONFLICT;
    if (rc == OK)
        rc = write_hosts(db, w);
    return rc == OK ? admin_note(db, &w->change) : rc;
}

static struct town_sql_change_in row_of(struct req *r, const struct admin_form *f, int64_t opens_at, int64_t closes_at)
{
    return (struct town_sql_change_in){
        .town_id = r->town_id,
        .version = admin_version(r),
        .name = admin_form_value(f, "name"),
        .prefecture = admin_form_value(f, "prefecture"),
        .postal_code = admin_form_value(f, "postal_code"),
        .address = admin_form_value(f, "address"),
        .telephone = admin_form_value(f, "telephone"),
        .hours = admin_form_value(f, "hours"),
        .opens_at = opens_at,
        .closes_at = closes_at,
        .head_title = admin_form_value(f, "head_title"),
        .head_name = admin_form_value(f, "head_name"),
        .domain = admin_form_value(f, "domain"),
    };
}

/* Whoever was faster is read, shown beside what was typed, and their version is sent next. */
static enum rc conflict(struct req *r, const struct admin_form *f)
{
    struct kept kept;
    struct str now[FIELDS];
    enum rc rc = admin_read_anew(r);
    if (rc == OK)
        rc = load(r, &kept);
    if (rc != OK)
        return rc;
    values_of(r, &kept, now);
    return show(r, 409, f, now, kept.row.version);
}

/* Nobody takes away the name under which they stand here. */
static bool judge(struct req *r, struct admin_form *f, int64_t *ret_opens_at, int64_t *ret_closes_at)
{
    struct str host = str_sub(r->host, 0, str_find_char(r->host, ':'));
    bool ok = admin_form_judge(r, f) && admin_clock_read(admin_form_value(f, "opens_at"), ret_opens_at) &&
              admin_clock_read(admin_form_value(f, "closes_at"), ret_closes_at);
    if (!ok || str_starts(r->host, S("[")) || admin_host_is_own(host) || is_among(admin_form_value(f, "hosts"), host))
        return ok;
    admin_form_fault(f, "hosts", arena_fmt(r->mem, "いま開いている名前 %.*s を残してください", STR(host)));
    return false;
}

enum rc admin_town_send(struct req *r)
{
    struct admin_form f = { asks, FIELDS, { { 0 } }, { { 0 } } };
    struct kept kept;
    struct str before[FIELDS];
    int64_t opens_at = 0, closes_at = 0;
    admin_form_read(r, &f);
    if (!judge(r, &f, &opens_at, &closes_at))
        return show(r, 422, &f, NULL, admin_version(r));
    enum rc rc = load(r, &kept);
    if (rc != OK)
        return rc;
    values_of(r, &kept, before);
    struct writing w = { admin_change(r, S("admin.town-changed"), 0, 0, admin_changed_fields(r, &f, before)),
                         row_of(r, &f, opens_at, closes_at), kept.hosts, admin_form_value(&f, "hosts") };
    rc = db_transaction(r->db, write, &w);
    if (rc == CONFLICT)
        return conflict(r, &f);
    if (rc != OK)
        return rc;
    admin_done(r);
    return reply_redirect(r, url_local(r->mem, S("/staff/admin/town?saved=yes")));
}
