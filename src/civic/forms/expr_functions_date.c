/* SPDX-License-Identifier: Apache-2.0 */
/* Functions on days and moments (forms.md 5.2).  A text keeps the day and the hour that are written
 * in it; a number becomes a moment of Tokyo.  The clock is w->now. */
#include "civic/forms/expr_functions.h"

#include "base/time.h"

#include <math.h>

enum { MILLI_PER_DAY = 86400000, TOKYO = 9 * 60 };

static bool number_moment(double days, struct moment *ret)
{
    if (!(fabs(days) < 3000000)) /* some eight thousand years either way */
        return false;
    int64_t milli = llround(days * MILLI_PER_DAY);
    *ret = (struct moment) { .day = (int64_t)floor(days) };
    if (days == floor(days))
        return true;
    milli += (int64_t)TOKYO * 60000;
    int64_t day = milli / MILLI_PER_DAY - (milli % MILLI_PER_DAY < 0);
    *ret = (struct moment) { day, milli - day * MILLI_PER_DAY, TOKYO, true, true };
    return true;
}

bool value_moment(struct call *c, size_t i, struct moment *ret)
{
    const struct value *v = &c->args[i];
    if (v->kind == VALUE_BOOLEAN)
        return false;
    if (v->kind == VALUE_NUMBER)
        return number_moment(v->number, ret);
    struct str s = call_text(c, i);
    return moment_read(s, ret) || number_moment(expr_string_to_number(s), ret);
}

static struct str show_day(struct call *c, int64_t day)
{
    return date_iso(c->ev->mem, (struct date) { day });
}

static struct str show_moment(struct call *c, const struct moment *m)
{
    int minutes = m->offset < 0 ? -m->offset : m->offset;
    struct str zone = S("");
    if (m->has_offset && m->offset == 0)
        zone = S("Z");
    else if (m->has_offset)
        zone = arena_fmt(c->ev->mem, "%c%02d:%02d", m->offset < 0 ? '-' : '+', minutes / 60,
                         minutes % 60);
    struct str day = show_day(c, m->day);
    return arena_fmt(c->ev->mem, "%.*sT%02d:%02d:%02d.%03d%.*s", STR(day),
                     (int)(m->milli / 3600000), (int)(m->milli / 60000 % 60),
                     (int)(m->milli / 1000 % 60), (int)(m->milli % 1000), STR(zone));
}

static enum rc fn_today(struct call *c, struct value *ret)
{
    return return_text(ret, date_iso(c->ev->mem, time_date(c->ev->w->now)));
}

static enum rc fn_now(struct call *c, struct value *ret)
{
    struct date today = time_date(c->ev->w->now);
    int64_t micro = c->ev->w->now - date_start(today);
    struct moment m = { today.days, micro / 1000, TOKYO, true, true };
    return return_text(ret, show_moment(c, &m));
}

static enum rc fn_date(struct call *c, struct value *ret)
{
    struct moment m;
    if (!value_moment(c, 0, &m))
        return return_text(ret, S(""));
    if (c->args[0].kind == VALUE_NUMBER)
        m.day = (int64_t)floor(c->args[0].number);
    return return_text(ret, show_day(c, m.day));
}

static enum rc fn_date_time(struct call *c, struct value *ret)
{
    struct moment m;
    if (!value_moment(c, 0, &m))
        return return_text(ret, S(""));
    if (c->args[0].kind == VALUE_NUMBER && !m.has_time) {
        m.has_time = m.has_offset = true;
        m.offset = TOKYO;
        m.milli = (int64_t)TOKYO * 60000;
    }
    return return_text(ret, m.has_time ? show_moment(c, &m) : show_day(c, m.day));
}

static enum rc fn_decimal_date_time(struct call *c, struct value *ret)
{
    struct moment m;
    if (c->args[0].kind == VALUE_NUMBER)
        return return_number(ret, c->args[0].number);
    return return_number(ret, value_moment(c, 0, &m) ? moment_number(&m) : NAN);
}

static enum rc fn_decimal_time(struct call *c, struct value *ret)
{
    struct moment m;
    if (!moment_read_time(call_text(c, 0), &m))
        return return_number(ret, NAN);
    int64_t milli = (m.milli - (int64_t)m.offset * 60000) % MILLI_PER_DAY;
    if (milli < 0)
        milli += MILLI_PER_DAY;
    return return_number(ret, (double)milli / MILLI_PER_DAY);
}

static bool speaks_japanese(const struct call *c)
{
    return str_starts(c->ev->w->language, S("ja"));
}

static void put_month_name(const struct call *c, int month, struct out *o)
{
    static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    if (speaks_japanese(c))
        out_fmt(o, "%d月", month);
    else
        out_put(o, names + 3 * (month - 1), 3);
}

static void put_weekday(const struct call *c, int weekday, struct out *o)
{
    static const char names[] = "SunMonTueWedThuFriSat", ja[] = "日月火水木金土";
    out_put(o, (speaks_japanese(c) ? ja : names) + 3 * weekday, 3);
}

/* One letter after %; what is no letter of ours is written as it stands. */
static void put_field(const struct call *c, char letter, const struct moment *m, struct out *o)
{
    struct civil day = date_civil((struct date) { m->day });
    int hour = (int)(m->milli / 3600000);
    switch (letter) {
    case 'Y': out_fmt(o, "%04d", day.year); break;
    case 'y': out_fmt(o, "%02d", day.year % 100); break;
    case 'm': out_fmt(o, "%02d", day.month); break;
    case 'n': out_int(o, day.month); break;
    case 'b': put_month_name(c, day.month, o); break;
    case 'd': out_fmt(o, "%02d", day.day); break;
    case 'e': out_int(o, day.day); break;
    case 'a': put_weekday(c, day.weekday, o); break;
    case 'H': out_fmt(o, "%02d", hour); break;
    case 'h': out_int(o, hour); break;
    case 'M': out_fmt(o, "%02d", (int)(m->milli / 60000 % 60)); break;
    case 'S': out_fmt(o, "%02d", (int)(m->milli / 1000 % 60)); break;
    case '3': out_fmt(o, "%03d", (int)(m->milli % 1000)); break;
    case '%': out_char(o, '%'); break;
    default: out_char(o, '%'); out_char(o, letter);
    }
}

static enum rc fn_format_date(struct call *c, struct value *ret)
{
    struct moment m;
    struct out o;
    struct str format = call_text(c, 1);
    if (!value_moment(c, 0, &m))
        return return_text(ret, S(""));
    call_out(c, &o);
    for (size_t i = 0; i < format.n; i++) {
        if (format.p[i] == '%' && i + 1 < format.n)
            put_field(c, format.p[++i], &m, &o);
        else
            out_char(&o, format.p[i]);
    }
    return call_return_out(c, &o, ret);
}

const struct function expr_date_functions[] = {
    { "today", 0, 0, false, false, fn_today },
    { "now", 0, 0, false, false, fn_now },
    { "date", 1, 1, false, false, fn_date },
    { "date-time", 1, 1, false, false, fn_date_time },
    { "decimal-date-time", 1, 1, false, false, fn_decimal_date_time },
    { "decimal-time", 1, 1, false, false, fn_decimal_time },
    { "format-date", 2, 2, false, false, fn_format_date },
    { "format-date-time", 2, 2, false, false, fn_format_date },
    { 0 },
};
