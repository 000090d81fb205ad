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
    { "closes_at", "その日の受付を終える時刻", "これより後に届いた申請は、次に開く日の受付になります。例：17:15", ADMIN_CLOCK, 5, true, "4" },
    { "head_title", "長の肩書", "通知書に出ます。例：都市X長", ADMIN_LINE, 30, false, "16" },
    { "head_name", "長の氏名", NULL, ADMIN_LINE, 40, false, "16" },
    { "domain", "役場のドメイン", "例：xtown.example.jp", ADMIN_DOMAIN, 100, false, "24" },
};
enum { FIELDS = sizeof asks / sizeof *asks };

static void values_of(struct req *r, const struct town_sql_by_id_row *row, struct str *values)
{
    const struct str all[FIELDS] = { row->name,      row->prefecture, row->postal_code,
                                     row->address,   row->telephone,  row->hours,
                                     admin_clock_text(r->mem, row->closes_at), row->head_title, row->head_name, row->domain };
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

static enum rc load(struct req *r, struct town_sql_by_id_row *row)
{
    bool found;
    enum rc rc = town_sql_by_id(r->db, r->mem, r->town_id, row, &found);
    return rc == OK && !found ? NOT_FOUND : rc;
}

enum rc admin_town_show(struct req *r)
{
    struct admin_form f = { asks, FIELDS, { { 0 } }, { { 0 } } };
    struct town_sql_by_id_row row;
    enum rc rc = load(r, &row);
    if (rc != OK)
        return rc;
    values_of(r, &row, f.values);
    return show(r, 200, &f, NULL, row.version);
}

struct writing {
    struct admin_change change;
    struct town_sql_change_in in;
};

static enum rc write(struct db *db, void *arg)
{
    const struct writing *w = arg;
    int64_t changed = 0;
    enum rc rc = admin_begin(db, &w->change);
    if (rc == OK)
        rc = town_sql_change(db, &w->in, &changed);
    if (rc == OK && changed != 1)
        return CONFLICT;
    return rc == OK ? admin_note(db, &w->change) : rc;
}

static struct town_sql_change_in row_of(struct req *r, const struct admin_form *f, int64_t closes_at)
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
        .closes_at = closes_at,
        .head_title = admin_form_value(f, "head_title"),
        .head_name = admin_form_value(f, "head_name"),
        .domain = admin_form_value(f, "domain"),
    };
}

/* Whoever was faster is read, shown beside what was typed, and their version is sent next. */
static enum rc conflict(struct req *r, const struct admin_form *f)
{
    struct town_sql_by_id_row row;
    struct str now[FIELDS];
    enum rc rc = admin_read_anew(r);
    if (rc == OK)
        rc = load(r, &row);
    if (rc != OK)
        return rc;
    values_of(r, &row, now);
    return show(r, 409, f, now, row.version);
}

enum rc admin_town_send(struct req *r)
{
    struct admin_form f = { asks, FIELDS, { { 0 } }, { { 0 } } };
    struct town_sql_by_id_row row;
    struct str before[FIELDS];
    int64_t closes_at = 0;
    admin_form_read(r, &f);
    if (!admin_form_judge(r, &f) || !admin_clock_read(admin_form_value(&f, "closes_at"), &closes_at))
        return show(r, 422, &f, NULL, admin_version(r));
    enum rc rc = load(r, &row);
    if (rc != OK)
        return rc;
    values_of(r, &row, before);
    struct writing w = { admin_change(r, S("admin.town-changed"), 0, 0, admin_changed_fields(r, &f, before)),
                         row_of(r, &f, closes_at) };
    rc = db_transaction(r->db, write, &w);
    if (rc == CONFLICT)
        return conflict(r, &f);
    if (rc != OK)
        return rc;
    admin_done(r);
    return reply_redirect(r, url_local(r->mem, S("/staff/admin/town?saved=yes")));
}
