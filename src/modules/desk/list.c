/* SPDX-License-Identifier: Apache-2.0 */
/* The queue as a list, for tables and programs: one column table is both. */
#include "base/csv.h"
#include "base/ids.h"
#include "civic/permissions/permissions.h"
#include "civic/sections/sections_sql.h"
#include "modules/desk/desk.h"
#include "modules/desk/handlers.h"
#include "modules/desk/words.h"

enum {
    MOST_COLLEAGUES = 300,
    TABLE_PAGE = 500,
    TABLE_ROWS = 10000, /* of one saved table */
    TABLE_CEILING = 24 << 20,
};

static const struct {
    struct str name, title;
    size_t at;
} columns[] = {
    { S_("receipt_number"), S_("受付番号"), offsetof(struct desk_list_row, receipt_number) },
    { S_("procedure"), S_("手続の記号"), offsetof(struct desk_list_row, procedure) },
    { S_("procedure_title"), S_("手続"), offsetof(struct desk_list_row, procedure_title) },
    { S_("name"), S_("申請者"), offsetof(struct desk_list_row, name) },
    { S_("kana"), S_("フリガナ"), offsetof(struct desk_list_row, kana) },
    { S_("state"), S_("状態の記号"), offsetof(struct desk_list_row, state) },
    { S_("state_title"), S_("状態"), offsetof(struct desk_list_row, state_title) },
    { S_("assignee"), S_("担当"), offsetof(struct desk_list_row, assignee) },
    { S_("arrived_on"), S_("届いた日"), offsetof(struct desk_list_row, arrived_on) },
    { S_("due_on"), S_("期限"), offsetof(struct desk_list_row, due_on) },
    { S_("stopped_on"), S_("期限が止まった日"), offsetof(struct desk_list_row, stopped_on) },
    { S_("channel"), S_("経路の記号"), offsetof(struct desk_list_row, channel) },
    { S_("channel_title"), S_("経路"), offsetof(struct desk_list_row, channel_title) },
    { S_("mark"), S_("しるしの記号"), offsetof(struct desk_list_row, mark) },
    { S_("mark_text"), S_("審査のしるし"), offsetof(struct desk_list_row, mark_text) },
    { S_("ref"), S_("案件の名前"), offsetof(struct desk_list_row, ref) },
};
enum { COLUMNS = sizeof columns / sizeof *columns };

static struct str cell(const struct desk_list_row *row, size_t column)
{
    struct str s;
    memcpy(&s, (const char *)row + columns[column].at, sizeof s);
    return s;
}

static struct str colleague(const struct sections_sql_staff_of_section_rows *staff, t_id id)
{
    for (size_t i = 0; id && i < staff->n; i++)
        if (staff->p[i].id == id)
            return staff->p[i].family;
    return id ? S("ほかの課") : S("");
}

static struct desk_list_row row_of(struct req *r, struct arena *mem,
                                   const struct cases_sql_queue_state_row *q,
                                   const struct sections_sql_staff_of_section_rows *staff)
{
    const struct plan *plan = hall_plan(hall_of(r), q->procedure_id);
    struct ref ref = ref_make(hall_of(r), TABLE_CASES, r->town_id, q->id);
    return (struct desk_list_row) {
        .id = q->id,
        .sort_on = q->sort_on,
        .version = q->version,
        .ref = arena_str(mem, str_of(ref.text)),
        .receipt_number = receipt_number(mem, q->id),
        .procedure = q->procedure_id,
        .procedure_title = plan ? plan->title.ja : q->procedure_id,
        .name = q->name,
        .kana = q->kana,
        .state = q->state,
        .state_title = case_state_title(case_state_of(q->state)),
        .assignee = colleague(staff, q->assignee_id),
        .arrived_on = date_iso(mem, time_date(q->arrived_at)),
        .due_on = date_iso(mem, q->due_on),
        .stopped_on = date_iso(mem, q->stopped_on),
        .channel = q->channel,
        .channel_title = desk_way(r->mem, S("ja"), q->channel),
        .mark = q->mark,
        .mark_text = q->mark_text,
    };
}

