/* SPDX-License-Identifier: Apache-2.0 */
/* The page of a survey. */
#include "modules/disaster/pages/survey.h"
#include "base/ids.h"
#include "base/json.h"
#include "civic/shell/shell.h"
#include "modules/disaster/disaster_pages.h"
#include "modules/disaster/open.h"
#include "platform/db/db.h"

enum { FACTS = 16 };

static const struct {
    const char *path, *label;
} facts[] = {
    { "disaster/disaster_name", "災害" },       { "disaster/disaster_day", "被害を受けた日" },
    { "house/house_structure", "造り" },        { "house/house_storeys", "階数" },
    { "house/house_people", "住んでいた人数" }, { "damage/damage_parts", "被害を受けたところ" },
    { "damage/flood_depth", "本人が測った床上の深さ（cm）" }, { "damage/damage_text", "被害の説明" },
    { "damage/repaired", "片付けや修理" },      { "damage/self_assessment", "自己判定" },
    { "visit/visit_inside", "家の中も見る" },   { "visit/visit_phone", "調査の日の電話" },
    { "visit/visit_wish", "都合" },             { "confirm/remarks", "伝えたいこと" },
};

static void fill_facts(struct req *r, const struct survey_case *c, struct disaster_survey_view *v)
{
    struct disaster_fact *rows = arena_new(r->mem, struct disaster_fact, FACTS + 1);
    size_t n = 0;
    rows[n++] = (struct disaster_fact){ S("電話"), c->file.row.telephone };
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
        struct str value = survey_answer(r, c, facts[i].path);
        if (value.n)
            rows[n++] = (struct disaster_fact){ str_of(facts[i].label), value };
    }
    v->facts.p = rows;
    v->facts.n = n;
}

static void fill_photos(struct req *r, const struct survey_case *c, struct disaster_survey_view *v)
{
    struct disaster_photo *rows = arena_new(r->mem, struct disaster_photo, c->documents.n);
    for (size_t i = 0; i < c->documents.n; i++) {
        const struct documents_sql_of_case_row *d = &c->documents.p[i];
        struct ref ref = ref_make(hall_of(r), TABLE_ATTACHMENT, r->town_id, d->id);
        bool ours = str_starts(d->field, S("survey/"));
        rows[i] = (struct disaster_photo){ arena_fmt(r->mem, "%s　%.*s　%.*s", ours ? "調査" : "本人",
                                                     STR(d->name.n ? d->name : S("名前のない写真")),
                                                     STR(time_short(r->mem, d->created_at))),
                                           url_fmt(r->mem, "/staff/cases/%s/documents/%s", c->ref.text, ref.text) };
    }
    v->photos.p = rows;
    v->photos.n = c->documents.n;
    v->n_photos = (int)c->documents.n;
    v->has_photos = c->documents.n > 0;
}

/* 屋根 5点、壁（外壁） 15点 … 床上浸水 60cm */
static struct str detail_of(struct req *r, const struct disaster_sql_records_row *row)
{
    const struct json *points = NULL;
    size_t at, n, k = 0;
    enum survey_flood flood = FLOOD_NO;
    const struct survey_part *parts = survey_parts(survey_method_of(row->method), survey_structure_of(row->structure), &n);
    struct str words[SURVEY_MOST_PARTS + 1];
    if (json_parse(r->mem, row->points, &points, &at) != OK)
        return S("");
    for (size_t i = 0; i < n; i++) {
        int64_t value = json_int(json_get(points, parts[i].name), -1);
        if (value >= 0)
            words[k++] = arena_fmt(r->mem, "%.*s %lld点", STR(parts[i].title), (long long)value);
    }
    if (survey_flood_of(row->flood, &flood) && flood == FLOOD_ABOVE)
        words[k++] = arena_fmt(r->mem, "床上浸水 %lldcm", (long long)row->depth_cm);
    else if (flood == FLOOD_UNDER)
        words[k++] = S("床下浸水");
    return arena_join(r->mem, words, k, S("、"));
}

static void fill_records(struct req *r, const struct survey_case *c, struct disaster_survey_view *v)
{
    size_t n = c->records.n;
    struct disaster_record_row *rows = arena_new(r->mem, struct disaster_record_row, n);
    for (size_t i = 0; i < n; i++) {
        const struct disaster_sql_records_row *one = &c->records.p[n - 1 - i];
        rows[i] = (struct disaster_record_row){
            .when = time_short(r->mem, one->at),
            .who = one->by_name,
            .words = disaster_words(r->mem, one),
            .seen_on = date_ja(r->mem, one->seen_on),
            .round = arena_fmt(r->mem, "%lld回目", (long long)one->round),
            .detail = detail_of(r, one),
            .note = one->note,
            .has_note = one->note.n > 0,
            .stands = i == 0,
        };
    }
    v->records.p = rows;
    v->records.n = n;
    v->has_records = n > 0;
}

static struct str fault_of(const struct survey_showing *s, struct str field)
{
    for (size_t i = 0; i < s->n_faults; i++)
        if (str_eq(s->faults[i].field, field))
            return s->faults[i].text;
    return S("");
}

