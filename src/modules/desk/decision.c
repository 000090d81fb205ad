/* SPDX-License-Identifier: Apache-2.0 */
/* Proposing a decision, deciding, sending back. */
#include "modules/desk/pages/decision.h"
#include "modules/desk/decision.h"
#include "base/text.h"
#include "civic/shell/shell.h"
#include "modules/desk/amounts.h"
#include "modules/desk/case.h"
#include "modules/desk/conflict.h"
#include "modules/desk/desk_pages.h"
#include "modules/desk/handlers.h"
#include "modules/desk/issue.h"
#include "modules/desk/words.h"
#include "modules/disaster/disaster.h"

struct proposing {
    struct desk_case c;
    const struct outcome *outcome; /* chosen; NULL: none */
    struct str reason, appeal, detail;
    struct desk_fault faults[DESK_MOST_FAULTS];
    size_t n_faults;
};

/* ---- the form ---- */

static struct str fault_of(const struct proposing *x, const char *field)
{
    for (size_t i = 0; i < x->n_faults; i++)
        if (str_eq(x->faults[i].field, str_of(field)))
            return x->faults[i].text;
    return S("");
}

static void fill_outcomes(struct req *r, const struct proposing *x, struct desk_decision_view *v)
{
    const struct plan *plan = x->c.file.plan;
    struct desk_outcome_row *rows = arena_new(r->mem, struct desk_outcome_row, plan->n_outcomes);
    size_t n = 0;
    for (size_t i = 0; i < plan->n_outcomes; i++) {
        const struct outcome *o = &plan->outcomes[i];
        if (!desk_outcome_is_ours(o))
            continue;
        rows[n] = (struct desk_outcome_row) {
            .number = (int)n,
            .name = o->name,
            .label = o->label.ja,
            .hint = desk_outcome_refuses(o) ? S("理由と教示が必ず要ります")
                    : o->reason_required    ? S("理由が必ず要ります")
                                            : S("理由は書かなくてもかまいません"),
            .chosen = o == x->outcome,
        };
        n++;
    }
    v->outcomes.p = rows;
    v->outcomes.n = n;
}

static void fill_pending(struct req *r, const struct proposing *x, struct desk_decision_view *v)
{
    struct str *labels = arena_new(r->mem, struct str, x->c.n_checks);
    size_t n = 0;
    for (size_t i = 0; i < x->c.n_checks; i++)
        if (x->c.checks[i].standing != STANDING_PASSED)
            labels[n++] = x->c.checks[i].check->label.ja;
    v->pending.p = labels;
    v->pending.n = n;
    v->n_pending = (int)n;
    v->has_pending = n > 0;
}

static enum rc show(struct req *r, int status, const struct proposing *x)
{
    struct page p = shell_page(r);
    struct desk_fault *faults = arena_new(r->mem, struct desk_fault, DESK_MOST_FAULTS);
    memcpy(faults, x->faults, sizeof x->faults);
    struct desk_decision_view v = {
        .procedure = x->c.file.plan->title.ja,
        .person = x->c.file.row.name,
        .number = x->c.number,
        .version = r->method == POST ? desk_version(r) : x->c.file.row.version,
        .due = desk_due_large(r->mem, r->language, town_of(r), x->c.file.clock, time_date(r->now)),
        .reason = x->reason,
        .appeal = x->appeal,
        .proposer = identity_of(r)->name,
        .action = desk_url(r, &x->c, "/decision"),
        .to_case = desk_url(r, &x->c, ""),
        .outcome_error = fault_of(x, "outcome"),
        .reason_error = fault_of(x, "reason"),
        .appeal_error = fault_of(x, "appeal"),
        .n_faults = (int)x->n_faults,
        .has_faults = x->n_faults > 0,
    };
    v.has_outcome_error = v.outcome_error.n > 0;
    v.has_reason_error = v.reason_error.n > 0;
    v.has_appeal_error = v.appeal_error.n > 0;
    v.faults.p = faults;
    v.faults.n = x->n_faults;
    const struct outcome *found = desk_found_outcome(r->mem, &x->c, x->detail);
    v.surveyed = found ? found->label.ja : S("");
    v.has_surveyed = found != NULL;
    v.has_amounts = desk_amounts_show(r->mem, x->detail, &v.amounts);
    fill_outcomes(r, x, &v);
    fill_pending(r, x, &v);
    desk_decision_page(&p, &v);
    return shell_staff(r, status,
                       &(struct shell_options) { .title = S("決定を起案する"),
                                                 .has_errors = v.has_faults,
                                                 .current = "/staff" },
                       page_html(&p));
}

