/* SPDX-License-Identifier: Apache-2.0 */
/* Sections: all of them, a new one, another name. */
#include "base/ids.h"
#include "civic/forms/plan.h"
#include "civic/sections/sections_sql.h"
#include "civic/shell/shell.h"
#include "civic/town/town.h"
#include "modules/admin/admin_pages.h"
#include "modules/admin/form.h"
#include "modules/admin/handlers.h"
#include "modules/admin/pages/list.h"
#include "platform/db/db.h"

#define ADDRESS "/staff/admin/sections"

/* The code is for programs: procedures name it, so that it stays as it is. */
static const struct admin_ask asks[] = {
    { "code", "課のコード", "手続がこのコードで課を探します。あとから変えられません。例：kosodate", ADMIN_CODE, 30, true, "16" },
    { "name", "課の名前", NULL, ADMIN_LINE, 40, true, "24" },
    { "telephone", "電話", "住民のページに出ます。空なら代表電話が出ます。", ADMIN_TELEPHONE, 20, false, "16" },
    { "floor", "場所", "例：1階 3番窓口", ADMIN_LINE, 40, false, "24" },
    { "hours", "窓口の時間", "例：平日 8:30–17:15", ADMIN_LINE, 60, false, "24" },
    { "email", "メールアドレス", NULL, ADMIN_EMAIL, 100, false, "24" },
};
enum { FIELDS = sizeof asks / sizeof *asks, CHANGED = FIELDS - 1 };

static struct url url_of(struct req *r, t_id id)
{
    struct ref ref = ref_make(hall_of(r), TABLE_SECTION, r->town_id, id);
    return url_path(r->mem, S(ADDRESS), arena_str(r->mem, str_of(ref.text)));
}

enum rc admin_sections_show(struct req *r)
{
    struct sections_sql_all_rows all;
    enum rc rc = sections_sql_all(r->db, r->mem, r->town_id, ADMIN_MOST_SECTIONS, &all);
    if (rc != OK)
        return rc;
    struct admin_list_row *rows = arena_new(r->mem, struct admin_list_row, all.n);
    for (size_t i = 0; i < all.n; i++)
        rows[i] = (struct admin_list_row){ all.p[i].name, all.p[i].code, all.p[i].telephone, all.p[i].floor,
                                           url_of(r, all.p[i].id) };
    struct page p = shell_page(r);
    struct admin_list_view v = { .title = S("課"),
                                 .count = arena_fmt(r->mem, "%zu課", all.n),
                                 .add_title = S("課を加える"),
                                 .add = url_local(r->mem, S(ADDRESS "/new")),
                                 .head_name = S("課"),
                                 .head_one = S("コード"),
                                 .head_two = S("電話"),
                                 .head_three = S("場所"),
                                 .saved = admin_saved(r),
                                 .rows = { rows, all.n } };
    v.has_saved = v.saved.n > 0;
    admin_list_page(&p, &v);
    return shell_staff(r, 200, &(struct shell_options){ .title = v.title, .current = "/staff/admin" }, page_html(&p));
}

/* ---- a new one ---- */

/* Procedures that wait for a section: 児童手当（kosodate） */
static struct str wanted_codes(struct req *r)
{
    const struct hall *hall = hall_of(r);
    struct str words = S("");
    for (size_t i = 0; i < hall->n_plans; i++)
        if (!town_offers(town_of(r), hall->plans[i]))
            words = arena_fmt(r->mem, "%.*s%s%.*s（%.*s）", STR(words), words.n ? "、" : "", STR(hall->plans[i]->title.ja),
                              STR(hall->plans[i]->section_code));
    return words.n ? arena_fmt(r->mem, "まだ課がない手続：%.*s。かっこの中のコードの課を加えると、住民のページに出ます。", STR(words))
                   : S("");
}

static enum rc show_new(struct req *r, int status, const struct admin_form *f)
{
    return admin_form_show(r, status, f, NULL,
                           &(struct admin_form_view){ .title = S("課を加える"),
                                                      .intro = wanted_codes(r),
                                                      .back = url_local(r->mem, S(ADDRESS)),
                                                      .back_title = S("課"),
                                                      .action = url_local(r->mem, S(ADDRESS)),
                                                      .submit = S("この課を加える") });
}

enum rc admin_section_new(struct req *r)
{
    struct admin_form f = { asks, FIELDS, { { 0 } }, { { 0 } } };
    return show_new(r, 200, &f);
}

struct adding {
    struct admin_change change;
    struct sections_sql_add_in in;
};

static enum rc add(struct db *db, void *arg)
{
    const struct adding *a = arg;
    enum rc rc = admin_begin(db, &a->change);
    if (rc == OK)
        rc = sections_sql_add(db, &a->in, NULL);
    return rc == OK ? admin_note(db, &a->change) : rc;
}

