/* SPDX-License-Identifier: Apache-2.0 */
/* The pages of questions.  Every button works without script: next, back, add, remove, take a file away, later. */
#include "modules/apply/fill.h"

#include "civic/forms/render.h"
#include "civic/shell/shell.h"
#include "modules/apply/apply_pages.h"
#include "modules/apply/devices.h"
#include "modules/apply/receipts.h"
#include "modules/apply/upload.h"

const struct field *fill_page_of(const struct plan *plan, struct str name)
{
    for (size_t i = 0; i < plan->n_pages; i++)
        if (str_eq(plan->pages[i]->name, name))
            return plan->pages[i];
    return NULL;
}

bool fill_page_is_asked(const struct draft *d, const struct field *page)
{
    for (const struct node *n = d->answers.root->first; n; n = n->next)
        if (n->field == page)
            return !n->irrelevant;
    return false;
}

static size_t index_of(const struct plan *plan, const struct field *page)
{
    size_t i = 0;
    while (i < plan->n_pages && plan->pages[i] != page)
        i++;
    return i;
}

const struct field *fill_next(const struct draft *d, const struct field *page)
{
    for (size_t i = index_of(d->plan, page) + 1; i < d->plan->n_pages; i++)
        if (fill_page_is_asked(d, d->plan->pages[i]))
            return d->plan->pages[i];
    return NULL;
}

const struct field *fill_previous(const struct draft *d, const struct field *page)
{
    for (size_t i = page ? index_of(d->plan, page) : d->plan->n_pages; i-- > 0;)
        if (fill_page_is_asked(d, d->plan->pages[i]))
            return d->plan->pages[i];
    return NULL;
}

struct url fill_page_url(struct req *r, const struct draft *d, const struct field *page)
{
    struct str name = page ? page->name : S("check");
    return url_path(r->mem, arena_fmt(r->mem, "/apply/%s", d->ref.text), name);
}

static enum rc compute(struct req *r, struct draft *d)
{
    struct expr_world world;
    answers_world(r->mem, &d->answers, r->now, &town_of(r)->calendar, &world);
    return answers_compute(&d->answers, &world);
}

enum rc fill_where_left(struct req *r, struct draft *d, struct url *ret_to)
{
    struct expr_world world;
    const struct message *messages;
    size_t n = 0;
    const struct field *page = NULL;
    enum rc rc = compute(r, d);
    answers_world(r->mem, &d->answers, r->now, &town_of(r)->calendar, &world);
    for (size_t i = 0; rc == OK && i < d->plan->n_pages && !page; i++) {
        if (!fill_page_is_asked(d, d->plan->pages[i]))
            continue;
        rc = answers_validate(&d->answers, &world, d->plan->pages[i], &messages, &n);
        if (n) {
            page = d->plan->pages[i];
            rc = OK;
        }
    }
    if (rc == OK)
        *ret_to = fill_page_url(r, d, page);
    return rc;
}

/* ---- a page ---- */

struct showing {
    struct draft *draft;
    const struct field *page;
    const struct message *messages;
    size_t n_messages;
    const struct apply_difference *differences; /* another device saved the page meanwhile */
    size_t n_differences;
    struct str stamp; /* of the answers that are saved */
    bool from_check, stop; /* stop: this procedure ends here for this person */
    bool met;
    int status;
};

static struct form_render rendering(struct req *r, const struct showing *s, const struct expr_world *w)
{
    const struct draft *d = s->draft;
    struct form_file *files = arena_new(r->mem, struct form_file, d->n_files);
    for (size_t i = 0; i < d->n_files; i++)
        files[i] = (struct form_file){ d->files[i].token, d->files[i].file.name, d->files[i].file.size };
    return (struct form_render){
        .page = shell_page(r),
        .answers = &s->draft->answers,
        .world = w,
        .messages = s->messages,
        .n_messages = s->n_messages,
        .files = files,
        .n_files = d->n_files,
    };
}

