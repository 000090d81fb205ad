/* SPDX-License-Identifier: Apache-2.0 */
/* Quiet hours, kinds, states. */
#include "civic/notices/rules.h"

static bool read_minutes(struct str text, int *ret_minutes)
{
    int64_t hour, minute;
    struct str rest = text, part;
    if (!str_cut(&rest, ':', &part) || part.n > 2 || rest.n != 2 || !str_to_int(part, &hour) ||
        !str_to_int(rest, &minute) || hour < 0 || hour > 23 || minute < 0 || minute > 59)
        return false;
    *ret_minutes = (int)(hour * 60 + minute);
    return true;
}

bool quiet_hours_read(struct str text, struct quiet_hours *ret_hours)
{
    struct str rest = text, from;
    struct quiet_hours hours = { 0 };
    bool ok =
        str_eq(text, S("none")) || (str_cut(&rest, '-', &from) && read_minutes(from, &hours.from) &&
                                    read_minutes(rest, &hours.until));
    if (ok)
        *ret_hours = hours;
    return ok;
}

t_time quiet_hours_end(struct quiet_hours hours, t_time at)
{
    struct civil c = time_civil(at);
    int now = c.hour * 60 + c.minute;
    bool over_midnight = hours.from > hours.until;
    bool is_quiet = over_midnight ? now >= hours.from || now < hours.until
                                  : now >= hours.from && now < hours.until;
    if (hours.from == hours.until || !is_quiet)
        return at;
    struct date day = time_date(at);
    if (over_midnight && now >= hours.from)
        day = date_add_days(day, 1);
    return date_start(day) + hours.until * MINUTE;
}

static bool is_in(struct str word, const char *const *words)
{
    for (; *words; words++)
        if (str_eq(word, str_of(*words)))
            return true;
    return false;
}

bool notice_may_be_refused(struct str kind)
{
    return is_in(kind, (const char *const[]) { "reminder", "information", NULL });
}

bool notice_answers_at_once(struct str kind)
{
    return is_in(kind,
                 (const char *const[]) { "received", "correction-answered", "withdrawn", NULL });
}

static const struct {
    struct str name, title;
    bool has_failed;
} states[] = {
    { S_("created"), S_("送信待ち"), false },
    { S_("sending"), S_("送信中"), false },
    { S_("delivered"), S_("届きました"), false },
    { S_("permanent-failure"), S_("届きません（宛先がありません）"), true },
    { S_("temporary-failure"), S_("届きませんでした（相手が受け取れません）"), true },
    { S_("technical-failure"), S_("送れませんでした（こちらの故障）"), true },
    { S_("cancelled"), S_("止めました（本人の希望）"), false },
};

bool delivery_has_failed(struct str state)
{
    for (size_t i = 0; i < sizeof states / sizeof *states; i++)
        if (str_eq(states[i].name, state))
            return states[i].has_failed;
    return false;
}

struct str delivery_state_title(struct str state)
{
    for (size_t i = 0; i < sizeof states / sizeof *states; i++)
        if (str_eq(states[i].name, state))
            return states[i].title;
    return state;
}
