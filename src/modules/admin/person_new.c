/* SPDX-License-Identifier: Apache-2.0 */
/* A new member of staff, with a password for one log-in. */
#include "base/ids.h"
#include "civic/town/town.h"
#include "modules/accounts/accounts.h"
#include "modules/admin/handlers.h"
#include "modules/admin/people.h"
#include "platform/db/db.h"

static const struct admin_ask asks[] = {
    { "family", "姓", NULL, ADMIN_LINE, 30, true, "16" },
    { "given", "名", NULL, ADMIN_LINE, 30, false, "16" },
    { "login", "ログイン名", "あとから変えられません。例：kana.aoi", ADMIN_LOGIN, 64, true, "16" },
};
enum { FIELDS = sizeof asks / sizeof *asks };

static enum rc show(struct req *r, int status, const struct admin_form *f, struct admin_roles roles, struct str section)
{
    struct admin_form_view v = { .title = S("職員を加える"),
                                 .intro = S("加えると、最初のログインのためのパスワードが一度だけ出ます。"),
                                 .back = url_local(r->mem, S("/staff/admin/staff")),
                                 .back_title = S("職員と役割"),
                                 .action = url_local(r->mem, S("/staff/admin/staff")),
                                 .submit = S("この職員を加える") };
    admin_fill_roles(r, roles, &v);
    admin_fill_sections(r, section, &v);
    return admin_form_show(r, status, f, NULL, &v);
}

enum rc admin_person_new(struct req *r)
{
    struct admin_form f = { asks, FIELDS, { { 0 } }, { { 0 } } };
    return show(r, 200, &f, (struct admin_roles){ 0 }, S(""));
}

struct adding {
    struct admin_change change;
    struct sections_sql_add_staff_in in;
    struct admin_roles roles;
};

static enum rc add(struct db *db, void *arg)
{
    const struct adding *a = arg;
    enum rc rc = admin_begin(db, &a->change);
    if (rc == OK)
        rc = sections_sql_add_staff(db, &a->in, NULL);
    if (rc == OK)
        rc = admin_roles_give(db, a->in.town_id, a->in.id, a->roles);
    return rc == OK ? admin_note(db, &a->change) : rc;
}

static enum rc insert(struct req *r, struct adding *a, struct str password)
{
    enum rc rc = accounts_password_hash(r->mem, password, &a->in.password_hash);
    if (rc == OK)
        rc = db_new_id(r->db, TABLE_STAFF, &a->in.id);
    a->change = admin_change(r, S("admin.staff-added"), TABLE_STAFF, a->in.id, admin_roles_detail(r, a->roles));
    return rc == OK ? db_transaction(r->db, add, a) : rc;
}

enum rc admin_person_add(struct req *r)
{
    struct admin_form f = { asks, FIELDS, { { 0 } }, { { 0 } } };
    struct str code = req_field(r, "section"), password = accounts_one_time_password(r->mem);
    const struct section *section = town_section_by_code(town_of(r), code);
    struct adding a = { .roles = admin_roles_read(r) };
    admin_form_read(r, &f);
    if (!admin_form_judge(r, &f) || !section)
        return show(r, 422, &f, a.roles, code);
    a.in = (struct sections_sql_add_staff_in){ .town_id = r->town_id,
                                               .login = admin_form_value(&f, "login"),
                                               .family = admin_form_value(&f, "family"),
                                               .given = admin_form_value(&f, "given"),
                                               .section_id = section->id,
                                               .must_change = true };
    enum rc rc = insert(r, &a, password);
    if (rc == CONFLICT) {
        admin_form_fault(&f, "login", S("このログイン名は使われています。別の名前を入力してください"));
        return show(r, 422, &f, a.roles, code);
    }
    return rc == OK ? admin_show_once(r, arena_fmt(r->mem, "%.*s %.*s", STR(a.in.family), STR(a.in.given)), a.in.login,
                                      password)
                    : rc;
}
