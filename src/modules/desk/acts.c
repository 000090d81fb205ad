/* SPDX-License-Identifier: Apache-2.0 */
/* Small acts on a case: take it on, note something, say what was found, look at a sealed answer. */
#include "base/json.h"
#include "base/text.h"
#include "civic/audit/audit.h"
#include "modules/desk/case.h"
#include "modules/desk/conflict.h"
#include "modules/desk/handlers.h"
#include "platform/db/db.h"
#include "platform/page/page.h"

static struct desk_conflict_row row_of(struct str label, struct str typed, struct str now)
{
    return (struct desk_conflict_row) { label, typed, now, !str_eq(typed, now) };
}

/* ---- 担当 ---- */

static size_t take_rows(struct req *r, const struct desk_case *now, struct desk_conflict_row *rows)
{
    rows[0] = row_of(S("担当"), identity_of(r)->name,
                     now->file.row.assignee_id ? desk_staff_name(r, now->file.row.assignee_id)
                                               : S("未定"));
    return 1;
}

enum rc desk_take(struct req *r)
{
    struct desk_case c;
    t_id me = identity_of(r)->staff_id;
    enum rc rc = desk_open(r, &c);
    if (rc != OK)
        return rc;
    rc = desk_act(r, &c, &(struct case_act) { .event = EVENT_TAKEN, .assignee_id = &me });
    if (rc == CONFLICT)
        return desk_conflict(
            r, &(struct desk_tried) { EVENT_TAKEN, S("自分が担当する"), "/take", take_rows });
    return rc == OK ? reply_redirect(r, desk_url(r, &c, "")) : rc;
}

/* ---- メモ ---- */

static size_t note_rows(struct req *r, const struct desk_case *now, struct desk_conflict_row *rows)
{
    (void)now;
    rows[0] = (struct desk_conflict_row) { S("メモ"), req_field(r, "note"),
                                           S("（メモは追加されます）"), false };
    return 1;
}

enum rc desk_note(struct req *r)
{
    struct desk_case c;
    struct str note = str_trim(req_field(r, "note"));
    enum rc rc = desk_open(r, &c);
    if (rc != OK)
        return rc;
    if (!note.n || text_length(note) > DESK_LONGEST_TEXT)
        return desk_show_case(
            r, &c,
            &(struct desk_showing) {
                .status = 422,
                .message = note.n ? S("メモは2,000文字までで書いてください。")
                                  : S("メモを書いてから「メモを残す」を押してください。"),
                .is_error = true,
                .note_text = req_field(r, "note") });
    rc = desk_act(r, &c, &(struct case_act) { .event = EVENT_NOTED, .note = note });
    if (rc == CONFLICT)
        return desk_conflict(
            r, &(struct desk_tried) { EVENT_NOTED, S("メモを残す"), "/note", note_rows });
    return rc == OK ? reply_redirect(r, desk_url(r, &c, "#memo-title")) : rc;
}

/* ---- 審査項目 ---- */

static struct str result_words(struct str result)
{
    return str_eq(result, S("pass")) ? S("問題なし") : S("要確認");
}

static struct str standing_words(enum desk_standing standing)
{
    return standing == STANDING_PASSED ? S("問題なし")
           : standing == STANDING_OPEN ? S("まだ")
                                       : S("要確認");
}

static struct desk_check *check_named(const struct desk_case *c, struct str name)
{
    for (size_t i = 0; i < c->n_checks; i++)
        if (str_eq(c->checks[i].check->name, name))
            return &c->checks[i];
    return NULL;
}

static size_t check_rows(struct req *r, const struct desk_case *now, struct desk_conflict_row *rows)
{
    const struct desk_check *k = check_named(now, req_field(r, "name"));
    rows[0] = row_of(k->check->label.ja, result_words(req_field(r, "result")),
                     standing_words(k->standing));
    rows[1] = row_of(S("ひとこと"), req_field(r, "note"), k->by_person ? k->message : S(""));
    return 2;
}

static struct desk_mark mark_after(struct req *r, const struct desk_case *c,
                                   const struct desk_check *changed, struct str result)
{
    enum desk_standing *standings = arena_new(r->mem, enum desk_standing, c->n_checks);
    for (size_t i = 0; i < c->n_checks; i++)
        standings[i] = &c->checks[i] == changed
                           ? desk_standing(result, S(""), changed->check->severity)
                           : c->checks[i].standing;
    return desk_mark(standings, c->n_checks, c->found.has_person);
}

enum rc desk_check_send(struct req *r)
{
    struct desk_case c;
    struct str result = req_field(r, "result"),
               note = text_first(str_trim(req_field(r, "note")), DESK_LONGEST_SENTENCE);
    enum rc rc = desk_open(r, &c);
    if (rc != OK)
        return rc;
    const struct desk_check *k = check_named(&c, req_field(r, "name"));
    if (!k || !desk_result_is_known(result))
        return INVALID;
    struct desk_mark mark = mark_after(r, &c, k, result);
    struct case_check_result found = { k->check->name, result, identity_of(r)->name, note };
    rc = desk_act(r, &c,
                  &(struct case_act) {
                      .event = EVENT_CHECKED,
                      .note = arena_fmt(r->mem, "%.*s：%.*s%s%.*s", STR(k->check->label.ja),
                                        STR(result_words(result)), note.n ? "。" : "", STR(note)),
                      .checks = &found,
                      .n_checks = 1,
                      .mark = &mark.mark,
                      .mark_text = &mark.text,
                  });
    if (rc == CONFLICT)
        return desk_conflict(r, &(struct desk_tried) { EVENT_CHECKED, S("審査項目を確かめる"),
                                                       "/check", check_rows });
    return rc == OK ? reply_redirect(r, desk_url(r, &c, "#checks-title")) : rc;
}

/* ---- a sealed answer ---- */

struct revealing {
    t_id town_id;
    struct audit_entry entry;
};

static enum rc note_reveal(struct db *db, void *arg)
{
    const struct revealing *x = arg;
    return audit_note(db, x->town_id, &x->entry);
}

static struct str field_detail(struct req *r, struct str name)
{
    struct out out;
    struct json_writer j;
    out_init(&out, r->mem, 4096);
    json_begin(&j, &out);
    json_object(&j);
    json_put_str(&j, S("field"), name);
    json_close_object(&j);
    return out_text(&out);
}

/* The audit row is on disk before the number is on a screen. */
enum rc desk_reveal(struct req *r)
{
    struct desk_case c;
    struct str name = req_field(r, "field"), text;
    enum rc rc = desk_open(r, &c);
    if (rc != OK)
        return rc;
    const struct node *n = answers_node(&c.file.answers, name);
    if (!n || !n->field || !n->field->sealed || !n->text.n)
        return INVALID;
    struct revealing x = { r->town_id,
                           { .at = r->now,
                             .actor_kind = S("staff"),
                             .actor_id = identity_of(r)->staff_id,
                             .action = S("cases.revealed"),
                             .subject_table = TABLE_CASES,
                             .subject_id = c.file.row.id,
                             .detail = field_detail(r, name) } };
    rc = db_transaction(r->db, note_reveal, &x);
    if (rc == OK)
        rc = cases_unseal(hall_of(r), town_of(r), r->mem, c.file.row.id, n, &text);
    if (rc != OK)
        return rc;
    return desk_show_case(
        r, &c,
        &(struct desk_showing) { .status = 200,
                                 .message = S("番号を表示しました。見たことは記録に残りました。"),
                                 .revealed = name,
                                 .revealed_text = text });
}
