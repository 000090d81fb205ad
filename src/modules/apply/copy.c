/* SPDX-License-Identifier: Apache-2.0 */
/* An earlier application's answers as a new draft.  They are as secret as the answers' page, so they ask for the same. */
#include "modules/apply/copy.h"

#include "base/ids.h"
#include "civic/shell/shell.h"
#include "modules/apply/apply_pages.h"
#include "modules/apply/draft.h"
#include "modules/apply/pages/copy.h"
#include "modules/apply/receipts.h"

static void tell_once(struct str *labels, size_t *n, struct str label)
{
    for (size_t i = 0; i < *n; i++)
        if (str_eq(labels[i], label))
            return;
    if (*n < COPY_MOST_LEFT)
        labels[(*n)++] = label;
}

static bool offers(const struct field *f, struct str name)
{
    for (size_t i = 0; f->list && i < f->list->n; i++)
        if (str_eq(f->list->choices[i].name, name))
            return true;
    return false;
}

static bool still_asked(const struct field *now, const struct node *n)
{
    struct str rest = n->text, part;
    if (!now || now->kind != n->field->kind)
        return false;
    if (now->kind == FIELD_SELECT_ONE || now->kind == FIELD_SELECT_MULTIPLE)
        while (str_cut(&rest, ' ', &part))
            if (!offers(now, part))
                return false;
    return true;
}

struct copying {
    struct arena *mem;
    struct answers *to;
    struct copy *copy;
    struct str language;
};

static void copy_one(struct copying *c, const struct node *n)
{
    const struct field *now = plan_field(c->to->plan, n->field->path);
    struct str label = label_in(&n->field->label, c->language);
    if (!still_asked(now, n)) {
        tell_once(c->copy->gone, &c->copy->n_gone, label);
    } else if (now->kind == FIELD_FILE || now->sealed || n->field->sealed || now->once) {
        tell_once(c->copy->anew, &c->copy->n_anew, label);
    } else {
        answers_set(c->mem, c->to, answers_name(c->mem, n), n->text);
        c->copy->copied++;
    }
}

static void copy_below(struct copying *c, const struct node *parent)
{
    for (const struct node *n = parent->first; n; n = n->next) {
        if (!n->field || n->irrelevant || n->field->kind == FIELD_CALCULATE || n->field->kind == FIELD_NOTE)
            continue;
        if (n->first)
            copy_below(c, n);
        else if (n->text.n)
            copy_one(c, n);
    }
}

void copy_answers(struct arena *mem, const struct answers *from, struct answers *to, struct copy *ret_copy)
{
    *ret_copy = (struct copy){ .anew = arena_new(mem, struct str, COPY_MOST_LEFT),
                               .gone = arena_new(mem, struct str, COPY_MOST_LEFT) };
    copy_below(&(struct copying){ mem, to, ret_copy, from->language }, from->root);
}

/* The case of the receipt, open, and the new answers; *ret_go false: the visitor was sent elsewhere. */
static enum rc prepare(struct req *r, struct case_file *c, struct answers *to, struct copy *copy, bool *ret_go)
{
    struct expr_world world;
    enum rc rc = receipts_case(r, c);
    *ret_go = false;
    if (rc == NOT_FOUND)
        return reply_redirect(r, url_local(r->mem, S("/r")));
    if (rc == OK && !receipts_is_open(r, c))
        return reply_redirect(r, url_query(r->mem, url_local(r->mem, S("/receipts")), "next", S("copy")));
    if (rc != OK)
        return rc;
    const struct plan *plan = hall_plan(hall_of(r), c->row.procedure_id);
    if (!plan || !town_offers(town_of(r), plan))
        return NOT_FOUND;
    *to = (struct answers){ .plan = plan, .language = r->language };
    answers_world(r->mem, to, r->now, &town_of(r)->calendar, &world);
    rc = answers_new(r->mem, plan, &world, to);
    if (rc != OK)
        return rc;
    to->language = c->answers.language = r->language;
    copy_answers(r->mem, &c->answers, to, copy);
    answers_world(r->mem, to, r->now, &town_of(r)->calendar, &world);
    rc = answers_compute(to, &world);
    *ret_go = rc == OK;
    return rc;
}

static const struct apply_left_out *labels(struct req *r, const struct str *names, size_t n)
{
    struct apply_left_out *rows = arena_new(r->mem, struct apply_left_out, n);
    for (size_t i = 0; i < n; i++)
        rows[i].label = names[i];
    return rows;
}

enum rc receipts_copy(struct req *r)
{
    struct case_file c;
    struct answers to;
    struct copy copy;
    bool go;
    enum rc rc = prepare(r, &c, &to, &copy, &go);
    if (!go)
        return rc;
    struct page p = shell_page(r);
    struct apply_copy_view v = {
        .procedure = words_of(label_in(&to.plan->title, r->language)),
        .number = ids_receipt_print(r->mem, receipt_number(r->mem, c.row.id)),
        .ref = receipts_case_ref(r, &c),
        .copied = (int64_t)copy.copied,
        .anew = { labels(r, copy.anew, copy.n_anew), copy.n_anew },
        .gone = { labels(r, copy.gone, copy.n_gone), copy.n_gone },
        .has_anew = copy.n_anew > 0,
        .has_gone = copy.n_gone > 0,
    };
    apply_copy_page(&p, &v);
    return shell_public(r, 200,
                        &(struct shell_options){ .title = say(r, T("前の申請の内容で新しく申請する")),
                                                 .back = url_local(r->mem, S("/receipts")) },
                        page_html(&p));
}

enum rc receipts_copy_send(struct req *r)
{
    struct case_file c;
    struct answers to;
    struct copy copy;
    struct draft d;
    bool go;
    enum rc rc = prepare(r, &c, &to, &copy, &go);
    if (!go || !receipts_form_is_of(r, &c))
        return rc;
    rc = draft_begin(r, to.plan, &to, &d);
    return rc == OK ? reply_redirect(r, url_path(r->mem, arena_fmt(r->mem, "/apply/%s", d.ref.text), to.plan->pages[0]->name))
                    : rc;
}
