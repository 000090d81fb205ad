/* SPDX-License-Identifier: Apache-2.0 */
/* Recording what was seen: read, decided by rules.c, kept with its photos in one act. */
#include "base/json.h"
#include "base/text.h"
#include "civic/cases/keep_file.h"
#include "modules/disaster/open.h"
#include "platform/db/db.h"

enum { LONGEST_NOTE = 2000, MOST_PHOTOS = FILE_MOST_AT_ONCE };

struct recording {
    struct survey_case c;
    struct survey_typed typed;
    struct survey_seen seen;
    struct survey_result result;
    struct date seen_on;
    struct survey_fault faults[SURVEY_MOST_FAULTS + 4];
    size_t n_faults;
    struct case_attachment photos[MOST_PHOTOS];
    size_t n_photos;
};

static void fault(struct recording *x, struct str field, struct str text)
{
    if (x->n_faults < sizeof x->faults / sizeof *x->faults)
        x->faults[x->n_faults++] = (struct survey_fault){ field, text };
}

/* A whole number as a hand types it; -1 for anything else, so that the rules refuse it. */
static int whole(struct req *r, struct str typed)
{
    int64_t n;
    struct str s = str_trim(text_fold_width(r->mem, typed));
    return s.n && s.n <= 4 && str_to_int(s, &n) && n >= 0 ? (int)n : -1;
}

static void read_typed(struct req *r, struct recording *x)
{
    struct survey_typed *t = &x->typed;
    size_t n;
    *t = (struct survey_typed){ .method = survey_method_of(req_field(r, "method")),
                                .structure = survey_structure_of(req_field(r, "structure")),
                                .seen_on = str_trim(req_field(r, "seen_on")),
                                .glance = req_field(r, "glance"),
                                .flood = req_field(r, "flood"),
                                .depth = req_field(r, "depth"),
                                .note = str_trim(req_field(r, "note")),
                                .by_force = str_eq(req_field(r, "by_force"), S("yes")),
                                .is_low = str_eq(req_field(r, "is_low"), S("yes")) };
    const struct survey_part *parts = survey_parts(t->method, t->structure, &n);
    for (size_t i = 0; i < n; i++)
        t->points[i] = req_field(r, arena_fmt(r->mem, "points.%.*s", STR(parts[i].name)).p);
}

static void read_seen(struct req *r, struct recording *x)
{
    const struct survey_typed *t = &x->typed;
    struct survey_seen *s = &x->seen;
    struct date today = time_date(r->now);
    *s = (struct survey_seen){ .method = t->method,
                               .structure = t->structure,
                               .by_force = t->by_force,
                               .is_low = t->is_low };
    if (t->method == SURVEY_PHOTOS)
        x->seen_on = today;
    else if (date_parse(r->mem, t->seen_on, &x->seen_on) != OK || x->seen_on.days > today.days)
        fault(x, S("seen_on"), S("調査した日を、今日までの日で入力してください　例：令和8年11月25日"));
    if (t->method != SURVEY_PHOTOS && !survey_glance_of(t->glance, &s->glance))
        fault(x, S("glance"), S("一見してわかる被害を選んでください"));
    if (t->method != SURVEY_PHOTOS && !survey_flood_of(t->flood, &s->flood))
        fault(x, S("flood"), S("浸水を選んでください"));
    if (s->flood == FLOOD_ABOVE)
        s->depth_cm = whole(r, t->depth);
    for (size_t i = 0; i < SURVEY_MOST_PARTS; i++)
        s->points[i] = whole(r, t->points[i]);
    if (text_length(t->note) > LONGEST_NOTE)
        fault(x, S("note"), S("気づいたことは2,000文字までで書いてください"));
}

/* The photos are taken in last: nothing is kept of a record that is sent back. */
static enum rc take_photos(struct req *r, struct recording *x)
{
    const struct upload *uploads;
    size_t n = req_uploads(r, &uploads), chosen = 0;
    for (size_t i = 0; i < n; i++)
        chosen += uploads[i].bytes.n > 0;
    if (chosen > MOST_PHOTOS) {
        fault(x, S("photos"), S("一度に送れる写真は10枚までです。残りは、もう一度記録して付けてください"));
        return OK;
    }
    for (size_t i = 0; i < n && !x->n_faults; i++) {
        struct str message;
        if (!uploads[i].bytes.n)
            continue;
        if (!str_eq(uploads[i].field, S("photos")))
            return INVALID;
        enum rc rc = cases_keep_file(r, &uploads[i], &x->photos[x->n_photos], &message);
        if (rc == INVALID) {
            fault(x, S("photos"), message);
            continue;
        }
        if (rc != OK)
            return rc;
        x->photos[x->n_photos++].field = arena_fmt(r->mem, "survey/%d", x->c.round);
    }
    return OK;
}