/* ---- the form ---- */

static enum survey_structure structure_of_answers(const struct survey_case *c)
{
    return str_eq(answers_get(&c->file.answers, "house/house_structure"), S("concrete")) ? SURVEY_OTHER : SURVEY_WOODEN;
}

static struct survey_typed begin_typed(struct req *r, const struct survey_case *c)
{
    enum survey_method method = survey_method_of(req_query(r, "method"));
    enum survey_structure structure = survey_structure_of(req_query(r, "structure"));
    int64_t storeys;
    bool low = str_to_int(answers_get(&c->file.answers, "house/house_storeys"), &storeys) && storeys <= 2 &&
               str_eq(answers_get(&c->file.answers, "house/house_structure"), S("wooden"));
    return (struct survey_typed){
        .method = method == SURVEY_FIRST || method == SURVEY_SECOND ? method : c->round > 1 ? SURVEY_SECOND : SURVEY_FIRST,
        .structure = structure ? structure : structure_of_answers(c),
        .seen_on = date_ja(r->mem, time_date(r->now)),
        .glance = S("none"),
        .flood = S("none"),
        .is_low = low,
    };
}

static void fill_choices(struct req *r, const struct survey_typed *t, struct disaster_survey_view *v)
{
    struct disaster_choice *m = arena_new(r->mem, struct disaster_choice, 2), *s = arena_new(r->mem, struct disaster_choice, 2),
                           *g = arena_new(r->mem, struct disaster_choice, 4), *f = arena_new(r->mem, struct disaster_choice, 3);
    for (int i = 0; i < 2; i++) {
        enum survey_method method = (enum survey_method)(SURVEY_FIRST + i);
        enum survey_structure structure = (enum survey_structure)(SURVEY_WOODEN + i);
        m[i] = (struct disaster_choice){ survey_method_name(method), survey_method_title(method), method == t->method };
        s[i] = (struct disaster_choice){ survey_structure_name(structure), survey_structure_title(structure),
                                         structure == t->structure };
    }
    for (int i = 0; i < 4; i++)
        g[i] = (struct disaster_choice){ survey_glance_name((enum survey_glance)i), survey_glance_title((enum survey_glance)i),
                                         str_eq(t->glance, survey_glance_name((enum survey_glance)i)) };
    for (int i = 0; i < 3; i++)
        f[i] = (struct disaster_choice){ survey_flood_name((enum survey_flood)i), survey_flood_title((enum survey_flood)i),
                                         str_eq(t->flood, survey_flood_name((enum survey_flood)i)) };
    v->methods.p = m, v->methods.n = 2;
    v->structures.p = s, v->structures.n = 2;
    v->glances.p = g, v->glances.n = 4;
    v->floods.p = f, v->floods.n = 3;
}

static void fill_parts(struct req *r, const struct survey_showing *s, const struct survey_typed *t,
                       struct disaster_survey_view *v)
{
    size_t n;
    const struct survey_part *parts = survey_parts(t->method, t->structure, &n);
    struct disaster_part_row *rows = arena_new(r->mem, struct disaster_part_row, n);
    for (size_t i = 0; i < n; i++) {
        rows[i] = (struct disaster_part_row){ .name = parts[i].name, .title = parts[i].title, .value = t->points[i],
                                              .most = parts[i].most, .error = fault_of(s, parts[i].name) };
        rows[i].has_error = rows[i].error.n > 0;
    }
    v->parts.p = rows;
    v->parts.n = n;
}

static void fill_form(struct req *r, const struct survey_case *c, const struct survey_showing *s,
                      struct disaster_survey_view *v)
{
    struct survey_typed t = begin_typed(r, c);
    if (s->typed && s->typed->method != SURVEY_PHOTOS && s->typed->method != SURVEY_NO_METHOD) {
        t = *s->typed;
        if (t.structure == SURVEY_NO_STRUCTURE)
            t.structure = structure_of_answers(c);
    }
    fill_choices(r, &t, v);
    fill_parts(r, s, &t, v);
    v->method = survey_method_name(t.method);
    v->method_title = survey_method_title(t.method);
    v->structure = survey_structure_name(t.structure);
    v->structure_title = survey_structure_title(t.structure);
    v->seen_on = t.seen_on;
    v->depth = t.depth;
    v->note = t.note;
    v->by_force = t.by_force;
    v->is_low = t.is_low;
    v->seen_on_error = fault_of(s, S("seen_on"));
    v->depth_error = fault_of(s, S("depth"));
    v->photos_error = fault_of(s, S("photos"));
    v->note_error = fault_of(s, S("note"));
    v->has_seen_on_error = v->seen_on_error.n > 0;
    v->has_depth_error = v->depth_error.n > 0;
    v->has_photos_error = v->photos_error.n > 0;
    v->has_note_error = v->note_error.n > 0;
}

