/* SPDX-License-Identifier: Apache-2.0 */
/* Days, moments and the Japanese calendar.  The zone of the house is Asia/Tokyo, fixed +09:00 (no
 * summer time since 1951).  No function but time_now() looks at a clock. */
#ifndef BASE_TIME_H
#define BASE_TIME_H

#include "base/arena.h"
#include "base/rc.h"
#include "base/types.h"

#define SECOND ((t_time)1000000)
#define MINUTE (60 * SECOND)
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)

t_time time_now(void);

struct civil {                /* a moment or a day taken apart */
    int year, month, day;     /* proleptic Gregorian; month 1..12 */
    int hour, minute, second; /* of Tokyo */
    int weekday;              /* 0 = Sunday */
};

struct date date_of(int year, int month, int day); /* must be a valid day: see date_make */
MUST_USE enum rc date_make(int64_t year, int64_t month, int64_t day, struct date *ret_date);
struct civil date_civil(struct date d);
struct civil time_civil(t_time t); /* in Tokyo */
struct date time_date(t_time t);   /* the day in Tokyo */
t_time date_start(struct date d);  /* 00:00 of that day in Tokyo */
struct date date_add_days(struct date d, int64_t n);
struct date date_add_months(struct date d, int n); /* clipped to the month's last day */
int date_days_in_month(int year, int month);

/* Everyday age: goes up on the birthday. */
int date_age(struct date birth, struct date on);
/* The day the law attains age n: the eve of the birthday (年齢計算ニ関スル法律); 29 Feb → 28 Feb.
 */
struct date date_attains(struct date birth, int n);
/* The fiscal year (4 月 to 3 月) a day lies in. */
int date_fiscal_year(struct date d);
/* 31 March of the fiscal year in which the person attains n (legal attainment). */
struct date date_fiscal_end_of_age(struct date birth, int n);

/* Wareki. Eras are data: 明治6年1月1日 on; earlier days are refused. */
struct wareki {
    struct str era; /* 令和 */
    char letter;    /* R */
    int year;       /* 1 = 元年 */
};
MUST_USE enum rc wareki_of(struct date d, struct wareki *ret_wareki);
/* era: "令和", "R", "r", "令", "" (then the year is of the common era); year in that era. INVALID
 * when the day lies outside the era's days. */
MUST_USE enum rc wareki_to_date(struct str era, int64_t year, int64_t month, int64_t day,
                                struct date *ret_date);
/* Reads what people write: 2025-04-01 2025/4/1 2025年4月1日 令和7年4月1日 R7.4.1 Ｒ７．４．１
 * 令和元年5月1日 20250401. Full-width accepted. */
MUST_USE enum rc date_parse(struct arena *mem, struct str s, struct date *ret_date);

/* All of these give "" for a day or moment that is not set. Days before 明治6年 are printed by the
 * common era: 1850年5月1日. */
struct str date_iso(struct arena *mem, struct date d);       /* 2026-11-25 */
struct str date_ja(struct arena *mem, struct date d);        /* 令和8年11月25日 */
struct str date_ja_full(struct arena *mem, struct date d);   /* 令和8年11月25日（水） */
struct str date_ja_both(struct arena *mem, struct date d);   /* 令和8年（2026年）11月25日 */
struct str date_short(struct arena *mem, struct date d);     /* 11/25 */
struct str date_month_day(struct arena *mem, struct date d); /* 11月25日（水） */
struct str time_ja(struct arena *mem, t_time t);    /* 令和8年11月25日（水）9時42分 */
struct str time_short(struct arena *mem, t_time t); /* 11/25 9:42 */
struct str time_iso(struct arena *mem, t_time t);   /* 2026-11-25T09:42:00+09:00 */

/* Opening days of a town: not Saturday, Sunday, 国民の祝日 (with 振替休日 and 国民の休日),
 * 12/29–1/3 and the town's own days. Holidays are computed from 国民の祝日に関する法律 as it stood
 * in each year from 2007 on (with the days moved in 2019, 2020 and 2021), equinoxes by the usual
 * formula valid to 2099; earlier years get the rules of 2007. */
struct calendar {
    const struct date *closed; /* the town's own closed days, ascending */
    size_t n_closed;
};
bool calendar_is_open(const struct calendar *c, struct date d);
struct date calendar_next_open(const struct calendar *c, struct date d); /* d itself if open */
/* The n-th opening day after d, before it if n < 0; the first day is not counted (民法140条). */
struct date calendar_add(const struct calendar *c, struct date d, int n);
/* Opening days in (from, to]; negative if to < from. */
int calendar_count(const struct calendar *c, struct date from, struct date to);
struct str calendar_holiday(struct date d); /* 文化の日, or "" */

#endif
