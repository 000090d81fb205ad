/* SPDX-License-Identifier: Apache-2.0 */
/* The page after a conflict.  Nothing typed is lost: it is shown, and carried in the form that
 * sends it again. */
#include "modules/desk/conflict.h"

#include "civic/shell/shell.h"
#include "modules/desk/desk_pages.h"
#include "platform/db/db.h"

static void fill_events(struct req *r, const struct desk_case *c, int64_t since,
                        struct desk_conflict_view *v)
{
    const struct cases_sql_events_rows *all = &c->file.events;
    struct desk_since_row *rows = arena_new(r->mem, struct desk_since_row, all->n);
    size_t n = 0;
    for (size_t i = 0; i < all->n; i++)
        if (all->p[i].version > since)
            rows[n++] = (struct desk_since_row) { time_short(r->mem, all->p[i].at),
                                                  time_iso(r->mem, all->p[i].at),
                                                  all->p[i].actor_name,
                                                  case_event_title(case_event_of(all->p[i].kind)),
                                                  all->p[i].note,
                                                  all->p[i].note.n > 0 };
    v->since.p = rows;
    v->since.n = n;
    v->has_since = n > 0;
}

/* Every field of the form but the two that change: the token and the version. */
static void carry_fields(struct req *r, struct desk_conflict_view *v)
{
    const struct req_pair *all;
    size_t n = req_all_fields(r, &all), kept = 0;
    struct desk_carried *fields = arena_new(r->mem, struct desk_carried, n);
    for (size_t i = 0; i < n; i++)
        if (!str_eq(all[i].name, S("csrf")) && !str_eq(all[i].name, S("version")))
            fields[kept++] = (struct desk_carried) { all[i].name, all[i].value };
    v->carried.p = fields;
    v->carried.n = kept;
}

enum rc desk_conflict(struct req *r, const struct desk_tried *tried)
{
    struct desk_case c;
    enum case_state next;
    db_read_end(r->db); /* the snapshot of before does not show who was faster */
    enum rc rc = db_read_begin(r->db);
    if (rc == OK)
        rc = desk_open(r, &c);
    if (rc != OK)
        return rc;
    struct page p = shell_page(r);
    struct desk_conflict_row *rows =
        arena_new(r->mem, struct desk_conflict_row, DESK_MOST_CONFLICT_ROWS);
    struct desk_conflict_view v = {
        .title = tried->title,
        .person = c.file.row.name,
        .number = c.number,
        .state = say(r, case_state_title(c.file.state).p),
        .version = c.file.row.version,
        .again = desk_url(r, &c, tried->below),
        .to_case = desk_url(r, &c, ""),
        .can_again = case_next(c.file.state, tried->event, &next) == OK,
    };
    v.rows.n = tried->rows ? tried->rows(r, &c, rows) : 0;
    v.rows.p = rows;
    v.has_rows = v.rows.n > 0;
    fill_events(r, &c, desk_version(r), &v);
    carry_fields(r, &v);
    desk_conflict_page(&p, &v);
    return shell_staff(r, 409,
                       &(struct shell_options) { .title = S("先に変更がありました"),
                                                 .has_errors = true,
                                                 .current = "/staff" },
                       page_html(&p));
}
