/* SPDX-License-Identifier: Apache-2.0 */
/* Surveys by requests: two surveyors at once, points nobody could have seen, corrections, another look. */
#include "modules/desk/desk.h"
#include "modules/disaster/disaster.h"
#include "tests/fixture.h"
#include "tests/procedure_sheets.h"

#define ANSWERS(self)                                                                                                  \
    "{\"disaster\":{\"disaster_name\":\"r8-11-rain\",\"disaster_day\":\"2026-11-18\"},"                                \
    "\"applicant\":{\"applicant_family_name\":\"見本\",\"applicant_given_name\":\"太郎\",\"applicant_family_kana\":"   \
    "\"ミホン\",\"applicant_given_kana\":\"タロウ\",\"applicant_birth\":\"1988-04-05\",\"applicant_postal_code\":"     \
    "\"0000001\",\"applicant_address\":\"X県都市X中央1丁目2番4号\",\"applicant_phone\":\"00000001234\","               \
    "\"head_relation\":\"self\"},"                                                                                     \
    "\"house\":{\"house_use\":\"home\",\"house_same\":\"yes\",\"house_owner\":\"own\",\"house_structure\":\"wooden\"," \
    "\"house_storeys\":2,\"house_people\":3},"                                                                         \
    "\"damage\":{\"damage_parts\":[\"roof\"],\"damage_text\":\"瓦が落ちました\",\"repaired\":\"no\","                  \
    "\"self_assessment\":\"" self "\"},\"visit\":{\"copies\":1}}"

static struct fixture *town(void)
{
    static const struct route *routes[3];
    static const struct db_migration *more[2];
    static const struct plan *plans[2];
    routes[0] = desk_module.routes;
    routes[1] = disaster_module.routes;
    more[0] = disaster_module.migrations;
    struct fixture *f = fixture(routes, more);
    if (plans[0])
        return f;
    /* The procedure as it is shipped, but for the section of the fixture that does the work. */
    struct sheet_text sheets[PROCEDURE_SHEETS];
    const struct finding *findings;
    size_t n;
    procedure_sheets(&f->mem, DISASTER_PROCEDURE, sheets);
    size_t at = str_find(sheets[3].tsv, S("section\tbosai"));
    sheets[3].tsv = arena_fmt(&f->mem, "%.*ssection\tkosodate%.*s", STR(str_sub(sheets[3].tsv, 0, at)),
                              STR(str_sub(sheets[3].tsv, at + S("section\tbosai").n, sheets[3].tsv.n)));
    plans[0] = f->plan;
    CHECK_OK(plan_compile(&f->mem, S(DISASTER_PROCEDURE), sheets, PROCEDURE_SHEETS, &plans[1], &findings, &n));
    f->hall.plans = plans;
    f->hall.n_plans = 2;
    return f;
}

static t_id house(struct fixture *f, const char *external_id, struct str json)
{
    struct answers answers;
    const struct message *messages;
    struct expr_world world;
    size_t n;
    struct case_receipt receipt = { 0 };
    t_time now = time_now();
    CHECK_OK(answers_from_json(test_arena(), f->hall.plans[1], json, &answers, &messages, &n));
    answers_world(test_arena(), &answers, now, &f->town->calendar, &world);
    CHECK_OK(answers_compute(&answers, &world));
    struct case_new in = { .plan = f->hall.plans[1],
                           .channel = S("web"),
                           .external_id = str_of(external_id),
                           .language = S("ja"),
                           .arrived_at = now,
                           .answers = &answers,
                           .actor = { S("resident"), 0, S("申請者") } };
    CHECK_OK(cases_receive(&f->hall, f->town, f->db, test_arena(), &in, &receipt));
    return receipt.case_id;
}

static struct str path_of(struct fixture *f, t_id id, const char *below)
{
    return arena_fmt(test_arena(), "/staff/surveys/%s%s", ref_make(&f->hall, TABLE_CASES, f->town->id, id).text, below);
}

static struct loopback_reply send(struct fixture *f, const char *login, t_id id, const char *below, const char *fields)
{
    return fixture_post(f, login, path_of(f, id, below), str_of(fields));
}

#define FIRST(version, roof, wall, foundation)                                                                         \
    "version=" version "&method=first&structure=wooden&seen_on=2026-11-20&glance=none&flood=none&points.roof=" roof    \
    "&points.wall=" wall "&points.foundation=" foundation