enum rc desk_list(struct req *r, struct arena *mem, struct queue_ask *ask,
                  const struct desk_list_row **ret_rows, size_t *ret_n)
{
    const struct identity *who = identity_of(r);
    struct sections_sql_staff_of_section_rows staff;
    struct queue queue;
    ask->section_id = who->section_id;
    ask->staff_id = who->staff_id;
    ask->today = time_date(r->now);
    enum rc rc = sections_sql_staff_of_section(r->db, r->mem, r->town_id, who->section_id,
                                               MOST_COLLEAGUES, &staff);
    if (rc == OK)
        rc = cases_queue(town_of(r), r->db, mem, ask, &queue);
    if (rc != OK)
        return rc;
    struct desk_list_row *rows = arena_new(mem, struct desk_list_row, queue.n);
    for (size_t i = 0; i < queue.n; i++)
        rows[i] = row_of(r, mem, &queue.rows[i], &staff);
    *ret_rows = rows;
    *ret_n = queue.n;
    return OK;
}

void desk_list_json(struct json_writer *j, const struct desk_list_row *row)
{
    json_object(j);
    for (size_t i = 0; i < COLUMNS; i++)
        json_put_str(j, columns[i].name, cell(row, i));
    json_put_int(j, S("version"), row->version);
    json_close_object(j);
}

void desk_list_csv_head(struct out *out, bool for_people)
{
    out_str(out, S("\xEF\xBB\xBF"));
    for (size_t i = 0; i < COLUMNS; i++) {
        if (i)
            out_char(out, ',');
        csv_cell(out, for_people ? columns[i].title : columns[i].name);
    }
    out_str(out, S("\r\n"));
}

void desk_list_csv_row(struct out *out, const struct desk_list_row *row)
{
    for (size_t i = 0; i < COLUMNS; i++) {
        if (i)
            out_char(out, ',');
        csv_cell(out, cell(row, i));
    }
    out_str(out, S("\r\n"));
}

/* Page by page, so that the rows of one are gone before the next. */
static enum rc write_table(struct req *r, struct queue_ask *ask, struct out *out, bool *ret_more)
{
    size_t written = 0, n = TABLE_PAGE;
    enum rc rc = OK;
    while (rc == OK && n == TABLE_PAGE && written < TABLE_ROWS && !out_failed(out)) {
        struct arena page;
        const struct desk_list_row *rows;
        arena_init(&page, ARENA_REQUEST_CEILING);
        rc = desk_list(r, &page, ask, &rows, &n);
        for (size_t i = 0; rc == OK && i < n; i++)
            desk_list_csv_row(out, &rows[i]);
        if (rc == OK && n) {
            ask->after_on = rows[n - 1].sort_on;
            ask->after_id = rows[n - 1].id;
            written += n;
        }
        arena_release(&page);
    }
    *ret_more = n == TABLE_PAGE;
    return rc;
}

static void release(void *table)
{
    arena_release(table);
}

enum rc desk_queue_csv(struct req *r)
{
    struct queue_ask ask = { .after_on = NO_DATE, .limit = TABLE_PAGE };
    struct out out;
    bool more;
    if (!desk_view_named(req_query(r, "view"), &ask.view))
        return NOT_FOUND;
    struct arena *table = arena_new(r->mem, struct arena, 1);
    arena_init(table, TABLE_CEILING);
    arena_cleanup(r->mem, release, table);
    out_init(&out, table, TABLE_CEILING / 2);
    desk_list_csv_head(&out, true);
    enum rc rc = write_table(r, &ask, &out, &more);
    if (rc != OK)
        return rc;
    if (out_failed(&out))
        return FAILED;
    struct str day = date_iso(r->mem, ask.today), name = identity_of(r)->section_name;
    return reply_download(r, "text/csv; charset=utf-8",
                          more ? arena_fmt(r->mem, "受付箱-%.*s-%.*s-はじめの%d件.csv", STR(name),
                                           STR(day), TABLE_ROWS)
                               : arena_fmt(r->mem, "受付箱-%.*s-%.*s.csv", STR(name), STR(day)),
                          out_text(&out));
}
