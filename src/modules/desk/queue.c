/* SPDX-License-Identifier: Apache-2.0 */
/* 受付箱: the section's cases, nearest deadline first, and the search box.  Each view is one range
 * of one index. */
#include "modules/desk/pages/queue.h"
#include "base/ids.h"
#include "base/text.h"
#include "civic/permissions/permissions.h"
#include "civic/sections/sections_sql.h"
#include "civic/shell/shell.h"
#include "modules/desk/desk.h"
#include "modules/desk/desk_pages.h"
#include "modules/desk/handlers.h"
#include "modules/desk/words.h"

enum { PER_PAGE = 50, MOST_COLLEAGUES = 300, LONGEST_QUERY = 100 };

/* In the order of the tabs. */
static const struct {
    enum queue_view view;
    struct str name, title, empty, next;
} tabs[] = {
    { QUEUE_RECEIVED, S_("received"), S_(T("未着手")), S_(T("未着手の案件はありません")),
      S_(T("新しい申請が届くと、ここに並びます。")) },
    { QUEUE_REVIEW, S_("review"), S_(T("審査中")), S_(T("審査中の案件はありません")),
      S_(T("未着手の案件を開いて「自分が担当する」を押すと、ここに移ります。")) },
    { QUEUE_CORRECTION, S_("correction"), S_(T("補正待ち")), S_(T("補正を待っている案件はありません")),
      S_(T("補正を求めた案件は、回答が届くまでここで待ちます。その間、期限は進みません。")) },
    { QUEUE_APPROVAL, S_("approval"), S_(T("決裁待ち")), S_(T("決裁を待っている案件はありません")),
      S_(T("審査を終えて決裁へ進めた案件が、ここに並びます。")) },
    { QUEUE_MINE, S_("mine"), S_(T("自分")), S_(T("自分が担当する案件はありません")),
      S_(T("案件を開いて「自分が担当する」を押すと、ここに並びます。")) },
    { QUEUE_TODAY, S_("today"), S_(T("今日が期限")), S_(T("今日が期限の案件はありません")),
      S_(T("次は「期限3日以内」を見てください。")) },
    { QUEUE_OVER, S_("over"), S_(T("期限超過")), S_(T("期限を過ぎた案件はありません")),
      S_(T("次は「今日が期限」を見てください。")) },
    { QUEUE_SOON, S_("soon"), S_(T("期限3日以内")), S_(T("3開庁日のうちに期限が来る案件はありません")),
      S_(T("次は「未着手」を見てください。")) },
    { QUEUE_VISIT, S_("visit"), S_(T("今日の来庁")), S_(T("今日、来庁する約束の案件はありません")),
      S_(T("来庁の約束が入ると、その日にここに並びます。")) },
    { QUEUE_ALL, S_("all"), S_(T("すべて")), S_(T("終わっていない案件はありません")),
      S_(T("新しい申請が届くと、ここに並びます。")) },
};
enum { TABS = sizeof tabs / sizeof *tabs };

static size_t tab_of(struct str name)
{
    for (size_t i = 0; i < TABS; i++)
        if (str_eq(tabs[i].name, name))
            return i;
    return TABS - 1;
}

bool desk_view_named(struct str name, enum queue_view *ret_view)
{
    size_t tab = tab_of(name);
    *ret_view = tabs[tab].view;
    return !name.n || str_eq(tabs[tab].name, name);
}

static struct url tab_url(struct req *r, size_t tab)
{
    return url_query(r->mem, url_local(r->mem, S("/staff")), "view", tabs[tab].name);
}

/* "DAYS.REF" of the last row shown. Anything else begins anew. */
static void read_after(struct req *r, struct queue_ask *ask)
{
    struct str text = req_query(r, "after");
    size_t dot = str_find_char(text, '.');
    int64_t days;
    t_id id;
    if (dot == SIZE_MAX || !str_to_int(str_sub(text, 0, dot), &days) ||
        ref_read(hall_of(r), TABLE_CASES, r->town_id, str_sub(text, dot + 1, text.n), &id) != OK)
        return;
    ask->after_on = (struct date) { days };
    ask->after_id = id;
}

struct showing {
    size_t tab;
    struct queue_ask ask;
    struct queue queue;
    int64_t counts[QUEUE_VIEWS];
    struct sections_sql_staff_of_section_rows colleagues;
    struct str query, note;
    bool has_more;
};

static struct str count_words(const struct req *r, int64_t n)
{
    return n < QUEUE_COUNTED ? arena_fmt(r->mem, "%lld", (long long)n)
                             : language_words(r->mem, r->language, T("{n}以上"), VALUES(page_word("n", QUEUE_COUNTED)));
}

