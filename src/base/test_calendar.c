/* SPDX-License-Identifier: Apache-2.0 */
/* Holidays and opening days. */
#include "base/time.h"
#include "tests/test.h"

#include <stdio.h>

TEST(holidays_follow_the_law)
{
    static const struct {
        int year, month, day;
        const char *name;
    } cases[] = {
        { 2026, 1, 1, "元日" },         { 2026, 1, 12, "成人の日" },
        { 2026, 2, 23, "天皇誕生日" },  { 2026, 5, 6, "振替休日" },
        { 2026, 9, 21, "敬老の日" },    { 2026, 9, 22, "国民の休日" },
        { 2026, 9, 23, "秋分の日" },    { 2026, 11, 24, "" },
        { 2018, 12, 23, "天皇誕生日" }, { 2018, 12, 24, "振替休日" },
        { 2019, 12, 23, "" },           { 2019, 2, 23, "" },
        { 2019, 4, 30, "国民の休日" },  { 2019, 5, 1, "天皇の即位の日" },
        { 2019, 5, 2, "国民の休日" },   { 2019, 10, 14, "体育の日" },
        { 2020, 10, 12, "" },           { 2021, 8, 9, "振替休日" },
        { 2025, 2, 24, "振替休日" },    { 2009, 9, 22, "国民の休日" },
        { 2099, 3, 20, "春分の日" },    { 2015, 8, 11, "" },
        { 2008, 5, 6, "振替休日" },     { 2099, 9, 23, "秋分の日" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        CHECK_SAME(calendar_holiday(date_of(cases[i].year, cases[i].month, cases[i].day)),
                   str_of(cases[i].name));
}

/* Lines "2026-01-01: 元日"; what stands in brackets after the name is the other list's own. */
TEST(every_day_of_a_public_list_agrees)
{
    const char *path = test_data("calendar/holidays.yml");
    if (!path)
        SKIP("no calendar/holidays.yml");
    struct arena *mem = test_arena();
    struct str list = test_file(mem, path);
    int n = 0;
    for (struct date d = date_of(2007, 1, 1); d.days <= date_of(2050, 12, 31).days;
         d = date_add_days(d, 1)) {
        bool ours = calendar_holiday(d).n > 0;
        bool theirs = str_find(list, date_iso(mem, d)) != SIZE_MAX;
        if (!CHECK(ours == theirs))
            fprintf(stderr, "   %.*s\n", STR(date_iso(mem, d)));
        n += ours;
    }
    CHECK(n > 700);
}

static struct date next(const struct calendar *c, int year, int month, int day, int n)
{
    return calendar_add(c, date_of(year, month, day), n);
}

TEST(opening_days_are_counted_over_the_new_year)
{
    struct calendar none = { 0 };
    struct arena *mem = test_arena();
    CHECK_STR(date_iso(mem, next(&none, 2026, 12, 28, 1)), "2027-01-04");
    CHECK_STR(date_iso(mem, next(&none, 2025, 12, 26, 1)), "2026-01-05");
    CHECK_STR(date_iso(mem, next(&none, 2026, 12, 25, 2)), "2027-01-04");
    CHECK_STR(date_iso(mem, next(&none, 2027, 1, 4, -1)), "2026-12-28");
    CHECK_STR(date_iso(mem, next(&none, 2026, 11, 25, 0)), "2026-11-25");
    CHECK_STR(date_iso(mem, next(&none, 2026, 9, 18, 1)), "2026-09-24");
    CHECK_STR(date_iso(mem, calendar_next_open(&none, date_of(2026, 12, 29))), "2027-01-04");
    CHECK_STR(date_iso(mem, calendar_next_open(&none, date_of(2026, 12, 28))), "2026-12-28");
    CHECK(calendar_is_open(&none, date_of(2026, 12, 28)));
    CHECK(!calendar_is_open(&none, date_of(2026, 12, 29)));
    CHECK(!calendar_is_open(&none, date_of(2028, 1, 3)));
    CHECK(!calendar_is_open(&none, date_of(2026, 11, 28)));
    CHECK_INT(calendar_count(&none, date_of(2026, 12, 25), date_of(2027, 1, 4)), 2);
    CHECK_INT(calendar_count(&none, date_of(2027, 1, 4), date_of(2026, 12, 25)), -2);
    CHECK_INT(calendar_count(&none, date_of(2026, 11, 25), date_of(2026, 11, 25)), 0);
}

TEST(a_town_has_closed_days_of_its_own)
{
    struct date closed[] = { date_of(2026, 11, 26), date_of(2026, 11, 27), date_of(2026, 12, 1) };
    struct calendar c = { closed, 3 };
    struct arena *mem = test_arena();
    CHECK_STR(date_iso(mem, next(&c, 2026, 11, 25, 1)), "2026-11-30");
    CHECK_STR(date_iso(mem, next(&c, 2026, 11, 25, 2)), "2026-12-02");
    CHECK(!calendar_is_open(&c, closed[0]) && !calendar_is_open(&c, closed[2]));
}
