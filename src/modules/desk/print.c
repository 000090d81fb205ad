/* SPDX-License-Identifier: Apache-2.0 */
/* A case on paper: all answers, checks and history; sealed answers stay masked. */
#include "modules/desk/pages/print.h"
#include "civic/shell/shell.h"
#include "modules/desk/desk_pages.h"
#include "modules/desk/handlers.h"
#include "modules/desk/rows.h"

static struct str standing_words(enum desk_standing standing)
{
    return standing == STANDING_PASSED ? S("問題なし")
           : standing == STANDING_OPEN ? S("まだ")
                                       : S("要確認");
}

static void fill(struct req *r, const struct desk_case *c, struct desk_print_view *v)
{
    struct desk_print_line *checks = arena_new(r->mem, struct desk_print_line, c->n_checks);
    struct desk_print_line *events = arena_new(r->mem, struct desk_print_line, c->file.events.n);
    for (size_t i = 0; i < c->n_checks; i++)
        checks[i] =
            (struct desk_print_line) { c->checks[i].check->label.ja,
                                       standing_words(c->checks[i].standing), c->checks[i].by };
    for (size_t i = 0; i < c->file.events.n; i++) {
        const struct cases_sql_events_row *e = &c->file.events.p[i];
        events[i] =
            (struct desk_print_line) { time_short(r->mem, e->at), e->actor_name,
                                       arena_fmt(r->mem, "%.*s　%.*s",
                                                 STR(case_event_title(case_event_of(e->kind))),
                                                 STR(e->note)) };
    }
    v->checks.p = checks;
    v->checks.n = c->n_checks;
    v->events.p = events;
    v->events.n = c->file.events.n;
}

enum rc desk_print_show(struct req *r)
{
    struct desk_case c;
    enum rc rc = desk_open(r, &c);
    if (rc != OK)
        return rc;
    struct page p = shell_page(r);
    struct desk_print_view v = {
        .procedure = c.file.plan->title.ja,
        .person = c.file.row.name,
        .kana = c.file.row.kana,
        .number = c.number,
        .state = say(r, case_state_title(c.file.state).p),
        .arrived = time_ja(r->mem, c.file.row.arrived_at),
        .due = date_ja_full(r->mem, c.file.row.due_on),
        .printed = arena_fmt(r->mem, "%.*s　%.*s", STR(time_ja(r->mem, r->now)),
                             STR(identity_of(r)->name)),
        .to_case = desk_url(r, &c, ""),
    };
    desk_answer_rows(r, &c, ROWS_PAPER, S(""), S(""), &v.answers);
    fill(r, &c, &v);
    desk_print_page(&p, &v);
    return shell_staff(r, 200,
                       &(struct shell_options) { .title = v.procedure, .current = "/staff" },
                       page_html(&p));
}