static struct disaster_finding found(struct fixture *f, t_id id)
{
    struct disaster_finding finding = { 0 };
    struct case_file c = fixture_load(f, id);
    CHECK_OK(db_read_begin(f->db));
    CHECK_OK(disaster_find(f->town, f->db, test_arena(), &c, &finding));
    db_read_end(f->db);
    return finding;
}

TEST(of_two_surveyors_at_once_the_slower_one_is_told)
{
    struct fixture *f = town();
    t_id id = house(f, "two-at-once", S(ANSWERS("no")));
    CHECK_INT(send(f, "clerk", id, "/claim", "version=0&act=take").status, 303);
    struct loopback_reply late = send(f, "colleague", id, "/claim", "version=0&act=take");
    CHECK_INT(late.status, 409);
    CHECK(fixture_shows(late, "いまの担当は仮名 あおいさん"));
    late = send(f, "colleague", id, "/record", FIRST("0", "5", "15", "2"));
    CHECK_INT(late.status, 409);
    CHECK(!found(f, id).found);
    late = send(f, "colleague", id, "/record", FIRST("1", "5", "15", "2")); /* seen, but it is somebody else's */
    CHECK_INT(late.status, 409);
    CHECK(fixture_shows(late, "引き継いでから"));
    CHECK(!found(f, id).found);
    CHECK_INT(send(f, "colleague", id, "/claim", "version=1&act=take").status, 303);
    CHECK_INT(send(f, "colleague", id, "/record", FIRST("2", "5", "15", "2")).status, 303);
    CHECK(found(f, id).class == DAMAGE_HALF);
}

TEST(two_records_from_the_same_page_are_one)
{
    struct fixture *f = town();
    t_id id = house(f, "recorded-twice", S(ANSWERS("no")));
    CHECK_INT(send(f, "clerk", id, "/record", FIRST("0", "5", "15", "0")).status, 303);
    CHECK_INT(send(f, "clerk", id, "/record", FIRST("0", "15", "75", "10")).status, 409);
    CHECK(found(f, id).class == DAMAGE_HALF && found(f, id).record.total == 20);
}

TEST(hostile_points_are_refused_and_nothing_is_kept)
{
    static const char *const hostile[] = { "16",  "-1", "99999999999999999999", "0x5", "5.5", "５０", "%00", "5%27--", "1e1",
                                           "",    "%2B5", "%F0%9F%8F%A0" };
    struct fixture *f = town();
    t_id id = house(f, "hostile", S(ANSWERS("no")));
    for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
        struct str fields = arena_fmt(test_arena(),
                                      "version=0&method=first&structure=wooden&seen_on=2026-11-20&glance=none&flood=none"
                                      "&points.roof=%s&points.wall=0&points.foundation=0",
                                      hostile[i]);
        struct loopback_reply y = fixture_post(f, "clerk", path_of(f, id, "/record"), fields);
        CHECK(y.status == 422 || y.status == 400);
    }
    CHECK_INT(send(f, "clerk", id, "/record", "version=0&method=third&structure=wooden").status, 422);
    CHECK_INT(send(f, "clerk", id, "/record", "version=-5").status, 409);
    CHECK_INT(send(f, "clerk", id, "/record", "version=0&method=photos").status, 422); /* nobody chose 自己判定 */
    CHECK(!found(f, id).found);
}

TEST(another_section_finds_no_survey)
{
    struct fixture *f = town();
    t_id id = house(f, "elsewhere", S(ANSWERS("no")));
    CHECK_INT(fixture_get(f, "other", path_of(f, id, "")).status, 404);
    CHECK_INT(fixture_get(f, "other", path_of(f, id, "/sheet")).status, 404);
    CHECK(!fixture_shows(fixture_get(f, "other", S("/staff/surveys")), "中央1丁目"));
    CHECK(fixture_shows(fixture_get(f, "clerk", S("/staff/surveys")), "中央1丁目"));
    CHECK_INT(fixture_get(f, "clerk", path_of(f, fixture_case(f, "no-survey"), "")).status, 404);
}

