/* SPDX-License-Identifier: Apache-2.0 */
/* What the resident sees of a case: receipt, status, answers, withdrawal. */
#include "base/ids.h"
#include "base/text.h"
#include "civic/notices/notices_sql.h"
#include "civic/shell/shell.h"
#include "modules/apply/again.h"
#include "modules/apply/answer_rows.h"
#include "modules/apply/apply.h"
#include "modules/apply/apply_pages.h"
#include "modules/apply/download.h"
#include "modules/apply/receipts.h"
#include "modules/residents/residents.h"
#include "platform/db/db.h"

enum { MOST_MESSAGES = 50, MOST_STEPS = 60 };

static const struct section *section_of(struct req *r, const struct case_file *c)
{
    return town_section(town_of(r), c->row.section_id);
}

static struct shell_options options(struct req *r, const struct case_file *c, struct str title)
{
    return (struct shell_options){ .title = title, .section = section_of(r, c) };
}

/* Words of the history for the resident; "" for what only the office needs. */
static struct str step_title(const struct req *r, enum case_event event)
{
    switch (event) {
    case EVENT_RECEIVED: return say(r, T("受け付けました"));
    case EVENT_TAKEN: return say(r, T("担当が決まりました"));
    case EVENT_CHECKED: return say(r, T("担当が内容を確かめています"));
    case EVENT_CORRECTION_ASKED: return say(r, T("直すところをお知らせしました"));
    case EVENT_CORRECTION_ANSWERED: return say(r, T("お返事を受け取りました"));
    case EVENT_CORRECTION_CLOSED: return say(r, T("お返事を待つのをやめて、審査を続けています"));
    case EVENT_APPROVED: return say(r, T("決定しました"));
    case EVENT_WITHDRAWN: return say(r, T("申請を取り下げました"));
    case EVENT_PAPER_ISSUED: return say(r, T("通知書ができました"));
    case EVENT_REOPENED: return say(r, T("見直しの申込みを受け付けました"));
    default: return S("");
    }
}

static void add_step(struct apply_step *steps, size_t *n, struct str title, struct str when, const char *state)
{
    bool waiting = str_eq(str_of(state), S("waiting"));
    steps[(*n)++] = (struct apply_step){
        .title = words_of(title),
        .when = words_of(when),
        .state = str_of(state),
        .done = str_eq(str_of(state), S("done")),
        .waiting = waiting,
        .current = waiting || str_eq(str_of(state), S("current")),
    };
}

static void coming_steps(struct req *r, const struct case_file *c, struct apply_step *steps, size_t *n)
{
    struct str due = language_words(r->mem, r->language, T("{date}まで（開庁日で数えます）"), VALUES(page_word("date", say_date(r, c->clock.due_on))));
    if (c->state == CASE_CORRECTION) {
        const struct cases_sql_corrections_row *open = cases_open_correction(c);
        struct str until = open ? language_words(r->mem, r->language, T("{date}まで"), VALUES(page_word("date", say_date(r, open->due_on)))) : S("");
        add_step(steps, n, say(r, T("お返事を待っています")), until, "waiting");
        add_step(steps, n, say(r, T("決定")), say(r, T("お返事のあと、審査を続けます")), "next");
    } else if (c->state == CASE_APPROVAL) {
        add_step(steps, n, say(r, T("決定の手続をしています")), due, "current");
    } else if (case_state_is_open(c->state)) {
        add_step(steps, n, say(r, T("審査しています")), say(r, T("担当が内容と住民記録を確かめます")), "current");
        add_step(steps, n, say(r, T("決定")), due, "next");
    }
}

static void fill_steps(struct req *r, const struct case_file *c, struct apply_status_view *v)
{
    struct apply_step *steps = arena_new(r->mem, struct apply_step, MOST_STEPS + 3);
    size_t n = 0;
    for (size_t i = 0; i < c->events.n && n < MOST_STEPS; i++) {
        struct str title = step_title(r, case_event_of(c->events.p[i].kind));
        if (title.n && (c->events.p[i].is_public || case_event_of(c->events.p[i].kind) == EVENT_RECEIVED))
            add_step(steps, &n, title, say_time(r, c->events.p[i].at), "done");
    }
    coming_steps(r, c, steps, &n);
    v->steps.p = steps;
    v->steps.n = n;
}

