/* SPDX-License-Identifier: Apache-2.0 */
/* A day typed into boxes for era, year, month and day: 令和7, R7, ７年 and 2025 are all taken in
 * the year box.  What is wrong is told of one box alone. */
#include "civic/forms/answers_build.h"

#include "base/text.h"
#include "base/time.h"

struct day_reader {
    struct arena *mem;
    const struct field *field;
    struct str language, part, message;
};

static bool refuse(struct day_reader *r, struct str part, enum sentence id, struct str one,
                   struct str two)
{
    r->part = part;
    r->message = sentence_about(r->mem, r->language, id, r->field, one, two);
    return false;
}

static struct str word(const struct day_reader *r, enum sentence id)
{
    return sentence(r->mem, r->language, id, S(""), S(""), S(""));
}

/* "７月" → 7 */
static bool box_number(struct day_reader *r, struct str box, struct str part, enum sentence name,
                       struct str unit, int64_t *ret_value)
{
    if (str_ends(box, unit))
        box = trim_wide(str_sub(box, 0, box.n - unit.n));
    if (box.n == 0)
        return refuse(r, part, SAY_PART_MISSING, word(r, name), S(""));
    if (!str_to_int(box, ret_value) || *ret_value < 0)
        return refuse(r, part, SAY_PART_NUMBER, word(r, name), S(""));
    return true;
}

/* Takes the letters before the digits of the year box as the era: they win over the chosen one. */
static struct str split_era(struct str *year, struct str chosen)
{
    size_t n = 0;
    while (n < year->n && (year->p[n] < '0' || year->p[n] > '9') &&
           !str_starts(str_sub(*year, n, year->n), S("元")))
        n++;
    if (n == 0 || n == year->n)
        return str_eq(chosen, S("西暦")) ? S("") : chosen;
    struct str era = trim_wide(str_sub(*year, 0, n));
    *year = trim_wide(str_sub(*year, n, year->n));
    return str_eq(era, S("西暦")) ? S("") : era;
}

/* The year of the common era, or the reason. */
static bool western_year(struct day_reader *r, struct str era, int64_t year, int64_t *ret_year)
{
    struct date d;
    if (year >= 1000) {
        *ret_year = year;
        return year <= 2200 ||
               refuse(r, S("year"), SAY_NO_YEAR, S(""), arena_fmt(r->mem, "%lld", (long long)year));
    }
    if (era.n == 0)
        return refuse(r, S("year"), SAY_YEAR_ERA, S(""), S(""));
    if (wareki_to_date(era, year, 1, 1, &d) == OK || wareki_to_date(era, year, 12, 31, &d) == OK) {
        *ret_year = date_civil(d).year; /* every year of an era holds its first or its last day */
        return true;
    }
    return refuse(r, S("year"), SAY_NO_YEAR, era, arena_fmt(r->mem, "%lld", (long long)year));
}

static bool read_day(struct day_reader *r, const struct date_boxes *typed, struct date *ret_date)
{
    struct arena *mem = r->mem;
    struct str year_box = trim_wide(text_fold_width(mem, typed->year));
    struct str month_box = trim_wide(text_fold_width(mem, typed->month));
    struct str day_box = trim_wide(text_fold_width(mem, typed->day));
    struct str era = split_era(&year_box, trim_wide(typed->era));
    int64_t year, month, day, western;
    if (str_starts(year_box, S("元")))
        year_box = S("1");
    if (!box_number(r, year_box, S("year"), SAY_PART_YEAR, S("年"), &year) ||
        !western_year(r, era, year, &western) ||
        !box_number(r, month_box, S("month"), SAY_PART_MONTH, S("月"), &month))
        return false;
    if (month < 1 || month > 12)
        return refuse(r, S("month"), SAY_MONTH, S(""), S(""));
    if (!box_number(r, day_box, S("day"), SAY_PART_DAY, S("日"), &day))
        return false;
    int most = date_days_in_month((int)western, (int)month);
    if (day < 1 || day > most)
        return refuse(r, S("day"), SAY_DAY, arena_fmt(mem, "%lld", (long long)month),
                      arena_fmt(mem, "%d", most));
    if (wareki_to_date(year >= 1000 ? S("") : era, year, month, day, ret_date) != OK)
        return refuse(r, S("year"), SAY_NOT_ERA, era, S(""));
    return true;
}

bool reading_date(struct arena *mem, const struct field *f, struct str language,
                  const struct date_boxes *typed, struct str *ret_value, struct str *ret_part,
                  struct str *ret_message)
{
    if (trim_wide(typed->year).n + trim_wide(typed->month).n + trim_wide(typed->day).n == 0) {
        *ret_value = (struct str) { "", 0 };
        return true;
    }
    struct day_reader r = { .mem = mem, .field = f, .language = language };
    struct date day;
    if (!read_day(&r, typed, &day)) {
        *ret_part = r.part;
        *ret_message = r.message;
        return false;
    }
    *ret_value = date_iso(mem, day);
    return true;
}