static struct url back_url(struct req *r, const struct showing *s)
{
    const struct field *previous = fill_previous(s->draft, s->page);
    if (s->from_check)
        return fill_page_url(r, s->draft, NULL);
    return previous ? fill_page_url(r, s->draft, previous) : fill_start_url(r, s->draft->plan);
}

/* Where this page stands among those asked, as it looks now. */
static void count_pages(const struct draft *d, const struct field *page, int *ret_number, int *ret_total)
{
    int number = 0, total = 0;
    for (size_t i = 0; i < d->plan->n_pages; i++) {
        if (!fill_page_is_asked(d, d->plan->pages[i]))
            continue;
        total++;
        if (d->plan->pages[i] == page)
            number = total;
    }
    *ret_number = number;
    *ret_total = total + 1; /* and the page of all answers */
}

static enum rc show_page(struct req *r, const struct showing *s)
{
    struct draft *d = s->draft;
    struct expr_world world;
    struct page p = shell_page(r);
    answers_world(r->mem, &d->answers, r->now, &town_of(r)->calendar, &world);
    struct form_render f = rendering(r, s, &world);
    struct apply_page_view v = {
        .title = words_of(label_in(&s->page->label, r->language)),
        .procedure = words_of(label_in(&d->plan->title, r->language)),
        .hint = words_of(label_in(&s->page->hint, r->language)),
        .has_hint = s->page->hint.ja.n > 0 && s->page->kind != FIELD_REPEAT,
        .action = fill_page_url(r, d, s->page),
        .evaluate_path = url_path(r->mem, fill_page_url(r, d, s->page).text, S("evaluate")).text,
        .errors = form_errors(&f),
        .questions = form_questions(&f, s->page),
        .from_check = s->from_check,
        .stop = s->stop,
        .stamp = s->stamp,
        .differences = { s->differences, s->n_differences },
        .met = s->met,
        .files_lost = s->met && upload_chosen(r) > 0,
    };
    count_pages(d, s->page, &v.number, &v.total);
    apply_page_page(&p, &v);
    return shell_public(r, s->status,
                        &(struct shell_options){ .title = v.title.text,
                                                 .has_errors = s->n_messages > 0 || s->met,
                                                 .section = town_section_by_code(town_of(r), d->plan->section_code),
                                                 .back = back_url(r, s),
                                                 .script = "page.js" },
                        page_html(&p));
}

static enum rc already_sent(struct req *r, const struct draft *d)
{
    return receipts_enter(r, d->case_id, S("/receipts/new"));
}

enum rc apply_page(struct req *r)
{
    struct draft d;
    struct str name = req_param(r, "page");
    enum rc rc = draft_load(r, &d);
    if (rc == OK && d.case_id)
        return already_sent(r, &d);
    if (rc == OK)
        rc = compute(r, &d);
    if (rc != OK)
        return rc;
    if (str_eq(name, S("check")))
        return check_show(r, &d, 200, NULL, 0);
    const struct field *page = fill_page_of(d.plan, name);
    if (!page)
        return NOT_FOUND;
    if (!fill_page_is_asked(&d, page))
        return reply_redirect(r, fill_page_url(r, &d, d.plan->pages[0]));
    return show_page(r, &(struct showing){ .draft = &d,
                                           .page = page,
                                           .from_check = str_eq(req_query(r, "from"), S("check")),
                                           .stamp = devices_stamp(r, &d, page),
                                           .status = 200 });
}

/* ---- what was sent ---- */

enum { MOST_FAULTS = 200 };

struct faults { /* messages of reading and of files, together */
    struct message *p;
    size_t n, room;
};

static void add_fault(struct faults *f, struct str name, struct str part, struct str text)
{
    if (f->n < f->room)
        f->p[f->n++] = (struct message){ name, part, text };
}

