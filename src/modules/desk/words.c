/* SPDX-License-Identifier: Apache-2.0 */
/* Every state has a word and a sign: colour never speaks alone. */
#include "modules/desk/words.h"

static const struct {
    struct str sign, word; /* word with %d where days stand in it */
} due_states[] = {
    [DUE_LATER] = { S_("later"), S_("あと") },   [DUE_SOON] = { S_("soon"), S_("あと") },
    [DUE_TOMORROW] = { S_("soon"), S_("あす") }, [DUE_TODAY] = { S_("today"), S_("今日") },
    [DUE_OVER] = { S_("over"), S_("超過") },     [DUE_STOPPED] = { S_("stopped"), S_("停止中") },
};

static struct str due_words(struct arena *mem, struct due due)
{
    if (due.state == DUE_LATER || due.state == DUE_SOON)
        return arena_fmt(mem, "あと%d日", due.days);
    if (due.state == DUE_OVER) /* a deadline on a closed day: not one opening day has passed yet */
        return due.days ? arena_fmt(mem, "%d日超過", due.days) : S("超過");
    return due_states[due.state].word;
}

struct desk_due_view desk_due(struct arena *mem, const struct town *town, struct case_clock clock,
                              struct date today)
{
    struct due due = case_due(&town->calendar, clock, today);
    bool stopped = due.state == DUE_STOPPED;
    return (struct desk_due_view) {
        .state = due_states[due.state].sign,
        .words = due_words(mem, due),
        .day = stopped ? S("補正待ち") : date_short(mem, clock.due_on),
        .iso = date_iso(mem, stopped ? clock.stopped_on : clock.due_on),
        .has_day = true,
        .alert = due.state == DUE_OVER,
        .clock = due.state == DUE_TODAY || due.state == DUE_TOMORROW || due.state == DUE_SOON,
        .calendar = due.state == DUE_LATER,
        .pause = stopped,
    };
}

struct desk_due_view desk_due_large(struct arena *mem, const struct town *town,
                                    struct case_clock clock, struct date today)
{
    struct desk_due_view v = desk_due(mem, town, clock, today);
    v.large = true;
    if (!v.pause)
        v.words = arena_fmt(mem, "%.*s %.*s まで", STR(v.words), STR(v.day));
    v.has_day = v.pause;
    return v;
}

struct str desk_state_sign(enum case_state state)
{
    static const struct str signs[] = {
        [CASE_NONE] = S_(""),
        [CASE_RECEIVED] = S_("new"),
        [CASE_REVIEW] = S_("reviewing"),
        [CASE_CORRECTION] = S_("mending"),
        [CASE_APPROVAL] = S_("approval"),
        [CASE_DONE] = S_("done"),
        [CASE_WITHDRAWN] = S_("done"),
    };
    return signs[state];
}

struct str desk_way(struct str channel)
{
    static const struct {
        struct str name, title;
    } ways[] = {
        { S_("web"), S_("オンライン") }, { S_("counter"), S_("窓口") }, { S_("paper"), S_("紙") },
        { S_("api"), S_("ほかのシステム") }, { S_("telephone"), S_("電話") }, { S_("post"), S_("郵送") }, { S_("demo"), S_("オンライン") },
    };
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        if (str_eq(ways[i].name, channel))
            return ways[i].title;
    return channel;
}

struct str desk_mark_kind(struct str mark)
{
    if (str_eq(mark, S("ok")))
        return S("ok");
    return str_eq(mark, S("stop")) ? S("danger") : S("warn");
}
