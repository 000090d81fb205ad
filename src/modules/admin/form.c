/* SPDX-License-Identifier: Apache-2.0 */
/* Reading, judging and showing fields; the frame of a change. */
#include "modules/admin/form.h"

#include "base/json.h"
#include "civic/audit/audit.h"
#include "civic/shell/shell.h"
#include "civic/town/town.h"
#include "civic/town/town_sql.h"
#include "modules/admin/admin_pages.h"
#include "platform/db/db.h"
#include "platform/log/log.h"

#include <assert.h>

enum { DETAIL_CEILING = 4096 };

/* Browsers send the ends of lines as CR LF. */
static struct str plain_lines(struct arena *mem, struct str text)
{
    char *p = arena_new(mem, char, text.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] != '\r')
            p[n++] = text.p[i];
    return (struct str){ p, n };
}

void admin_form_read(struct req *r, struct admin_form *f)
{
    assert(f->n <= ADMIN_MOST_FIELDS);
    for (size_t i = 0; i < f->n; i++)
        f->values[i] = plain_lines(r->mem, str_trim(req_field(r, f->asks[i].name)));
}

bool admin_form_judge(struct req *r, struct admin_form *f)
{
    bool ok = true;
    for (size_t i = 0; i < f->n; i++) {
        f->faults[i] = admin_fault(r->mem, &f->asks[i], f->values[i]);
        ok &= f->faults[i].n == 0;
    }
    return ok;
}

static size_t find(const struct admin_form *f, const char *name)
{
    size_t i = 0;
    while (i < f->n && !str_eq(str_of(f->asks[i].name), str_of(name)))
        i++;
    assert(i < f->n);
    return i;
}

void admin_form_fault(struct admin_form *f, const char *name, struct str words)
{
    f->faults[find(f, name)] = words;
}

struct str admin_form_value(const struct admin_form *f, const char *name)
{
    return f->values[find(f, name)];
}

static void fill_fields(struct req *r, const struct admin_form *f, struct admin_form_view *v)
{
    struct admin_field_row *rows = arena_new(r->mem, struct admin_field_row, f->n);
    for (size_t i = 0; i < f->n; i++) {
        const struct admin_ask *a = &f->asks[i];
        rows[i] = (struct admin_field_row){ .name = str_of(a->name),
                                            .label = str_of(a->label),
                                            .hint = str_of(a->hint),
                                            .value = f->values[i],
                                            .width = str_of(a->width ? a->width : "full"),
                                            .is_required = a->required,
                                            .is_long = a->kind == ADMIN_TEXT,
                                            .error = f->faults[i],
                                            .has_error = f->faults[i].n > 0 };
    }
    v->fields.p = rows;
    v->fields.n = f->n;
}

static void fill_faults(struct req *r, const struct admin_form *f, struct admin_form_view *v)
{
    struct field_fault *faults = arena_new(r->mem, struct field_fault, f->n + 1);
    size_t n = 0;
    for (size_t i = 0; i < f->n; i++)
        if (f->faults[i].n)
            faults[n++] = (struct field_fault){ str_of(f->asks[i].name), f->faults[i] };
    if (v->roles_error.n)
        faults[n++] = (struct field_fault){ S("roles"), v->roles_error };
    v->faults.errors.p = faults;
    v->faults.errors.n = n;
    v->has_faults = n > 0;
    v->has_roles_error = v->roles_error.n > 0;
}

/* The fields first, then what the caller put there. */
static void fill_now(struct req *r, const struct admin_form *f, const struct str *now, struct admin_form_view *v)
{
    struct admin_now_row *rows = arena_new(r->mem, struct admin_now_row, f->n + v->now.n);
    for (size_t i = 0; i < f->n; i++)
        rows[i] = (struct admin_now_row){ str_of(f->asks[i].label), f->values[i], now[i], !str_eq(f->values[i], now[i]) };
    for (size_t i = 0; i < v->now.n; i++)
        rows[f->n + i] = v->now.p[i];
    v->now.p = rows;
    v->now.n += f->n;
    v->has_conflict = true;
}

enum rc admin_form_show(struct req *r, int status, const struct admin_form *f, const struct str *now,
                        struct admin_form_view *v)
{
    struct page p = shell_page(r);
    fill_fields(r, f, v);
    fill_faults(r, f, v);
    if (now)
        fill_now(r, f, now, v);
    v->saved = status == 200 ? admin_saved(r) : S("");
    v->has_saved = v->saved.n > 0;
    v->has_intro = v->intro.n > 0;
    admin_form_page(&p, v);
    return shell_staff(r, status,
                       &(struct shell_options){ .title = v->title, .has_errors = v->has_faults || v->has_conflict,
                                                .current = "/staff/admin" },
                       page_html(&p));
}

int64_t admin_version(struct req *r)
{
    int64_t version;
    return str_to_int(req_field(r, "version"), &version) ? version : -1;
}

struct str admin_saved(struct req *r)
{
    struct str what = req_query(r, "saved");
    return str_eq(what, S("yes")) ? S("保存しました。すぐに全部の画面に出ます。") : S("");
}

/* ---- a change ---- */

struct admin_change admin_change(struct req *r, struct str action, int table, t_id subject_id, struct str detail)
{
    return (struct admin_change){ r->town_id, r->staff_id, r->now, action, table, subject_id, detail };
}

struct str admin_changed_fields(struct req *r, const struct admin_form *f, const struct str *before)
{
    struct out o;
    struct json_writer j;
    out_init(&o, r->mem, DETAIL_CEILING);
    json_begin(&j, &o);
    json_object(&j);
    json_key(&j, S("fields"));
    json_array(&j);
    for (size_t i = 0; i < f->n; i++)
        if (!before || !str_eq(before[i], f->values[i]))
            json_string(&j, str_of(f->asks[i].name));
    json_close_array(&j);
    json_close_object(&j);
    return out_text(&o);
}

enum rc admin_begin(struct db *db, const struct admin_change *c)
{
    return town_sql_changed(db, c->town_id, NULL);
}

enum rc admin_begin_town(struct db *db, const struct admin_change *c, int64_t version)
{
    int64_t changed = 0;
    enum rc rc = admin_begin(db, c);
    if (rc == OK)
        rc = town_sql_touch(db, c->town_id, version, &changed);
    return rc == OK && changed != 1 ? CONFLICT : rc;
}

enum rc admin_note(struct db *db, const struct admin_change *c)
{
    return audit_note(db, c->town_id,
                      &(struct audit_entry){ .at = c->now,
                                             .actor_kind = S("staff"),
                                             .actor_id = c->staff_id,
                                             .action = c->action,
                                             .subject_table = c->table,
                                             .subject_id = c->subject_id,
                                             .detail = c->detail });
}

void admin_done(struct req *r)
{
    enum rc rc = hall_refresh(hall_of(r), r->db);
    if (rc != OK) /* the thread that follows will see it */
        log_event(LOG_WARNING, "towns.not-read", LOG_TEXT("rc", str_of(rc_name(rc))));
}

enum rc admin_read_anew(struct req *r)
{
    db_read_end(r->db); /* the snapshot of before does not show who was faster */
    return db_read_begin(r->db);
}