TEST(a_correction_keeps_what_it_corrects)
{
    struct fixture *f = town();
    t_id id = house(f, "corrected", S(ANSWERS("no")));
    CHECK_INT(send(f, "clerk", id, "/record", FIRST("0", "5", "15", "2")).status, 303);
    CHECK_INT(send(f, "clerk", id, "/record", FIRST("1", "5", "4", "0")).status, 303);
    struct loopback_reply page = fixture_get(f, "clerk", path_of(f, id, ""));
    CHECK(fixture_shows(page, "22点　半壊") && fixture_shows(page, "9点　準半壊に至らない"));
    CHECK(found(f, id).class == DAMAGE_PARTIAL);
}

TEST(only_the_class_that_was_found_can_be_proposed)
{
    struct fixture *f = town();
    t_id id = house(f, "proposed", S(ANSWERS("no")));
    struct str decision = fixture_case_path(f, id, "/decision");
    CHECK_INT(fixture_post(f, "clerk", decision, S("version=1&outcome=half&reason=&appeal=x")).status, 422);
    CHECK_INT(send(f, "clerk", id, "/record", FIRST("0", "5", "15", "2")).status, 303);
    CHECK_INT(fixture_post(f, "clerk", decision, S("version=2&outcome=total&reason=&appeal=x")).status, 422);
    CHECK_INT(fixture_post(f, "clerk", decision, S("version=2&outcome=half&reason=&appeal=x")).status, 303);
    CHECK_INT(send(f, "clerk", id, "/record", FIRST("1", "0", "0", "0")).status, 409); /* it waits for the decision */
    CHECK_INT(fixture_post(f, "clerk", fixture_case_path(f, id, "/approve"), S("version=3")).status, 403);
    CHECK_INT(fixture_post(f, "head", fixture_case_path(f, id, "/approve"), S("version=3")).status, 303);
    struct case_file c = fixture_load(f, id);
    CHECK(c.state == CASE_DONE);
    CHECK_STR(c.row.outcome, "half");
}

TEST(after_another_look_is_asked_for_the_first_survey_settles_nothing)
{
    struct fixture *f = town();
    t_id id = house(f, "again", S(ANSWERS("no")));
    CHECK_INT(send(f, "clerk", id, "/record", FIRST("0", "5", "15", "2")).status, 303);
    CHECK_INT(fixture_post(f, "clerk", fixture_case_path(f, id, "/decision"), S("version=2&outcome=half&reason=&appeal=x")).status, 303);
    CHECK_INT(fixture_post(f, "head", fixture_case_path(f, id, "/approve"), S("version=3")).status, 303);
    struct case_file c = fixture_load(f, id);
    struct case_act act = { .seen = &c, .version = c.row.version, .actor = { S("resident"), 0, S("申請者") },
                            .now = time_now(), .event = EVENT_REOPENED, .note = S("2階も見てください") };
    CHECK_OK(db_read_begin(f->db));
    CHECK_OK(cases_act(&f->hall, f->town, f->db, test_arena(), &act));
    db_read_end(f->db);
    CHECK(!found(f, id).found && found(f, id).round == 2);
    c = fixture_load(f, id);
    CHECK(c.state == CASE_REVIEW);
    CHECK_STR(c.row.outcome, "half"); /* stands until the next one */
    struct str version = arena_fmt(test_arena(), "version=%lld&outcome=half&reason=&appeal=x", (long long)c.row.version);
    CHECK_INT(fixture_post(f, "clerk", fixture_case_path(f, id, "/decision"), version).status, 422);
    CHECK_INT(send(f, "clerk", id, "/record", FIRST("0", "15", "15", "0")).status, 303);
    CHECK(found(f, id).class == DAMAGE_MIDDLE);
    struct loopback_reply page = fixture_get(f, "clerk", path_of(f, id, ""));
    CHECK(fixture_shows(page, "22点　半壊") && fixture_shows(page, "30点　中規模半壊"));
}

TEST(self_assessment_needs_only_a_look_at_the_photos)
{
    struct fixture *f = town();
    t_id id = house(f, "self", S(ANSWERS("yes")));
    CHECK(fixture_shows(fixture_get(f, "clerk", path_of(f, id, "")), "写真を確かめた"));
    CHECK_INT(send(f, "clerk", id, "/record", "version=0&method=photos&note=").status, 303);
    CHECK(found(f, id).class == DAMAGE_PARTIAL);
}