static enum rc fill_messages(struct req *r, const struct case_file *c, struct apply_status_view *v)
{
    struct notices_sql_of_case_rows rows;
    enum rc rc = notices_sql_of_case(r->db, r->mem, r->town_id, c->row.id, MOST_MESSAGES, &rows);
    if (rc != OK)
        return rc;
    struct apply_message *messages = arena_new(r->mem, struct apply_message, rows.n);
    for (size_t i = 0; i < rows.n; i++) {
        const struct notices_sql_of_case_row *row = &rows.p[rows.n - 1 - i];
        messages[i] = (struct apply_message){ row->title, row->body, say_time(r, row->created_at) };
    }
    v->messages.p = messages;
    v->messages.n = rows.n;
    return OK;
}

static enum rc fill_view(struct req *r, const struct case_file *c, struct str message, struct apply_status_view *ret_view)
{
    const struct cases_sql_corrections_row *open = cases_open_correction(c);
    const struct section *section = section_of(r, c);
    struct apply_status_view v = {
        .procedure = words_of(label_in(&c->plan->title, r->language)),
        .number = ids_receipt_print(r->mem, receipt_number(r->mem, c->row.id)),
        .arrived = say_date(r, time_date(c->row.arrived_at)),
        .due_on = say_date(r, c->clock.due_on),
        .state = say_words(r, case_state_for_resident(c->state)),
        .section = section ? section->name : S(""),
        .telephone = section ? section->telephone : S(""),
        .message = message,
        .has_message = message.n > 0,
        .is_open = receipts_is_open(r, c),
        .ref = receipts_case_ref(r, c),
        .stopped = c->state == CASE_CORRECTION,
        .can_copy = hall_plan(hall_of(r), c->row.procedure_id) && town_offers(town_of(r), c->plan),
        .copies = str_eq(req_query(r, "next"), S("copy")) || str_eq(req_field(r, "next"), S("copy")),
        .is_done = !case_state_is_open(c->state),
        .can_withdraw = again_withdraws(c),
        .has_correction = open != NULL,
        .correction_text = open ? open->message : S(""),
        .correction_due = open ? say_date(r, open->due_on) : S(""),
    };
    fill_steps(r, c, &v);
    *ret_view = v;
    enum rc rc = again_fill(r, c, ret_view);
    return rc == OK ? fill_messages(r, c, ret_view) : rc;
}

enum rc receipts_show(struct req *r, int status, const struct case_file *c, struct str message)
{
    struct page p = shell_page(r);
    struct apply_status_view v;
    enum rc rc = fill_view(r, c, message, &v);
    bool holds = false;
    if (rc == OK)
        rc = download_list(r, c, &v);
    if (rc == OK)
        rc = residents_hold(r, c->row.id, &holds);
    if (rc != OK)
        return rc;
    v.can_keep = r->account_id && !holds;
    apply_status_page(&p, &v);
    struct shell_options o = options(r, c, v.procedure.text);
    o.has_errors = v.has_message;
    return shell_public(r, status, &o, page_html(&p));
}

/* Without a receipt at hand the page to be at is the one that asks for it. */
static enum rc or_entry(struct req *r, enum rc rc)
{
    return rc == NOT_FOUND ? reply_redirect(r, url_local(r->mem, S("/r"))) : rc;
}

enum rc receipts_status(struct req *r)
{
    struct case_file c;
    enum rc rc = receipts_case(r, &c);
    return rc == OK ? receipts_show(r, 200, &c, S("")) : or_entry(r, rc);
}

/* ---- the receipt ---- */

static struct str printed_code(struct req *r, const struct case_file *c)
{
    struct str code = receipt_code(hall_of(r), r->mem, town_of(r), receipt_number(r->mem, c->row.id));
    return arena_fmt(r->mem, "%.*s-%.*s-%.*s-%.*s", STR(str_sub(code, 0, 4)), STR(str_sub(code, 4, 8)),
                     STR(str_sub(code, 8, 12)), STR(str_sub(code, 12, 16)));
}