static struct str who_of(const struct req *r, const struct showing *s, t_id assignee_id)
{
    if (!assignee_id)
        return say(r, T("未定"));
    for (size_t i = 0; i < s->colleagues.n; i++)
        if (s->colleagues.p[i].id == assignee_id)
            return s->colleagues.p[i].family;
    return say(r, T("ほかの課"));
}

static void fill_rows(struct req *r, const struct showing *s, struct desk_queue_view *v)
{
    struct desk_queue_row *rows = arena_new(r->mem, struct desk_queue_row, s->queue.n);
    for (size_t i = 0; i < s->queue.n; i++) {
        const struct cases_sql_queue_state_row *q = &s->queue.rows[i];
        const struct plan *plan = hall_plan(hall_of(r), q->procedure_id);
        enum case_state state = case_state_of(q->state);
        struct case_clock clock = { NO_DATE, q->due_on, q->stopped_on };
        rows[i] = (struct desk_queue_row) {
            .number = (int)i + 1,
            .due = desk_due(r->mem, r->language, town_of(r), clock, s->ask.today),
            .receipt = ids_receipt_print(r->mem, receipt_number(r->mem, q->id)),
            .procedure = plan ? label_in(&plan->title, r->language) : q->procedure_id,
            .person = q->name,
            .state = desk_state_sign(state),
            .state_title = say(r, case_state_title(state).p),
            .who = who_of(r, s, q->assignee_id),
            .way = desk_way(r->mem, r->language, q->channel),
            .mark_kind = desk_mark_kind(q->mark),
            .mark = q->mark_text,
            .to = url_fmt(r->mem, "/staff/cases/%s",
                          ref_make(hall_of(r), TABLE_CASES, r->town_id, q->id).text),
        };
        if (!case_state_is_open(state))
            rows[i].due = (struct desk_due_view) { .state = S("later"),
                                                   .words = say(r, case_state_title(state).p),
                                                   .day = S("") };
    }
    v->rows.p = rows;
    v->rows.n = s->queue.n;
}

static void fill_tabs(struct req *r, const struct showing *s, struct desk_queue_view *v)
{
    struct desk_tab *shown = arena_new(r->mem, struct desk_tab, TABS);
    for (size_t i = 0; i < TABS; i++)
        shown[i] = (struct desk_tab) { say(r, tabs[i].title.p), count_words(r, s->counts[tabs[i].view]),
                                       tab_url(r, i), i == s->tab && !s->query.n };
    v->tabs.p = shown;
    v->tabs.n = TABS;
}

static struct url next_url(struct req *r, const struct showing *s)
{
    const struct cases_sql_queue_state_row *last = &s->queue.rows[s->queue.n - 1];
    struct ref ref = ref_make(hall_of(r), TABLE_CASES, r->town_id, last->id);
    return url_query(r->mem, tab_url(r, s->tab), "after",
                     arena_fmt(r->mem, "%lld.%s", (long long)last->sort_on.days, ref.text));
}

static enum rc show(struct req *r, int status, struct showing *s)
{
    bool searched = s->query.n > 0;
    struct page p = shell_page(r);
    struct desk_queue_view v = {
        .section = identity_of(r)->section_name,
        .view_title = searched ? say(r, T("探した案件")) : say(r, T("受付箱")),
        .total = count_words(r, s->counts[QUEUE_ALL]),
        .today = count_words(r, s->counts[QUEUE_TODAY]),
        .over = count_words(r, s->counts[QUEUE_OVER]),
        .has_over = s->counts[QUEUE_OVER] > 0,
        .query = s->query,
        .has_query = searched,
        .by_name = searched,
        .has_other = searched || tabs[s->tab].view != QUEUE_ALL,
        .search_note = s->note,
        .has_search_note = s->note.n > 0,
        .has_next = s->has_more && !searched,
        .is_first = searched || !s->ask.after_id,
        .first = tab_url(r, s->tab),
        .csv = url_query(r->mem, url_local(r->mem, S("/staff/queue.csv")), "view", tabs[s->tab].name),
        .has_csv = !searched && s->queue.n > 0,
        .empty_title = searched ? say(r, T("あてはまる案件はありません")) : say(r, tabs[s->tab].empty.p),
        .empty_next =
            searched
                ? say(r, T("受付番号12桁、または申請者の氏名かフリガナを、はじめから入力してください。"))
                : say(r, tabs[s->tab].next.p),
    };
    if (v.has_next)
        v.next = next_url(r, s);
    fill_tabs(r, s, &v);
    fill_rows(r, s, &v);
    desk_queue_page(&p, &v);
    return shell_staff(r, status,
                       &(struct shell_options) {
                           .title = v.view_title,
                           .current = tabs[s->tab].view == QUEUE_MINE       ? "/staff?view=mine"
                                      : tabs[s->tab].view == QUEUE_APPROVAL ? "/staff?view=approval"
                                                                            : "/staff",
                           .wide = true },
                       page_html(&p));
}

