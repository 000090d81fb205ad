/* SPDX-License-Identifier: Apache-2.0 */
/* Dates in the languages of the pages. */
#include "base/date_words.h"

static const char *const months[] = { "",     "January", "February",  "March",   "April",    "May",     "June",
                                      "July", "August",  "September", "October", "November", "December" };
static const char *const days[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
static const char *const days_ja[] = { "日", "月", "火", "水", "木", "金", "土" };

static bool is_english(struct str language)
{
    return str_eq(language, S("en"));
}

static bool is_easy(struct str language)
{
    return str_eq(language, S("ja-x-easy"));
}

struct str date_in(struct arena *mem, struct str language, struct date d)
{
    if (!date_is_set(d))
        return S("");
    struct civil c = date_civil(d);
    if (is_english(language))
        return arena_fmt(mem, "%s %d %s %d", days[c.weekday], c.day, months[c.month], c.year);
    if (is_easy(language))
        return arena_fmt(mem, "%d年%d月%d日（%s）", c.year, c.month, c.day, days_ja[c.weekday]);
    return date_ja_full(mem, d);
}

struct str time_in(struct arena *mem, struct str language, t_time t)
{
    if (t == 0)
        return S("");
    struct civil c = time_civil(t);
    if (is_english(language))
        return arena_fmt(mem, "%.*s, %d:%02d", STR(date_in(mem, language, time_date(t))), c.hour, c.minute);
    if (is_easy(language))
        return arena_fmt(mem, "%.*s %d時%02d分", STR(date_in(mem, language, time_date(t))), c.hour, c.minute);
    return time_ja(mem, t);
}

struct str date_in_both(struct arena *mem, struct str language, struct date d)
{
    if (!date_is_set(d) || !(is_english(language) || is_easy(language)))
        return date_ja_both(mem, d);
    struct civil c = date_civil(d);
    return is_easy(language) ? arena_fmt(mem, "%d年%d月%d日", c.year, c.month, c.day)
                             : arena_fmt(mem, "%d %s %d", c.day, months[c.month], c.year);
}