static enum rc open_form(struct req *r, struct proposing *x)
{
    enum rc rc = desk_open(r, &x->c);
    return rc == OK ? desk_amounts_detail(r, &x->c, &x->detail) : rc;
}

static struct str appeal_of(const struct plan *plan, const struct outcome *outcome)
{
    return outcome && outcome->appeal_text.n ? outcome->appeal_text : plan->appeal_text;
}

enum rc desk_decision_show(struct req *r)
{
    struct proposing x = { .reason = S("") };
    enum case_state next;
    enum rc rc = open_form(r, &x);
    if (rc != OK)
        return rc;
    if (case_next(x.c.file.state, EVENT_PROPOSED, &next) != OK)
        return desk_show_case(
            r, &x.c,
            &(struct desk_showing) { .status = 409,
                                     .is_error = true,
                                     .message = S("いまの状態では決定を起案できません。") });
    x.outcome = plan_outcome(x.c.file.plan, req_query(r, "outcome"));
    if (!x.outcome)
        x.outcome = desk_found_outcome(r->mem, &x.c, x.detail);
    x.appeal = appeal_of(x.c.file.plan, x.outcome);
    if (x.c.file.has_decision && str_eq(x.c.file.decision.state, S("returned"))) {
        x.reason = x.c.file.decision.reason; /* sent back: mended, not written anew */
        if (!x.outcome)
            x.outcome = plan_outcome(x.c.file.plan, x.c.file.decision.outcome);
    }
    return show(r, 200, &x);
}

/* ---- what was sent ---- */

static struct str outcome_words(const struct desk_case *c, struct str name)
{
    const struct outcome *o = plan_outcome(c->file.plan, name);
    return o ? o->label.ja : name;
}

static struct desk_conflict_row row_of(struct str label, struct str typed, struct str now)
{
    return (struct desk_conflict_row) { label, typed, now, !str_eq(typed, now) };
}

static size_t decision_rows(struct req *r, const struct desk_case *now,
                            struct desk_conflict_row *rows)
{
    const struct cases_sql_decision_latest_row *d = &now->file.decision;
    bool has = now->file.has_decision;
    rows[0] = row_of(S("結果"), outcome_words(now, req_field(r, "outcome")),
                     has ? outcome_words(now, d->outcome) : S("まだありません"));
    rows[1] = row_of(S("理由"), req_field(r, "reason"), has ? d->reason : S("まだありません"));
    rows[2] = row_of(S("教示"), req_field(r, "appeal"), has ? d->appeal_text : S("まだありません"));
    return 3;
}

struct str desk_plain_lines(struct arena *mem, struct str text)
{
    struct out out;
    out_init(&out, mem, text.n + 1);
    text = str_trim(text);
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] != '\r')
            out_char(&out, text.p[i]);
    return out_text(&out);
}

size_t desk_proposed_faults(const struct desk_case *c, const struct desk_proposed *p,
                            struct desk_fault ret_faults[DESK_MOST_FAULTS])
{
    return desk_proposal_faults(
        &(struct desk_proposal) { p->outcome, p->reason, p->appeal, c->n_stops,
                                  desk_amounts_needed(c) && str_eq(p->detail, S("{}")),
                                  disaster_is_case(c->file.plan), p->surveyed },
        ret_faults);
}

enum rc desk_propose(struct req *r, const struct desk_case *c, int64_t version,
                     const struct desk_proposed *p)
{
    bool grants = p->outcome && str_eq(p->outcome->kind, S("grant"));
    struct case_decision_new decision = { p->outcome ? p->outcome->name : S(""), p->reason,
                                          p->appeal, grants ? p->detail : S("{}") };
    return desk_act(r, c,
                    &(struct case_act) {
                        .version = version,
                        .event = EVENT_PROPOSED,
                        .note = outcome_words(c, decision.outcome),
                        .decision = &decision,
                    });
}

enum rc desk_decision_send(struct req *r)
{
    struct proposing x = { 0 };
    enum rc rc = open_form(r, &x);
    if (rc != OK)
        return rc;
    x.outcome = plan_outcome(x.c.file.plan, req_field(r, "outcome"));
    x.reason = desk_plain_lines(r->mem, req_field(r, "reason"));
    x.appeal = desk_plain_lines(r->mem, req_field(r, "appeal"));
    struct desk_proposed proposed = { x.outcome, x.reason, x.appeal, x.detail,
                                      desk_found_outcome(r->mem, &x.c, x.detail) };
    if (desk_version(r) == x.c.file.row.version)
        x.n_faults = desk_proposed_faults(&x.c, &proposed, x.faults);
    if (x.n_faults)
        return show(r, 422, &x);
    rc = desk_propose(r, &x.c, 0, &proposed);
    if (rc == CONFLICT)
        return desk_conflict(r, &(struct desk_tried) { EVENT_PROPOSED, S("決裁へ進める"),
                                                       "/decision", decision_rows });
    return rc == OK ? reply_redirect(r, desk_url(r, &x.c, "")) : rc;
}

