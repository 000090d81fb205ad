/* SPDX-License-Identifier: Apache-2.0 */
/* Holidays by 国民の祝日に関する法律 and the opening days of a town. */
#include "base/time.h"

/* A holiday of article 2: a fixed day, or the week-th Monday of its month when day is 0. */
struct holiday {
    struct str name;
    int month, day, week;
    int since, until; /* years, inclusive; 0 = open */
};

static const struct holiday holidays[] = {
    { S_("元日"), 1, 1, 0, 0, 0 },
    { S_("成人の日"), 1, 0, 2, 0, 0 },
    { S_("建国記念の日"), 2, 11, 0, 0, 0 },
    { S_("天皇誕生日"), 2, 23, 0, 2020, 0 },
    { S_("昭和の日"), 4, 29, 0, 0, 0 },
    { S_("憲法記念日"), 5, 3, 0, 0, 0 },
    { S_("みどりの日"), 5, 4, 0, 0, 0 },
    { S_("こどもの日"), 5, 5, 0, 0, 0 },
    { S_("海の日"), 7, 0, 3, 0, 2019 },
    { S_("海の日"), 7, 0, 3, 2022, 0 },
    { S_("山の日"), 8, 11, 0, 2016, 2019 },
    { S_("山の日"), 8, 11, 0, 2022, 0 },
    { S_("敬老の日"), 9, 0, 3, 0, 0 },
    { S_("体育の日"), 10, 0, 2, 0, 2019 },
    { S_("スポーツの日"), 10, 0, 2, 2022, 0 },
    { S_("文化の日"), 11, 3, 0, 0, 0 },
    { S_("勤労感謝の日"), 11, 23, 0, 0, 0 },
    { S_("天皇誕生日"), 12, 23, 0, 0, 2018 },
    /* 平成30年法律第99号 */
    { S_("天皇の即位の日"), 5, 1, 0, 2019, 2019 },
    { S_("即位礼正殿の儀の行われる日"), 10, 22, 0, 2019, 2019 },
    /* 平成三十二年東京オリンピック競技大会・東京パラリンピック競技大会特別措置法 */
    { S_("海の日"), 7, 23, 0, 2020, 2020 },
    { S_("スポーツの日"), 7, 24, 0, 2020, 2020 },
    { S_("山の日"), 8, 10, 0, 2020, 2020 },
    { S_("海の日"), 7, 22, 0, 2021, 2021 },
    { S_("スポーツの日"), 7, 23, 0, 2021, 2021 },
    { S_("山の日"), 8, 8, 0, 2021, 2021 },
};

static bool falls_on(const struct holiday *h, struct civil c)
{
    if (h->month != c.month || (h->since && c.year < h->since) || (h->until && c.year > h->until))
        return false;
    if (h->day)
        return h->day == c.day;
    return c.weekday == 1 && (c.day + 6) / 7 == h->week;
}

/* Day of the equinox: at is its moment in March or September 1980, in 1/10000 days. */
static int equinox(int year, int64_t at)
{
    int64_t years = year - 1980, leap_days = years / 4 - (years % 4 < 0);
    return (int)((at * 100 + 242194 * years) / 1000000 - leap_days);
}

/* 国民の祝日 of article 2, without the days of article 3. */
static struct str named_holiday(struct date d)
{
    struct civil c = date_civil(d);
    if (c.month == 3 && c.day == equinox(c.year, 208431))
        return S("春分の日");
    if (c.month == 9 && c.day == equinox(c.year, 232488))
        return S("秋分の日");
    for (size_t i = 0; i < sizeof holidays / sizeof *holidays; i++)
        if (falls_on(&holidays[i], c))
            return holidays[i].name;
    return S("");
}

struct str calendar_holiday(struct date d)
{
    struct str name = named_holiday(d);
    if (name.n)
        return name;
    /* Article 3(2): the first day after a holiday on a Sunday that is no holiday itself. */
    struct date before = date_add_days(d, -1);
    bool day_before = named_holiday(before).n > 0;
    for (; named_holiday(before).n; before = date_add_days(before, -1))
        if (date_civil(before).weekday == 0)
            return S("振替休日");
    /* Article 3(3): a day between two holidays. */
    return day_before && named_holiday(date_add_days(d, 1)).n ? S("国民の休日") : S("");
}

static bool is_town_closed(const struct calendar *c, struct date d)
{
    size_t from = 0, to = c->n_closed;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (c->closed[middle].days == d.days)
            return true;
        if (c->closed[middle].days < d.days)
            from = middle + 1;
        else
            to = middle;
    }
    return false;
}

bool calendar_is_open(const struct calendar *c, struct date d)
{
    struct civil day = date_civil(d);
    bool new_year = (day.month == 12 && day.day >= 29) || (day.month == 1 && day.day <= 3);
    return day.weekday != 0 && day.weekday != 6 && !new_year && !is_town_closed(c, d) &&
           calendar_holiday(d).n == 0;
}

struct date calendar_next_open(const struct calendar *c, struct date d)
{
    while (!calendar_is_open(c, d))
        d = date_add_days(d, 1);
    return d;
}

struct date calendar_add(const struct calendar *c, struct date d, int n)
{
    int step = n < 0 ? -1 : 1;
    while (n != 0) {
        d = date_add_days(d, step);
        if (calendar_is_open(c, d))
            n -= step;
    }
    return d;
}

int calendar_count(const struct calendar *c, struct date from, struct date to)
{
    int n = 0;
    if (to.days < from.days)
        return -calendar_count(c, to, from);
    for (struct date d = date_add_days(from, 1); d.days <= to.days; d = date_add_days(d, 1))
        n += calendar_is_open(c, d);
    return n;
}