static enum rc keep_upload(struct req *r, struct draft *d, const struct upload *u, struct faults *faults)
{
    struct node *n = answers_node(&d->answers, u->field);
    struct case_attachment file;
    struct str message;
    if (!n || !n->field || n->field->kind != FIELD_FILE)
        return INVALID;
    if (!u->bytes.n && !u->filename.n)
        return OK; /* nothing was chosen */
    if (d->n_files == DRAFT_MOST_FILES) {
        add_fault(faults, u->field, S(""), say(r, T("添付できるのは30個までです。要らないファイルを外してください")));
        return OK;
    }
    enum rc rc = upload_keep(r, u, d->id, &file, &message);
    if (rc == INVALID) {
        add_fault(faults, u->field, S(""), message);
        return OK;
    }
    if (rc != OK)
        return rc;
    struct str token = upload_token(r);
    d->files[d->n_files++] = (struct draft_file){ token, file };
    n->text = n->text.n ? arena_fmt(r->mem, "%.*s %.*s", STR(n->text), STR(token)) : token;
    return OK;
}

static enum rc keep_uploads(struct req *r, struct draft *d, struct faults *faults)
{
    const struct upload *uploads;
    size_t n = req_uploads(r, &uploads);
    enum rc rc = OK;
    if (upload_chosen(r) > UPLOAD_MOST_AT_ONCE) {
        add_fault(faults, uploads[0].field, S(""), say(r, T("一度に送れるファイルは10個までです。分けて送ってください")));
        return OK;
    }
    for (size_t i = 0; i < n && rc == OK; i++)
        rc = keep_upload(r, d, &uploads[i], faults);
    return rc;
}

static bool is_the_forms_own(struct str name)
{
    return str_eq(name, S("csrf")) || str_eq(name, S("act")) || str_eq(name, S("from")) || str_eq(name, S("shown"));
}

static size_t answer_fields(struct req *r, const struct typed_pair **ret_pairs)
{
    const struct req_pair *all;
    size_t n = req_all_fields(r, &all), kept = 0;
    struct typed_pair *pairs = arena_new(r->mem, struct typed_pair, n);
    for (size_t i = 0; i < n; i++)
        if (!is_the_forms_own(all[i].name))
            pairs[kept++] = (struct typed_pair){ all[i].name, all[i].value };
    *ret_pairs = pairs;
    return kept;
}

static enum rc read_page(struct req *r, struct draft *d, const struct field *page, struct faults *faults)
{
    const struct typed_pair *pairs;
    const struct message *messages;
    size_t n_messages = 0, n = answer_fields(r, &pairs);
    enum rc rc = answers_read_page(r->mem, &d->answers, page, pairs, n, &messages, &n_messages);
    /* What could be read but not understood is told by answers_validate in its place; a name this page does not
     * have is told here. */
    if (rc == INVALID && !d->answers.n_unread)
        for (size_t i = 0; i < n_messages; i++)
            add_fault(faults, messages[i].name, messages[i].part, messages[i].text);
    return rc == INVALID ? OK : rc;
}

static enum rc drop_file(struct req *r, struct draft *d, struct str what)
{
    size_t colon = str_find_char(what, ':');
    struct node *n = colon == SIZE_MAX ? NULL : answers_node(&d->answers, str_sub(what, 0, colon));
    struct str token = colon == SIZE_MAX ? S("") : str_sub(what, colon + 1, what.n), rest, part;
    if (!n || !n->field || n->field->kind != FIELD_FILE)
        return INVALID;
    struct str *kept = arena_new(r->mem, struct str, DRAFT_MOST_FILES);
    size_t n_kept = 0;
    rest = n->text;
    while (str_cut(&rest, ' ', &part))
        if (!str_eq(part, token) && n_kept < DRAFT_MOST_FILES)
            kept[n_kept++] = part;
    n->text = arena_join(r->mem, kept, n_kept, S(" "));
    for (size_t i = 0; i < d->n_files; i++)
        if (str_eq(d->files[i].token, token))
            d->files[i] = d->files[--d->n_files];
    return OK;
}

