/* SPDX-License-Identifier: Apache-2.0 */
/* Days, ages, eras. */
#include "base/time.h"
#include "tests/test.h"

#include <stdio.h>

static struct str iso(struct date d)
{
    return date_iso(test_arena(), d);
}

TEST(every_day_comes_apart_and_together_again)
{
    int64_t days = date_of(1, 1, 1).days, last = date_of(9999, 12, 31).days;
    struct civil before = date_civil((struct date) { days - 1 });
    bool good = true;
    for (; days <= last; days++) {
        struct civil c = date_civil((struct date) { days });
        struct date again;
        good = good && date_make(c.year, c.month, c.day, &again) == OK && again.days == days &&
               c.weekday == (before.weekday + 1) % 7;
        before = c;
    }
    CHECK(good);
    CHECK_INT(date_of(1970, 1, 1).days, 0);
    CHECK_INT(date_of(2026, 11, 25).days, 20782);
    CHECK_INT(date_civil(date_of(2026, 11, 25)).weekday, 3);
}

TEST(days_that_do_not_exist_are_refused)
{
    struct date d = NO_DATE;
    CHECK(date_make(2025, 2, 29, &d) == INVALID);
    CHECK(date_make(1900, 2, 29, &d) == INVALID);
    CHECK(date_make(2000, 2, 29, &d) == OK);
    d = NO_DATE;
    CHECK(date_make(2025, 4, 31, &d) == INVALID);
    CHECK(date_make(2025, 13, 1, &d) == INVALID);
    CHECK(date_make(2025, 0, 1, &d) == INVALID);
    CHECK(date_make(2025, 1, 0, &d) == INVALID);
    CHECK(date_make(0, 1, 1, &d) == INVALID);
    CHECK(date_make(10000, 1, 1, &d) == INVALID);
    CHECK(date_make(INT64_MIN, INT64_MAX, INT64_MAX, &d) == INVALID);
    CHECK(!date_is_set(d));
}

TEST(moments_are_seen_from_tokyo)
{
    struct arena *mem = test_arena();
    t_time t = date_start(date_of(2026, 11, 25)) + 9 * HOUR + 2 * MINUTE + 5 * SECOND;
    CHECK_STR(time_iso(mem, t), "2026-11-25T09:02:05+09:00");
    CHECK_STR(time_ja(mem, t), "令和8年11月25日（水）9時02分");
    CHECK_STR(time_short(mem, t), "11/25 9:02");
    CHECK_STR(time_iso(mem, 1), "1970-01-01T09:00:00+09:00");
    CHECK_STR(time_iso(mem, -1), "1970-01-01T08:59:59+09:00");
    CHECK_STR(iso(time_date(date_start(date_of(2026, 1, 1)) - 1)), "2025-12-31");
    CHECK_STR(iso(time_date(-9 * HOUR - 1)), "1969-12-31");
    CHECK(time_now() > date_start(date_of(2025, 1, 1)));
    CHECK_STR(time_ja(mem, 0), "");
}

TEST(days_are_printed_in_japanese)
{
    struct arena *mem = test_arena();
    struct date d = date_of(2026, 11, 25);
    CHECK_STR(date_ja(mem, d), "令和8年11月25日");
    CHECK_STR(date_ja_full(mem, d), "令和8年11月25日（水）");
    CHECK_STR(date_ja_both(mem, d), "令和8年（2026年）11月25日");
    CHECK_STR(date_short(mem, d), "11/25");
    CHECK_STR(date_month_day(mem, d), "11月25日（水）");
    CHECK_STR(date_ja(mem, date_of(2019, 5, 1)), "令和元年5月1日");
    CHECK_STR(date_ja(mem, date_of(1850, 5, 1)), "1850年5月1日");
    CHECK_STR(date_ja_both(mem, date_of(1850, 5, 1)), "1850年5月1日");
    CHECK_STR(date_ja(mem, NO_DATE), "");
    CHECK_STR(date_iso(mem, NO_DATE), "");
}

