/* SPDX-License-Identifier: Apache-2.0 */
/* Two hundred cases in a temporary store: sound, spread over the queue, the same for the same seed. */
#include "app/demo/applications.h"
#include "app/demo/cases.h"
#include "app/demo/test_demo.h"
#include "civic/cases/cases.h"

#include <stdio.h>

enum { CASES = 200 };

/* A Wednesday at noon, as of which the register was invented. */
static t_time noon(void)
{
    return date_start(demo_register_date()) + 12 * HOUR;
}

static struct running *with_cases(void)
{
    static struct running *r;
    if (!r) {
        r = demo_opened();
        CHECK_OK(demo_make_cases_at(r, CASES, 1, noon()));
    }
    return r;
}

static t_id case_of(struct running *r, int64_t number)
{
    struct cases_sql_intake_find_row row = { 0 };
    bool found;
    CHECK_OK(cases_sql_intake_find(r->db, test_arena(), DEMO_TOWN_ID, S("demo"),
                                   arena_fmt(test_arena(), "S-%lld", (long long)number), &row, &found));
    CHECK(found);
    return row.case_id;
}

static struct case_file loaded(struct running *r, int64_t number)
{
    struct case_file c = { 0 };
    t_id id = case_of(r, number);
    CHECK_OK(cases_load(&r->hall, &r->hall.towns[0], r->db, test_arena(), id, 0, &c));
    return c;
}

TEST(every_view_of_the_queue_has_rows)
{
    struct running *r = with_cases();
    const struct town *t = &r->hall.towns[0];
    struct sections_sql_staff_by_login_row clerk;
    bool found;
    int64_t counts[QUEUE_VIEWS];
    CHECK_OK(sections_sql_staff_by_login(r->db, test_arena(), DEMO_TOWN_ID, S("kana.aoi"), &clerk, &found));
    struct queue_ask ask = { .section_id = town_section_by_code(t, S("kosodate"))->id, .staff_id = clerk.id,
                             .today = time_date(noon()), .after_on = NO_DATE, .limit = 100 };
    CHECK_OK(cases_queue_counts(t, r->db, test_arena(), &ask, counts));
    for (int view = 0; view < QUEUE_VIEWS; view++) {
        struct queue q;
        ask.view = (enum queue_view)view;
        CHECK_OK(cases_queue(t, r->db, test_arena(), &ask, &q));
        printf("view %d: %lld\n", view, (long long)counts[view]);
        CHECK_INT((int64_t)(q.n < 100 ? q.n : 100), counts[view] < 100 ? counts[view] : 100);
        if (view != QUEUE_VISIT) /* nothing books a visit yet */
            CHECK(counts[view] > 0);
    }
}

static enum case_state folded(const struct case_file *c)
{
    enum case_state state = CASE_NONE;
    for (size_t i = 0; i < c->events.n; i++) {
        const struct cases_sql_events_row *e = &c->events.p[i];
        CHECK_OK(case_next(state, case_event_of(e->kind), &state));
        CHECK_INT(e->version, (int64_t)i + 1);
        CHECK(e->at < noon() && (i == 0 || e->at > c->events.p[i - 1].at));
    }
    return state;
}

TEST(the_state_of_every_case_follows_from_its_history)
{
    struct running *r = with_cases();
    int64_t states[CASE_WITHDRAWN + 1] = { 0 }, all = 0;
    for (int64_t i = 1; i <= CASES; i++) {
        struct case_file c = loaded(r, i);
        CHECK(c.events.n > 0);
        CHECK_STR(c.events.p[0].kind, "received");
        CHECK_INT(folded(&c), c.state);
        CHECK_INT(c.row.is_open, case_state_is_open(c.state));
        CHECK_INT(c.row.version, (int64_t)c.events.n);
        CHECK_INT(cases_open_correction(&c) != NULL, c.state == CASE_CORRECTION);
        CHECK_INT(c.row.outcome.n > 0, c.state == CASE_DONE || c.state == CASE_WITHDRAWN);
        states[c.state]++;
    }
    for (int state = CASE_RECEIVED; state <= CASE_WITHDRAWN; state++) {
        CHECK(states[state] > 0);
        all += states[state];
    }
    CHECK_INT(all, CASES);
    CHECK(states[CASE_DONE] > CASES / 2);
}