static struct sections_sql_add_in new_row(struct req *r, const struct admin_form *f)
{
    return (struct sections_sql_add_in){ .town_id = r->town_id,
                                         .code = admin_form_value(f, "code"),
                                         .name = admin_form_value(f, "name"),
                                         .telephone = admin_form_value(f, "telephone"),
                                         .floor = admin_form_value(f, "floor"),
                                         .hours = admin_form_value(f, "hours"),
                                         .email = admin_form_value(f, "email"),
                                         .position = (int64_t)town_of(r)->n_sections + 1 };
}

enum rc admin_section_add(struct req *r)
{
    struct admin_form f = { asks, FIELDS, { { 0 } }, { { 0 } } };
    admin_form_read(r, &f);
    if (!admin_form_judge(r, &f))
        return show_new(r, 422, &f);
    struct adding a = { .in = new_row(r, &f) };
    enum rc rc = db_new_id(r->db, TABLE_SECTION, &a.in.id);
    a.change = admin_change(r, S("admin.section-added"), TABLE_SECTION, a.in.id, admin_changed_fields(r, &f, NULL));
    if (rc == OK)
        rc = db_transaction(r->db, add, &a);
    if (rc == CONFLICT) {
        admin_form_fault(&f, "code", S("このコードの課がもうあります。別のコードを入力してください"));
        return show_new(r, 422, &f);
    }
    if (rc != OK)
        return rc;
    admin_done(r);
    return reply_redirect(r, url_local(r->mem, S(ADDRESS "?saved=yes")));
}

/* ---- one of them ---- */

struct open {
    t_id id;
    struct sections_sql_section_by_id_row row;
};

static enum rc open_section(struct req *r, struct open *o)
{
    bool found;
    enum rc rc = ref_read(hall_of(r), TABLE_SECTION, r->town_id, req_param(r, "ref"), &o->id);
    if (rc == OK)
        rc = sections_sql_section_by_id(r->db, r->mem, r->town_id, o->id, &o->row, &found);
    return rc == OK && !found ? NOT_FOUND : rc;
}

static void values_of(const struct sections_sql_section_by_id_row *row, struct str *values)
{
    const struct str all[CHANGED] = { row->name, row->telephone, row->floor, row->hours, row->email };
    memcpy(values, all, sizeof all);
}

static enum rc show_one(struct req *r, int status, const struct open *o, const struct admin_form *f, const struct str *now,
                        int64_t version)
{
    return admin_form_show(r, status, f, now,
                           &(struct admin_form_view){ .title = arena_fmt(r->mem, "%.*s（%.*s）", STR(o->row.name), STR(o->row.code)),
                                                      .back = url_local(r->mem, S(ADDRESS)),
                                                      .back_title = S("課"),
                                                      .action = url_of(r, o->id),
                                                      .submit = S("保存する"),
                                                      .version = version });
}

enum rc admin_section_show(struct req *r)
{
    struct admin_form f = { asks + 1, CHANGED, { { 0 } }, { { 0 } } };
    struct open o;
    enum rc rc = open_section(r, &o);
    if (rc != OK)
        return rc;
    values_of(&o.row, f.values);
    return show_one(r, 200, &o, &f, NULL, o.row.version);
}

struct changing {
    struct admin_change change;
    struct sections_sql_change_section_in in;
};

static enum rc change(struct db *db, void *arg)
{
    const struct changing *c = arg;
    int64_t changed = 0;
    enum rc rc = admin_begin(db, &c->change);
    if (rc == OK)
        rc = sections_sql_change_section(db, &c->in, &changed);
    if (rc == OK && changed != 1)
        return CONFLICT;
    return rc == OK ? admin_note(db, &c->change) : rc;
}

static enum rc conflict(struct req *r, const struct admin_form *f)
{
    struct open o;
    struct str now[CHANGED];
    enum rc rc = admin_read_anew(r);
    if (rc == OK)
        rc = open_section(r, &o);
    if (rc != OK)
        return rc;
    values_of(&o.row, now);
    return show_one(r, 409, &o, f, now, o.row.version);
}

enum rc admin_section_send(struct req *r)
{
    struct admin_form f = { asks + 1, CHANGED, { { 0 } }, { { 0 } } };
    struct open o;
    struct str before[CHANGED];
    enum rc rc = open_section(r, &o);
    if (rc != OK)
        return rc;
    admin_form_read(r, &f);
    if (!admin_form_judge(r, &f))
        return show_one(r, 422, &o, &f, NULL, admin_version(r));
    values_of(&o.row, before);
    struct changing c = { admin_change(r, S("admin.section-changed"), TABLE_SECTION, o.id, admin_changed_fields(r, &f, before)),
                          { .town_id = r->town_id, .id = o.id, .version = admin_version(r), .position = o.row.position,
                            .name = f.values[0], .telephone = f.values[1], .floor = f.values[2], .hours = f.values[3],
                            .email = f.values[4] } };
    rc = db_transaction(r->db, change, &c);
    if (rc == CONFLICT)
        return conflict(r, &f);
    if (rc != OK)
        return rc;
    admin_done(r);
    return reply_redirect(r, url_local(r->mem, S(ADDRESS "?saved=yes")));
}
