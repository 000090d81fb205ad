/* SPDX-License-Identifier: Apache-2.0 */
/* 補正: asking the resident for single fields again.  The clock stands still until the answer
 * comes, or the office stops waiting. */
#include "modules/desk/pages/correction.h"
#include "base/json.h"
#include "base/text.h"
#include "base/date_words.h"
#include "civic/shell/shell.h"
#include "modules/desk/case.h"
#include "modules/desk/conflict.h"
#include "modules/desk/desk_pages.h"
#include "modules/desk/handlers.h"
#include "modules/desk/rows.h"

enum { FIELDS_CEILING = 256 * 1024, MOST_FAULTS = 40 };

#define FIRST_MESSAGE                                                                                                                           \
    S("申請を確かめたところ、直してほしいところがありました。次の項目だけ、もう一度入力してくださ" \
      "い。")

struct asking {
    struct desk_case c;
    const struct node *const *questions;
    size_t n_questions;
    struct str message, due_text;
    struct date due_on;
    struct desk_correction_fault faults[MOST_FAULTS];
    size_t n_faults;
};

static struct str why_name(struct req *r, struct str name)
{
    return arena_fmt(r->mem, "why:%.*s", STR(name));
}

static bool is_chosen(struct req *r, struct str name)
{
    const struct str *chosen;
    size_t n = req_fields(r, S("field"), &chosen);
    for (size_t i = 0; i < n; i++)
        if (str_eq(chosen[i], name))
            return true;
    return false;
}

static void fault(struct asking *a, struct str control, struct str text)
{
    if (a->n_faults < MOST_FAULTS)
        a->faults[a->n_faults++] = (struct desk_correction_fault) { control, text };
}

static struct str fault_of(const struct asking *a, struct str control)
{
    for (size_t i = 0; i < a->n_faults; i++)
        if (str_eq(a->faults[i].control, control))
            return a->faults[i].text;
    return S("");
}

/* ---- the form ---- */

static void fill_questions(struct req *r, const struct asking *a, struct desk_correction_view *v)
{
    struct desk_question_row *rows = arena_new(r->mem, struct desk_question_row, a->n_questions);
    bool sent = r->method == POST;
    struct str wanted = req_query(r, "field");
    for (size_t i = 0; i < a->n_questions; i++) {
        const struct node *n = a->questions[i];
        struct str name = answers_name(r->mem, n), shown = desk_shown(r, &a->c, n);
        struct str error = fault_of(a, arena_fmt(r->mem, "why-%zu", i));
        rows[i] = (struct desk_question_row) {
            .number = (int)i,
            .name = name,
            .label = desk_label(r, n),
            .value = shown.n ? shown : S("入力なし"),
            .why_name = why_name(r, name),
            .why = sent ? req_field_s(r, why_name(r, name)) : S(""),
            .chosen = sent ? is_chosen(r, name) : wanted.n && str_eq(wanted, name),
            .error = error,
            .has_error = error.n > 0,
        };
    }
    v->questions.p = rows;
    v->questions.n = a->n_questions;
}

static enum rc show(struct req *r, int status, const struct asking *a)
{
    struct page p = shell_page(r);
    struct desk_correction_view v = {
        .procedure = a->c.file.plan->title.ja,
        .person = a->c.file.row.name,
        .number = a->c.number,
        .version = r->method == POST ? desk_version(r) : a->c.file.row.version,
        .message = a->message,
        .due_text = a->due_text,
        .due_words = date_is_set(a->due_on) ? date_ja_full(r->mem, a->due_on) : S(""),
        .action = desk_url(r, &a->c, "/correction"),
        .to_case = desk_url(r, &a->c, ""),
        .n_faults = (int)a->n_faults,
        .has_faults = a->n_faults > 0,
        .message_error = fault_of(a, S("message")),
        .due_error = fault_of(a, S("due")),
    };
    v.has_message_error = v.message_error.n > 0;
    v.has_due_error = v.due_error.n > 0;
    v.faults.p = a->faults;
    v.faults.n = a->n_faults;
    fill_questions(r, a, &v);
    desk_correction_page(&p, &v);
    return shell_staff(r, status,
                       &(struct shell_options) { .title = S("補正を求める"),
                                                 .has_errors = v.has_faults,
                                                 .current = "/staff" },
                       page_html(&p));
}

