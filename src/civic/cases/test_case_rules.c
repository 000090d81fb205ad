/* SPDX-License-Identifier: Apache-2.0 */
/* The clock of 標準処理期間, by dated cases counted by hand on a calendar; states and events. */
#include "civic/cases/rules.h"
#include "civic/town/town.h"
#include "tests/test.h"

static struct town town = { .closes_at = 17 * 60 + 15 };

static t_time moment(const char *text)
{
    struct str s = str_of(text);
    struct date d;
    int64_t hour = 0, minute = 0;
    CHECK_OK(date_parse(test_arena(), str_sub(s, 0, 10), &d));
    CHECK(str_to_int(str_sub(s, 11, 13), &hour) && str_to_int(str_sub(s, 14, 16), &minute));
    return date_start(d) + hour * HOUR + minute * MINUTE;
}

/* arrived, standard days, then up to two pairs of 補正 asked on / answered at; expected 受付日 and deadline. */
static const struct {
    const char *arrived;
    int days;
    const char *asked[2], *answered[2];
    const char *office, *due;
} cases[] = {
    { "2026-11-25 09:42", 15, { 0 }, { 0 }, "2026-11-25", "2026-12-16" },
    { "2026-11-25 17:14", 15, { 0 }, { 0 }, "2026-11-25", "2026-12-16" },
    { "2026-11-25 17:15", 15, { 0 }, { 0 }, "2026-11-26", "2026-12-17" },
    { "2026-11-25 23:59", 15, { 0 }, { 0 }, "2026-11-26", "2026-12-17" },
    { "2026-11-25 00:00", 15, { 0 }, { 0 }, "2026-11-25", "2026-12-16" },
    { "2026-11-28 10:00", 15, { 0 }, { 0 }, "2026-11-30", "2026-12-21" }, /* Saturday */
    { "2026-11-27 23:59", 15, { 0 }, { 0 }, "2026-11-30", "2026-12-21" }, /* Friday night */
    { "2026-11-20 10:00", 1, { 0 }, { 0 }, "2026-11-20", "2026-11-24" },  /* 勤労感謝の日 */
    { "2026-12-28 10:00", 5, { 0 }, { 0 }, "2026-12-28", "2027-01-08" },
    { "2026-12-28 23:59", 5, { 0 }, { 0 }, "2027-01-04", "2027-01-12" }, /* 成人の日 is the 11th */
    { "2026-12-29 08:30", 5, { 0 }, { 0 }, "2027-01-04", "2027-01-12" },
    { "2026-12-31 23:59", 1, { 0 }, { 0 }, "2027-01-04", "2027-01-05" },
    { "2027-01-03 12:00", 1, { 0 }, { 0 }, "2027-01-04", "2027-01-05" },
    { "2026-12-10 10:00", 15, { 0 }, { 0 }, "2026-12-10", "2027-01-06" },
    { "2026-11-25 09:42", 15, { "2026-11-27" }, { "2026-12-01 10:00" }, "2026-11-25", "2026-12-18" },
    { "2026-11-25 09:42", 15, { "2026-11-27" }, { "2026-12-01 23:59" }, "2026-11-25", "2026-12-21" },
    { "2026-11-25 09:42", 15, { "2026-11-27" }, { "2026-11-27 15:00" }, "2026-11-25", "2026-12-16" },
    { "2026-11-25 09:42", 15, { "2026-11-27" }, { "2026-11-28 11:00" }, "2026-11-25", "2026-12-17" },
    { "2026-12-21 09:00", 5, { "2026-12-24" }, { "2027-01-02 09:00" }, "2026-12-21", "2027-01-06" },
    { "2026-12-18 09:00", 10, { "2026-12-25" }, { "2026-12-31 23:59" }, "2026-12-18", "2027-01-12" },
    /* two 補正 */
    { "2026-11-25 09:42", 15, { "2026-11-27", "2026-12-03" }, { "2026-12-01 10:00", "2026-12-08 09:00" },
      "2026-11-25", "2026-12-23" },
    { "2026-12-21 09:00", 5, { "2026-12-22", "2026-12-28" }, { "2026-12-24 23:59", "2027-01-03 23:59" },
      "2026-12-21", "2027-01-07" },
    /* asked after the deadline had passed: as many days late afterwards */
    { "2026-11-25 09:42", 15, { "2026-12-18" }, { "2026-12-22 09:00" }, "2026-11-25", "2026-12-18" },
};