static struct str points_json(struct req *r, const struct recording *x)
{
    struct out out;
    struct json_writer j;
    size_t n;
    const struct survey_part *parts = survey_parts(x->seen.method, x->seen.structure, &n);
    out_init(&out, r->mem, 4096);
    json_begin(&j, &out);
    json_object(&j);
    for (size_t i = 0; i < n; i++)
        if (x->seen.points[i] >= 0)
            json_put_int(&j, parts[i].name, x->seen.points[i]);
    json_close_object(&j);
    return out_text(&out);
}

static struct disaster_sql_record_add_in row_of(struct req *r, const struct recording *x, t_id id)
{
    const struct identity *who = identity_of(r);
    const struct survey_seen *s = &x->seen;
    return (struct disaster_sql_record_add_in){
        .town_id = r->town_id,
        .id = id,
        .case_id = x->c.file.row.id,
        .round = x->c.round,
        .at = r->now,
        .by_id = who->staff_id,
        .by_name = who->name,
        .seen_on = x->seen_on,
        .method = survey_method_name(s->method),
        .structure = survey_structure_name(s->structure),
        .glance = survey_glance_name(s->glance),
        .flood = survey_flood_name(s->flood),
        .depth_cm = s->flood == FLOOD_ABOVE && s->depth_cm > 0 ? s->depth_cm : 0,
        .by_force = s->by_force,
        .is_low = s->is_low,
        .points = points_json(r, x),
        .total = x->result.points,
        .way = x->result.way,
        .class = damage_name(x->result.class),
        .note = x->typed.note,
    };
}

static struct str act_note(struct req *r, const struct recording *x)
{
    struct disaster_sql_records_row row = { .method = survey_method_name(x->seen.method),
                                            .class = damage_name(x->result.class),
                                            .way = x->result.way,
                                            .total = x->result.points };
    bool again = x->c.row.class.n > 0;
    return arena_fmt(r->mem, "%s%.*s", again ? "記録を直した：" : "被害認定調査：", STR(disaster_words(r->mem, &row)));
}

static enum rc keep(struct req *r, struct recording *x)
{
    const struct identity *who = identity_of(r);
    t_id id, me = who->staff_id;
    enum rc rc = db_new_id(r->db, TABLE_SURVEY_RECORD, &id);
    if (rc != OK)
        return rc;
    struct disaster_sql_record_add_in record = row_of(r, x, id);
    struct survey_holding h = { .record = &record,
                                .row = { .surveyor_id = me,
                                         .surveyor_name = who->name,
                                         .planned_on = x->c.row.planned_on,
                                         .class = record.class } };
    static const struct str mark = S_("ok");
    struct str mark_text = arena_fmt(r->mem, "調査済み：%.*s", STR(damage_title(x->result.class)));
    struct case_check_result checks[] = {
        { S("survey"), S("pass"), who->name, damage_title(x->result.class) },
        { S("self_photos"), S("pass"), who->name, S("写真を確かめた") },
    };
    struct case_act act = { .event = EVENT_CHECKED,
                            .note = act_note(r, x),
                            .mark = &mark,
                            .mark_text = &mark_text,
                            .checks = checks,
                            .n_checks = x->seen.method == SURVEY_PHOTOS ? 2 : 1,
                            .attachments = x->photos,
                            .n_attachments = x->n_photos };
    return survey_hold(r, &x->c, &act, &h);
}

static enum rc show_again(struct req *r, const struct recording *x)
{
    return survey_show(r, &x->c,
                       &(struct survey_showing){ .status = 422,
                                                 .typed = &x->typed,
                                                 .faults = x->faults,
                                                 .n_faults = x->n_faults });
}

enum rc disaster_record(struct req *r)
{
    struct recording *x = arena_new(r->mem, struct recording, 1);
    enum case_state next;
    enum rc rc = survey_open(r, &x->c);
    if (rc != OK)
        return rc;
    read_typed(r, x);
    if (survey_version(r) != (x->c.has_row ? x->c.row.version : 0) ||
        case_next(x->c.file.state, EVENT_CHECKED, &next) != OK ||
        (x->c.row.surveyor_id && x->c.row.surveyor_id != identity_of(r)->staff_id))
        return survey_conflict(r, &x->typed);
    if (x->typed.method == SURVEY_PHOTOS && !x->c.is_self)
        return INVALID; /* the resident did not choose it */
    read_seen(r, x);
    struct survey_fault found[SURVEY_MOST_FAULTS];
    size_t n = survey_decide(&x->seen, found, &x->result);
    for (size_t i = 0; i < n; i++)
        fault(x, found[i].field, found[i].text);
    if (!x->n_faults)
        rc = take_photos(r, x);
    if (rc == OK && x->n_faults)
        return show_again(r, x);
    if (rc == OK)
        rc = keep(r, x);
    if (rc == CONFLICT)
        return survey_conflict(r, &x->typed);
    return rc == OK ? reply_redirect(r, survey_url(r, &x->c, "")) : rc;
}