static enum rc open_form(struct req *r, struct asking *a)
{
    enum rc rc = desk_open(r, &a->c);
    if (rc == OK)
        a->n_questions = desk_questions(r, &a->c, &a->questions);
    return rc;
}

enum rc desk_correction_show(struct req *r)
{
    struct asking a = { .message = FIRST_MESSAGE };
    enum case_state next;
    enum rc rc = open_form(r, &a);
    if (rc != OK)
        return rc;
    if (a.c.file.is_partial || case_next(a.c.file.state, EVENT_CORRECTION_ASKED, &next) != OK)
        return desk_show_case(
            r, &a.c,
            &(struct desk_showing) { .status = 409,
                                     .is_error = true,
                                     .message = S("いまの状態では補正を求められません。") });
    a.due_on = desk_correction_due(&town_of(r)->calendar, time_date(r->now));
    a.due_text = date_iso(r->mem, a.due_on);
    return show(r, 200, &a);
}

/* ---- what was sent ---- */

static void read_form(struct req *r, struct asking *a)
{
    size_t chosen = 0;
    a->message = req_field(r, "message");
    a->due_text = req_field(r, "due");
    if (date_parse(r->mem, a->due_text, &a->due_on) != OK)
        a->due_on = NO_DATE;
    for (size_t i = 0; i < a->n_questions; i++) {
        struct str name = answers_name(r->mem, a->questions[i]);
        struct str why = str_trim(req_field_s(r, why_name(r, name)));
        if (!is_chosen(r, name)) {
            if (why.n)
                fault(a, arena_fmt(r->mem, "why-%zu", i),
                      S("文を書いた項目に、印を付けてください"));
            continue;
        }
        chosen++;
        if (!why.n)
            fault(a, arena_fmt(r->mem, "why-%zu", i),
                  arena_fmt(r->mem, "「%.*s」に、何をどう直すかを1文で書いてください",
                            STR(desk_label(r, a->questions[i]))));
        else if (text_length(why) > DESK_LONGEST_SENTENCE)
            fault(a, arena_fmt(r->mem, "why-%zu", i),
                  S("項目ごとの文は500文字までで書いてください"));
    }
    if (!chosen)
        fault(a, S("field-0"), S("直してもらう項目に、印を付けてください"));
    if (chosen > DESK_MOST_ASKED)
        fault(a, S("field-0"),
              S("一度に求められるのは50項目までです。電話か窓口で確かめるほうが早く済みます"));
    if (!str_trim(a->message).n || text_length(a->message) > DESK_LONGEST_TEXT)
        fault(a, S("message"), S("全体への文を、2,000文字までで書いてください"));
    struct str due_fault =
        desk_correction_due_fault(&town_of(r)->calendar, time_date(r->now), a->due_on);
    if (due_fault.n)
        fault(a, S("due"), due_fault);
}

static struct str fields_json(struct req *r, const struct asking *a)
{
    struct out out;
    struct json_writer j;
    out_init(&out, r->mem, FIELDS_CEILING);
    json_begin(&j, &out);
    json_array(&j);
    for (size_t i = 0; i < a->n_questions; i++) {
        struct str name = answers_name(r->mem, a->questions[i]);
        if (!is_chosen(r, name))
            continue;
        json_object(&j);
        json_put_str(&j, S("name"), name);
        json_put_str(&j, S("message"), str_trim(req_field_s(r, why_name(r, name))));
        json_put_str(&j, S("old"), desk_shown(r, &a->c, a->questions[i]));
        json_close_object(&j);
    }
    json_close_array(&j);
    return out_text(&out);
}