TEST(months_are_added_and_clipped)
{
    CHECK_STR(iso(date_add_months(date_of(2025, 1, 31), 1)), "2025-02-28");
    CHECK_STR(iso(date_add_months(date_of(2024, 1, 31), 1)), "2024-02-29");
    CHECK_STR(iso(date_add_months(date_of(2025, 11, 30), 3)), "2026-02-28");
    CHECK_STR(iso(date_add_months(date_of(2025, 1, 15), -1)), "2024-12-15");
    CHECK_STR(iso(date_add_months(date_of(2025, 1, 15), -13)), "2023-12-15");
    CHECK_STR(iso(date_add_days(date_of(2025, 12, 31), 1)), "2026-01-01");
}

TEST(ages_follow_the_birthday_and_the_law_its_eve)
{
    struct date leap = date_of(2004, 2, 29), april = date_of(2010, 4, 1);
    CHECK_INT(date_age(leap, date_of(2025, 2, 28)), 20);
    CHECK_INT(date_age(leap, date_of(2025, 3, 1)), 21);
    CHECK_INT(date_age(leap, date_of(2024, 2, 29)), 20);
    CHECK_STR(iso(date_attains(leap, 20)), "2024-02-28");
    CHECK_STR(iso(date_attains(leap, 21)), "2025-02-28");
    CHECK_STR(iso(date_attains(april, 18)), "2028-03-31");
    CHECK_STR(iso(date_attains(date_of(2010, 3, 1), 14)), "2024-02-29");
    CHECK_STR(iso(date_attains(date_of(2010, 1, 1), 18)), "2027-12-31");
    CHECK_STR(iso(date_fiscal_end_of_age(april, 18)), "2028-03-31");
    CHECK_STR(iso(date_fiscal_end_of_age(date_of(2010, 4, 2), 18)), "2029-03-31");
    CHECK_STR(iso(date_fiscal_end_of_age(date_of(2010, 3, 31), 18)), "2028-03-31");
    CHECK_INT(date_fiscal_year(date_of(2026, 3, 31)), 2025);
    CHECK_INT(date_fiscal_year(date_of(2026, 4, 1)), 2026);
}

