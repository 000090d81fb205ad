/* SPDX-License-Identifier: Apache-2.0 */
/* Notices and their deliveries; sending once more; telling otherwise what did not arrive. */
#include "modules/desk/messages.h"

#include "base/mail_address.h"
#include "civic/audit/audit.h"
#include "civic/notices/notices.h"
#include "civic/tasks/tasks_sql.h"
#include "modules/desk/case.h"
#include "modules/desk/handlers.h"
#include "platform/db/db.h"
#include "platform/page/page.h"

enum { MOST_NOTICES = 100, MOST_DELIVERIES = 200, MOST_TASKS = 100 };

#define UNTOLD S("notice-failed")

static struct desk_delivery_row delivery_row(struct req *r, const struct desk_case *c,
                                             const struct notices_sql_deliveries_row *d,
                                             bool can_send)
{
    struct ref ref = ref_make(hall_of(r), TABLE_NOTICE_DELIVERY, r->town_id, d->id);
    t_time when = d->ended_at   ? d->ended_at
                  : d->taken_at ? d->taken_at
                  : d->tried_at ? d->tried_at
                                : d->due_at;
    return (struct desk_delivery_row) {
        .way = S("メール"),
        .state = delivery_state_title(d->state),
        .when = time_short(r->mem, when),
        .status = d->status,
        .has_status = d->status.n > 0 && !str_starts(d->status, S("2")),
        .has_failed = delivery_has_failed(d->state),
        .can_again = can_send && !d->again_at && (d->ended_at || d->taken_at),
        .again = url_fmt(r->mem, "/staff/cases/%s/notices/%s/again", c->ref.text, ref.text),
    };
}

static void fill_deliveries(struct req *r, const struct desk_case *c,
                            const struct notices_sql_deliveries_rows *all, t_id notice_id,
                            bool can_send, struct desk_notice_row *row)
{
    struct desk_delivery_row *rows = arena_new(r->mem, struct desk_delivery_row, all->n);
    size_t n = 0;
    for (size_t i = 0; i < all->n; i++)
        if (all->p[i].notice_id == notice_id)
            rows[n++] = delivery_row(r, c, &all->p[i], can_send);
    row->deliveries.p = rows;
    row->deliveries.n = n;
}

static enum rc fill_untold(struct req *r, const struct desk_case *c, struct desk_case_view *v)
{
    struct tasks_sql_of_case_rows tasks;
    enum rc rc = tasks_sql_of_case(r->db, r->mem, r->town_id, c->file.row.id, MOST_TASKS, &tasks);
    for (size_t i = 0; rc == OK && i < tasks.n; i++)
        v->is_untold |= str_eq(tasks.p[i].kind, UNTOLD) && !tasks.p[i].done_at;
    v->told = desk_url(r, c, "/notices/told");
    return rc;
}

enum rc desk_messages(struct req *r, const struct desk_case *c, struct desk_case_view *v)
{
    struct notices_sql_of_case_rows notices;
    struct notices_sql_deliveries_rows deliveries;
    struct str email;
    bool work = permissions_has(identity_of(r)->permissions, S("cases.work"));
    enum rc rc =
        notices_sql_of_case(r->db, r->mem, r->town_id, c->file.row.id, MOST_NOTICES, &notices);
    if (rc == OK)
        rc = notices_sql_deliveries(r->db, r->mem, r->town_id, c->file.row.id, MOST_DELIVERIES,
                                    &deliveries);
    if (rc == OK)
        rc = fill_untold(r, c, v);
    if (rc == OK)
        rc = cases_email(hall_of(r), town_of(r), r->mem, &c->file, &c->file.answers, &email);
    if (rc != OK)
        return rc;
    bool can_send = work && hall_of(r)->mailer && mail_address_is_valid(email);
    struct desk_notice_row *rows = arena_new(r->mem, struct desk_notice_row, notices.n);
    for (size_t i = 0; i < notices.n; i++) { /* newest first */
        const struct notices_sql_of_case_row *one = &notices.p[notices.n - 1 - i];
        rows[i] = (struct desk_notice_row) { .title = one->title,
                                             .when = time_short(r->mem, one->created_at),
                                             .iso = time_iso(r->mem, one->created_at),
                                             .is_read = one->read_at != 0 };
        fill_deliveries(r, c, &deliveries, one->id, can_send, &rows[i]);
    }
    v->notices.p = rows;
    v->notices.n = notices.n;
    v->can_tell = work;
    return OK;
}

/* ---- acts ---- */

static enum rc refuse(struct req *r, const struct desk_case *c, struct str why)
{
    return desk_show_case(
        r, c, &(struct desk_showing) { .status = 422, .message = why, .is_error = true });
}

enum rc desk_notice_again(struct req *r)
{
    struct desk_case c;
    struct str email;
    t_id delivery_id;
    enum rc rc = desk_open(r, &c);
    if (rc == OK)
        rc = ref_read(hall_of(r), TABLE_NOTICE_DELIVERY, r->town_id, req_param(r, "delivery"),
                      &delivery_id);
    if (rc == OK)
        rc = cases_email(hall_of(r), town_of(r), r->mem, &c.file, &c.file.answers, &email);
    if (rc == OK)
        rc = notices_again(hall_of(r), town_of(r), r->db, r->mem, delivery_id, c.file.row.id, email,
                           identity_of(r)->staff_id, r->now);
    if (rc == INVALID)
        return refuse(r, &c, S("送れません。この案件にはメールアドレスがありません。"));
    if (rc == DENIED)
        return refuse(r, &c, S("送れません。この方は、この種類のお知らせのメールを止めています。"));
    /* Pressed twice, or by two people: it is under way. */
    return rc == OK || rc == CONFLICT ? reply_redirect(r, desk_url(r, &c, "#notices-title")) : rc;
}

struct telling {
    t_id town_id, case_id, staff_id;
    t_time now;
};

static enum rc tell(struct db *db, void *arg)
{
    const struct telling *x = arg;
    enum rc rc = tasks_sql_finish(db, x->town_id, x->case_id, UNTOLD, x->now, x->staff_id, NULL);
    if (rc == OK)
        rc = audit_note(db, x->town_id,
                        &(struct audit_entry) { .at = x->now,
                                                .actor_kind = S("staff"),
                                                .actor_id = x->staff_id,
                                                .action = S("notices.told-otherwise"),
                                                .subject_table = TABLE_CASES,
                                                .subject_id = x->case_id });
    return rc;
}

enum rc desk_notice_told(struct req *r)
{
    struct desk_case c;
    enum rc rc = desk_open(r, &c);
    if (rc == OK)
        rc = db_transaction(
            r->db, tell,
            &(struct telling) { r->town_id, c.file.row.id, identity_of(r)->staff_id, r->now });
    return rc == OK ? reply_redirect(r, desk_url(r, &c, "#notices-title")) : rc;
}
