/* SPDX-License-Identifier: Apache-2.0 */
/* The first page, and a life event's. */
#include "modules/home/home.h"

#include "civic/shell/shell.h"
#include "modules/home/handlers.h"
#include "modules/home/home_pages.h"
#include "modules/home/home_sql.h"
#include "platform/http/assets.h"

enum { MOST_SHOWN = 6, MOST_PROCEDURES = 500, MOST_NEEDS = 40, USES_THAT_TELL = 10 };

struct home_procedure home_row(struct req *r, const struct plan *p)
{
    return (struct home_procedure){
        .title = label_in(&p->title, r->language),
        .fee = p->n_fees ? label_in(&p->fees[0].label, r->language) : S(""),
        .is_free = p->n_fees == 0,
        .days = p->standard_days,
        .to = url_path(r->mem, S("/procedures"), p->id),
    };
}

size_t home_offered(struct req *r, const struct life_event *event, const struct plan ***ret_plans)
{
    const struct hall *hall = hall_of(r);
    const struct plan **plans = arena_new(r->mem, const struct plan *, hall->n_plans);
    size_t n = 0;
    for (size_t i = 0; i < hall->n_plans; i++)
        if (town_offers(town_of(r), hall->plans[i]) && (!event || guide_event_has(event, hall->plans[i])))
            plans[n++] = hall->plans[i];
    *ret_plans = plans;
    return n;
}

static int64_t uses_of(const struct home_sql_uses_rows *uses, const struct plan *plan)
{
    for (size_t i = 0; i < uses->n; i++)
        if (str_eq(uses->p[i].procedure_id, plan->id))
            return uses->p[i].uses;
    return 0;
}

/* Most used first; the same, in the order of the plans. */
static void order_by_use(const struct plan **plans, size_t n, const struct home_sql_uses_rows *uses)
{
    for (size_t i = 1; i < n; i++)
        for (size_t j = i; j > 0 && uses_of(uses, plans[j - 1]) < uses_of(uses, plans[j]); j--) {
            const struct plan *swap = plans[j];
            plans[j] = plans[j - 1];
            plans[j - 1] = swap;
        }
}

static enum rc fill_procedures(struct req *r, struct home_home_view *v)
{
    struct home_sql_uses_rows uses;
    const struct plan **plans;
    size_t n = home_offered(r, NULL, &plans);
    enum rc rc = home_sql_uses(r->db, r->mem, r->town_id, MOST_PROCEDURES, &uses);
    if (rc != OK)
        return rc;
    int64_t told = 0;
    for (size_t i = 0; i < uses.n; i++)
        told += uses.p[i].uses;
    v->by_use = told >= USES_THAT_TELL && n > 1;
    if (v->by_use)
        order_by_use(plans, n, &uses);
    size_t shown = n < MOST_SHOWN ? n : MOST_SHOWN;
    struct home_procedure *rows = arena_new(r->mem, struct home_procedure, shown);
    for (size_t i = 0; i < shown; i++)
        rows[i] = home_row(r, plans[i]);
    v->rows.p = rows;
    v->rows.n = shown;
    v->count = (int)n;
    return OK;
}

static void fill_events(struct req *r, struct home_home_view *v)
{
    const struct life_event *events;
    size_t n = guide_events(hall_of(r)->guide, &events);
    struct home_event *rows = arena_new(r->mem, struct home_event, n);
    struct url icons = asset_url("icons.svg");
    for (size_t i = 0; i < n; i++)
        rows[i] = (struct home_event){ .title = label_in(&events[i].title, r->language),
                                       .to = url_path(r->mem, S("/life"), events[i].id),
                                       .icon = { arena_fmt(r->mem, "%.*s#%.*s", STR(icons.text), STR(events[i].icon)) } };
    v->events.p = rows;
    v->events.n = n;
}

enum rc home_show(struct req *r)
{
    struct page p = shell_page(r);
    struct home_home_view v = { .notice = town_text(town_of(r), S("home")), .has_account = hall_of(r)->mailer != NULL };
    v.has_notice = v.notice.n > 0;
    fill_events(r, &v);
    enum rc rc = fill_procedures(r, &v);
    if (rc != OK)
        return rc;
    home_home_page(&p, &v);
    return shell_public(r, 200, &(struct shell_options){ .title = say(r, T("ホーム")), .wide = true, .script = "search.js" },
                        page_html(&p));
}

/* What several procedures ask for stands once. */
static void fill_needs(struct req *r, const struct plan *const *plans, size_t n_plans, struct home_life_view *v)
{
    struct home_need *needs = arena_new(r->mem, struct home_need, MOST_NEEDS);
    size_t n = 0;
    for (size_t i = 0; i < n_plans; i++)
        for (size_t k = 0; k < plans[i]->n_documents && n < MOST_NEEDS; k++) {
            const struct document *d = &plans[i]->documents[k];
            struct str label = label_in(&d->label, r->language);
            bool is_new = str_eq(d->kind, S("attach-in"));
            for (size_t m = 0; m < n; m++)
                is_new &= !str_eq(needs[m].label, label);
            if (is_new)
                needs[n++] = (struct home_need){ label, label_in(&d->note, r->language) };
        }
    v->needs.p = needs;
    v->needs.n = n;
    v->has_needs = n > 0;
}

enum rc home_life(struct req *r)
{
    const struct town *t = town_of(r);
    const struct life_event *e = guide_event(hall_of(r)->guide, req_param(r, "event"));
    if (!e)
        return NOT_FOUND;
    const struct section *section = town_section_by_code(t, e->section_code);
    const struct plan **plans;
    size_t n = home_offered(r, e, &plans);
    struct home_procedure *rows = arena_new(r->mem, struct home_procedure, n);
    for (size_t i = 0; i < n; i++)
        rows[i] = home_row(r, plans[i]);
    struct home_life_view v = { .title = label_in(&e->title, r->language),
                                .lead = label_in(&e->lead, r->language),
                                .section = section ? section->name : t->name,
                                .telephone = section && section->telephone.n ? section->telephone : t->telephone,
                                .place = section ? section->floor : S(""),
                                .has_rows = n > 0,
                                .rows = { rows, n } };
    v.has_telephone = v.telephone.n > 0;
    v.tel = url_tel(r->mem, v.telephone);
    fill_needs(r, plans, n, &v);
    struct page p = shell_page(r);
    home_life_page(&p, &v);
    return shell_public(r, 200, &(struct shell_options){ .title = v.title, .section = section }, page_html(&p));
}