TEST(eras_change_on_their_days)
{
    static const struct {
        int year, month, day;
        const char *text;
    } cases[] = {
        { 2019, 5, 1, "令和元年5月1日" },     { 2019, 4, 30, "平成31年4月30日" },
        { 1989, 1, 8, "平成元年1月8日" },     { 1989, 1, 7, "昭和64年1月7日" },
        { 1926, 12, 25, "昭和元年12月25日" }, { 1926, 12, 24, "大正15年12月24日" },
        { 1912, 7, 30, "大正元年7月30日" },   { 1912, 7, 29, "明治45年7月29日" },
        { 1873, 1, 1, "明治6年1月1日" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct date d = date_of(cases[i].year, cases[i].month, cases[i].day), read = NO_DATE;
        CHECK_SAME(date_ja(test_arena(), d), str_of(cases[i].text));
        CHECK_OK(date_parse(test_arena(), str_of(cases[i].text), &read));
        CHECK_INT(read.days, d.days);
    }
    struct wareki w = { .year = 77 };
    CHECK(wareki_of(date_of(1872, 12, 31), &w) == INVALID);
    CHECK(wareki_of(NO_DATE, &w) == INVALID);
    CHECK_INT(w.year, 77);
    CHECK_OK(wareki_of(date_of(2026, 1, 1), &w));
    CHECK(w.letter == 'R' && w.year == 8);
}

TEST(what_people_write_is_read)
{
    static const struct {
        const char *text, *iso;
    } cases[] = {
        { "2025-04-01", "2025-04-01" },
        { "2025/4/1", "2025-04-01" },
        { "2025.4.1", "2025-04-01" },
        { "20250401", "2025-04-01" },
        { "２０２５０４０１", "2025-04-01" },
        { "2025年4月1日", "2025-04-01" },
        { "令和7年4月1日", "2025-04-01" },
        { "令和７年４月１日", "2025-04-01" },
        { "令和 7年 4月 1日", "2025-04-01" },
        { "　令和7年4月1日　", "2025-04-01" },
        { "R7.4.1", "2025-04-01" },
        { "r07/04/01", "2025-04-01" },
        { "Ｒ７．４．１", "2025-04-01" },
        { "Ｒ７－４－１", "2025-04-01" },
        { "令7.4.1", "2025-04-01" },
        { "令和元年5月1日", "2019-05-01" },
        { "平31.4.30", "2019-04-30" },
        { "S64.1.7", "1989-01-07" },
        { "昭和六十四年", NULL },
        { "平成31年5月1日", NULL },
        { "令和元年4月30日", NULL },
        { "昭和64年1月8日", NULL },
        { "平成元年1月7日", NULL },
        { "明治5年12月3日", NULL },
        { "R0.1.1", NULL },
        { "R7.2.29", NULL },
        { "25/4/1", NULL },
        { "元年5月1日", NULL },
        { "R2025.4.1", NULL },
        { "2025-4/1", NULL },
        { "令和7年4月1", NULL },
        { "令和7年4月1-", NULL },
        { "令和7年4-1", NULL },
        { "2025-04-01日", NULL },
        { "2025-04-01x", NULL },
        { "2025-04-01 10:00", NULL },
        { "2025-004-01", NULL },
        { "20250431", NULL },
        { "202504", NULL },
        { "-2025-04-01", NULL },
        { "", NULL },
        { "R", NULL },
        { "令", NULL },
        { "X7.4.1", NULL },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct date d = NO_DATE;
        enum rc rc = date_parse(test_arena(), str_of(cases[i].text), &d);
        if (!CHECK(rc == (cases[i].iso ? OK : INVALID)))
            fprintf(stderr, "   of \"%s\"\n", cases[i].text);
        CHECK_SAME(iso(d), str_of(cases[i].iso));
    }
}

TEST(eras_and_years_are_joined)
{
    struct date d = NO_DATE;
    CHECK_OK(wareki_to_date(S("R"), 1, 5, 1, &d));
    CHECK_STR(iso(d), "2019-05-01");
    CHECK_OK(wareki_to_date(S(""), 2024, 2, 29, &d));
    CHECK_STR(iso(d), "2024-02-29");
    CHECK(wareki_to_date(S("慶応"), 3, 1, 1, &d) == INVALID);
    CHECK(wareki_to_date(S("令和"), INT64_MAX, 1, 1, &d) == INVALID);
    CHECK_STR(iso(d), "2024-02-29");
}

/* Era, number, mark, number, mark, number, mark; at times something else. */
static struct str random_day(uint64_t *x, char text[128])
{
    static const char *const parts[3][8] = {
        { "令和", "平成", "昭和", "令", "R", "Ｓ", "", "\xE3" },
        { "元", "7", "31", "64", "2025", "４", "1", "20250401" },
        { "年", "月", "日", "-", "/", ".", " ", "ー" },
    };
    text[0] = '\0';
    for (int k = 0; k < 7; k++) {
        *x = *x * 6364136223846793005u + 1442695040888963407u;
        int kind = k == 0 ? 0 : k % 2 ? 1 : 2;
        if (*x >> 61 == 0)
            kind = (int)((*x >> 50) % 3);
        size_t from = kind == 2 && *x >> 62 ? (size_t)(k / 2 - 1) % 3 : (*x >> 33) % 8;
        strncat(text, parts[kind][from], 12);
    }
    return str_of(text);
}

TEST(any_text_is_read_or_refused_and_what_was_read_is_read_again)
{
    struct arena mem;
    arena_init(&mem, (size_t)1 << 20);
    uint64_t x = 7;
    int read = 0;
    for (int round = 0; round < 400000; round++) {
        char text[128];
        struct date d = NO_DATE, again = NO_DATE;
        if (date_parse(&mem, random_day(&x, text), &d) == OK) {
            read++;
            CHECK_OK(date_parse(&mem, date_iso(&mem, d), &again));
            CHECK_INT(again.days, d.days);
        } else {
            CHECK(!date_is_set(d));
        }
        arena_reset(&mem);
    }
    CHECK(read > 1000);
    arena_release(&mem);
}
