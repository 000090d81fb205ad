/* SPDX-License-Identifier: Apache-2.0 */
/* The list, and one procedure; all from the compiled plans. */
#include "modules/procedures/catalogue.h"

#include "civic/forms/plan.h"
#include "civic/shell/shell.h"
#include "civic/town/town.h"
#include "modules/procedures/procedures_pages.h"

static struct url procedure_url(struct req *r, const struct plan *p)
{
    return url_path(r->mem, S("/procedures"), p->id);
}

static struct str fee_words(const struct req *r, const struct plan *p)
{
    return p->n_fees ? label_in(&p->fees[0].label, r->language) : say(r, T("無料"));
}

static void fill_rows(struct req *r, const struct procedures_row **ret_rows, size_t *ret_n)
{
    const struct hall *hall = hall_of(r);
    struct procedures_row *rows = arena_new(r->mem, struct procedures_row, hall->n_plans);
    size_t n = 0;
    for (size_t i = 0; i < hall->n_plans; i++) {
        const struct plan *p = hall->plans[i];
        if (!town_offers(town_of(r), p))
            continue;
        rows[n++] = (struct procedures_row){
            .title = words_of(label_in(&p->title, r->language)),
            .facts = words_of(language_words(r->mem, r->language, T("{fee}・審査{n}開庁日"), VALUES(page_word("fee", fee_words(r, p)), page_word("n", p->standard_days)))),
            .to = procedure_url(r, p),
        };
    }
    *ret_rows = rows;
    *ret_n = n;
}

enum rc procedures_list(struct req *r)
{
    struct page p = shell_page(r);
    struct procedures_list_view v = { 0 };
    fill_rows(r, &v.rows.p, &v.rows.n);
    procedures_list_page(&p, &v);
    return shell_public(r, 200, &(struct shell_options){ .title = say(r, T("手続の一覧")) }, page_html(&p));
}

static void fill_needs(struct req *r, const struct plan *plan, struct procedures_one_view *v)
{
    struct procedures_need *needs = arena_new(r->mem, struct procedures_need, plan->n_documents);
    size_t n = 0;
    for (size_t i = 0; i < plan->n_documents; i++)
        if (str_eq(plan->documents[i].kind, S("attach-in")))
            needs[n++] = (struct procedures_need){ words_of(label_in(&plan->documents[i].label, r->language)),
                                                   words_of(label_in(&plan->documents[i].note, r->language)) };
    v->needs.p = needs;
    v->needs.n = n;
}

enum rc procedures_one(struct req *r)
{
    const struct plan *plan = hall_plan(hall_of(r), req_param(r, "id"));
    if (!town_offers(town_of(r), plan))
        return NOT_FOUND;
    const struct section *section = town_section_by_code(town_of(r), plan->section_code);
    struct page p = shell_page(r);
    struct procedures_one_view v = {
        .title = words_of(label_in(&plan->title, r->language)),
        .summary = words_of(label_in(&plan->summary, r->language)),
        .fee = words_of(fee_words(r, plan)),
        .days = plan->standard_days,
        .minutes = plan->minutes,
        .pages = (int)plan->n_pages,
        .section = words_of(section ? section->name : S("")),
        .telephone = section ? section->telephone : S(""),
        .floor = words_of(section ? section->floor : S("")),
        .hours = words_of(section ? say_hours(r, section->hours) : S("")),
        .basis = plan->legal_basis,
        .apply = url_path(r->mem, S("/apply"), plan->id),
    };
    fill_needs(r, plan, &v);
    procedures_one_page(&p, &v);
    return shell_public(r, 200, &(struct shell_options){ .title = v.title.text, .section = section }, page_html(&p));
}