/* add:children, remove:children[2], drop:papers/passbook:TOKEN. True when the act was one of these. */
static enum rc do_act(struct req *r, struct draft *d, const struct field *page, struct str act, bool *ret_done)
{
    size_t colon = str_find_char(act, ':');
    struct str verb = colon == SIZE_MAX ? act : str_sub(act, 0, colon);
    struct str what = colon == SIZE_MAX ? S("") : str_sub(act, colon + 1, act.n);
    *ret_done = true;
    if (str_eq(verb, S("add"))) {
        if (page->kind != FIELD_REPEAT || !str_eq(what, page->name))
            return INVALID;
        return answers_repeat_add(r->mem, &d->answers, page, d->answers.root) ? OK : INVALID;
    }
    if (str_eq(verb, S("remove"))) {
        struct node *n = answers_node(&d->answers, what);
        if (!n || n->field != page || page->kind != FIELD_REPEAT)
            return INVALID;
        answers_repeat_remove(&d->answers, n);
        return OK;
    }
    if (str_eq(verb, S("drop")))
        return drop_file(r, d, what);
    *ret_done = false;
    return OK;
}

static enum rc again(struct req *r, struct draft *d, const struct field *page)
{
    struct url to = fill_page_url(r, d, page);
    if (str_eq(req_field(r, "from"), S("check")))
        to = url_query(r->mem, to, "from", S("check"));
    return reply_redirect(r, to);
}

static enum rc go_on(struct req *r, struct draft *d, const struct field *page, struct faults *faults)
{
    struct expr_world world;
    const struct message *messages;
    size_t n = 0;
    bool from_check = str_eq(req_field(r, "from"), S("check"));
    answers_world(r->mem, &d->answers, r->now, &town_of(r)->calendar, &world);
    enum rc rc = answers_validate(&d->answers, &world, page, &messages, &n);
    if (rc != OK && rc != INVALID)
        return rc;
    for (size_t i = 0; i < n; i++) {
        bool told = false;
        for (size_t j = 0; j < faults->n; j++)
            told |= str_eq(faults->p[j].name, messages[i].name);
        if (!told)
            add_fault(faults, messages[i].name, messages[i].part, messages[i].text);
    }
    struct showing s = { .draft = d, .page = page, .messages = faults->p, .n_messages = faults->n,
                         .stamp = devices_stamp(r, d, page), .from_check = from_check, .status = 422 };
    if (faults->n)
        return show_page(r, &s);
    const struct field *next = fill_next(d, page);
    if (answers_stop(&d->answers)) {
        s.stop = true;
        s.status = 200;
        return show_page(r, &s);
    }
    return reply_redirect(r, fill_page_url(r, d, from_check ? NULL : next));
}

/* A row was added or taken away while something else on the page cannot be read: what was typed stays. */
static enum rc show_unread(struct req *r, struct draft *d, const struct field *page, struct faults *faults)
{
    for (size_t i = 0; i < d->answers.n_unread; i++)
        add_fault(faults, d->answers.unread[i].name, d->answers.unread[i].part, d->answers.unread[i].text);
    return show_page(r, &(struct showing){ .draft = d,
                                           .page = page,
                                           .messages = faults->p,
                                           .n_messages = faults->n,
                                           .stamp = devices_stamp(r, d, page),
                                           .from_check = str_eq(req_field(r, "from"), S("check")),
                                           .status = 422 });
}

/* ---- another device was faster ---- */

/* What was typed, read over what the other device has saved; nothing is saved, both are shown. */
static enum rc show_both(struct req *r, const struct field *page)
{
    struct draft here, there;
    struct faults faults = { arena_new(r->mem, struct message, MOST_FAULTS), 0, MOST_FAULTS };
    enum rc rc = draft_load(r, &there);
    if (rc == OK && there.case_id)
        return already_sent(r, &there);
    if (rc == OK)
        rc = draft_load(r, &here);
    if (rc == OK)
        rc = compute(r, &there);
    if (rc == OK)
        rc = compute(r, &here);
    if (rc == OK)
        rc = read_page(r, &here, page, &faults);
    if (rc == OK)
        rc = compute(r, &here);
    if (rc != OK)
        return rc;
    struct showing s = { .draft = &here, .page = page, .met = true, .stamp = devices_stamp(r, &there, page),
                         .from_check = str_eq(req_field(r, "from"), S("check")), .status = 409 };
    s.n_differences = devices_differences(r, &here, &there, page, &s.differences);
    return show_page(r, &s);
}

