/* SPDX-License-Identifier: Apache-2.0 */
/* Opening a survey, and the transaction that every act of a surveyor shares with the case's history. */
#include "modules/disaster/open.h"

#include "platform/db/db.h"
#include "platform/page/page.h"

enum { MOST_RECORDS = 200, MOST_DOCUMENTS = 200 };

static enum rc load(struct req *r, struct survey_case *c)
{
    t_id id;
    struct expr_world world;
    enum rc rc = ref_read(hall_of(r), TABLE_CASES, r->town_id, req_param(r, "ref"), &id);
    if (rc == OK)
        rc = cases_load(hall_of(r), town_of(r), r->db, r->mem, id, identity_of(r)->section_id, &c->file);
    if (rc == OK && !disaster_is_case(c->file.plan))
        rc = NOT_FOUND;
    if (rc != OK)
        return rc;
    c->file.answers.language = S("ja");
    answers_world(r->mem, &c->file.answers, c->file.row.arrived_at, &town_of(r)->calendar, &world);
    c->ref = ref_make(hall_of(r), TABLE_CASES, r->town_id, id);
    c->round = disaster_round(&c->file);
    return answers_compute(&c->file.answers, &world);
}

enum rc survey_open(struct req *r, struct survey_case *ret_case)
{
    struct survey_case c = { .round = 1 };
    enum rc rc = load(r, &c);
    if (rc == OK)
        rc = disaster_sql_by_round(r->db, r->mem, r->town_id, c.file.row.id, c.round, &c.row, &c.has_row);
    if (rc == OK)
        rc = disaster_sql_records(r->db, r->mem, r->town_id, c.file.row.id, MOST_RECORDS, &c.records);
    if (rc == OK)
        rc = documents_sql_of_case(r->db, r->mem, r->town_id, c.file.row.id, MOST_DOCUMENTS, &c.documents);
    if (rc != OK)
        return rc;
    if (!c.has_row)
        c.row = (struct disaster_sql_by_round_row){ .surveyor_name = S(""), .planned_on = NO_DATE, .class = S("") };
    c.is_self = c.round == 1 && str_eq(answers_get(&c.file.answers, "damage/self_assessment"), S("yes"));
    *ret_case = c;
    return OK;
}

struct url survey_url(struct req *r, const struct survey_case *c, const char *below)
{
    return url_fmt(r->mem, "/staff/surveys/%s%s", c->ref.text, below);
}

struct str survey_answer(struct req *r, const struct survey_case *c, const char *path)
{
    const struct node *n = answers_node(&c->file.answers, str_of(path));
    return n && !n->irrelevant && n->text.n ? answers_show(r->mem, &c->file.answers, n) : S("");
}

int64_t survey_version(const struct req *r)
{
    int64_t version;
    return str_to_int(req_field(r, "version"), &version) && version >= 0 ? version : -1;
}

/* Whoever saw no row makes it, whoever saw one changes it: of two at once the second changes nothing. */
static enum rc write_holding(struct db *db, void *arg)
{
    const struct survey_holding *h = arg;
    const struct disaster_sql_change_in *row = &h->row;
    int64_t changed;
    enum rc rc = row->version == 0
                     ? disaster_sql_begin(db,
                                          &(struct disaster_sql_begin_in){
                                              .town_id = row->town_id,
                                              .id = h->id,
                                              .case_id = row->case_id,
                                              .round = row->round,
                                              .surveyor_id = row->surveyor_id,
                                              .surveyor_name = row->surveyor_name,
                                              .planned_on = row->planned_on,
                                              .class = row->class,
                                              .changed_at = row->changed_at,
                                          },
                                          &changed)
                     : disaster_sql_change(db, row, &changed);
    if (rc == OK && changed == 0)
        return CONFLICT;
    return rc == OK && h->record ? disaster_sql_record_add(db, h->record, NULL) : rc;
}

enum rc survey_hold(struct req *r, const struct survey_case *c, struct case_act *act, struct survey_holding *h)
{
    const struct identity *who = identity_of(r);
    int64_t seen = survey_version(r);
    if (seen != (c->has_row ? c->row.version : 0))
        return CONFLICT;
    h->row.town_id = r->town_id;
    h->row.case_id = c->file.row.id;
    h->row.round = c->round;
    h->row.version = seen;
    h->row.changed_at = r->now;
    enum rc rc = c->has_row ? OK : db_new_id(r->db, TABLE_SURVEY, &h->id);
    if (rc != OK)
        return rc;
    act->seen = &c->file;
    act->version = c->file.row.version;
    act->actor = (struct case_actor){ S("staff"), who->staff_id, who->name, who->via };
    act->now = r->now;
    act->also = write_holding;
    act->also_ctx = h;
    return cases_act(hall_of(r), town_of(r), r->db, r->mem, act);
}
