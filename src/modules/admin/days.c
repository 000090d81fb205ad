/* SPDX-License-Identifier: Apache-2.0 */
/* Closed days: added and dropped from tomorrow on; what lies behind is history. */
#include "base/time.h"
#include "base/text.h"
#include "civic/shell/shell.h"
#include "civic/town/town_sql.h"
#include "modules/admin/admin_pages.h"
#include "modules/admin/form.h"
#include "modules/admin/handlers.h"
#include "modules/admin/pages/days.h"
#include "platform/db/db.h"

enum { MOST_DAYS = 2000, LONGEST_NAME = 40, FARTHEST_YEARS = 5 };

static void fill_rows(struct req *r, const struct town_sql_closed_days_rows *all, struct admin_days_view *v)
{
    struct admin_day_row *rows = arena_new(r->mem, struct admin_day_row, all->n);
    struct date today = time_date(r->now);
    size_t n = 0;
    for (size_t i = 0; i < all->n; i++)
        if (all->p[i].day.days > today.days)
            rows[n++] = (struct admin_day_row){ date_iso(r->mem, all->p[i].day), date_ja_full(r->mem, all->p[i].day),
                                                all->p[i].name };
    v->rows.p = rows;
    v->rows.n = n;
    if (all->n > n)
        v->past = arena_fmt(r->mem, "ほかに、きょうまでの休みの日が%zu日あります。これは変えられません。", all->n - n);
}

static enum rc show(struct req *r, int status, struct admin_days_view *v)
{
    struct town_sql_closed_days_rows all;
    struct field_fault *faults = arena_new(r->mem, struct field_fault, 2);
    size_t n = 0;
    enum rc rc = town_sql_closed_days(r->db, r->mem, r->town_id, MOST_DAYS, &all);
    if (rc != OK)
        return rc;
    if (v->day_error.n)
        faults[n++] = (struct field_fault){ S("day"), v->day_error };
    if (v->name_error.n)
        faults[n++] = (struct field_fault){ S("name"), v->name_error };
    v->faults.errors.p = faults;
    v->faults.errors.n = n;
    v->has_faults = n > 0;
    v->has_day_error = v->day_error.n > 0;
    v->has_name_error = v->name_error.n > 0;
    v->saved = status == 200 ? admin_saved(r) : S("");
    v->has_saved = v->saved.n > 0;
    fill_rows(r, &all, v);
    struct page p = shell_page(r);
    admin_days_page(&p, v);
    return shell_staff(r, status,
                       &(struct shell_options){ .title = S("休みの日"), .has_errors = v->has_faults, .current = "/staff/admin" },
                       page_html(&p));
}

enum rc admin_days_show(struct req *r)
{
    return show(r, 200, &(struct admin_days_view){ 0 });
}

struct closing {
    struct admin_change change;
    struct date day;
    struct str name;
};

static enum rc close_on(struct db *db, void *arg)
{
    const struct closing *c = arg;
    enum rc rc = admin_begin(db, &c->change);
    if (rc == OK)
        rc = town_sql_add_closed_day(db, c->change.town_id, c->day, c->name, NULL);
    return rc == OK ? admin_note(db, &c->change) : rc;
}

static enum rc open_on(struct db *db, void *arg)
{
    const struct closing *c = arg;
    int64_t changed = 0;
    enum rc rc = admin_begin(db, &c->change);
    if (rc == OK)
        rc = town_sql_drop_closed_day(db, c->change.town_id, c->day, &changed);
    if (rc == OK && changed != 1)
        return NOT_FOUND;
    return rc == OK ? admin_note(db, &c->change) : rc;
}

static struct str day_fault(struct req *r, struct str text, struct date *ret_day)
{
    struct date today = time_date(r->now);
    if (date_parse(r->mem, text, ret_day) != OK)
        return S("日を 2027-02-01 や R9.2.1 の形で入力してください");
    if (ret_day->days <= today.days)
        return S("きょうより後の日を入力してください。過ぎた日の受付日は、もう決まっています");
    if (ret_day->days > date_add_months(today, 12 * FARTHEST_YEARS).days)
        return S("5年より先の日は、まだ入れられません");
    return S("");
}

static struct str day_detail(struct req *r, struct date day)
{
    return arena_fmt(r->mem, "{\"day\":\"%.*s\"}", STR(date_iso(r->mem, day)));
}

enum rc admin_day_add(struct req *r)
{
    struct closing c = { .name = str_trim(req_field(r, "name")) };
    struct admin_days_view v = { .day = str_trim(req_field(r, "day")), .name = c.name };
    static const struct admin_ask ask = { "name", "わけ", NULL, ADMIN_LINE, LONGEST_NAME, true, NULL };
    v.day_error = day_fault(r, v.day, &c.day);
    v.name_error = admin_fault(r->mem, &ask, c.name);
    if (v.day_error.n || v.name_error.n)
        return show(r, 422, &v);
    c.change = admin_change(r, S("admin.day-closed"), 0, 0, day_detail(r, c.day));
    enum rc rc = db_transaction(r->db, close_on, &c);
    if (rc == CONFLICT) {
        v.day_error = S("この日はもう休みの日に入っています");
        return show(r, 422, &v);
    }
    if (rc != OK)
        return rc;
    admin_done(r);
    return reply_redirect(r, url_local(r->mem, S("/staff/admin/days?saved=yes")));
}

enum rc admin_day_drop(struct req *r)
{
    struct closing c = { 0 };
    struct str fault = day_fault(r, req_field(r, "day"), &c.day);
    if (fault.n)
        return show(r, 422, &(struct admin_days_view){ .day_error = fault });
    c.change = admin_change(r, S("admin.day-opened"), 0, 0, day_detail(r, c.day));
    enum rc rc = db_transaction(r->db, open_on, &c);
    if (rc != OK && rc != NOT_FOUND) /* not there any more: as wished */
        return rc;
    admin_done(r);
    return reply_redirect(r, url_local(r->mem, S("/staff/admin/days?saved=yes")));
}