TEST(every_receipt_is_of_one_case)
{
    struct running *r = with_cases();
    t_id ids[CASES];
    for (int64_t i = 1; i <= CASES; i++) {
        t_id id = ids[i - 1] = case_of(r, i), again;
        struct str number = receipt_number(test_arena(), id);
        struct str code = receipt_code(&r->hall, test_arena(), &r->hall.towns[0], number);
        CHECK_OK(receipt_check(&r->hall, test_arena(), &r->hall.towns[0], number, code, &again));
        CHECK_INT(again, id);
        for (int64_t k = 0; k < i - 1; k++)
            if (ids[k] == id)
                CHECK(!"two messages, one case");
    }
}

TEST(most_applicants_are_found_and_some_answers_differ)
{
    struct running *r = with_cases();
    int found = 0, look = 0, sealed = 0;
    for (int64_t i = 1; i <= CASES; i++) {
        struct case_file c = loaded(r, i);
        found += c.row.person_id > 0;
        look += str_eq(c.row.mark, S("look"));
        sealed += str_starts(answers_get(&c.answers, "account/account_number"), S("v1."));
    }
    CHECK_INT(found, CASES);
    CHECK_INT(sealed, CASES);
    CHECK(look > 10 && look < CASES);
}

static struct str application(struct running *r, const struct demo_family *families, size_t n, int64_t seed,
                              int64_t number, size_t *ret_messages)
{
    struct arena *mem = test_arena();
    struct answers a;
    struct expr_world world;
    const struct message *messages;
    struct demo_claim claim = { .plan = hall_plan(&r->hall, S("jido-teate")), .calendar = &r->hall.towns[0].calendar,
                                .families = families, .n_families = n, .number = number, .arrived_at = noon(),
                                .draw = demo_case_draw(seed, number) };
    CHECK_OK(demo_application(mem, &claim, &a));
    answers_world(mem, &a, noon(), &r->hall.towns[0].calendar, &world);
    CHECK_OK(answers_validate(&a, &world, NULL, &messages, ret_messages));
    for (size_t i = 0; i < *ret_messages; i++)
        printf("%lld %.*s: %.*s\n", (long long)number, STR(messages[i].name), STR(messages[i].text));
    return answers_to_json(mem, &a, true);
}

TEST(the_same_seed_gives_the_same_sound_answers)
{
    struct running *r = demo_opened();
    const struct demo_family *families, *again;
    size_t n = demo_families_read(test_arena(), &families), messages = 0, differ = 0, thirds = 0, servants = 0, late = 0;
    CHECK(n > 100);
    CHECK_INT((int64_t)demo_families_read(test_arena(), &again), (int64_t)n);
    for (int64_t i = 1; i <= 3 * (int64_t)n; i += i < 100 ? 1 : 17) {
        struct str one = application(r, families, n, 1, i, &messages);
        CHECK_INT((int64_t)messages, 0);
        CHECK_SAME(application(r, again, n, 1, i, &messages), one);
        differ += !str_eq(application(r, families, n, 2, i, &messages), one);
        thirds += str_find(one, S("older_care")) != SIZE_MAX;
        servants += str_find(one, S("\"spouse_public_servant\":\"yes\"")) != SIZE_MAX;
        late += str_find(one, S("moved_in")) != SIZE_MAX || str_find(one, S("left_service")) != SIZE_MAX;
    }
    CHECK(differ > 50);
    CHECK(thirds > 0 && servants > 0 && late > 0);
}

TEST(a_second_start_adds_nothing_and_a_larger_number_the_rest)
{
    struct running *r = with_cases();
    struct case_file before = loaded(r, 1);
    CHECK_OK(demo_make_cases_at(r, CASES, 1, noon() + 1 * HOUR));
    struct case_file after = loaded(r, 1);
    CHECK_INT(after.row.id, before.row.id);
    CHECK_INT(after.row.version, before.row.version);
    CHECK_OK(demo_make_cases_at(r, CASES + 3, 1, noon() + 1 * HOUR));
    CHECK(case_of(r, CASES + 3) > 0);
}