static void fill_faults(struct req *r, const struct survey_showing *s, struct disaster_survey_view *v)
{
    struct disaster_fault_row *rows = arena_new(r->mem, struct disaster_fault_row, s->n_faults);
    for (size_t i = 0; i < s->n_faults; i++)
        rows[i] = (struct disaster_fault_row){ s->faults[i].field, s->faults[i].text };
    v->faults.p = rows;
    v->faults.n = s->n_faults;
    v->n_faults = (int)s->n_faults;
    v->has_faults = s->n_faults > 0;
    v->planned_error = fault_of(s, S("planned"));
    v->has_planned_error = v->planned_error.n > 0;
}

static void fill_acts(struct req *r, const struct survey_case *c, struct disaster_survey_view *v)
{
    enum case_state next;
    const struct identity *who = identity_of(r);
    bool work = permissions_has(who->permissions, S("cases.work")), open = case_state_is_open(c->file.state);
    bool mine = c->row.surveyor_id == who->staff_id;
    bool at_work = case_next(c->file.state, EVENT_CHECKED, &next) == OK;
    v->is_over = !open || !work;
    v->can_claim = work && open && !mine;
    v->can_take_over = c->row.surveyor_id != 0;
    v->can_give_up = work && open && mine;
    v->can_record = work && at_work && (mine || !c->row.surveyor_id);
    v->is_self = v->can_record && c->is_self && !c->row.class.n;
}

static struct str reason_of(const struct survey_case *c)
{
    for (size_t i = c->file.events.n; i-- > 0;)
        if (case_event_of(c->file.events.p[i].kind) == EVENT_REOPENED)
            return c->file.events.p[i].note;
    return S("");
}

enum rc survey_show(struct req *r, const struct survey_case *c, const struct survey_showing *s)
{
    struct page p = shell_page(r);
    struct disaster_survey_view v = {
        .place = disaster_place(&c->file.answers),
        .person = c->file.row.name,
        .number = ids_receipt_print(r->mem, receipt_number(r->mem, c->file.row.id)),
        .round = c->round == 1 ? (c->is_self ? S("自己判定の申し出") : S("1回目"))
                               : arena_fmt(r->mem, "%d回目（本人の申し出）", c->round),
        .state = case_state_title(c->file.state),
        .message = s->message,
        .has_message = s->message.n > 0,
        .who = c->row.surveyor_id ? c->row.surveyor_name : S("未定"),
        .planned = date_is_set(c->row.planned_on) ? date_ja_full(r->mem, c->row.planned_on) : S("未定"),
        .planned_typed = req_field(r, "planned"),
        .version = c->has_row ? c->row.version : 0,
        .here = survey_url(r, c, ""),
        .claim = survey_url(r, c, "/claim"),
        .plan = survey_url(r, c, "/plan"),
        .record = survey_url(r, c, "/record"),
        .sheet = survey_url(r, c, "/sheet"),
        .to_case = url_fmt(r->mem, "/staff/cases/%s", c->ref.text),
        .is_again = c->round > 1,
        .again_reason = reason_of(c),
    };
    fill_facts(r, c, &v);
    fill_photos(r, c, &v);
    fill_records(r, c, &v);
    fill_faults(r, s, &v);
    fill_acts(r, c, &v);
    fill_form(r, c, s, &v);
    enum rc rc = survey_certificates(r, c, &v);
    if (rc != OK)
        return rc;
    disaster_survey_page(&p, &v);
    return shell_staff(r, s->status,
                       &(struct shell_options){ .title = arena_fmt(r->mem, "被害認定調査　%.*s", STR(c->file.row.name)),
                                                .has_errors = v.has_faults,
                                                .current = "/staff/surveys" },
                       page_html(&p));
}

enum rc survey_conflict(struct req *r, const struct survey_typed *typed)
{
    struct survey_case c;
    db_read_end(r->db); /* the snapshot of before does not show who was faster */
    enum rc rc = db_read_begin(r->db);
    if (rc == OK)
        rc = survey_open(r, &c);
    if (rc != OK)
        return rc;
    struct str message = S("いまの状態では、この操作はできません。");
    if (survey_version(r) != (c.has_row ? c.row.version : 0))
        message = c.row.surveyor_id ? arena_fmt(r->mem, "先に変更がありました。いまの担当は%.*sさんです（%.*s）。保存していません。",
                                                STR(c.row.surveyor_name), STR(time_short(r->mem, c.row.changed_at)))
                                    : S("先に変更がありました。保存していません。内容を確かめて、もう一度行ってください。");
    else if (c.row.surveyor_id && c.row.surveyor_id != identity_of(r)->staff_id)
        message = arena_fmt(r->mem, "%.*sさんの担当です。引き継いでから記録してください。", STR(c.row.surveyor_name));
    return survey_show(r, &c, &(struct survey_showing){ .status = 409, .message = message, .typed = typed });
}

enum rc disaster_survey_show(struct req *r)
{
    struct survey_case c;
    enum rc rc = survey_open(r, &c);
    return rc == OK ? survey_show(r, &c, &(struct survey_showing){ .status = 200 }) : rc;
}
