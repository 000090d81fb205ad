/* SPDX-License-Identifier: Apache-2.0 */
/* Asking for another look: a page with one question, then the case is open again. */
#include "modules/apply/again.h"

#include "base/ids.h"
#include "base/text.h"
#include "civic/shell/shell.h"
#include "modules/apply/apply_pages.h"

enum { MOST_DECISIONS = 50, LONGEST_REASON = 1000, MOST_CHECKS = 20 };

static struct date last_day(const struct case_file *c)
{
    int64_t days;
    if (!str_to_int(c->plan->property(c->plan, S("review_days")), &days) || days < 1 || days > 3660)
        days = 90;
    return date_add_days(time_date(c->row.decided_at), days);
}

static bool is_offered(const struct req *r, const struct case_file *c)
{
    return c->state == CASE_DONE && c->row.decided_at && str_eq(c->plan->property(c->plan, S("review")), S("yes")) &&
           time_date(r->now).days <= last_day(c).days;
}

bool again_withdraws(const struct case_file *c)
{
    return case_state_is_open(c->state) && !c->row.decided_at;
}

enum rc again_fill(struct req *r, const struct case_file *c, struct apply_status_view *v)
{
    struct cases_sql_decisions_made_rows rows;
    enum rc rc = cases_sql_decisions_made(r->db, r->mem, r->town_id, c->row.id, MOST_DECISIONS, &rows);
    if (rc != OK)
        return rc;
    struct apply_decision *decisions = arena_new(r->mem, struct apply_decision, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        const struct outcome *o = plan_outcome(c->plan, rows.p[i].outcome);
        decisions[i] = (struct apply_decision){ o ? label_in(&o->label, r->language) : rows.p[i].outcome,
                                                date_ja_full(r->mem, time_date(rows.p[i].settled_at)),
                                                i + 1 == rows.n };
    }
    v->decisions.p = decisions;
    v->decisions.n = rows.n;
    v->has_decisions = rows.n > 0;
    v->can_again = is_offered(r, c);
    if (v->can_again) {
        v->again_title = plan_text(c->plan, S("review_title"), r->language);
        v->again_until = date_ja_full(r->mem, last_day(c));
    }
    return OK;
}

static enum rc show(struct req *r, int status, const struct case_file *c, struct str reason, struct str error)
{
    const struct outcome *o = plan_outcome(c->plan, c->row.outcome);
    struct page p = shell_page(r);
    struct apply_again_view v = {
        .title = plan_text(c->plan, S("review_title"), r->language),
        .hint = plan_text(c->plan, S("review_hint"), r->language),
        .label = plan_text(c->plan, S("review_reason"), r->language),
        .number = ids_receipt_print(r->mem, receipt_number(r->mem, c->row.id)),
        .outcome = o ? label_in(&o->label, r->language) : c->row.outcome,
        .ref = receipts_case_ref(r, c),
        .reason = reason,
        .error = error,
        .has_error = error.n > 0,
    };
    apply_again_page(&p, &v);
    return shell_public(r, status,
                        &(struct shell_options){ .title = v.title,
                                                 .has_errors = v.has_error,
                                                 .section = town_section(town_of(r), c->row.section_id),
                                                 .back = url_local(r->mem, S("/receipts")) },
                        page_html(&p));
}

/* NOT_FOUND: nothing to ask for here; the status page says how things stand. */
static enum rc load(struct req *r, struct case_file *c)
{
    enum rc rc = receipts_case(r, c);
    return rc == OK && !(receipts_is_open(r, c) && is_offered(r, c)) ? NOT_FOUND : rc;
}

static enum rc to_status(struct req *r, enum rc rc)
{
    return rc == NOT_FOUND || rc == CONFLICT ? reply_redirect(r, url_local(r->mem, S("/receipts"))) : rc;
}

enum rc again_show(struct req *r)
{
    struct case_file c;
    enum rc rc = load(r, &c);
    return rc == OK ? show(r, 200, &c, S(""), S("")) : to_status(r, rc);
}

/* What staff found once must be looked at anew. */
static size_t checks_anew(const struct case_file *c, struct case_check_result *checks)
{
    struct str names = c->plan->property(c->plan, S("review_checks")), name;
    size_t n = 0;
    while (n < MOST_CHECKS && str_cut(&names, ' ', &name))
        if (name.n)
            checks[n++] = (struct case_check_result){ name, S("look"), S("自動"), S("見直しの申込みがあります") };
    return n;
}

static enum rc reopen(struct req *r, const struct case_file *c, struct str reason)
{
    static const struct str mark = S_("look"), mark_text = S_("見直しの申込み"), task = S_("review");
    struct case_check_result checks[MOST_CHECKS];
    struct case_notice_new notice = { S("reopened"), plan_text(c->plan, S("review_title"), r->language),
                                      plan_text(c->plan, S("review_done"), r->language) };
    struct case_act act = {
        .seen = c,
        .version = c->row.version,
        .actor = { S("resident"), 0, S("申請者") },
        .now = r->now,
        .event = EVENT_REOPENED,
        .note = reason,
        .is_public = true,
        .mark = &mark,
        .mark_text = &mark_text,
        .checks = checks,
        .n_checks = checks_anew(c, checks),
        .notice = &notice,
        .task_kind = &task,
        .task_text = &mark_text,
    };
    return cases_act(hall_of(r), town_of(r), r->db, r->mem, &act);
}

enum rc again_send(struct req *r)
{
    struct case_file c;
    enum rc rc = load(r, &c);
    if (rc != OK)
        return to_status(r, rc);
    if (!receipts_form_is_of(r, &c))
        return OK;
    struct str reason = str_trim(req_field(r, "reason"));
    if (!reason.n)
        return show(r, 422, &c, reason, S("理由を入力してください　例：2階の壁と天井を見てもらっていません"));
    if (text_length(reason) > LONGEST_REASON)
        return show(r, 422, &c, reason, S("理由は1,000文字までで入力してください"));
    rc = reopen(r, &c, reason);
    return rc == OK ? reply_redirect(r, url_local(r->mem, S("/receipts"))) : to_status(r, rc);
}
