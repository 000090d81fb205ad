/* SPDX-License-Identifier: Apache-2.0 */
/* The first page. */
#include "civic/sections/sections_sql.h"
#include "civic/shell/shell.h"
#include "civic/town/town.h"
#include "modules/admin/admin_pages.h"
#include "modules/admin/handlers.h"
#include "modules/admin/pages/home.h"

enum { MOST_STAFF = 5000 };

enum rc admin_home(struct req *r)
{
    const struct town *t = town_of(r);
    struct sections_sql_staff_all_rows staff;
    enum rc rc = sections_sql_staff_all(r->db, r->mem, r->town_id, MOST_STAFF, &staff);
    if (rc != OK)
        return rc;
    size_t active = 0;
    for (size_t i = 0; i < staff.n; i++)
        active += staff.p[i].is_active;
    struct page p = shell_page(r);
    struct admin_home_view v = {
        .town = t->name,
        .sections = arena_fmt(r->mem, "%zu課", t->n_sections),
        .staff = arena_fmt(r->mem, "%zu人", active),
        .days = arena_fmt(r->mem, "%zu日", t->calendar.n_closed),
        .colour = t->colour.n ? t->colour : S("はじめの色"),
        .has_telephone = t->telephone.n > 0,
        .has_address = t->address.n > 0,
    };
    admin_home_page(&p, &v);
    return shell_staff(r, 200, &(struct shell_options){ .title = S("管理"), .current = "/staff/admin" }, page_html(&p));
}