static enum rc show_receipt(struct req *r, bool print)
{
    struct case_file c;
    enum rc rc = receipts_case(r, &c);
    if (rc != OK)
        return or_entry(r, rc);
    if (!receipts_is_open(r, &c))
        return reply_redirect(r, url_local(r->mem, S("/receipts")));
    bool is_kept;
    rc = residents_hold(r, c.row.id, &is_kept);
    if (rc != OK)
        return rc;
    struct page p = shell_page(r);
    const struct section *section = section_of(r, &c);
    struct apply_receipt_view v = {
        .procedure = words_of(label_in(&c.plan->title, r->language)),
        .arrived = say_time(r, c.row.arrived_at),
        .number = ids_receipt_print(r->mem, receipt_number(r->mem, c.row.id)),
        .code = printed_code(r, &c),
        .name = c.row.name,
        .office_on = say_date(r, c.row.office_on),
        .due_on = say_date(r, c.clock.due_on),
        .section = section ? section->name : S(""),
        .telephone = section ? section->telephone : S(""),
        .printed = say_time(r, r->now),
        .qr = url_local(r->mem, S("/receipts/qr.svg")),
        .short_address = arena_fmt(r->mem, "%.*s/r", STR(r->host)),
        .has_account = residents_are_offered(r),
        .is_kept = is_kept,
        .print = print,
    };
    apply_receipt_page(&p, &v);
    struct shell_options o = options(r, &c, print ? say(r, T("受付票")) : say(r, T("受け付けました")));
    return shell_public(r, 200, &o, page_html(&p));
}

enum rc receipts_new(struct req *r)
{
    return show_receipt(r, false);
}

enum rc receipts_print(struct req *r)
{
    return show_receipt(r, true);
}

/* ---- answers ---- */

enum rc receipts_answers(struct req *r)
{
    struct case_file c;
    enum rc rc = receipts_case(r, &c);
    if (rc != OK)
        return or_entry(r, rc);
    if (!receipts_is_open(r, &c))
        return reply_redirect(r, url_local(r->mem, S("/receipts")));
    struct draft_file *files;
    size_t n_files;
    rc = download_files(r, &c, &files, &n_files);
    if (rc != OK)
        return rc;
    struct page p = shell_page(r);
    struct apply_check_section *sections = arena_new(r->mem, struct apply_check_section, c.plan->n_pages);
    size_t n = 0;
    for (size_t i = 0; i < c.plan->n_pages; i++) {
        struct apply_check_section s = { .title = words_of(label_in(&c.plan->pages[i]->label, r->language)) };
        answer_rows(r->mem, &c.answers, c.plan->pages[i], files, n_files, &s.rows.p, &s.rows.n);
        if (s.rows.n)
            sections[n++] = s;
    }
    struct apply_answers_view v = {
        .procedure = words_of(label_in(&c.plan->title, r->language)),
        .number = ids_receipt_print(r->mem, receipt_number(r->mem, c.row.id)),
        .sections = { sections, n },
    };
    apply_answers_page(&p, &v);
    struct shell_options o = options(r, &c, say(r, T("送った内容")));
    o.back = url_local(r->mem, S("/receipts"));
    return shell_public(r, 200, &o, page_html(&p));
}

/* ---- withdrawing ---- */

enum rc receipts_withdraw(struct req *r)
{
    struct case_file c;
    enum rc rc = receipts_case(r, &c);
    if (rc != OK)
        return or_entry(r, rc);
    if (!receipts_is_open(r, &c) || !again_withdraws(&c))
        return reply_redirect(r, url_local(r->mem, S("/receipts")));
    struct page p = shell_page(r);
    apply_withdraw_page(&p, &(struct apply_withdraw_view){
                                .procedure = words_of(label_in(&c.plan->title, r->language)),
                                .number = ids_receipt_print(r->mem, receipt_number(r->mem, c.row.id)),
                                .ref = receipts_case_ref(r, &c),
                            });
    struct shell_options o = options(r, &c, say(r, T("申請を取り下げますか")));
    o.back = url_local(r->mem, S("/receipts"));
    return shell_public(r, 200, &o, page_html(&p));
}

static struct str withdraw_notice(const struct req *r, const struct case_file *c)
{
    for (size_t i = 0; i < c->plan->n_outcomes; i++)
        if (str_eq(c->plan->outcomes[i].kind, S("withdraw")))
            return label_in(&c->plan->outcomes[i].notice, r->language);
    return say(r, T("申請の取下げを受け付けました。"));
}

