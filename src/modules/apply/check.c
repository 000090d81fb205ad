/* SPDX-License-Identifier: Apache-2.0 */
/* The page of all answers, and sending.  What was sent twice is one case: the draft is its key. */
#include "civic/shell/shell.h"
#include "modules/apply/answer_rows.h"
#include "modules/apply/apply_pages.h"
#include "modules/apply/fill.h"
#include "modules/apply/receipts.h"
#include "modules/residents/residents.h"

static struct str page_of_message(const struct draft *d, struct str name)
{
    const struct node *n = answers_node(&d->answers, name);
    const struct field *page = n && n->field ? n->field->page : NULL;
    return page ? page->name : S("");
}

static struct url change_url(struct req *r, const struct draft *d, struct str page)
{
    struct url u = url_path(r->mem, arena_fmt(r->mem, "/apply/%s", d->ref.text), page);
    return url_query(r->mem, u, "from", S("check"));
}

enum rc check_show(struct req *r, struct draft *d, int status, const struct message *messages, size_t n)
{
    struct page p = shell_page(r);
    const struct section *section = town_section_by_code(town_of(r), d->plan->section_code);
    struct apply_check_section *sections = arena_new(r->mem, struct apply_check_section, d->plan->n_pages);
    struct apply_fault *faults = arena_new(r->mem, struct apply_fault, n);
    size_t n_sections = 0;
    for (size_t i = 0; i < d->plan->n_pages; i++) {
        const struct field *page = d->plan->pages[i];
        if (!fill_page_is_asked(d, page))
            continue;
        struct apply_check_section *s = &sections[n_sections++];
        s->title = words_of(label_in(&page->label, r->language));
        s->change = change_url(r, d, page->name);
        answer_rows(r->mem, &d->answers, page, d->files, d->n_files, &s->rows.p, &s->rows.n);
    }
    for (size_t i = 0; i < n; i++)
        faults[i] = (struct apply_fault){ messages[i].text, change_url(r, d, page_of_message(d, messages[i].name)) };
    struct apply_check_view v = {
        .procedure = words_of(label_in(&d->plan->title, r->language)),
        .sections = { sections, n_sections },
        .faults = { faults, n },
        .has_faults = n > 0,
        .version = d->version,
        .changed = status == 409,
        .later = url_query(r->mem, url_local(r->mem, arena_fmt(r->mem, "/resume/%s", d->ref.text)), "from", S("check")),
        .action = url_local(r->mem, arena_fmt(r->mem, "/apply/%s/check", d->ref.text)),
        .section = section ? section->name : S(""),
    };
    const struct field *last = fill_previous(d, NULL);
    apply_check_page(&p, &v);
    return shell_public(r, status,
                        &(struct shell_options){
                            .title = say(r, T("内容を確かめる")),
                            .has_errors = n > 0 || status == 409,
                            .section = section,
                            .back = url_path(r->mem, arena_fmt(r->mem, "/apply/%s", d->ref.text), last->name),
                        },
                        page_html(&p));
}

/* The files that the answers still name, in the order of the answers. */
static size_t sent_files(struct req *r, const struct draft *d, const struct case_attachment **ret_files)
{
    struct case_attachment *files = arena_new(r->mem, struct case_attachment, d->n_files);
    size_t n = 0;
    for (size_t i = 0; i < d->n_files; i++) {
        const struct node *answer = answers_node(&d->answers, d->files[i].file.field);
        if (answer && !answer->irrelevant && str_find(answer->text, d->files[i].token) != SIZE_MAX)
            files[n++] = d->files[i].file;
    }
    *ret_files = files;
    return n;
}

/* The answers as they are now, after another device or tab changed them. */
static enum rc show_changed(struct req *r)
{
    struct draft d;
    struct expr_world world;
    enum rc rc = draft_load(r, &d);
    if (rc == OK && d.case_id)
        return check_sent_again(r, &d);
    if (rc != OK)
        return rc;
    answers_world(r->mem, &d.answers, r->now, &town_of(r)->calendar, &world);
    rc = answers_compute(&d.answers, &world);
    return rc == OK ? check_show(r, &d, 409, NULL, 0) : rc;
}

/* A form that does not say what it showed is taken: programs and pages saved before the rule. */
static bool was_seen(struct req *r, const struct draft *d)
{
    int64_t version;
    struct str typed = req_field(r, "version");
    return !typed.n || (str_to_int(typed, &version) && version == d->version);
}

struct sending {
    struct draft_sending draft;
    t_id account_id; /* whoever sends, if signed in */
    t_time now;
};

static enum rc sent(struct db *db, void *ctx, t_id case_id)
{
    struct sending *s = ctx;
    enum rc rc = draft_sent(db, &s->draft, case_id);
    return rc == OK && s->account_id
               ? residents_link(db, s->draft.town_id, s->account_id, case_id, S("sent"), s->now)
               : rc;
}

enum rc check_send(struct req *r, struct draft *d)
{
    struct expr_world world;
    const struct message *messages;
    const struct case_attachment *files;
    struct case_receipt receipt;
    size_t n = 0;
    if (!was_seen(r, d))
        return show_changed(r);
    if (answers_stop(&d->answers))
        return reply_redirect(r, url_path(r->mem, arena_fmt(r->mem, "/apply/%s", d->ref.text), d->plan->pages[0]->name));
    answers_world(r->mem, &d->answers, r->now, &town_of(r)->calendar, &world);
    enum rc rc = answers_validate(&d->answers, &world, NULL, &messages, &n);
    if (n)
        return check_show(r, d, 422, messages, n);
    if (rc != OK)
        return rc;
    size_t n_files = sent_files(r, d, &files);
    struct case_new in = {
        .plan = d->plan,
        .channel = S("web"),
        .external_id = str_of(d->ref.text),
        .language = r->language,
        .arrived_at = r->now,
        .answers = &d->answers,
        .attachments = files,
        .n_attachments = n_files,
        .actor = { S("resident"), 0, S("申請者") },
        .also = sent,
        .also_ctx = &(struct sending){ { r->town_id, d }, r->account_id, r->now },
    };
    rc = cases_receive(hall_of(r), town_of(r), r->db, r->mem, &in, &receipt);
    if (rc == CONFLICT)
        return show_changed(r);
    if (rc != OK)
        return rc;
    receipts_open(r, receipt.case_id);
    return receipts_enter(r, receipt.case_id, S("/receipts/new"));
}

enum { STILL_OPEN_MINUTES = 30 };

enum rc check_sent_again(struct req *r, const struct draft *d)
{
    struct cases_sql_by_id_row row;
    bool found;
    enum rc rc = cases_sql_by_id(r->db, r->mem, r->town_id, d->case_id, &row, &found);
    if (rc != OK)
        return rc;
    if (found && r->now - row.arrived_at < STILL_OPEN_MINUTES * MINUTE)
        receipts_open(r, d->case_id);
    return receipts_enter(r, d->case_id, S("/receipts/new"));
}