TEST(deadlines_of_dated_cases)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct case_clock clock =
            case_clock_start(&town.calendar, town_office_day(&town, moment(cases[i].arrived)), cases[i].days);
        CHECK_SAME(date_iso(test_arena(), clock.office_on), str_of(cases[i].office));
        for (int j = 0; j < 2 && cases[i].asked[j]; j++) {
            struct date asked;
            CHECK_OK(date_parse(test_arena(), str_of(cases[i].asked[j]), &asked));
            clock = case_clock_stop(clock, asked);
            clock = case_clock_stop(clock, date_add_days(asked, 1)); /* a second stop changes nothing */
            clock = case_clock_resume(&town.calendar, clock, town_office_day(&town, moment(cases[i].answered[j])));
        }
        CHECK_SAME(date_iso(test_arena(), clock.due_on), str_of(cases[i].due));
    }
}

TEST(the_towns_own_closed_day_is_no_opening_day)
{
    struct date own = date_of(2026, 12, 7);
    struct calendar c = { &own, 1 };
    CHECK_SAME(date_iso(test_arena(), case_clock_start(&c, date_of(2026, 12, 4), 1).due_on), S("2026-12-08"));
}

TEST(a_stopped_clock_shows_no_deadline_and_sorts_by_the_answer)
{
    struct case_clock clock = case_clock_start(&town.calendar, date_of(2026, 11, 25), 15);
    CHECK_INT(case_due(&town.calendar, clock, date_of(2026, 12, 16)).state, DUE_TODAY);
    CHECK_INT(case_due(&town.calendar, clock, date_of(2026, 12, 15)).state, DUE_TOMORROW);
    CHECK_INT(case_due(&town.calendar, clock, date_of(2026, 12, 11)).state, DUE_SOON);
    CHECK_INT(case_due(&town.calendar, clock, date_of(2026, 12, 10)).days, 4);
    CHECK_INT(case_due(&town.calendar, clock, date_of(2026, 12, 21)).state, DUE_OVER);
    CHECK_INT(case_due(&town.calendar, clock, date_of(2026, 12, 21)).days, 3);
    clock = case_clock_stop(clock, date_of(2026, 11, 30));
    CHECK_INT(case_due(&town.calendar, clock, date_of(2026, 12, 21)).state, DUE_STOPPED);
    CHECK_INT(case_sort_day(clock, date_of(2026, 12, 9)).days, date_of(2026, 12, 9).days);
}

TEST(events_move_states_as_the_table_says)
{
    static const struct {
        enum case_state before;
        enum case_event event;
        enum rc rc;
        enum case_state after;
    } moves[] = {
        { CASE_NONE, EVENT_RECEIVED, OK, CASE_RECEIVED },
        { CASE_RECEIVED, EVENT_RECEIVED, CONFLICT, 0 },
        { CASE_RECEIVED, EVENT_TAKEN, OK, CASE_REVIEW },
        { CASE_RECEIVED, EVENT_NOTED, OK, CASE_RECEIVED },
        { CASE_APPROVAL, EVENT_TAKEN, OK, CASE_APPROVAL },
        { CASE_REVIEW, EVENT_CORRECTION_ASKED, OK, CASE_CORRECTION },
        { CASE_CORRECTION, EVENT_CORRECTION_ASKED, CONFLICT, 0 },
        { CASE_CORRECTION, EVENT_PROPOSED, CONFLICT, 0 },
        { CASE_CORRECTION, EVENT_CORRECTION_ANSWERED, OK, CASE_REVIEW },
        { CASE_REVIEW, EVENT_CORRECTION_ANSWERED, CONFLICT, 0 },
        { CASE_REVIEW, EVENT_PROPOSED, OK, CASE_APPROVAL },
        { CASE_APPROVAL, EVENT_RETURNED, OK, CASE_REVIEW },
        { CASE_APPROVAL, EVENT_APPROVED, OK, CASE_DONE },
        { CASE_REVIEW, EVENT_APPROVED, CONFLICT, 0 },
        { CASE_DONE, EVENT_WITHDRAWN, CONFLICT, 0 },
        { CASE_CORRECTION, EVENT_WITHDRAWN, OK, CASE_WITHDRAWN },
        { CASE_WITHDRAWN, EVENT_APPROVED, CONFLICT, 0 },
        { CASE_DONE, EVENT_PAPER_ISSUED, OK, CASE_DONE },
        { CASE_REVIEW, EVENT_PAPER_ISSUED, CONFLICT, 0 },
    };
    for (size_t i = 0; i < sizeof moves / sizeof *moves; i++) {
        enum case_state next = CASE_NONE;
        CHECK_INT(case_next(moves[i].before, moves[i].event, &next), moves[i].rc);
        if (moves[i].rc == OK)
            CHECK_INT(next, moves[i].after);
    }
}

TEST(names_of_states_and_events_read_back)
{
    for (enum case_state s = CASE_RECEIVED; s <= CASE_WITHDRAWN; s++)
        CHECK_INT(case_state_of(case_state_name(s)), s);
    for (enum case_event e = EVENT_RECEIVED; e <= EVENT_PAPER_STOPPED; e++)
        CHECK_INT(case_event_of(case_event_name(e)), e);
}
