/* SPDX-License-Identifier: Apache-2.0 */
/* The desk's side of the papers. */
#include "modules/desk/issue.h"

#include "modules/desk/case.h"
#include "modules/desk/handlers.h"
#include "modules/papers/papers.h"
#include "platform/db/db.h"
#include "platform/page/page.h"

/* The reading snapshot of the request is older than the decision. */
static enum rc load_decided(struct req *r, t_id case_id, struct case_file *ret_case)
{
    db_read_end(r->db);
    enum rc rc = db_read_begin(r->db);
    return rc == OK ? cases_load(hall_of(r), town_of(r), r->db, r->mem, case_id,
                                 identity_of(r)->section_id, ret_case)
                    : rc;
}

/* What is granted of a procedure with a certificate is no notice: it leaves the house on its own way. */
static bool has_notice(const struct plan *plan, struct str outcome)
{
    const struct outcome *o = plan_outcome(plan, outcome);
    bool certified = str_eq(o->kind, S("grant")) && plan->property(plan, S("certificate")).n > 0;
    return o->document.n > 0 && !certified;
}

enum rc desk_issue(struct req *r, t_id case_id, struct str *ret_message)
{
    struct case_file decided;
    struct paper_issued issued = { 0 };
    *ret_message = S("");
    enum rc rc = load_decided(r, case_id, &decided);
    if (rc == OK && !has_notice(decided.plan, decided.row.outcome))
        return OK;
    if (rc == OK)
        rc = papers_issue(
            hall_of(r), town_of(r), r->db, r->mem,
            &(struct paper_issue) {
                .seen = &decided, .actor = desk_actor(r), .extension = S(""), .now = r->now },
            &issued);
    if (rc == OK && issued.stopped)
        *ret_message =
            arena_fmt(r->mem, "決定しました。通知書はまだ発行していません：%.*s", STR(issued.why));
    if (rc == INVALID || rc == CONFLICT || rc == FAILED) {
        *ret_message = S("決定しました。通知書を発行できませんでした。「通知書を発行する」をもう一"
                         "度押してください。");
        rc = OK;
    }
    return rc;
}

enum rc desk_papers(struct req *r, const struct desk_case *c, struct desk_case_view *v)
{
    const struct paper *papers;
    size_t n;
    enum rc rc = papers_of_case(town_of(r), r->db, r->mem, c->file.row.id, &papers, &n);
    if (rc != OK)
        return rc;
    struct desk_paper_row *rows = arena_new(r->mem, struct desk_paper_row, n);
    for (size_t i = 0; i < n; i++) {
        struct ref ref = ref_make(hall_of(r), TABLE_PAPER, r->town_id, papers[i].id);
        rows[i] = (struct desk_paper_row) {
            papers[i].title, papers[i].number, time_short(r->mem, papers[i].created_at),
            url_fmt(r->mem, "/staff/cases/%s/papers/%s", c->ref.text, ref.text), papers[i].pages
        };
    }
    const struct outcome *o = plan_outcome(c->file.plan, c->file.row.outcome);
    v->papers.p = rows;
    v->papers.n = n;
    v->has_papers = n > 0;
    v->can_issue = c->file.state == CASE_DONE && n == 0 && o && has_notice(c->file.plan, o->name) && v->can_decide;
    return OK;
}

enum rc desk_paper_send(struct req *r)
{
    t_id case_id, id;
    struct str pdf;
    enum rc rc = desk_case_id(r, &case_id);
    if (rc == OK)
        rc = ref_read(hall_of(r), TABLE_PAPER, r->town_id, req_param(r, "paper"), &id);
    if (rc == OK)
        rc = papers_open(hall_of(r), town_of(r), r->db, r->mem, case_id, id, &pdf);
    return rc == OK ? reply_download(r, "application/pdf", S("通知書.pdf"), pdf) : rc;
}

enum rc desk_issue_again(struct req *r)
{
    struct desk_case c;
    struct str message;
    enum rc rc = desk_open(r, &c);
    if (rc == OK && c.file.state != CASE_DONE)
        return desk_show_case(
            r, &c,
            &(struct desk_showing) { .status = 409,
                                     .is_error = true,
                                     .message = S("通知書は、決定した案件にだけ発行できます。") });
    if (rc == OK)
        rc = desk_issue(r, c.file.row.id, &message);
    if (rc == OK && message.n)
        return desk_show_case(
            r, &c, &(struct desk_showing) { .status = 200, .is_error = true, .message = message });
    return rc == OK ? reply_redirect(r, desk_url(r, &c, "")) : rc;
}