/* ---- searching ---- */

_Static_assert(sizeof(struct cases_sql_queue_state_row) == sizeof(struct cases_sql_queue_kana_row),
               "same columns");
_Static_assert(sizeof(struct cases_sql_queue_state_row) == sizeof(struct cases_sql_queue_name_row),
               "same columns");

/* Past every text that begins with `prefix`. */
static struct str prefix_end(struct arena *mem, struct str prefix)
{
    return arena_fmt(mem, "%.*s\xF4\x8F\xBF\xBF", STR(prefix)); /* U+10FFFF */
}

static enum rc rows_by_name(struct req *r, struct showing *s)
{
    struct str kana = text_katakana(r->mem, s->query);
    t_id section = s->ask.section_id;
    if (text_is_katakana(kana)) {
        struct cases_sql_queue_kana_rows rows;
        enum rc rc = cases_sql_queue_kana(r->db, r->mem, r->town_id, section, kana,
                                          prefix_end(r->mem, kana), PER_PAGE + 1, &rows);
        if (rc == OK)
            s->queue =
                (struct queue) { (const struct cases_sql_queue_state_row *)(const void *)rows.p,
                                 rows.n };
        return rc;
    }
    struct cases_sql_queue_name_rows rows;
    enum rc rc = cases_sql_queue_name(r->db, r->mem, r->town_id, section, s->query,
                                      prefix_end(r->mem, s->query), PER_PAGE + 1, &rows);
    if (rc == OK)
        s->queue = (struct queue) { (const struct cases_sql_queue_state_row *)(const void *)rows.p,
                                    rows.n };
    return rc;
}

/* OK and *ret_id 0: no receipt number was typed, or no case of this section has it. */
static enum rc case_by_number(struct req *r, struct showing *s, t_id *ret_id)
{
    struct str number;
    struct cases_sql_in_section_row row;
    bool found;
    *ret_id = 0;
    if (!ids_receipt_read(r->mem, s->query, &number))
        return OK;
    t_id id = ids_receipt_serial(number);
    enum rc rc =
        cases_sql_in_section(r->db, r->mem, r->town_id, id, s->ask.section_id, &row, &found);
    if (rc == OK && found)
        *ret_id = id;
    else if (rc == OK)
        s->note = say(r, T("その受付番号の案件は、この課にはありません。番号を受付票と見比べるか、ほかの課"
                    "に聞いてください。"));
    return rc;
}

static enum rc search(struct req *r, struct showing *s)
{
    t_id id;
    enum rc rc = case_by_number(r, s, &id);
    if (rc == OK && id)
        return reply_redirect(r, url_fmt(r->mem, "/staff/cases/%s",
                                         ref_make(hall_of(r), TABLE_CASES, r->town_id, id).text));
    if (rc == OK && !s->note.n)
        rc = rows_by_name(r, s);
    if (rc != OK)
        return rc;
    if (s->queue.n > PER_PAGE) {
        s->queue.n = PER_PAGE;
        s->note = say(r, T("はじめの50件です。名前を続けて入力すると、絞り込めます。"));
    }
    return show(r, 200, s);
}

enum rc desk_queue_show(struct req *r)
{
    const struct identity *who = identity_of(r);
    struct showing s = { .tab = tab_of(req_query(r, "view")),
                         .query = text_first(str_trim(req_query(r, "q")), LONGEST_QUERY) };
    s.ask = (struct queue_ask) {
        .view = tabs[s.tab].view,
        .section_id = who->section_id,
        .staff_id = who->staff_id,
        .today = time_date(r->now),
        .after_on = NO_DATE,
        .limit = PER_PAGE + 1,
    };
    read_after(r, &s.ask);
    enum rc rc = cases_queue_counts(town_of(r), r->db, r->mem, &s.ask, s.counts);
    if (rc == OK)
        rc = sections_sql_staff_of_section(r->db, r->mem, r->town_id, who->section_id,
                                           MOST_COLLEAGUES, &s.colleagues);
    if (rc == OK && s.query.n)
        return search(r, &s);
    if (rc == OK)
        rc = cases_queue(town_of(r), r->db, r->mem, &s.ask, &s.queue);
    if (rc != OK)
        return rc;
    s.has_more = s.queue.n > PER_PAGE;
    if (s.has_more)
        s.queue.n = PER_PAGE;
    return show(r, 200, &s);
}
