/* SPDX-License-Identifier: Apache-2.0 */
/* Back-off, fates and schedules. */
#include "platform/jobs/rules.h"

enum { ATTEMPTS = 12, FIRST_DELAY_S = 10, LEASE_S = 60, JITTER_PERCENT = 20 };

t_time jobs_back_off(const struct job_kind *kind, int attempt, uint32_t dice)
{
    t_time delay = (kind->first_delay_s ? kind->first_delay_s : FIRST_DELAY_S) * SECOND;
    for (int i = 1; i < attempt && delay < JOBS_LONGEST_DELAY; i++)
        delay *= 2;
    if (delay > JOBS_LONGEST_DELAY)
        delay = JOBS_LONGEST_DELAY;
    t_time spread = delay * JITTER_PERCENT / 100;
    return delay - spread + (t_time)(dice % 2001) * spread / 1000;
}

bool jobs_is_worn_out(const struct job_kind *kind, int attempt)
{
    if (kind->attempts)
        return attempt >= kind->attempts;
    return !kind->give_up_s && attempt >= ATTEMPTS;
}

enum job_fate jobs_fate(const struct job_kind *kind, enum rc rc, int attempt, t_time first_at, t_time now)
{
    switch (rc) {
    case OK: return JOB_DONE;
    case BUSY:
    case FULL:
    case FAILED:
        if (jobs_is_worn_out(kind, attempt) || (kind->give_up_s && now - first_at >= kind->give_up_s * SECOND))
            return JOB_DEAD;
        return JOB_AGAIN;
    default: return JOB_DEAD;
    }
}

t_time jobs_lease(const struct job_kind *kind)
{
    return (kind->lease_s ? kind->lease_s : LEASE_S) * SECOND;
}

static bool clock_of(struct str text, t_time *ret_of_day)
{
    int64_t hour, minute;
    if (text.n != 5 || text.p[2] != ':' || !str_to_int(str_sub(text, 0, 2), &hour) ||
        !str_to_int(str_sub(text, 3, 5), &minute) || hour < 0 || hour > 23 || minute < 0 || minute > 59)
        return false;
    *ret_of_day = hour * HOUR + minute * MINUTE;
    return true;
}

static t_time month_time(struct date day, int64_t day_of_month, t_time of_day)
{
    struct civil c = date_civil(day);
    int last = date_days_in_month(c.year, c.month);
    return date_start(date_of(c.year, c.month, day_of_month < last ? (int)day_of_month : last)) + of_day;
}

enum rc jobs_last_due(const char *schedule, t_time now, t_time *ret_due)
{
    struct str rest = str_of(schedule), word, day_text;
    struct date today = time_date(now);
    int64_t n;
    t_time of_day, due;
    if (!str_cut(&rest, ' ', &word))
        return INVALID;
    if (str_eq(word, S("every"))) {
        if (!str_to_int(rest, &n) || n < 1 || n > DAY / SECOND * 31)
            return INVALID;
        due = now / (n * SECOND) * (n * SECOND);
    } else if (str_eq(word, S("at"))) {
        if (!clock_of(rest, &of_day))
            return INVALID;
        due = date_start(today) + of_day;
        if (due > now)
            due = date_start(date_add_days(today, -1)) + of_day;
    } else if (str_eq(word, S("on"))) {
        if (!str_cut(&rest, ' ', &day_text) || !str_to_int(day_text, &n) || n < 1 || n > 31 || !clock_of(rest, &of_day))
            return INVALID;
        due = month_time(today, n, of_day);
        if (due > now)
            due = month_time(date_add_months(today, -1), n, of_day);
    } else {
        return INVALID;
    }
    *ret_due = due;
    return OK;
}