enum rc receipts_withdraw_send(struct req *r)
{
    struct case_file c;
    enum rc rc = receipts_case(r, &c);
    if (rc != OK)
        return or_entry(r, rc);
    if (!receipts_is_open(r, &c))
        return reply_redirect(r, url_local(r->mem, S("/receipts")));
    if (!receipts_form_is_of(r, &c))
        return OK;
    if (!again_withdraws(&c))
        return reply_redirect(r, url_local(r->mem, S("/receipts"))); /* pressed twice, or decided meanwhile */
    struct case_notice_new notice = { S("withdrawn"), say(r, T("申請を取り下げました")), withdraw_notice(r, &c) };
    struct case_act act = {
        .seen = &c,
        .version = c.row.version,
        .actor = { S("resident"), 0, S("申請者") },
        .now = r->now,
        .event = EVENT_WITHDRAWN,
        .is_public = true,
        .notice = &notice,
    };
    rc = cases_act(hall_of(r), town_of(r), r->db, r->mem, &act);
    return rc == OK ? reply_redirect(r, url_local(r->mem, S("/receipts"))) : rc;
}

/* ---- for programs ---- */

static void write_steps(const struct apply_status_view *v, struct json_writer *j)
{
    json_key(j, S("steps"));
    json_array(j);
    for (size_t i = 0; i < v->steps.n; i++) {
        json_object(j);
        json_put_str(j, S("title"), v->steps.p[i].title.text);
        json_put_str(j, S("when"), v->steps.p[i].when.text);
        json_put_str(j, S("state"), v->steps.p[i].state);
        json_close_object(j);
    }
    json_close_array(j);
    json_key(j, S("messages"));
    json_array(j);
    for (size_t i = 0; i < v->messages.n; i++) {
        json_object(j);
        json_put_str(j, S("title"), v->messages.p[i].title);
        json_put_str(j, S("body"), v->messages.p[i].body);
        json_put_str(j, S("when"), v->messages.p[i].when);
        json_close_object(j);
    }
    json_close_array(j);
}

static void write_status(struct req *r, const struct case_file *c, const struct apply_status_view *v,
                         struct json_writer *j)
{
    const struct cases_sql_corrections_row *open = cases_open_correction(c);
    json_object(j);
    json_put_str(j, S("receipt_number"), receipt_number(r->mem, c->row.id));
    json_put_str(j, S("procedure"), c->row.procedure_id);
    json_put_str(j, S("procedure_title"), v->procedure.text);
    json_put_str(j, S("state"), c->row.state);
    json_put_str(j, S("state_title"), words_plain(r->mem, v->state.text));
    json_put_str(j, S("arrived_on"), date_iso(r->mem, time_date(c->row.arrived_at)));
    json_key(j, S("due_on")); /* while the office waits for an answer, and after the end, there is none */
    if (v->stopped || v->is_done)
        json_null(j);
    else
        json_string(j, date_iso(r->mem, c->clock.due_on));
    json_put_str(j, S("section"), v->section);
    json_put_str(j, S("telephone"), v->telephone);
    json_key(j, S("correction"));
    if (open) {
        json_object(j);
        json_put_str(j, S("message"), open->message);
        json_put_str(j, S("due_on"), date_iso(r->mem, open->due_on));
        json_close_object(j);
    } else {
        json_null(j);
    }
    write_steps(v, j);
    json_close_object(j);
}

enum rc apply_status_json(struct req *r, struct str number, struct str code, struct json_writer *j)
{
    t_id case_id;
    struct case_file c;
    struct apply_status_view v;
    number = str_trim(text_fold_width(r->mem, number));
    code = str_trim(text_fold_width(r->mem, code));
    enum rc rc = receipt_check(hall_of(r), r->mem, town_of(r), number, code, &case_id);
    if (rc == OK)
        rc = cases_load(hall_of(r), town_of(r), r->db, r->mem, case_id, 0, &c);
    if (rc == OK)
        rc = fill_view(r, &c, S(""), &v);
    if (rc == OK)
        write_status(r, &c, &v, j);
    return rc;
}
