/* SPDX-License-Identifier: Apache-2.0 */
/* Days and moments: proleptic Gregorian arithmetic, ages, and how they are printed.  Years 1 to
 * 9999; what lies outside is refused by date_make. */
#include "base/time.h"

#include <assert.h>
#include <time.h>

#define TOKYO (9 * HOUR)

t_time time_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (t_time)now.tv_sec * SECOND + now.tv_nsec / 1000;
}

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

static bool is_leap(int64_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int date_days_in_month(int year, int month)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

/* Years begin in March, so that the leap day is the last of its year: 153 days are five months. */
static int64_t days_of(int64_t year, int64_t month, int64_t day)
{
    int64_t y = year - (month <= 2), m = month + (month <= 2 ? 9 : -3);
    int64_t era = floor_div(y, 400), in_era = y - era * 400;
    int64_t in_year = (153 * m + 2) / 5 + day - 1;
    return era * 146097 + in_era * 365 + in_era / 4 - in_era / 100 + in_year - 719468;
}

enum rc date_make(int64_t year, int64_t month, int64_t day, struct date *ret_date)
{
    if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 ||
        day > date_days_in_month((int)year, (int)month))
        return INVALID;
    *ret_date = (struct date) { days_of(year, month, day) };
    return OK;
}

struct date date_of(int year, int month, int day)
{
    struct date d = NO_DATE;
    enum rc rc = date_make(year, month, day, &d);
    assert(rc == OK && "date_of with a day that does not exist");
    return d;
}

struct civil date_civil(struct date d)
{
    int64_t z = d.days + 719468, era = floor_div(z, 146097), in_era = z - era * 146097;
    int64_t year = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
    int64_t in_year = in_era - (year * 365 + year / 4 - year / 100);
    int64_t m = (5 * in_year + 2) / 153;
    struct civil c = {
        .month = (int)(m < 10 ? m + 3 : m - 9),
        .day = (int)(in_year - (153 * m + 2) / 5 + 1),
        .weekday = (int)(((d.days + 4) % 7 + 7) % 7), /* 1970-01-01 was a Thursday */
    };
    c.year = (int)(year + era * 400 + (c.month <= 2));
    return c;
}

struct date time_date(t_time t)
{
    return (struct date) { floor_div(t + TOKYO, DAY) };
}

struct civil time_civil(t_time t)
{
    struct date d = time_date(t);
    struct civil c = date_civil(d);
    int64_t second = (t - date_start(d)) / SECOND;
    c.hour = (int)(second / 3600);
    c.minute = (int)(second / 60 % 60);
    c.second = (int)(second % 60);
    return c;
}

t_time date_start(struct date d)
{
    return d.days * DAY - TOKYO;
}

struct date date_add_days(struct date d, int64_t n)
{
    return (struct date) { d.days + n };
}

struct date date_add_months(struct date d, int n)
{
    struct civil c = date_civil(d);
    int64_t month = (int64_t)c.year * 12 + c.month - 1 + n;
    int year = (int)floor_div(month, 12), in_year = (int)(month - (int64_t)year * 12) + 1;
    int last = date_days_in_month(year, in_year);
    return (struct date) { days_of(year, in_year, c.day < last ? c.day : last) };
}

int date_age(struct date birth, struct date on)
{
    struct civil b = date_civil(birth), c = date_civil(on);
    bool before = c.month < b.month || (c.month == b.month && c.day < b.day);
    return c.year - b.year - before;
}

/* A year of age is full at the end of the day before the birthday; in a year without 29 February
 * the corresponding day is missing and the term ends with the month (民法143条2項), so that one
 * born on 29 February attains on 28 February in every year. */
struct date date_attains(struct date birth, int n)
{
    struct civil b = date_civil(birth);
    int year = b.year + n;
    if (b.day > date_days_in_month(year, b.month))
        return (struct date) { days_of(year, 2, 28) };
    return (struct date) { days_of(year, b.month, b.day) - 1 };
}

int date_fiscal_year(struct date d)
{
    struct civil c = date_civil(d);
    return c.year - (c.month < 4);
}

struct date date_fiscal_end_of_age(struct date birth, int n)
{
    return date_of(date_fiscal_year(date_attains(birth, n)) + 1, 3, 31);
}

static const char *const weekdays[] = { "日", "月", "火", "水", "木", "金", "土" };

struct str date_iso(struct arena *mem, struct date d)
{
    if (!date_is_set(d))
        return S("");
    struct civil c = date_civil(d);
    return arena_fmt(mem, "%04d-%02d-%02d", c.year, c.month, c.day);
}

/* 令和8年, or 1850年 before the eras we know. */
static struct str year_ja(struct arena *mem, struct date d)
{
    struct wareki w;
    if (wareki_of(d, &w) != OK)
        return arena_fmt(mem, "%d年", date_civil(d).year);
    return w.year == 1 ? arena_fmt(mem, "%.*s元年", STR(w.era))
                       : arena_fmt(mem, "%.*s%d年", STR(w.era), w.year);
}

struct str date_ja(struct arena *mem, struct date d)
{
    if (!date_is_set(d))
        return S("");
    struct civil c = date_civil(d);
    return arena_fmt(mem, "%.*s%d月%d日", STR(year_ja(mem, d)), c.month, c.day);
}

struct str date_ja_full(struct arena *mem, struct date d)
{
    if (!date_is_set(d))
        return S("");
    return arena_fmt(mem, "%.*s（%s）", STR(date_ja(mem, d)), weekdays[date_civil(d).weekday]);
}

struct str date_ja_both(struct arena *mem, struct date d)
{
    struct wareki w;
    if (!date_is_set(d))
        return S("");
    if (wareki_of(d, &w) != OK)
        return date_ja(mem, d);
    struct civil c = date_civil(d);
    return arena_fmt(mem, "%.*s（%d年）%d月%d日", STR(year_ja(mem, d)), c.year, c.month, c.day);
}

struct str date_short(struct arena *mem, struct date d)
{
    if (!date_is_set(d))
        return S("");
    struct civil c = date_civil(d);
    return arena_fmt(mem, "%d/%d", c.month, c.day);
}

struct str date_month_day(struct arena *mem, struct date d)
{
    if (!date_is_set(d))
        return S("");
    struct civil c = date_civil(d);
    return arena_fmt(mem, "%d月%d日（%s）", c.month, c.day, weekdays[c.weekday]);
}

struct str time_ja(struct arena *mem, t_time t)
{
    if (t == 0)
        return S("");
    struct civil c = time_civil(t);
    return arena_fmt(mem, "%.*s%d時%02d分", STR(date_ja_full(mem, time_date(t))), c.hour, c.minute);
}

struct str time_short(struct arena *mem, t_time t)
{
    if (t == 0)
        return S("");
    struct civil c = time_civil(t);
    return arena_fmt(mem, "%d/%d %d:%02d", c.month, c.day, c.hour, c.minute);
}

struct str time_iso(struct arena *mem, t_time t)
{
    if (t == 0)
        return S("");
    struct civil c = time_civil(t);
    return arena_fmt(mem, "%04d-%02d-%02dT%02d:%02d:%02d+09:00", c.year, c.month, c.day, c.hour,
                     c.minute, c.second);
}