/* ---- 決裁 ---- */

static size_t approve_rows(struct req *r, const struct desk_case *now,
                           struct desk_conflict_row *rows)
{
    (void)r;
    rows[0] = (struct desk_conflict_row) { S("決裁"), S("この案で決裁する"),
                                           now->file.has_decision
                                               ? outcome_words(now, now->file.decision.outcome)
                                               : S("案はありません"),
                                           false };
    return 1;
}

static struct case_notice_new notice_of(struct req *r, const struct desk_case *c,
                                        const struct outcome *o)
{
    struct str language = c->file.row.language;
    struct str label = label_in(&o->label, language);
    struct str title = language_words(r->mem, language, T("決定のお知らせ：{outcome}"), VALUES(page_word("outcome", label)));
    return (struct case_notice_new) { S("decided"), title, label_in(&o->notice, language) };
}

/* The decision stands; its paper is made now, or the page says why not. */
static enum rc after_approval(struct req *r, struct desk_case *c)
{
    struct str message;
    enum rc rc = desk_issue(r, c->file.row.id, &message);
    if (rc == OK && message.n)
        rc = desk_open(r, c);
    if (rc == OK && message.n)
        return desk_show_case(
            r, c, &(struct desk_showing) { .status = 200, .is_error = true, .message = message });
    return rc == OK ? reply_redirect(r, desk_url(r, c, "")) : rc;
}

const struct outcome *desk_proposed_outcome(const struct desk_case *c)
{
    bool proposed = c->file.state == CASE_APPROVAL && c->file.has_decision;
    return proposed ? plan_outcome(c->file.plan, c->file.decision.outcome) : NULL;
}

enum rc desk_decide(struct req *r, const struct desk_case *c, int64_t version)
{
    const struct outcome *o = desk_proposed_outcome(c);
    if (!o)
        return CONFLICT;
    struct case_notice_new notice = notice_of(r, c, o);
    return desk_act(r, c,
                    &(struct case_act) { .version = version,
                                         .event = EVENT_APPROVED,
                                         .note = o->label.ja,
                                         .is_public = true,
                                         .notice = &notice });
}

enum rc desk_approve(struct req *r)
{
    struct desk_case c;
    enum rc rc = desk_open(r, &c);
    if (rc != OK)
        return rc;
    bool proposed = c.file.state == CASE_APPROVAL && c.file.has_decision;
    if (proposed && !desk_may_approve(c.file.decision.proposed_by, identity_of(r)->staff_id))
        return desk_show_case(
            r, &c,
            &(struct desk_showing) {
                .status = 403,
                .is_error = true,
                .message = S("起案した人は決裁できません。ほかの決裁者に頼んでください。") });
    if (proposed && !desk_proposed_outcome(&c))
        return FAILED;
    rc = desk_decide(r, &c, 0);
    if (rc == CONFLICT)
        return desk_conflict(
            r, &(struct desk_tried) { EVENT_APPROVED, S("決裁する"), "/approve", approve_rows });
    return rc == OK ? after_approval(r, &c) : rc;
}

static size_t return_rows(struct req *r, const struct desk_case *now,
                          struct desk_conflict_row *rows)
{
    bool returned = now->file.has_decision && str_eq(now->file.decision.state, S("returned"));
    rows[0] = row_of(S("起案した人に伝えること"), req_field(r, "note"),
                     returned ? now->file.decision.note : S("差し戻されていません"));
    return 1;
}

enum rc desk_return(struct req *r)
{
    struct desk_case c;
    struct str note = desk_plain_lines(r->mem, req_field(r, "note"));
    enum rc rc = desk_open(r, &c);
    if (rc != OK)
        return rc;
    if (!note.n || text_length(note) > DESK_LONGEST_TEXT)
        return desk_show_case(
            r, &c,
            &(struct desk_showing) {
                .status = 422,
                .is_error = true,
                .message =
                    S("差し戻すときは、起案した人に伝えることを2,000文字までで書いてください。") });
    rc = desk_act(r, &c, &(struct case_act) { .event = EVENT_RETURNED, .note = note });
    if (rc == CONFLICT)
        return desk_conflict(
            r, &(struct desk_tried) { EVENT_RETURNED, S("差し戻す"), "/return", return_rows });
    return rc == OK ? reply_redirect(r, desk_url(r, &c, "")) : rc;
}
