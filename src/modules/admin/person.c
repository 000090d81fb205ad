/* SPDX-License-Identifier: Apache-2.0 */
/* One member of staff: name, section, roles, leaving; a new password for one log-in.
 * The town has an administrator at any time: the transaction holds the town's mark before it counts. */
#include "civic/town/town.h"
#include "modules/accounts/accounts.h"
#include "modules/admin/handlers.h"
#include "modules/admin/people.h"
#include "platform/db/db.h"

static const struct admin_ask asks[] = {
    { "family", "姓", NULL, ADMIN_LINE, 30, true, "16" },
    { "given", "名", NULL, ADMIN_LINE, 30, false, "16" },
};
enum { FIELDS = sizeof asks / sizeof *asks, MORE_ROWS = 3 };

struct person {
    t_id id;
    struct sections_sql_staff_by_id_row row;
    struct admin_roles roles;
    struct str section_code;
};

static enum rc open_person(struct req *r, struct person *p)
{
    struct sections_sql_roles_rows roles;
    bool found;
    enum rc rc = ref_read(hall_of(r), TABLE_STAFF, r->town_id, req_param(r, "ref"), &p->id);
    if (rc == OK)
        rc = sections_sql_staff_by_id(r->db, r->mem, r->town_id, p->id, &p->row, &found);
    if (rc == OK && !found)
        return NOT_FOUND;
    if (rc == OK)
        rc = sections_sql_roles(r->db, r->mem, r->town_id, p->id, ADMIN_MOST_ROLES, &roles);
    if (rc != OK)
        return rc;
    const struct section *section = town_section(town_of(r), p->row.section_id);
    p->roles = admin_roles_of(r, &roles);
    p->section_code = section ? section->code : S("");
    return OK;
}

static struct str full_name(struct req *r, const struct person *p)
{
    return arena_fmt(r->mem, "%.*s %.*s", STR(p->row.family), STR(p->row.given));
}

/* What the form says: as typed, or as kept. */
struct typed {
    struct admin_form form;
    struct admin_roles roles;
    struct str section_code;
    bool is_active;
    int64_t version;
    struct str roles_error;
};

static struct typed kept(const struct person *p)
{
    return (struct typed){ { asks, FIELDS, { p->row.family, p->row.given }, { { 0 } } }, p->roles, p->section_code,
                           p->row.is_active, p->row.version, S("") };
}

static struct typed sent(struct req *r)
{
    struct typed t = { { asks, FIELDS, { { 0 } }, { { 0 } } }, admin_roles_read(r), req_field(r, "section"),
                       str_eq(req_field(r, "active"), S("yes")), admin_version(r), S("") };
    admin_form_read(r, &t.form);
    return t;
}

static enum rc show(struct req *r, int status, const struct person *p, const struct typed *t, const struct str *now,
                    const struct admin_now_row *more)
{
    bool own = p->id == r->staff_id;
    struct admin_form_view v = { .title = arena_fmt(r->mem, "%.*s（%.*s）", STR(full_name(r, p)), STR(p->row.login)),
                                 .back = url_local(r->mem, S("/staff/admin/staff")),
                                 .back_title = S("職員と役割"),
                                 .action = admin_person_url(r, p->id, ""),
                                 .submit = S("保存する"),
                                 .version = t->version,
                                 .has_active = true,
                                 .is_active = t->is_active,
                                 .roles_error = t->roles_error,
                                 .has_more = p->row.is_active && !own,
                                 .more_title = S("新しい最初のパスワードを出す"),
                                 .more_text = S("パスワードを忘れたときに使います。開いている画面は終わり、本人は次のログインで自分のパスワードに変えます。"),
                                 .more_action = admin_person_url(r, p->id, "/password"),
                                 .now = { more, more ? MORE_ROWS : 0 } };
    admin_fill_roles(r, t->roles, &v);
    admin_fill_sections(r, t->section_code, &v);
    return admin_form_show(r, status, &t->form, now, &v);
}

enum rc admin_person_show(struct req *r)
{
    struct person p;
    enum rc rc = open_person(r, &p);
    if (rc != OK)
        return rc;
    struct typed t = kept(&p);
    return show(r, 200, &p, &t, NULL, NULL);
}

/* ---- a change ---- */

struct changing {
    struct admin_change change;
    struct sections_sql_change_staff_in in;
    struct admin_roles roles;
    struct arena *mem;
};

static enum rc change(struct db *db, void *arg)
{
    const struct changing *c = arg;
    struct sections_sql_admins_row admins;
    int64_t changed = 0;
    enum rc rc = admin_begin(db, &c->change);
    if (rc == OK)
        rc = sections_sql_change_staff(db, &c->in, &changed);
    if (rc == OK && changed != 1)
        return CONFLICT;
    if (rc == OK)
        rc = admin_roles_give(db, c->in.town_id, c->in.id, c->roles);
    if (rc == OK)
        rc = sections_sql_admins(db, c->mem, c->in.town_id, S("admin"), &admins);
    if (rc == OK && admins.n == 0)
        return DENIED;
    if (rc == OK && !c->in.is_active)
        rc = accounts_end_sessions(db, c->in.town_id, c->in.id);
    return rc == OK ? admin_note(db, &c->change) : rc;
}

