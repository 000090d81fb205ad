/* SPDX-License-Identifier: Apache-2.0 */
/* Functions of Japanese procedures, in the namespace gov: (forms.md 2.3).  Empty or unreadable
 * arguments give "" or NaN or false, as everywhere in the language. */
#include "civic/forms/expr_functions.h"

#include "base/ids.h"
#include "base/text.h"
#include "base/time.h"

#include <math.h>

static bool call_day(struct call *c, size_t i, struct date *ret)
{
    struct moment m;
    if (!value_moment(c, i, &m))
        return false;
    ret->days = m.day;
    return true;
}

static bool call_whole(struct call *c, size_t i, double most, int *ret)
{
    double d = call_number(c, i);
    if (!(fabs(d) <= most) || d != trunc(d))
        return false;
    *ret = (int)d;
    return true;
}

/* gov:wareki(date, style): 令和8年11月25日; style "both", "full" or "short" (R8.11.25). */
static enum rc fn_wareki(struct call *c, struct value *ret)
{
    struct arena *mem = c->ev->mem;
    struct str style = c->n > 1 ? call_text(c, 1) : S("");
    struct wareki w;
    struct date d;
    if (!call_day(c, 0, &d) || wareki_of(d, &w) != OK)
        return return_text(ret, S(""));
    if (str_eq(style, S("both")))
        return return_text(ret, date_ja_both(mem, d));
    if (str_eq(style, S("full")))
        return return_text(ret, date_ja_full(mem, d));
    if (str_eq(style, S("short"))) {
        struct civil day = date_civil(d);
        return return_text(ret, arena_fmt(mem, "%c%d.%d.%d", w.letter, w.year, day.month, day.day));
    }
    if (style.n)
        return eval_error(c->ev, c->ast->at, "bad-argument",
                          S("gov:wareki() の書き方は both, full, short のどれかです。"),
                          S("The style of gov:wareki() is both, full or short."));
    return return_text(ret, date_ja(mem, d));
}

static enum rc fn_from_wareki(struct call *c, struct value *ret)
{
    struct date d;
    if (date_parse(c->ev->mem, call_text(c, 0), &d) != OK)
        return return_text(ret, S(""));
    return return_text(ret, date_iso(c->ev->mem, d));
}

/* Everyday age, up on the birthday; before birth there is none. */
static enum rc fn_age(struct call *c, struct value *ret)
{
    struct date birth, on;
    if (!call_day(c, 0, &birth) || !call_day(c, 1, &on) || on.days < birth.days)
        return return_number(ret, NAN);
    return return_number(ret, date_age(birth, on));
}

/* The day the law attains an age: the eve of the birthday. */
static enum rc fn_attains(struct call *c, struct value *ret)
{
    struct date birth;
    int n;
    if (!call_day(c, 0, &birth) || !call_whole(c, 1, 200, &n) || n < 0)
        return return_text(ret, S(""));
    return return_text(ret, date_iso(c->ev->mem, date_attains(birth, n)));
}

static enum rc fn_fiscal_year(struct call *c, struct value *ret)
{
    struct date d;
    return return_number(ret, call_day(c, 0, &d) ? (double)date_fiscal_year(d) : NAN);
}

/* The n-th opening day after a day, which is itself not counted. */
static enum rc fn_business_days(struct call *c, struct value *ret)
{
    struct date d;
    int n;
    if (!c->ev->w->calendar)
        return eval_error(c->ev, c->ast->at, "no-calendar",
                          S("開庁日の暦がないため計算できません。"),
                          S("There is no calendar of opening days here."));
    if (!call_day(c, 0, &d) || !call_whole(c, 1, 3660, &n) || n < 0)
        return return_text(ret, S(""));
    enum rc rc = eval_spend(c->ev, n);
    if (rc != OK)
        return rc;
    return return_text(ret, date_iso(c->ev->mem, calendar_add(c->ev->w->calendar, d, n)));
}

static enum rc fn_kana_normalise(struct call *c, struct value *ret)
{
    return return_text(ret, text_katakana(c->ev->mem, call_text(c, 0)));
}

static enum rc fn_check_my_number(struct call *c, struct value *ret)
{
    return return_boolean(ret, ids_my_number(call_text(c, 0)));
}

static enum rc fn_check_corporate_number(struct call *c, struct value *ret)
{
    return return_boolean(ret, ids_corporate_number(call_text(c, 0)));
}

/* What shares a box with the character before it: variation selectors (IVS), combining marks. */
static bool joins_before(uint32_t code)
{
    return (code >= 0xfe00 && code <= 0xfe0f) || (code >= 0xe0100 && code <= 0xe01ef) ||
           (code >= 0x180b && code <= 0x180d) || (code >= 0x0300 && code <= 0x036f) ||
           code == 0x3099 || code == 0x309a || code == 0x200d;
}

/* How many boxes of a paper form a text fills. */
static enum rc fn_char_count(struct call *c, struct value *ret)
{
    struct str rest = call_text(c, 0);
    uint32_t code;
    int64_t n = 0;
    while (text_next(&rest, &code))
        n += n == 0 || !joins_before(code);
    return return_number(ret, (double)n);
}

const struct function expr_gov_functions[] = {
    { "gov:wareki", 1, 2, false, false, fn_wareki },
    { "gov:from-wareki", 1, 1, false, false, fn_from_wareki },
    { "gov:age", 2, 2, false, false, fn_age },
    { "gov:attains", 2, 2, false, false, fn_attains },
    { "gov:fiscal-year", 1, 1, false, false, fn_fiscal_year },
    { "gov:business-days", 2, 2, false, false, fn_business_days },
    { "gov:kana-normalise", 1, 1, false, false, fn_kana_normalise },
    { "gov:check-my-number", 1, 1, false, false, fn_check_my_number },
    { "gov:check-corporate-number", 1, 1, false, false, fn_check_corporate_number },
    { "gov:char-count", 1, 1, false, false, fn_char_count },
    { 0 },
};
