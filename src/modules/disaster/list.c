/* SPDX-License-Identifier: Apache-2.0 */
/* The list of houses to look at: those of open cases, in the order of their addresses, so that one walk follows it. */
#include "modules/disaster/pages/list.h"
#include "base/json.h"
#include "civic/shell/shell.h"
#include "modules/disaster/disaster_pages.h"
#include "modules/disaster/open.h"

#include <stdlib.h>

enum { MOST_ROWS = 500 };

enum view { VIEW_ALL, VIEW_FREE, VIEW_MINE, VIEW_RECORDED, VIEWS };
static const struct {
    struct str name, title;
} views[VIEWS] = {
    [VIEW_ALL] = { S_("all"), S_("これから調べる") },
    [VIEW_FREE] = { S_("free"), S_("担当なし") },
    [VIEW_MINE] = { S_("mine"), S_("自分の担当") },
    [VIEW_RECORDED] = { S_("recorded"), S_("記録済み") },
};

struct entry {
    struct disaster_list_row row;
    bool recorded, free, mine;
};

static struct str text_at(const struct json *answers, struct str page, struct str name)
{
    return json_str(json_get(json_get(answers, page), name));
}

/* The address as the answers have it; the whole form is not computed for a line of a list. */
static struct str place_of(const struct json *answers)
{
    struct str house = text_at(answers, S("house"), S("house_address"));
    bool elsewhere = str_eq(text_at(answers, S("house"), S("house_same")), S("no"));
    return elsewhere && house.n ? house : text_at(answers, S("applicant"), S("applicant_address"));
}

static struct entry entry_of(struct req *r, const struct disaster_sql_due_row *row)
{
    const struct json *answers = NULL;
    size_t at;
    struct str place = S(""), ref = arena_str(r->mem, str_of(ref_make(hall_of(r), TABLE_CASES, r->town_id, row->id).text));
    bool is_self = false, is_again = row->decided_at != 0;
    if (json_parse(r->mem, row->answers, &answers, &at) == OK) {
        place = place_of(answers);
        is_self = str_eq(text_at(answers, S("damage"), S("self_assessment")), S("yes"));
    }
    return (struct entry){
        .recorded = row->class.n > 0,
        .free = !row->surveyor_id && !row->class.n,
        .mine = row->surveyor_id == identity_of(r)->staff_id,
        .row = { .place = place.n ? place : S("住所の入力なし"),
                 .name = row->name,
                 .telephone = row->telephone,
                 .way = is_again ? S("再調査") : is_self ? S("自己判定") : S("第1次"),
                 .is_again = is_again,
                 .who = row->surveyor_id ? row->surveyor_name : S("未定"),
                 .planned = date_is_set(row->planned_on) ? date_month_day(r->mem, row->planned_on) : S("未定"),
                 .result = row->class.n ? damage_title(damage_of(row->class)) : S("まだ"),
                 .state = case_state_title(case_state_of(row->state)),
                 .to = url_fmt(r->mem, "/staff/surveys/%.*s", STR(ref)),
                 .sheet = url_fmt(r->mem, "/staff/surveys/%.*s/sheet", STR(ref)) },
    };
}

static bool belongs(const struct entry *e, enum view v)
{
    switch (v) {
    case VIEW_ALL: return !e->recorded;
    case VIEW_FREE: return e->free;
    case VIEW_MINE: return e->mine;
    case VIEW_RECORDED: return e->recorded;
    case VIEWS: break;
    }
    return false;
}

static int by_place(const void *a, const void *b)
{
    struct str x = ((const struct entry *)a)->row.place, y = ((const struct entry *)b)->row.place;
    int order = memcmp(x.p, y.p, x.n < y.n ? x.n : y.n);
    return order ? order : (x.n > y.n) - (x.n < y.n);
}

static enum view chosen(struct req *r)
{
    for (size_t i = 0; i < VIEWS; i++)
        if (str_eq(req_query(r, "view"), views[i].name))
            return (enum view)i;
    return VIEW_ALL;
}

static void fill(struct req *r, struct entry *entries, size_t n, struct disaster_list_view *v)
{
    enum view view = chosen(r);
    struct disaster_list_tab *tabs = arena_new(r->mem, struct disaster_list_tab, VIEWS);
    struct disaster_list_row *rows = arena_new(r->mem, struct disaster_list_row, n);
    size_t shown = 0;
    for (size_t k = 0; k < VIEWS; k++)
        tabs[k] = (struct disaster_list_tab){ views[k].title,
                                              url_query(r->mem, url_local(r->mem, S("/staff/surveys")), "view", views[k].name),
                                              k == view, 0 };
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < VIEWS; k++)
            tabs[k].count += belongs(&entries[i], (enum view)k);
        if (belongs(&entries[i], view))
            rows[shown++] = entries[i].row;
    }
    v->view = views[view].name;
    v->tabs.p = tabs;
    v->tabs.n = VIEWS;
    v->rows.p = rows;
    v->rows.n = shown;
    v->n = (int)shown;
}

enum rc disaster_list_show(struct req *r)
{
    struct disaster_sql_due_rows due;
    struct str place = str_trim(req_query(r, "place"));
    enum rc rc = disaster_sql_due(r->db, r->mem, r->town_id, identity_of(r)->section_id, S(DISASTER_PROCEDURE), MOST_ROWS,
                                  &due);
    if (rc != OK)
        return rc;
    struct entry *entries = arena_new(r->mem, struct entry, due.n);
    size_t n = 0;
    for (size_t i = 0; i < due.n; i++) {
        struct entry e = entry_of(r, &due.p[i]);
        if (!place.n || str_find(e.row.place, place) != SIZE_MAX)
            entries[n++] = e;
    }
    if (n)
        qsort(entries, n, sizeof *entries, by_place);
    struct page p = shell_page(r);
    struct disaster_list_view v = { .query = place, .has_query = place.n > 0, .most = MOST_ROWS, .is_cut = due.n == MOST_ROWS };
    fill(r, entries, n, &v);
    disaster_list_page(&p, &v);
    return shell_staff(r, 200, &(struct shell_options){ .title = S("被害認定調査"), .current = "/staff/surveys" },
                       page_html(&p));
}