static enum rc conflict(struct req *r, struct typed *t)
{
    struct person p;
    enum rc rc = admin_read_anew(r);
    if (rc == OK)
        rc = open_person(r, &p);
    if (rc != OK)
        return rc;
    const struct section *section = town_section_by_code(town_of(r), t->section_code);
    struct str now[FIELDS] = { p.row.family, p.row.given };
    struct str typed_roles = admin_roles_words(r, t->roles), roles = admin_roles_words(r, p.roles);
    struct str typed_section = section ? section->name : S(""), name = admin_section_name(r, p.row.section_id);
    struct admin_now_row *more = arena_new(r->mem, struct admin_now_row, MORE_ROWS);
    more[0] = (struct admin_now_row){ S("課"), typed_section, name, !str_eq(typed_section, name) };
    more[1] = (struct admin_now_row){ S("役割"), typed_roles, roles, !str_eq(typed_roles, roles) };
    more[2] = (struct admin_now_row){ S("ログイン"), t->is_active ? S("できる") : S("できない"),
                                      p.row.is_active ? S("できる") : S("できない"), t->is_active != p.row.is_active };
    t->version = p.row.version;
    return show(r, 409, &p, t, now, more);
}

static struct sections_sql_change_staff_in row_of(struct req *r, const struct person *p, const struct typed *t,
                                                  const struct section *section)
{
    return (struct sections_sql_change_staff_in){ .town_id = r->town_id,
                                                  .id = p->id,
                                                  .version = t->version,
                                                  .family = t->form.values[0],
                                                  .given = t->form.values[1],
                                                  .section_id = section->id,
                                                  .is_active = t->is_active };
}

enum rc admin_person_send(struct req *r)
{
    struct person p;
    enum rc rc = open_person(r, &p);
    if (rc != OK)
        return rc;
    struct typed t = sent(r);
    const struct section *section = town_section_by_code(town_of(r), t.section_code);
    if (!t.is_active && p.id == r->staff_id)
        t.roles_error = S("自分のログインを止めることはできません。ほかの管理者に頼んでください");
    if (!admin_form_judge(r, &t.form) || !section || t.roles_error.n)
        return show(r, 422, &p, &t, NULL, NULL);
    struct changing c = { admin_change(r, t.is_active ? S("admin.staff-changed") : S("admin.staff-disabled"), TABLE_STAFF, p.id,
                                       admin_roles_detail(r, t.roles)),
                          row_of(r, &p, &t, section), t.roles, r->mem };
    rc = db_transaction(r->db, change, &c);
    if (rc == CONFLICT)
        return conflict(r, &t);
    if (rc == DENIED) {
        t.roles_error = S("「管理」の役割を持つ職員がいなくなります。先にほかの職員に「管理」を付けてください");
        return show(r, 422, &p, &t, NULL, NULL);
    }
    return rc == OK ? reply_redirect(r, url_local(r->mem, S("/staff/admin/staff?saved=yes"))) : rc;
}

/* ---- a password for one log-in ---- */

struct renewing {
    struct admin_change change;
    t_id staff_id;
    struct str hash;
};

static enum rc renew(struct db *db, void *arg)
{
    const struct renewing *w = arg;
    int64_t changed = 0;
    enum rc rc = admin_begin(db, &w->change);
    if (rc == OK)
        rc = sections_sql_change_password(db, w->change.town_id, w->staff_id, w->hash, true, &changed);
    if (rc == OK && changed != 1)
        return NOT_FOUND;
    if (rc == OK)
        rc = accounts_end_sessions(db, w->change.town_id, w->staff_id);
    return rc == OK ? admin_note(db, &w->change) : rc;
}

enum rc admin_person_password(struct req *r)
{
    struct person p;
    struct str password = accounts_one_time_password(r->mem);
    enum rc rc = open_person(r, &p);
    if (rc != OK)
        return rc;
    if (p.id == r->staff_id)
        return reply_redirect(r, url_local(r->mem, S("/staff/password")));
    if (!p.row.is_active)
        return CONFLICT;
    struct renewing w = { admin_change(r, S("admin.password-renewed"), TABLE_STAFF, p.id, S("")), p.id, S("") };
    rc = accounts_password_hash(r->mem, password, &w.hash);
    if (rc == OK)
        rc = db_transaction(r->db, renew, &w);
    return rc == OK ? admin_show_once(r, full_name(r, &p), p.row.login, password) : rc;
}
