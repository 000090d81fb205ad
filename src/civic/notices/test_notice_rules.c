/* SPDX-License-Identifier: Apache-2.0 */
#include "civic/notices/rules.h"
#include "tests/test.h"

static t_time at(int year, int month, int day, int hour, int minute)
{
    return date_start(date_of(year, month, day)) + hour * HOUR + minute * MINUTE;
}

TEST(quiet_hours_are_read_or_refused)
{
    struct quiet_hours q = { 1, 2 };
    CHECK(quiet_hours_read(S("21:00-07:30"), &q) && q.from == 1260 && q.until == 450);
    CHECK(quiet_hours_read(S("none"), &q) && q.from == q.until);
    const char *bad[] = { "",
                          "21:00",
                          "21-7",
                          "24:00-07:00",
                          "21:60-07:00",
                          "21:00-07:00 ",
                          "21:00-7:0",
                          "-1:00-07:00",
                          "21:00-07:00-08:00",
                          "never" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        CHECK(!quiet_hours_read(str_of(bad[i]), &q));
}

TEST(what_falls_into_quiet_hours_waits_for_their_end)
{
    struct quiet_hours night = { 21 * 60, 7 * 60 }, noon = { 12 * 60, 13 * 60 }, none = { 0, 0 };
    static const struct {
        int hour, minute, day, until_hour;
    } cases[] = { { 20, 59, 30, -1 }, { 21, 0, 31, 7 }, { 23, 59, 31, 7 },
                  { 0, 0, 30, 7 },    { 6, 59, 30, 7 }, { 7, 0, 30, -1 } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        t_time now = at(2026, 12, 30, cases[i].hour, cases[i].minute);
        CHECK_INT(quiet_hours_end(night, now),
                  cases[i].until_hour < 0 ? now
                                          : at(2026, 12, cases[i].day, cases[i].until_hour, 0));
    }
    CHECK_INT(quiet_hours_end(night, at(2026, 12, 31, 22, 0)), at(2027, 1, 1, 7, 0));
    CHECK_INT(quiet_hours_end(noon, at(2026, 12, 30, 12, 30)), at(2026, 12, 30, 13, 0));
    CHECK_INT(quiet_hours_end(noon, at(2026, 12, 30, 13, 0)), at(2026, 12, 30, 13, 0));
    CHECK_INT(quiet_hours_end(none, at(2026, 12, 30, 3, 0)), at(2026, 12, 30, 3, 0));
}

TEST(decisions_and_corrections_may_not_be_refused)
{
    const char *needed[] = { "received", "correction", "correction-answered", "correction-closed",
                             "decided",  "withdrawn",  "something-new" };
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        CHECK(!notice_may_be_refused(str_of(needed[i])));
    CHECK(notice_may_be_refused(S("reminder")) && notice_may_be_refused(S("information")));
}

TEST(every_state_has_words_and_only_failures_have_failed)
{
    const char *good[] = { "created", "sending", "delivered", "cancelled" };
    const char *bad[] = { "permanent-failure", "temporary-failure", "technical-failure" };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        CHECK(!delivery_has_failed(str_of(good[i])) &&
              !str_eq(delivery_state_title(str_of(good[i])), str_of(good[i])));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        CHECK(delivery_has_failed(str_of(bad[i])) &&
              !str_eq(delivery_state_title(str_of(bad[i])), str_of(bad[i])));
}
