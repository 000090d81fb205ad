/* SPDX-License-Identifier: Apache-2.0 */
/* The task that names the character and the field. */
#include "modules/papers/stopped.h"

#include "base/text.h"
#include "civic/tasks/tasks_sql.h"

enum { MOST_TASKS = 200 };

/* 「𠮷󠄀」 (U+20BB7 U+E0100) */
static struct str sentence(struct arena *mem, struct str what, const struct pdf_missing *missing)
{
    struct out codes;
    struct str rest = missing->sign;
    out_init(&codes, mem, 256);
    for (uint32_t c; text_next(&rest, &c);)
        out_fmt(&codes, "%sU+%04X", codes.n ? " " : "", c);
    return arena_fmt(
        mem,
        "%.*sを発行できません。%.*sの文字「%.*s」（%.*s）の字形がフォントにありません。"
        "文字を確かめて、別の方法で発行してください。",
        STR(what), STR(missing->part), STR(missing->sign), STR(out_text(&codes)));
}

static enum rc is_told(struct db *db, struct arena *mem, const struct town *town, t_id case_id,
                       bool *ret_told)
{
    struct tasks_sql_of_case_rows tasks;
    enum rc rc = tasks_sql_of_case(db, mem, town->id, case_id, MOST_TASKS, &tasks);
    *ret_told = false;
    for (size_t i = 0; rc == OK && i < tasks.n; i++)
        *ret_told |= str_eq(tasks.p[i].kind, S("missing-glyph")) && tasks.p[i].done_at == 0;
    return rc;
}

enum rc paper_stop(const struct hall *hall, const struct town *town, struct db *db,
                   struct arena *mem, const struct paper_stop *in,
                   const struct pdf_missing *missing, struct str *ret_why)
{
    static const struct str kind = S_("missing-glyph");
    bool told;
    struct str why = sentence(mem, in->what, missing);
    enum rc rc = is_told(db, mem, town, in->seen->row.id, &told);
    struct case_act act = {
        .seen = in->seen,
        .version = in->seen->row.version,
        .actor = in->actor,
        .now = in->now,
        .event = EVENT_PAPER_STOPPED,
        .note = why,
        .task_kind = &kind,
        .task_text = &why,
    };
    if (rc == OK && !told)
        rc = cases_act(hall, town, db, mem, &act);
    if (rc == OK)
        *ret_why = why;
    return rc;
}
