/* SPDX-License-Identifier: Apache-2.0 */
/* Before the first question: 利用目的, what is needed, and the place to go on by a code. */
#include "civic/shell/shell.h"
#include "modules/apply/apply_pages.h"
#include "modules/apply/fill.h"

struct url fill_start_url(struct req *r, const struct plan *plan)
{
    return url_path(r->mem, S("/apply"), plan->id);
}

static const struct plan *plan_of(struct req *r)
{
    const struct plan *plan = hall_plan(hall_of(r), req_param(r, "id"));
    return town_offers(town_of(r), plan) ? plan : NULL;
}

enum rc apply_start(struct req *r)
{
    const struct plan *plan = plan_of(r);
    if (!plan)
        return NOT_FOUND;
    struct page p = shell_page(r);
    const struct section *section = town_section_by_code(town_of(r), plan->section_code);
    struct apply_document *documents = arena_new(r->mem, struct apply_document, plan->n_documents);
    size_t n = 0;
    for (size_t i = 0; i < plan->n_documents; i++)
        if (str_eq(plan->documents[i].kind, S("attach-in")))
            documents[n++] = (struct apply_document){ words_of(label_in(&plan->documents[i].label, r->language)),
                                                      words_of(label_in(&plan->documents[i].note, r->language)) };
    struct apply_start_view v = {
        .title = words_of(label_in(&plan->title, r->language)),
        .purpose = words_of(label_in(&plan->purpose_label, r->language)),
        .section = section ? section->name : S(""),
        .documents = { documents, n },
        .minutes = plan->minutes,
        .pages = (int)plan->n_pages,
        .action = fill_start_url(r, plan),
    };
    apply_start_page(&p, &v);
    return shell_public(r, 200,
                        &(struct shell_options){ .title = v.title.text,
                                                 .section = section,
                                                 .back = url_path(r->mem, S("/procedures"), plan->id) },
                        page_html(&p));
}

enum rc apply_begin(struct req *r)
{
    struct draft d;
    const struct plan *plan = plan_of(r);
    if (!plan)
        return NOT_FOUND;
    enum rc rc = draft_begin(r, plan, NULL, &d);
    return rc == OK ? reply_redirect(r, fill_page_url(r, &d, plan->pages[0])) : rc;
}
