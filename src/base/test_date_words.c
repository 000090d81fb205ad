/* SPDX-License-Identifier: Apache-2.0 */
/* Days and moments in the languages of the pages. */
#include "base/date_words.h"

#include "tests/test.h"

TEST(a_day_is_said_as_people_of_the_language_say_it)
{
    struct arena *mem = test_arena();
    struct date d;
    CHECK_OK(date_parse(mem, S("2026-11-25"), &d));
    CHECK_STR(date_in(mem, S("ja"), d), "令和8年11月25日（水）");
    CHECK_STR(date_in(mem, S("ja-x-easy"), d), "2026年11月25日（水）");
    CHECK_STR(date_in(mem, S("en"), d), "Wed 25 November 2026");
    CHECK_STR(date_in(mem, S("zz"), d), "令和8年11月25日（水）");
    CHECK_STR(date_in_both(mem, S("ja"), d), "令和8年（2026年）11月25日");
    CHECK_STR(date_in_both(mem, S("ja-x-easy"), d), "2026年11月25日");
    CHECK_STR(date_in_both(mem, S("en"), d), "25 November 2026");
    CHECK_STR(date_in(mem, S("en"), NO_DATE), "");
    CHECK_STR(date_in_both(mem, S("en"), NO_DATE), "");
}

TEST(a_moment_has_its_day_and_its_minutes)
{
    struct arena *mem = test_arena();
    t_time t = (t_time)1795653720 * 1000000; /* 2026-11-26 09:42 in Japan */
    CHECK_STR(time_in(mem, S("en"), t), "Thu 26 November 2026, 9:42");
    CHECK_STR(time_in(mem, S("ja-x-easy"), t), "2026年11月26日（木） 9時42分");
    CHECK_STR(time_in(mem, S("ja"), t), "令和8年11月26日（木）9時42分");
    CHECK_STR(time_in(mem, S("en"), 0), "");
}
