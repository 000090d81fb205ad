/* SPDX-License-Identifier: Apache-2.0 */
/* What the pages of staff share. */
#ifndef MODULES_ADMIN_PEOPLE_H
#define MODULES_ADMIN_PEOPLE_H

#include "civic/sections/sections_sql.h"
#include "modules/admin/form.h"

struct admin_roles { /* chosen ones */
    const struct str *names;
    size_t n;
};

/* The boxes of the form: only roles that there are. */
struct admin_roles admin_roles_read(struct req *r);
struct admin_roles admin_roles_of(struct req *r, const struct sections_sql_roles_rows *rows);
bool admin_roles_have(struct admin_roles roles, struct str name);
struct str admin_roles_words(struct req *r, struct admin_roles roles); /* 審査・窓口 */
struct str admin_roles_detail(struct req *r, struct admin_roles roles); /* {"roles":"clerk counter"} */
MUST_USE enum rc admin_roles_give(struct db *db, t_id town_id, t_id staff_id, struct admin_roles roles);

/* The choices of the form. */
void admin_fill_roles(struct req *r, struct admin_roles roles, struct admin_form_view *v);
void admin_fill_sections(struct req *r, struct str chosen_code, struct admin_form_view *v);
struct str admin_section_name(struct req *r, t_id section_id);

struct url admin_person_url(struct req *r, t_id id, const char *below);
/* The page with a password for one log-in. */
enum rc admin_show_once(struct req *r, struct str name, struct str login, struct str password);

#endif
