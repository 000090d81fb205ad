/* SPDX-License-Identifier: Apache-2.0 */
/* The page of a case. */
#include "modules/desk/case.h"

#include "base/json.h"
#include "civic/shell/shell.h"
#include "modules/desk/amounts.h"
#include "modules/desk/asked.h"
#include "modules/desk/desk_pages.h"
#include "modules/desk/handlers.h"
#include "modules/desk/issue.h"
#include "modules/desk/messages.h"
#include "modules/desk/pages/case.h"
#include "modules/desk/rows.h"
#include "modules/desk/words.h"
#include "modules/disaster/disaster.h"

enum { FEW_EVENTS = 8, MOST_PAGES = 200 };

/* 受付 → 審査 → 決定 → お知らせ → 完了: the procedure's steps, and where the case stands. */
static void fill_steps(struct req *r, const struct desk_case *c, struct desk_case_view *v)
{
    const struct plan *plan = c->file.plan;
    struct desk_step *steps = arena_new(r->mem, struct desk_step, plan->n_steps + 1);
    bool over = !case_state_is_open(c->file.state);
    struct str now = c->file.state == CASE_APPROVAL ? S("decide") : S("check");
    bool before = true;
    for (size_t i = 0; i < plan->n_steps; i++) {
        bool here = !over && str_eq(plan->steps[i].kind, now);
        before = before && !here;
        steps[i] = (struct desk_step) { plan->steps[i].label.ja, over || before, here };
    }
    steps[plan->n_steps] =
        (struct desk_step) { c->file.state == CASE_WITHDRAWN ? S("取下げ") : S("完了"), over,
                             over };
    if (over)
        steps[plan->n_steps].done = false;
    v->steps.p = steps;
    v->steps.n = plan->n_steps + 1;
}

static struct str size_words(struct arena *mem, int64_t bytes)
{
    if (bytes < 1000000)
        return arena_fmt(mem, "%lld KB", (long long)(bytes + 999) / 1000);
    return arena_fmt(mem, "%lld.%lld MB", (long long)bytes / 1000000,
                     (long long)(bytes / 100000 % 10));
}

static struct str question_of(const struct desk_case *c, struct str path)
{
    const struct node *n = answers_node(&c->file.answers, path);
    return n && n->field ? n->field->label.ja : S("");
}

static void fill_pages(struct req *r, struct str pictures, struct desk_document_row *row)
{
    const struct json *list;
    size_t at, n = 0;
    if (json_parse(r->mem, pictures, &list, &at) != OK || !json_is(list, JSON_ARRAY) ||
        list->n > MOST_PAGES)
        return;
    struct desk_document_page *pages = arena_new(r->mem, struct desk_document_page, list->n);
    for (; n < list->n; n++)
        pages[n] =
            (struct desk_document_page) { (int)n + 1, url_query(r->mem, row->open, "page",
                                                                arena_fmt(r->mem, "%zu", n + 1)) };
    row->pages.p = pages;
    row->pages.n = n;
}

static void fill_documents(struct req *r, const struct desk_case *c, struct desk_case_view *v)
{
    struct desk_document_row *rows = arena_new(r->mem, struct desk_document_row, c->documents.n);
    for (size_t i = 0; i < c->documents.n; i++) {
        const struct documents_sql_of_case_row *d = &c->documents.p[i];
        struct ref ref = ref_make(hall_of(r), TABLE_ATTACHMENT, r->town_id, d->id);
        rows[i] = (struct desk_document_row) {
            .name = d->name.n ? d->name : S("名前のない書類"),
            .question = question_of(c, d->field),
            .size = size_words(r->mem, d->size),
            .came = time_short(r->mem, d->created_at),
            .open = url_fmt(r->mem, "/staff/cases/%s/documents/%s", c->ref.text, ref.text),
            .is_pdf = str_eq(d->kind, S("pdf")),
        };
        if (rows[i].is_pdf)
            fill_pages(r, d->pictures, &rows[i]);
    }
    v->documents.p = rows;
    v->documents.n = c->documents.n;
    v->n_documents = (int)c->documents.n;
    v->has_documents = c->documents.n > 0;
}

static void fill_checks(struct req *r, const struct desk_case *c, bool can_check,
                        struct desk_case_view *v)
{
    struct desk_check_row *rows = arena_new(r->mem, struct desk_check_row, c->n_checks);
    size_t at = 0, at_passed = c->n_pending; /* what is not settled comes first */
    for (size_t i = 0; i < c->n_checks; i++) {
        const struct desk_check *k = &c->checks[i];
        bool passed = k->standing == STANDING_PASSED;
        rows[passed ? at_passed++ : at++] = (struct desk_check_row) {
            .name = k->check->name,
            .label = k->check->label.ja,
            .by = k->by,
            .message = k->message,
            .basis = k->check->basis,
            .passed = passed,
            .look = k->standing == STANDING_LOOK,
            .stop = k->standing == STANDING_STOP,
            .open = k->standing == STANDING_OPEN,
            .has_message = k->message.n > 0,
            .has_basis = !passed && k->check->basis.n > 0,
            .can_check = can_check && !passed,
            .can_undo = can_check && passed && k->by_person,
        };
    }
    v->checks.p = rows;
    v->checks.n = c->n_checks;
    v->n_checks = (int)c->n_checks;
    v->n_pending = (int)c->n_pending;
    v->n_passed = (int)(c->n_checks - c->n_pending);
}

