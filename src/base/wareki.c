/* SPDX-License-Identifier: Apache-2.0 */
/* Eras, and reading the days that people write.  A new era is one line of the table.  Days before
 * 明治6年1月1日 are refused: Japan counted by the moon until then. */
#include "base/text.h"
#include "base/time.h"

struct era {
    struct str name;
    char letter;
    int year, month, day; /* its first day */
};

static const struct era eras[] = {
    { S_("令和"), 'R', 2019, 5, 1 },   { S_("平成"), 'H', 1989, 1, 8 },
    { S_("昭和"), 'S', 1926, 12, 25 }, { S_("大正"), 'T', 1912, 7, 30 },
    { S_("明治"), 'M', 1868, 1, 25 },
};
enum { ERAS = sizeof eras / sizeof *eras, FIRST_SOLAR_YEAR = 1873 };

enum { KANJI = 'k' }; /* the style of 2025年4月1日, beside '-' '/' '.' */

static struct date first_day(const struct era *e)
{
    if (e == &eras[ERAS - 1])
        return date_of(FIRST_SOLAR_YEAR, 1, 1);
    return date_of(e->year, e->month, e->day);
}

static const struct era *era_of(struct date d)
{
    for (size_t i = 0; i < ERAS; i++)
        if (d.days >= first_day(&eras[i]).days)
            return &eras[i];
    return NULL;
}

enum rc wareki_of(struct date d, struct wareki *ret_wareki)
{
    const struct era *e = date_is_set(d) ? era_of(d) : NULL;
    if (!e)
        return INVALID;
    *ret_wareki = (struct wareki) { e->name, e->letter, date_civil(d).year - e->year + 1 };
    return OK;
}

/* 令和, 令, R, r */
static const struct era *find_era(struct str name)
{
    for (size_t i = 0; i < ERAS; i++) {
        struct str letter = { &eras[i].letter, 1 };
        if (str_eq(name, eras[i].name) || str_eq(name, text_first(eras[i].name, 1)) ||
            str_eq_nocase(name, letter))
            return &eras[i];
    }
    return NULL;
}

enum rc wareki_to_date(struct str era, int64_t year, int64_t month, int64_t day,
                       struct date *ret_date)
{
    if (era.n == 0)
        return date_make(year, month, day, ret_date);
    const struct era *e = find_era(era);
    struct date d;
    if (!e || year < 1 || year > 9999)
        return INVALID;
    enum rc rc = date_make(e->year + year - 1, month, day, &d);
    if (rc != OK || era_of(d) != e)
        return INVALID;
    *ret_date = d;
    return OK;
}

/* Takes an era's name, one sign of it or its letter off *rest. */
static struct str take_era(struct str *rest)
{
    for (size_t i = 0; i < ERAS; i++) {
        struct str forms[] = { eras[i].name, text_first(eras[i].name, 1), { rest->p, 1 } };
        for (size_t k = 0; k < 3; k++) {
            if (k == 2 && (rest->n == 0 || (rest->p[0] | 0x20) != (eras[i].letter | 0x20)))
                continue;
            if (!str_starts(*rest, forms[k]))
                continue;
            *rest = str_sub(*rest, forms[k].n, rest->n);
            return forms[k];
        }
    }
    return S("");
}

static void skip_blanks(struct str *rest)
{
    while (rest->n && rest->p[0] == ' ')
        *rest = str_sub(*rest, 1, rest->n);
}

/* 1..4 digits, or 元 for the year. */
static bool take_number(struct str *rest, bool year, int64_t *ret_value, size_t *ret_digits)
{
    size_t n = 0;
    skip_blanks(rest);
    if (year && str_starts(*rest, S("元"))) {
        *rest = str_sub(*rest, S("元").n, rest->n);
        *ret_value = 1;
        *ret_digits = 0;
        return true;
    }
    while (n < rest->n && rest->p[n] >= '0' && rest->p[n] <= '9')
        n++;
    if (n == 0 || n > 4 || !str_to_int(str_sub(*rest, 0, n), ret_value))
        return false;
    *rest = str_sub(*rest, n, rest->n);
    *ret_digits = n;
    return true;
}

/* The mark after a number.  The first one decides for all: a kanji or one of - / . */
static bool take_mark(struct str *rest, struct str kanji, char *style)
{
    skip_blanks(rest);
    if (*style == 0)
        *style = rest->n && memchr("-/.", rest->p[0], 3) ? rest->p[0] : KANJI;
    struct str mark = *style == KANJI ? kanji : (struct str) { style, 1 };
    if (!str_starts(*rest, mark))
        return false;
    *rest = str_sub(*rest, mark.n, rest->n);
    return true;
}

static bool is_eight_digits(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
    return s.n == 8;
}

/* 年月日 or y-m-d after the era. */
static bool take_day(struct str *rest, bool has_era, int64_t ymd[3])
{
    static const struct str kanji[] = { S_("年"), S_("月"), S_("日") };
    char style = 0;
    for (int i = 0; i < 3; i++) {
        size_t digits;
        if (!take_number(rest, has_era && i == 0, &ymd[i], &digits))
            return false;
        bool common_year = i == 0 && !has_era;
        if (common_year ? digits != 4 : digits > 2)
            return false;
        bool marked = i < 2 || style == KANJI;
        if (marked && !take_mark(rest, kanji[i], &style))
            return false;
    }
    return rest->n == 0;
}

enum rc date_parse(struct arena *mem, struct str s, struct date *ret_date)
{
    int64_t ymd[3];
    if (s.n > 100) /* no day is that long */
        return INVALID;
    struct str rest = str_trim(text_fold_width(mem, s));
    if (is_eight_digits(rest) && str_to_int(rest, &ymd[0]))
        return date_make(ymd[0] / 10000, ymd[0] / 100 % 100, ymd[0] % 100, ret_date);
    struct str era = take_era(&rest);
    if (!take_day(&rest, era.n > 0, ymd))
        return INVALID;
    return wareki_to_date(era, ymd[0], ymd[1], ymd[2], ret_date);
}
