/* SPDX-License-Identifier: Apache-2.0 */
/* The list of staff, and the parts of its forms. */
#include "modules/admin/people.h"

#include "base/ids.h"
#include "civic/permissions/permissions.h"
#include "civic/shell/shell.h"
#include "civic/town/town.h"
#include "modules/admin/admin_pages.h"
#include "modules/admin/handlers.h"
#include "modules/admin/pages/list.h"
#include "modules/admin/pages/once.h"
#include "platform/db/db.h"

enum { MOST_STAFF = 5000, MOST_ROLE_ROWS = 20000 };

struct url admin_person_url(struct req *r, t_id id, const char *below)
{
    struct ref ref = ref_make(hall_of(r), TABLE_STAFF, r->town_id, id);
    return url_fmt(r->mem, "/staff/admin/staff/%s%s", ref.text, below);
}

/* ---- roles ---- */

static bool is_role(struct str name)
{
    const struct str *all;
    size_t n = permissions_roles(&all);
    for (size_t i = 0; i < n; i++)
        if (str_eq(all[i], name))
            return true;
    return false;
}

struct admin_roles admin_roles_read(struct req *r)
{
    const struct str *sent;
    size_t n = req_fields(r, S("role"), &sent), kept = 0;
    struct str *names = arena_new(r->mem, struct str, n);
    for (size_t i = 0; i < n; i++)
        if (is_role(sent[i]) && !admin_roles_have((struct admin_roles){ names, kept }, sent[i]))
            names[kept++] = sent[i];
    return (struct admin_roles){ names, kept };
}

struct admin_roles admin_roles_of(struct req *r, const struct sections_sql_roles_rows *rows)
{
    struct str *names = arena_new(r->mem, struct str, rows->n);
    for (size_t i = 0; i < rows->n; i++)
        names[i] = rows->p[i].role;
    return (struct admin_roles){ names, rows->n };
}

bool admin_roles_have(struct admin_roles roles, struct str name)
{
    for (size_t i = 0; i < roles.n; i++)
        if (str_eq(roles.names[i], name))
            return true;
    return false;
}

/* In the order of the table of roles, whatever the order they were given in. */
struct str admin_roles_words(struct req *r, struct admin_roles roles)
{
    const struct str *all;
    size_t n = permissions_roles(&all), held = 0;
    struct str *titles = arena_new(r->mem, struct str, n);
    for (size_t i = 0; i < n; i++)
        if (admin_roles_have(roles, all[i]))
            titles[held++] = permissions_role_title(all[i]);
    return held ? arena_join(r->mem, titles, held, S("・")) : S("なし");
}

struct str admin_roles_detail(struct req *r, struct admin_roles roles)
{
    return arena_fmt(r->mem, "{\"roles\":\"%.*s\"}", STR(arena_join(r->mem, roles.names, roles.n, S(" "))));
}

enum rc admin_roles_give(struct db *db, t_id town_id, t_id staff_id, struct admin_roles roles)
{
    enum rc rc = sections_sql_drop_roles(db, town_id, staff_id, NULL);
    for (size_t i = 0; i < roles.n && rc == OK; i++)
        rc = sections_sql_add_role(db, town_id, staff_id, roles.names[i], NULL);
    return rc;
}

/* ---- choices ---- */

static const struct {
    struct str role;
    struct str hint;
} role_hints[] = {
    { S_("clerk"), S_("課の案件を見て、審査し、補正を求め、起案する") },
    { S_("counter"), S_("窓口で案件を見て、審査する") },
    { S_("approver"), S_("案件を見て、決裁する") },
    { S_("section-head"), S_("審査も決裁もする。自分が起案したものは決裁できない") },
    { S_("admin"), S_("課・職員・役場の設定を変える。案件は見えない") },
};

void admin_fill_roles(struct req *r, struct admin_roles roles, struct admin_form_view *v)
{
    const struct str *all;
    size_t n = permissions_roles(&all);
    struct admin_choice_row *rows = arena_new(r->mem, struct admin_choice_row, n);
    for (size_t i = 0; i < n; i++) {
        rows[i] = (struct admin_choice_row){ .value = all[i], .label = permissions_role_title(all[i]),
                                             .is_chosen = admin_roles_have(roles, all[i]) };
        for (size_t j = 0; j < sizeof role_hints / sizeof *role_hints; j++)
            if (str_eq(role_hints[j].role, all[i]))
                rows[i].hint = role_hints[j].hint;
        rows[i].has_hint = rows[i].hint.n > 0;
    }
    v->has_roles = true;
    v->roles.p = rows;
    v->roles.n = n;
}