static struct str labels_chosen(struct req *r, const struct asking *a)
{
    struct str *labels = arena_new(r->mem, struct str, a->n_questions);
    size_t n = 0;
    for (size_t i = 0; i < a->n_questions; i++)
        if (is_chosen(r, answers_name(r->mem, a->questions[i])))
            labels[n++] = desk_label(r, a->questions[i]);
    return arena_join(r->mem, labels, n, S("、"));
}

static size_t correction_rows(struct req *r, const struct desk_case *now,
                              struct desk_conflict_row *rows)
{
    const struct cases_sql_corrections_row *open = cases_open_correction(&now->file);
    const struct node *const *questions;
    size_t n = 0, n_questions = desk_questions(r, now, &questions);
    struct str message = open ? open->message : S("いま求めている補正はありません");
    struct str due = open ? date_iso(r->mem, open->due_on) : S("—");
    rows[n++] = (struct desk_conflict_row) { S("全体への文"), req_field(r, "message"), message,
                                             open != NULL };
    rows[n++] = (struct desk_conflict_row) { S("期限"), req_field(r, "due"), due, open != NULL };
    for (size_t i = 0; i < n_questions; i++) {
        struct str name = answers_name(r->mem, questions[i]);
        if (is_chosen(r, name))
            rows[n++] = (struct desk_conflict_row) { desk_label(r, questions[i]),
                                                     req_field_s(r, why_name(r, name)),
                                                     desk_shown(r, now, questions[i]), false };
    }
    return n;
}

enum rc desk_correction_send(struct req *r)
{
    struct asking a = { 0 };
    enum rc rc = open_form(r, &a);
    if (rc != OK)
        return rc;
    if (desk_version(r) == a.c.file.row.version) {
        read_form(r, &a);
        if (a.n_faults)
            return show(r, 422, &a);
    }
    struct case_correction_new correction = { str_trim(a.message), fields_json(r, &a), a.due_on };
    struct str language = a.c.file.row.language;
    struct case_notice_new notice = {
        S("correction"), language_words(r->mem, language, T("直してほしいところがあります"), NULL, 0),
        language_words(r->mem, language, T("{text}\n直すところ：{items}\n期限：{date}"),
                       VALUES(page_word("text", str_trim(a.message)), page_word("items", labels_chosen(r, &a)),
                              page_word("date", date_in(r->mem, language, a.due_on))))
    };
    rc = desk_act(r, &a.c,
                  &(struct case_act) {
                      .event = EVENT_CORRECTION_ASKED,
                      .note = labels_chosen(r, &a),
                      .is_public = true,
                      .correction = &correction,
                      .notice = &notice,
                  });
    if (rc == CONFLICT)
        return desk_conflict(r, &(struct desk_tried) { EVENT_CORRECTION_ASKED, S("補正を求める"),
                                                       "/correction", correction_rows });
    return rc == OK ? reply_redirect(r, desk_url(r, &a.c, "")) : rc;
}

enum rc desk_correction_end(struct req *r)
{
    struct desk_case c;
    enum rc rc = desk_open(r, &c);
    if (rc != OK)
        return rc;
    struct case_notice_new notice = {
        S("correction-closed"), S("回答は要らなくなりました"),
        S("お願いしていた回答を待つのをやめて、審査に戻りました。いま、することはありません。")
    };
    rc = desk_act(r, &c,
                  &(struct case_act) {
                      .event = EVENT_CORRECTION_CLOSED, .is_public = true, .notice = &notice });
    if (rc == CONFLICT)
        return desk_conflict(r, &(struct desk_tried) { EVENT_CORRECTION_CLOSED,
                                                       S("補正を待つのをやめる"),
                                                       "/correction/close", NULL });
    return rc == OK ? reply_redirect(r, desk_url(r, &c, "")) : rc;
}
