/* SPDX-License-Identifier: Apache-2.0 */
/* Who looks at it, and when. */
#include "modules/disaster/open.h"
#include "platform/db/db.h"

enum { LATEST_PLAN_DAYS = 366 };

static struct survey_holding as_it_is(const struct survey_case *c)
{
    return (struct survey_holding){ .row = { .surveyor_id = c->row.surveyor_id,
                                             .surveyor_name = c->row.surveyor_name,
                                             .planned_on = c->row.planned_on,
                                             .class = c->row.class } };
}

static enum rc told(struct req *r, const struct survey_case *c, enum rc rc)
{
    if (rc == CONFLICT)
        return survey_conflict(r, NULL);
    return rc == OK ? reply_redirect(r, survey_url(r, c, "")) : rc;
}

enum rc disaster_claim(struct req *r)
{
    struct survey_case c;
    const struct identity *who = identity_of(r);
    t_id me = who->staff_id;
    enum rc rc = survey_open(r, &c);
    if (rc != OK)
        return rc;
    struct survey_holding h = as_it_is(&c);
    bool gives_up = str_eq(req_field(r, "act"), S("give-up"));
    if (gives_up && c.row.surveyor_id != me)
        return survey_conflict(r, NULL);
    h.row.surveyor_id = gives_up ? 0 : me;
    h.row.surveyor_name = gives_up ? S("") : who->name;
    struct case_act act = { .event = gives_up ? EVENT_NOTED : EVENT_TAKEN,
                            .note = gives_up ? S("被害認定調査の担当を外れた") : S("被害認定調査の担当"),
                            .assignee_id = gives_up ? NULL : &me };
    return told(r, &c, survey_hold(r, &c, &act, &h));
}

enum rc disaster_plan(struct req *r)
{
    struct survey_case c;
    struct date day;
    enum rc rc = survey_open(r, &c);
    if (rc != OK)
        return rc;
    if (date_parse(r->mem, str_trim(req_field(r, "planned")), &day) != OK ||
        day.days < time_date(r->now).days || day.days > time_date(r->now).days + LATEST_PLAN_DAYS) {
        struct survey_fault fault = { S("planned"), S("今日から1年以内の日を入力してください　例：令和8年11月30日") };
        return survey_show(r, &c, &(struct survey_showing){ .status = 422, .faults = &fault, .n_faults = 1 });
    }
    struct survey_holding h = as_it_is(&c);
    h.row.planned_on = day;
    struct case_act act = { .event = EVENT_NOTED,
                            .note = arena_fmt(r->mem, "調査の予定日：%.*s", STR(date_ja_full(r->mem, day))) };
    return told(r, &c, survey_hold(r, &c, &act, &h));
}
