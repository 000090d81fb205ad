/* SPDX-License-Identifier: Apache-2.0 */
/* Each act reads the case as it stands, like the desk does, and moves the clock by some working time. */
#include "app/demo/history.h"

#include "app/demo/town.h"
#include "base/json.h"
#include "civic/cases/examine.h"
#include "civic/sections/sections_sql.h"
#include "modules/desk/amounts.h"

enum { OPENS_AT = 9, WORKING_MINUTES = 470, ANSWER_DAYS = 10, MOST_JSON = 16384 };

/* ---- the office ---- */

static bool has_role(struct str roles, struct str wanted)
{
    struct str role;
    while (str_cut(&roles, ' ', &role))
        if (str_eq(role, wanted))
            return true;
    return false;
}

static enum rc add_member(struct db *db, struct arena *mem, const struct town *town, const struct demo_staff *s,
                          struct demo_office *o)
{
    struct sections_sql_staff_by_login_row row;
    bool found;
    enum rc rc = sections_sql_staff_by_login(db, mem, town->id, s->login, &row, &found);
    if (rc != OK || !found)
        return rc == OK ? NOT_FOUND : rc;
    struct case_actor actor = { S("staff"), row.id, arena_fmt(mem, "%.*s %.*s", STR(s->family), STR(s->given)) };
    if (has_role(s->roles, S("clerk")) && o->n_clerks < DEMO_MOST_STAFF)
        o->clerks[o->n_clerks++] = actor;
    else if ((has_role(s->roles, S("approver")) || has_role(s->roles, S("section-head"))) &&
             o->n_approvers < DEMO_MOST_STAFF)
        o->approvers[o->n_approvers++] = actor;
    return OK;
}

enum rc demo_office_read(struct db *db, struct arena *mem, const struct town *town, struct str section_code,
                         struct demo_office *ret_office)
{
    const struct demo_staff *staff;
    struct demo_office o = { .n_clerks = 0 };
    size_t n = demo_staff(mem, &staff);
    enum rc rc = OK;
    for (size_t i = 0; i < n && rc == OK; i++)
        if (str_eq(staff[i].section, section_code))
            rc = add_member(db, mem, town, &staff[i], &o);
    *ret_office = o;
    return rc == OK && !(o.n_clerks && o.n_approvers) ? NOT_FOUND : rc;
}

/* ---- acts ---- */

static const struct case_actor *clerk(const struct demo_history *h)
{
    return &h->office->clerks[h->clerk];
}

/* So many opening days on, in office hours; never at or after the start of the demonstration. */
static void pass(struct demo_history *h, int days)
{
    int minutes = draw_between(&h->draw, 0, WORKING_MINUTES), soon = draw_between(&h->draw, 10, 60);
    struct date day = calendar_next_open(&h->town->calendar, time_date(h->at));
    t_time then = date_start(calendar_add(&h->town->calendar, day, days)) + OPENS_AT * HOUR + minutes * MINUTE;
    if (then <= h->at)
        then = h->at + soon * MINUTE;
    if (then >= h->now)
        then = h->at + (h->now - h->at) / 2;
    h->at = then;
}

static enum rc load(struct demo_history *h, struct case_file *ret_case)
{
    struct expr_world world;
    enum rc rc = cases_load(h->hall, h->town, h->db, h->mem, h->case_id, 0, ret_case);
    if (rc != OK)
        return rc;
    ret_case->answers.language = S("ja");
    answers_world(h->mem, &ret_case->answers, ret_case->row.arrived_at, &h->town->calendar, &world);
    return answers_compute(&ret_case->answers, &world);
}

static enum rc act(struct demo_history *h, const struct case_file *seen, struct case_act a)
{
    a.seen = seen;
    a.version = seen->row.version;
    a.now = h->at;
    if (!a.actor.kind.n)
        a.actor = *clerk(h);
    return cases_act(h->hall, h->town, h->db, h->mem, &a);
}

static enum rc take(struct demo_history *h)
{
    struct case_file c;
    t_id me = clerk(h)->id;
    enum rc rc = load(h, &c);
    return rc == OK ? act(h, &c, (struct case_act){ .event = EVENT_TAKEN, .assignee_id = &me }) : rc;
}

/* Says of the first `share` percent of the checks that a person looked: what the machine found wanting was asked for
 * by telephone. */