static struct desk_event_row event_row(struct req *r, const struct cases_sql_events_row *e)
{
    return (struct desk_event_row) {
        .at = time_short(r->mem, e->at),
        .iso = time_iso(r->mem, e->at),
        .who = e->actor_name,
        .what = say(r, case_event_title(case_event_of(e->kind)).p),
        .note = e->note,
        .has_note = e->note.n > 0,
    };
}

/* History newest first; notes oldest first, all of them. */
static void fill_events(struct req *r, const struct desk_case *c, struct desk_case_view *v)
{
    size_t n = c->file.events.n, shown = v->is_short && n > FEW_EVENTS ? FEW_EVENTS : n, notes = 0;
    struct desk_event_row *rows = arena_new(r->mem, struct desk_event_row, n);
    struct desk_event_row *memo = arena_new(r->mem, struct desk_event_row, n);
    for (size_t i = 0; i < shown; i++)
        rows[i] = event_row(r, &c->file.events.p[n - 1 - i]);
    for (size_t i = 0; i < n; i++)
        if (case_event_of(c->file.events.p[i].kind) == EVENT_NOTED)
            memo[notes++] = event_row(r, &c->file.events.p[i]);
    v->events.p = rows;
    v->events.n = shown;
    v->n_events = (int)n;
    v->more_events = shown < n;
    v->notes.p = memo;
    v->notes.n = notes;
}

static void fill_corrections(struct req *r, const struct desk_case *c, struct desk_case_view *v)
{
    size_t n = c->file.corrections.n;
    struct desk_correction_row *rows = arena_new(r->mem, struct desk_correction_row, n);
    for (size_t i = 0; i < n; i++) {
        const struct cases_sql_corrections_row *one = &c->file.corrections.p[i];
        rows[i] = (struct desk_correction_row) {
            .asked = time_short(r->mem, one->asked_at),
            .due = date_short(r->mem, one->due_on),
            .state = str_eq(one->state, S("open"))       ? S("返事を待っています")
                     : str_eq(one->state, S("answered")) ? S("返事が届きました")
                                                         : S("待つのをやめました"),
            .message = one->message,
            .is_open = str_eq(one->state, S("open")),
        };
        rows[i].fields.n = desk_asked_rows(r, c, one->fields, &rows[i].fields.p);
    }
    v->corrections.p = rows;
    v->corrections.n = n;
    v->has_corrections = n > 0;
}

static struct str proposer_name(const struct desk_case *c)
{
    for (size_t i = c->file.events.n; i-- > 0;)
        if (case_event_of(c->file.events.p[i].kind) == EVENT_PROPOSED)
            return c->file.events.p[i].actor_name;
    return S("");
}

static void fill_decision(struct req *r, const struct desk_case *c, struct desk_case_view *v)
{
    const struct cases_sql_decision_latest_row *d = &c->file.decision;
    v->has_decision = c->file.has_decision;
    if (!v->has_decision)
        return;
    const struct outcome *outcome = plan_outcome(c->file.plan, d->outcome);
    v->decided = (struct desk_decided_view) {
        .outcome = outcome ? outcome->label.ja : d->outcome,
        .reason = d->reason,
        .has_reason = d->reason.n > 0,
        .appeal = d->appeal_text,
        .has_appeal = d->appeal_text.n > 0,
        .proposer = proposer_name(c),
        .proposed = time_short(r->mem, d->proposed_at),
        .settler = desk_staff_name(r, d->settled_by),
        .settled = time_short(r->mem, d->settled_at),
        .is_proposed = str_eq(d->state, S("proposed")),
        .is_approved = str_eq(d->state, S("approved")),
        .is_returned = str_eq(d->state, S("returned")),
        .note = d->note,
    };
    v->decided.has_note = v->decided.is_returned && d->note.n > 0;
    v->decided.has_amounts = desk_amounts_show(r->mem, d->detail, &v->decided.amounts);
}

static void fill_acts(struct req *r, const struct desk_case *c, struct desk_case_view *v)
{
    const struct identity *who = identity_of(r);
    enum case_state state = c->file.state;
    bool at_work = state == CASE_RECEIVED || state == CASE_REVIEW;
    bool work = permissions_has(who->permissions, S("cases.work"));
    bool decide = permissions_has(who->permissions, S("cases.decide"));
    bool own =
        c->file.has_decision && !desk_may_approve(c->file.decision.proposed_by, who->staff_id);
    v->is_over = !case_state_is_open(state);
    v->can_work = work;
    v->can_decide = decide;
    v->is_partial = c->file.is_partial;
    v->can_propose = v->can_refuse = work && at_work;
    v->can_ask = work && at_work && !v->is_partial; /* the answer could not be stored */
    v->can_close = work && state == CASE_CORRECTION;
    v->can_take = work && !v->is_over && c->file.row.assignee_id != who->staff_id;
    v->can_settle = decide && state == CASE_APPROVAL && !own;
    v->is_proposer = state == CASE_APPROVAL && own;
    v->is_waiting = state == CASE_APPROVAL && !own && !decide;
    v->is_pending = (at_work || v->can_settle) && c->n_pending > 0;
    fill_checks(r, c, work && (at_work || state == CASE_CORRECTION), v);
}

