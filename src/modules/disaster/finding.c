/* SPDX-License-Identifier: Apache-2.0 */
/* What was found so far. Names of the survey's questions stand here and in open.c alone. */
#include "modules/disaster/disaster.h"

#include "base/json.h"
#include "platform/page/page.h"

enum { MOST_RECORDS = 200 };

bool disaster_is_case(const struct plan *plan)
{
    return str_eq(plan->id, S(DISASTER_PROCEDURE));
}

int disaster_round(const struct case_file *c)
{
    int round = 1;
    for (size_t i = 0; i < c->events.n; i++)
        round += case_event_of(c->events.p[i].kind) == EVENT_REOPENED;
    return round;
}

enum rc disaster_find(const struct town *town, struct db *db, struct arena *mem, const struct case_file *c,
                      struct disaster_finding *ret_finding)
{
    struct disaster_sql_records_rows rows;
    struct disaster_finding f = { .round = disaster_round(c) };
    enum rc rc = disaster_sql_records(db, mem, town->id, c->row.id, MOST_RECORDS, &rows);
    if (rc != OK)
        return rc;
    for (size_t i = 0; i < rows.n; i++)
        if (rows.p[i].round == f.round) {
            f.found = true;
            f.record = rows.p[i];
            f.class = damage_of(rows.p[i].class);
        }
    *ret_finding = f;
    return OK;
}

struct str disaster_words(struct arena *mem, const struct disaster_sql_records_row *r)
{
    struct str method = survey_method_title(survey_method_of(r->method)), class = damage_title(damage_of(r->class));
    if (r->way == WAY_POINTS)
        return arena_fmt(mem, "%.*s　%lld点　%.*s", STR(method), (long long)r->total, STR(class));
    if (r->way == WAY_PHOTOS)
        return arena_fmt(mem, "%.*s　%.*s", STR(method), STR(class));
    return arena_fmt(mem, "%.*s　%s　%.*s", STR(method), r->way == WAY_FLOOD ? "浸水の深さ" : "一見して判定", STR(class));
}

struct str disaster_detail(const struct hall *hall, const struct town *town, struct arena *mem,
                           const struct disaster_finding *f)
{
    struct out out;
    struct json_writer j;
    if (!f->found)
        return S("{}");
    out_init(&out, mem, 4096);
    json_begin(&j, &out);
    json_object(&j);
    json_put_str(&j, S("class"), f->record.class);
    json_put_int(&j, S("round"), f->round);
    json_put_str(&j, S("method"), f->record.method);
    json_put_int(&j, S("total"), f->record.total);
    json_put_str(&j, S("seen_on"), date_iso(mem, f->record.seen_on));
    json_put_str(&j, S("record"), str_of(ref_make(hall, TABLE_SURVEY_RECORD, town->id, f->record.id).text));
    json_close_object(&j);
    return out_text(&out);
}

struct str disaster_place(const struct answers *a)
{
    return str_eq(answers_get(a, "house/house_same"), S("no")) ? answers_get(a, "house/house_address")
                                                               : answers_get(a, "applicant/applicant_address");
}
