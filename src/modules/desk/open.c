/* SPDX-License-Identifier: Apache-2.0 */
/* Opening a case for the desk, and the parts every act has in common. */
#include "modules/desk/open.h"

#include "base/ids.h"
#include "civic/sections/sections_sql.h"
#include "platform/page/page.h"

enum { MOST_DOCUMENTS = 100 };

enum rc desk_case_id(struct req *r, t_id *ret_case_id)
{
    struct cases_sql_in_section_row row;
    bool found;
    t_id id;
    enum rc rc = ref_read(hall_of(r), TABLE_CASES, r->town_id, req_param(r, "ref"), &id);
    if (rc == OK)
        rc = cases_sql_in_section(r->db, r->mem, r->town_id, id, identity_of(r)->section_id, &row,
                                  &found);
    if (rc != OK)
        return rc;
    *ret_case_id = id;
    return found ? OK : NOT_FOUND;
}

static const struct cases_sql_checks_row *stored_check(const struct desk_case *c, struct str name)
{
    for (size_t i = 0; i < c->file.checks.n; i++)
        if (str_eq(c->file.checks.p[i].name, name))
            return &c->file.checks.p[i];
    return NULL;
}

/* In a narrow column the family name will do; the history has it whole. */
static struct str family_of(struct str name)
{
    struct str family = name;
    str_cut(&name, ' ', &family);
    return family;
}

static struct desk_check check_of(struct req *r, const struct desk_case *c,
                                  const struct examined_check *e)
{
    const struct cases_sql_checks_row *stored = stored_check(c, e->check->name);
    struct desk_check check = {
        .check = e->check, .by_person = stored != NULL, .by = S(""), .message = S("")
    };
    check.standing = desk_standing(stored ? stored->result : S(""), e->result, e->check->severity);
    if (stored)
        check.by = arena_fmt(r->mem, "%.*s %.*s", STR(family_of(stored->by_name)),
                             STR(time_short(r->mem, stored->at)));
    else if (e->result.n)
        check.by = S("自動");
    if (stored && stored->note.n)
        check.message = stored->note;
    else if (check.standing != STANDING_PASSED)
        check.message = e->message;
    return check;
}

static void fill_checks(struct req *r, struct desk_case *c)
{
    c->n_checks = c->found.n_checks;
    c->checks = arena_new(r->mem, struct desk_check, c->n_checks);
    for (size_t i = 0; i < c->n_checks; i++) {
        c->checks[i] = check_of(r, c, &c->found.checks[i]);
        c->n_pending += c->checks[i].standing != STANDING_PASSED;
        c->n_stops += c->checks[i].standing == STANDING_STOP;
    }
}

/* Relevance and checks are those of the day the application arrived, whenever it is looked at. */
static enum rc examine(struct req *r, struct desk_case *c)
{
    struct expr_world world;
    answers_world(r->mem, &c->file.answers, c->file.row.arrived_at, &town_of(r)->calendar, &world);
    enum rc rc = answers_compute(&c->file.answers, &world);
    if (rc == OK)
        rc = cases_examine(town_of(r), r->db, r->mem, c->file.plan, &c->file.answers,
                           c->file.row.arrived_at, &c->found);
    if (rc == OK)
        fill_checks(r, c);
    return rc;
}

enum rc desk_open(struct req *r, struct desk_case *ret_case)
{
    struct desk_case c = { 0 };
    t_id id;
    enum rc rc = ref_read(hall_of(r), TABLE_CASES, r->town_id, req_param(r, "ref"), &id);
    if (rc == OK)
        rc = cases_load(hall_of(r), town_of(r), r->db, r->mem, id, identity_of(r)->section_id,
                        &c.file);
    if (rc == OK)
        rc = examine(r, &c);
    if (rc == OK)
        rc = documents_sql_of_case(r->db, r->mem, r->town_id, id, MOST_DOCUMENTS, &c.documents);
    if (rc != OK)
        return rc;
    c.file.answers.language = S("ja");
    c.ref = ref_make(hall_of(r), TABLE_CASES, r->town_id, id);
    c.number = ids_receipt_print(r->mem, receipt_number(r->mem, id));
    *ret_case = c;
    return OK;
}

struct url desk_url(struct req *r, const struct desk_case *c, const char *below)
{
    return url_fmt(r->mem, "/staff/cases/%s%s", c->ref.text, below);
}

struct case_actor desk_actor(struct req *r)
{
    const struct identity *who = identity_of(r);
    return (struct case_actor) { S("staff"), who->staff_id, who->name, who->via };
}

int64_t desk_version(const struct req *r)
{
    int64_t version;
    return str_to_int(req_field(r, "version"), &version) && version > 0 ? version : -1;
}

enum rc desk_act(struct req *r, const struct desk_case *c, struct case_act *act)
{
    act->seen = &c->file;
    if (!act->version)
        act->version = desk_version(r);
    act->actor = desk_actor(r);
    act->now = r->now;
    if (!act->note.p)
        act->note = S("");
    return cases_act(hall_of(r), town_of(r), r->db, r->mem, act);
}

struct str desk_staff_name(struct req *r, t_id staff_id)
{
    struct sections_sql_staff_by_id_row row;
    bool found;
    if (!staff_id ||
        sections_sql_staff_by_id(r->db, r->mem, r->town_id, staff_id, &row, &found) != OK || !found)
        return S("");
    return arena_fmt(r->mem, "%.*s %.*s", STR(row.family), STR(row.given));
}