static struct url refuse_url(struct req *r, const struct desk_case *c)
{
    for (size_t i = 0; i < c->file.plan->n_outcomes; i++)
        if (desk_outcome_refuses(&c->file.plan->outcomes[i]))
            return url_query(r->mem, desk_url(r, c, "/decision"), "outcome",
                             c->file.plan->outcomes[i].name);
    return desk_url(r, c, "/decision");
}

static void fill_urls(struct req *r, const struct desk_case *c, struct desk_case_view *v)
{
    v->here = desk_url(r, c, "");
    v->all = url_query(r->mem, v->here, "all", S("1"));
    v->print = desk_url(r, c, "/print");
    v->take = desk_url(r, c, "/take");
    v->note = desk_url(r, c, "/note");
    v->check = desk_url(r, c, "/check");
    v->ask = desk_url(r, c, "/correction");
    v->close = desk_url(r, c, "/correction/close");
    v->decide = desk_url(r, c, "/decision");
    v->refuse = refuse_url(r, c);
    v->approve = desk_url(r, c, "/approve");
    v->give_back = desk_url(r, c, "/return");
    v->issue = desk_url(r, c, "/papers");
    v->certificates = desk_url(r, c, "/certificates");
    /* A survey's certificate is issued on the page of the survey. */
    v->has_certificates =
        c->file.plan->property(c->file.plan, S("certificate")).n > 0 && !disaster_is_case(c->file.plan);
}

static void fill_head(struct req *r, const struct desk_case *c, struct desk_case_view *v)
{
    const struct cases_sql_by_id_row *row = &c->file.row;
    v->procedure = c->file.plan->title.ja;
    v->person = row->name;
    v->kana = row->kana;
    v->number = c->number;
    v->arrived = time_short(r->mem, row->arrived_at);
    v->office_day = date_short(r->mem, row->office_on);
    v->way = desk_way(r->mem, r->language, row->channel);
    v->assignee = row->assignee_id ? desk_staff_name(r, row->assignee_id) : S("未定");
    v->standard = arena_fmt(r->mem, "標準処理期間 %d日（開庁日）", c->file.plan->standard_days);
    v->state = say(r, case_state_title(c->file.state).p);
    v->state_sign = desk_state_sign(c->file.state);
    v->version = row->version;
    v->due = desk_due_large(r->mem, r->language, town_of(r), c->file.clock, time_date(r->now));
}

static enum rc fill_survey(struct req *r, const struct desk_case *c, struct desk_case_view *v)
{
    struct disaster_finding f;
    v->has_survey = disaster_is_case(c->file.plan);
    if (!v->has_survey)
        return OK;
    enum rc rc = disaster_find(town_of(r), r->db, r->mem, &c->file, &f);
    if (rc != OK)
        return rc;
    v->survey = url_fmt(r->mem, "/staff/surveys/%s", c->ref.text);
    v->surveyed = f.found ? disaster_words(r->mem, &f.record)
                  : f.round > 1 ? S("本人の申し出による調査の記録がまだありません")
                                : S("調査の記録がまだありません");
    return OK;
}

enum rc desk_show_case(struct req *r, const struct desk_case *c, const struct desk_showing *s)
{
    struct page p = shell_page(r);
    struct desk_case_view v = {
        .is_short = !str_eq(req_query(r, "all"), S("1")),
        .message = s->message,
        .has_message = s->message.n > 0,
        .is_error = s->is_error,
        .note_text = s->note_text,
    };
    fill_head(r, c, &v);
    fill_steps(r, c, &v);
    fill_urls(r, c, &v);
    fill_acts(r, c, &v);
    fill_events(r, c, &v);
    fill_corrections(r, c, &v);
    fill_decision(r, c, &v);
    fill_documents(r, c, &v);
    enum rc rc = fill_survey(r, c, &v);
    if (rc == OK)
        rc = desk_papers(r, c, &v);
    if (rc == OK)
        rc = desk_messages(r, c, &v);
    if (rc != OK)
        return rc;
    desk_answer_rows(r, c, v.is_short ? ROWS_SHORT : ROWS_ALL, s->revealed, s->revealed_text,
                     &v.answers);
    desk_case_page(&p, &v);
    return shell_staff(
        r, s->status,
        &(struct shell_options) {
            .title = arena_fmt(r->mem, "%.*s　%.*s", STR(v.procedure), STR(v.person)),
            .has_errors = s->is_error,
            .current = "/staff",
            .wide = true,
        },
        page_html(&p));
}

enum rc desk_case_show(struct req *r)
{
    struct desk_case c;
    enum rc rc = desk_open(r, &c);
    return rc == OK ? desk_show_case(r, &c, &(struct desk_showing) { .status = 200 }) : rc;
}