/* Saves a page that was read into the draft; `before` is the stamp of what was saved until now. */
static enum rc save_page(struct req *r, struct draft *d, const struct field *page, struct str before,
                         struct faults *faults, bool *ret_done)
{
    struct str shown = req_field(r, "shown");
    enum rc rc = compute(r, d);
    if (rc == OK && shown.n && !str_eq(shown, before) && devices_saved_elsewhere(d, page) &&
        !str_eq(devices_stamp(r, d, page), before))
        return CONFLICT;
    if (rc == OK)
        rc = keep_uploads(r, d, faults);
    if (rc == OK)
        rc = do_act(r, d, page, req_field(r, "act"), ret_done);
    if (rc == OK)
        rc = compute(r, d);
    if (rc == OK)
        devices_saved_here(d, page);
    return rc == OK ? draft_save(r, d) : rc;
}

static enum rc later(struct req *r, const struct draft *d, const struct field *page)
{
    struct url to = url_local(r->mem, arena_fmt(r->mem, "/resume/%s", d->ref.text));
    return reply_redirect(r, url_query(r->mem, to, "from", page->name));
}

enum rc apply_page_send(struct req *r)
{
    struct draft d;
    struct faults faults = { arena_new(r->mem, struct message, MOST_FAULTS), 0, MOST_FAULTS };
    bool done = false;
    enum rc rc = draft_load(r, &d);
    if (rc == OK && d.case_id)
        return str_eq(req_param(r, "page"), S("check")) ? check_sent_again(r, &d) : already_sent(r, &d);
    if (rc == OK)
        rc = compute(r, &d);
    if (rc != OK)
        return rc;
    if (str_eq(req_param(r, "page"), S("check")))
        return check_send(r, &d);
    const struct field *page = fill_page_of(d.plan, req_param(r, "page"));
    if (!page)
        return NOT_FOUND;
    if (!fill_page_is_asked(&d, page)) {
        shell_error(r, 409, say(r, T("別の画面で答えが変わり、このページの質問は要らなくなりました。「戻る」で前のページへ戻り、開き直してください。")));
        return OK;
    }
    struct str before = devices_stamp(r, &d, page);
    rc = read_page(r, &d, page, &faults);
    if (rc == OK)
        rc = save_page(r, &d, page, before, &faults, &done);
    if (rc == CONFLICT)
        return show_both(r, page);
    if (rc != OK)
        return rc;
    bool readable = !faults.n && !d.answers.n_unread;
    if (done && readable)
        return again(r, &d, page);
    if (str_eq(req_field(r, "act"), S("later")) && readable)
        return later(r, &d, page);
    if (done)
        return show_unread(r, &d, page, &faults);
    return go_on(r, &d, page, &faults);
}

enum rc apply_evaluate(struct req *r)
{
    struct draft d;
    struct faults faults = { arena_new(r->mem, struct message, MOST_FAULTS), 0, MOST_FAULTS };
    struct expr_world world;
    enum rc rc = draft_load(r, &d);
    const struct field *page = rc == OK && !d.case_id ? fill_page_of(d.plan, req_param(r, "page")) : NULL;
    if (rc != OK || !page)
        return rc == OK ? NOT_FOUND : rc;
    rc = compute(r, &d);
    if (rc == OK)
        rc = read_page(r, &d, page, &faults);
    if (rc == OK)
        rc = compute(r, &d);
    if (rc != OK)
        return rc;
    answers_world(r->mem, &d.answers, r->now, &town_of(r)->calendar, &world);
    struct showing s = { .draft = &d, .page = page };
    struct form_render f = rendering(r, &s, &world);
    return reply_html(r, 200, form_questions(&f, page).text);
}