void admin_fill_sections(struct req *r, struct str chosen_code, struct admin_form_view *v)
{
    const struct town *t = town_of(r);
    struct admin_choice_row *rows = arena_new(r->mem, struct admin_choice_row, t->n_sections);
    for (size_t i = 0; i < t->n_sections; i++)
        rows[i] = (struct admin_choice_row){ .value = t->sections[i].code, .label = t->sections[i].name,
                                             .is_chosen = str_eq(t->sections[i].code, chosen_code) };
    v->has_section = true;
    v->sections.p = rows;
    v->sections.n = t->n_sections;
}

struct str admin_section_name(struct req *r, t_id section_id)
{
    const struct section *s = town_section(town_of(r), section_id);
    return s ? s->name : S("（課がありません）");
}

/* ---- pages ---- */

enum rc admin_show_once(struct req *r, struct str name, struct str login, struct str password)
{
    struct page p = shell_page(r);
    admin_once_page(&p, &(struct admin_once_view){ name, login, password });
    return shell_staff(r, 200, &(struct shell_options){ .title = S("最初のパスワード"), .current = "/staff/admin" },
                       page_html(&p));
}

static struct admin_roles roles_among(struct req *r, const struct sections_sql_staff_roles_rows *all, t_id staff_id)
{
    struct str *names = arena_new(r->mem, struct str, ADMIN_MOST_ROLES);
    size_t n = 0;
    for (size_t i = 0; i < all->n && n < ADMIN_MOST_ROLES; i++)
        if (all->p[i].staff_id == staff_id)
            names[n++] = all->p[i].role;
    return (struct admin_roles){ names, n };
}

static void fill_rows(struct req *r, const struct sections_sql_staff_all_rows *all,
                      const struct sections_sql_staff_roles_rows *roles, struct admin_list_view *v)
{
    struct admin_list_row *rows = arena_new(r->mem, struct admin_list_row, all->n);
    size_t active = 0;
    for (size_t i = 0; i < all->n; i++) {
        const struct sections_sql_staff_all_row *s = &all->p[i];
        struct str words = admin_roles_words(r, roles_among(r, roles, s->id));
        active += s->is_active;
        if (!s->is_active)
            words = S("ログインできません");
        else if (s->must_change)
            words = arena_fmt(r->mem, "%.*s（最初のログインを待っています）", STR(words));
        rows[i] = (struct admin_list_row){ arena_fmt(r->mem, "%.*s %.*s", STR(s->family), STR(s->given)), s->login,
                                           admin_section_name(r, s->section_id), words, admin_person_url(r, s->id, "") };
    }
    v->rows.p = rows;
    v->rows.n = all->n;
    v->count = arena_fmt(r->mem, "%zu人", active);
}

enum rc admin_staff_show(struct req *r)
{
    struct sections_sql_staff_all_rows all;
    struct sections_sql_staff_roles_rows roles;
    enum rc rc = sections_sql_staff_all(r->db, r->mem, r->town_id, MOST_STAFF, &all);
    if (rc == OK)
        rc = sections_sql_staff_roles(r->db, r->mem, r->town_id, MOST_ROLE_ROWS, &roles);
    if (rc != OK)
        return rc;
    struct page p = shell_page(r);
    struct admin_list_view v = { .title = S("職員と役割"),
                                 .add_title = S("職員を加える"),
                                 .add = url_local(r->mem, S("/staff/admin/staff/new")),
                                 .head_name = S("氏名"),
                                 .head_one = S("ログイン名"),
                                 .head_two = S("課"),
                                 .head_three = S("役割"),
                                 .saved = admin_saved(r) };
    v.has_saved = v.saved.n > 0;
    fill_rows(r, &all, &roles, &v);
    admin_list_page(&p, &v);
    return shell_staff(r, 200, &(struct shell_options){ .title = v.title, .current = "/staff/admin" }, page_html(&p));
}
