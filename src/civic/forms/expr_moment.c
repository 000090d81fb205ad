/* SPDX-License-Identifier: Apache-2.0 */
/* Reading ISO 8601 dates, times and date-times, and what number they are (forms.md 5.2): a plain
 * date is a day number without a zone; a date-time with an offset converts with it; one without an
 * offset counts as written. */
#include "civic/forms/expr_ast.h"

#include "base/time.h"

static bool take_digits(struct str *s, size_t least, size_t most, int64_t *ret)
{
    size_t n = 0;
    *ret = 0;
    while (n < s->n && n < most && s->p[n] >= '0' && s->p[n] <= '9')
        *ret = *ret * 10 + (s->p[n++] - '0');
    *s = str_sub(*s, n, s->n);
    return n >= least;
}

static bool take_char(struct str *s, char c)
{
    if (!s->n || s->p[0] != c)
        return false;
    *s = str_sub(*s, 1, s->n);
    return true;
}

static bool take_day(struct str *s, int64_t *ret_day)
{
    int64_t year, month, day;
    struct date d;
    if (!take_digits(s, 4, 4, &year) || !take_char(s, '-') || !take_digits(s, 1, 2, &month) ||
        !take_char(s, '-') || !take_digits(s, 1, 2, &day))
        return false;
    if (date_make(year, month, day, &d) != OK)
        return false;
    *ret_day = d.days;
    return true;
}

static bool take_fraction(struct str *s, int64_t *milli)
{
    if (!take_char(s, '.'))
        return true;
    size_t n = s->n;
    int64_t value;
    if (!take_digits(s, 1, 3, &value))
        return false;
    for (n -= s->n; n < 3; n++)
        value *= 10;
    *milli += value;
    int64_t ignored;
    return take_digits(s, 0, 9, &ignored);
}

static bool take_offset(struct str *s, struct moment *m)
{
    int64_t hours, minutes = 0;
    if (s->n == 0)
        return true;
    m->has_offset = true;
    if (take_char(s, 'Z'))
        return true;
    bool west = take_char(s, '-');
    if (!west && !take_char(s, '+'))
        return false;
    if (!take_digits(s, 2, 2, &hours))
        return false;
    take_char(s, ':');
    if (s->n && !take_digits(s, 2, 2, &minutes))
        return false;
    if (hours > 23 || minutes > 59)
        return false;
    m->offset = (int)(hours * 60 + minutes) * (west ? -1 : 1);
    return true;
}

static bool take_time(struct str *s, struct moment *m)
{
    int64_t hour, minute, second = 0;
    if (!take_digits(s, 2, 2, &hour) || !take_char(s, ':') || !take_digits(s, 2, 2, &minute))
        return false;
    if (take_char(s, ':') && !take_digits(s, 2, 2, &second))
        return false;
    if (hour > 23 || minute > 59 || second > 59)
        return false;
    m->has_time = true;
    m->milli = ((hour * 60 + minute) * 60 + second) * 1000;
    return take_fraction(s, &m->milli) && take_offset(s, m);
}

bool moment_read(struct str s, struct moment *ret)
{
    struct moment m = { 0 };
    s = str_trim(s);
    if (!take_day(&s, &m.day))
        return false;
    if (s.n && (!take_char(&s, 'T') || !take_time(&s, &m)))
        return false;
    if (s.n)
        return false;
    *ret = m;
    return true;
}

bool moment_read_time(struct str s, struct moment *ret)
{
    struct moment m = { 0 };
    s = str_trim(s);
    if (moment_read(s, ret))
        return ret->has_time;
    if (!take_time(&s, &m) || s.n)
        return false;
    *ret = m;
    return true;
}

double moment_number(const struct moment *m)
{
    if (!m->has_time)
        return (double)m->day;
    return (double)m->day + ((double)m->milli - (double)m->offset * 60000) / 86400000.0;
}