static enum rc check(struct demo_history *h, int share)
{
    struct case_file c;
    struct examination found;
    static const struct str ok = S_("ok"), ok_text = S_("不備なし");
    enum rc rc = load(h, &c);
    if (rc == OK)
        rc = cases_examine(h->town, h->db, h->mem, c.plan, &c.answers, c.row.arrived_at, &found);
    if (rc != OK)
        return rc;
    size_t n = (found.n_checks * (size_t)share + 99) / 100;
    struct case_check_result *results = arena_new(h->mem, struct case_check_result, n);
    for (size_t i = 0; i < n; i++) {
        bool wanting = str_eq(found.checks[i].result, S("look")) || str_eq(found.checks[i].result, S("stop"));
        results[i] = (struct case_check_result){ found.checks[i].check->name, S("pass"), clerk(h)->name,
                                                 wanting ? S("本人に電話で確かめました") : S("") };
    }
    struct case_act a = { .event = EVENT_CHECKED, .note = arena_fmt(h->mem, "審査項目%zu件を確認", n), .checks = results,
                          .n_checks = n };
    if (n == found.n_checks) {
        a.mark = &ok;
        a.mark_text = &ok_text;
    }
    return act(h, &c, a);
}

static const struct {
    const char *name;
    struct str why;
} asked_fields[] = {
    { "account/account_holder_kana", S_("口座の名義を、通帳のカナのとおりに入力してください。") },
    { "applicant/applicant_address", S_("住民票の住所を、建物の名前と部屋番号まで入力してください。") },
    { "applicant/applicant_phone", S_("昼間につながる電話番号を入力してください。") },
};
enum { ASKED_FIELDS = sizeof asked_fields / sizeof *asked_fields };

static struct str fields_json(struct arena *mem, struct str name, struct str why, struct str old)
{
    struct out out;
    struct json_writer j;
    out_init(&out, mem, MOST_JSON);
    json_begin(&j, &out);
    json_array(&j);
    json_object(&j);
    json_put_str(&j, S("name"), name);
    json_put_str(&j, S("message"), why);
    json_put_str(&j, S("old"), old);
    json_close_object(&j);
    json_close_array(&j);
    return out_text(&out);
}

static enum rc ask(struct demo_history *h)
{
    struct case_file c;
    size_t i = (size_t)draw_between(&h->draw, 0, ASKED_FIELDS - 1);
    enum rc rc = load(h, &c);
    const struct node *node = rc == OK ? answers_node(&c.answers, str_of(asked_fields[i].name)) : NULL;
    if (!node)
        return rc == OK ? NOT_FOUND : rc;
    struct case_correction_new correction = {
        S("申請を確かめたところ、直してほしいところがありました。次の項目だけ、もう一度入力してください。"),
        fields_json(h->mem, str_of(asked_fields[i].name), asked_fields[i].why, node->text),
        calendar_add(&h->town->calendar, time_date(h->at), ANSWER_DAYS),
    };
    struct case_notice_new notice = { S("correction"), S("直してほしいところがあります"),
                                      arena_fmt(h->mem, "%.*s\n直すところ：%.*s\n期限：%.*s", STR(correction.message),
                                                STR(node->field->label.ja), STR(date_ja_full(h->mem, correction.due_on))) };
    return act(h, &c, (struct case_act){ .event = EVENT_CORRECTION_ASKED, .note = node->field->label.ja,
                                         .is_public = true, .correction = &correction, .notice = &notice });
}

/* Who was asked answers with what stands in the register: the reading of the name, the house, a telephone. */
static struct str mended(struct demo_history *h, const struct case_file *c, const struct examination *found,
                         struct str name)
{
    const struct people_sql_by_id_row *p = &found->person;
    if (str_eq(name, S("applicant/applicant_phone")))
        return arena_fmt(h->mem, "000-0000-%04d", draw_between(&h->draw, 1000, 9999));
    if (str_eq(name, S("applicant/applicant_address")) && found->has_person)
        return arena_fmt(h->mem, "%.*s%s%.*s", STR(p->address), p->building.n ? " " : "", STR(p->building));
    return answers_get(&c->answers, arena_cstr(h->mem, name));
}

static struct str asked_name(struct arena *mem, const struct cases_sql_corrections_row *open)
{
    const struct json *fields;
    size_t at;
    if (!open || json_parse(mem, open->fields, &fields, &at) != OK)
        return S("");
    return json_str(json_get(fields->first, S("name")));
}

static enum rc answer(struct demo_history *h)
{
    struct case_file c;
    struct examination found;
    enum rc rc = load(h, &c);
    struct str name = rc == OK ? asked_name(h->mem, cases_open_correction(&c)) : S("");
    const struct node *node = name.n ? answers_node(&c.answers, name) : NULL;
    if (!node)
        return rc == OK ? NOT_FOUND : rc;
    rc = cases_examine(h->town, h->db, h->mem, c.plan, &c.answers, h->at, &found);
    if (rc != OK)
        return rc;
    answers_set(h->mem, &c.answers, name, mended(h, &c, &found, name));
    rc = cases_examine(h->town, h->db, h->mem, c.plan, &c.answers, h->at, &found);
    struct case_notice_new notice = { S("correction-answered"), S("お返事を受け取りました"),
                                      S("直していただいた内容を担当が確かめます。審査の続きが終わったらお知らせします。") };
    return rc == OK ? act(h, &c, (struct case_act){ .actor = { S("resident"), 0, S("申請者") },
                                                    .event = EVENT_CORRECTION_ANSWERED,
                                                    .note = node->field->label.ja,
                                                    .is_public = true,
                                                    .answers = &c.answers,
                                                    .mark = &found.mark,
                                                    .mark_text = &found.mark_text,
                                                    .notice = &notice })
                    : rc;
}

static enum rc propose(struct demo_history *h)
{
    struct case_file c;
    struct str detail;
    enum rc rc = load(h, &c);
    if (rc == OK)
        rc = desk_amounts_of(h->mem, &h->town->calendar, &c, &detail);
    if (rc != OK)
        return rc;
    bool grants = !str_eq(detail, S("{}"));
    const struct outcome *o = plan_outcome(c.plan, grants ? S("grant") : S("reject"));
    if (!o)
        return NOT_FOUND;
    struct case_decision_new decision = {
        o->name,
        grants ? S("") : S("配偶者のほうが生計を維持する程度が高いと認められるため（児童手当法第4条第3項）。"),
        o->appeal_text.n ? o->appeal_text : c.plan->appeal_text,
        detail,
    };
    return act(h, &c, (struct case_act){ .event = EVENT_PROPOSED, .note = o->label.ja, .decision = &decision });
}

static enum rc settle(struct demo_history *h, bool approved)
{
    struct case_file c;
    const struct case_actor *who =
        &h->office->approvers[draw_between(&h->draw, 0, (int)h->office->n_approvers - 1)];
    enum rc rc = load(h, &c);
    const struct outcome *o = rc == OK && c.has_decision ? plan_outcome(c.plan, c.decision.outcome) : NULL;
    if (!o)
        return rc == OK ? NOT_FOUND : rc;
    if (!approved)
        return act(h, &c, (struct case_act){ .actor = *who, .event = EVENT_RETURNED,
                                             .note = S("口座の名義を、もう一度確かめてください。") });
    struct case_notice_new notice = { S("decided"), arena_fmt(h->mem, "決定のお知らせ：%.*s", STR(o->label.ja)),
                                      o->notice.ja };
    return act(h, &c, (struct case_act){ .actor = *who, .event = EVENT_APPROVED, .note = o->label.ja,
                                         .is_public = true, .notice = &notice });
}

static enum rc withdraw(struct demo_history *h)
{
    struct case_file c;
    struct case_notice_new notice = { S("withdrawn"), S("申請を取り下げました"),
                                      S("もう一度請求するときは、その日が新しい請求の日になります。") };
    enum rc rc = load(h, &c);
    return rc == OK ? act(h, &c, (struct case_act){ .actor = { S("resident"), 0, S("申請者") },
                                                    .event = EVENT_WITHDRAWN, .is_public = true, .notice = &notice })
                    : rc;
}

/* ---- the way to each goal ---- */

enum deed { END, TAKE, CHECK_SOME, CHECK_ALL, ASK, ANSWER, PROPOSE, RETURN, APPROVE, WITHDRAW };

static const unsigned char ways[][8] = {
    [GOAL_RECEIVED] = { END },
    [GOAL_REVIEW] = { TAKE, CHECK_SOME, END },
    [GOAL_ASKED] = { TAKE, CHECK_SOME, ASK, END },
    [GOAL_ANSWERED] = { TAKE, CHECK_SOME, ASK, ANSWER, END },
    [GOAL_PROPOSED] = { TAKE, CHECK_ALL, PROPOSE, END },
    [GOAL_RETURNED] = { TAKE, CHECK_ALL, PROPOSE, RETURN, END },
    [GOAL_DECIDED] = { TAKE, CHECK_ALL, PROPOSE, APPROVE, END },
    [GOAL_WITHDRAWN] = { WITHDRAW, END },
};

static enum rc do_one(struct demo_history *h, enum deed deed)
{
    pass(h, draw_between(&h->draw, 0, 2));
    switch (deed) {
    case TAKE: return take(h);
    case CHECK_SOME: return check(h, 50);
    case CHECK_ALL: return check(h, 100);
    case ASK: return ask(h);
    case ANSWER: return answer(h);
    case PROPOSE: return propose(h);
    case RETURN: return settle(h, false);
    case APPROVE: return settle(h, true);
    case WITHDRAW: return withdraw(h);
    case END: break;
    }
    return OK;
}

enum rc demo_history_make(struct demo_history *h, enum demo_goal goal)
{
    enum rc rc = OK;
    h->clerk = (size_t)draw_between(&h->draw, 0, (int)h->office->n_clerks - 1);
    for (const unsigned char *deed = ways[goal]; *deed != END && rc == OK; deed++)
        rc = do_one(h, (enum deed)*deed);
    return rc;
}
