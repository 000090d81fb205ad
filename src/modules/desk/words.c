/* SPDX-License-Identifier: Apache-2.0 */
/* Every state has a word and a sign: colour never speaks alone. */
#include "modules/desk/words.h"

#include "platform/page/values.h"

static const struct {
    struct str sign, word; /* word: of those without a number */
} due_states[] = {
    [DUE_LATER] = { S_("later"), S_("あと") },   [DUE_SOON] = { S_("soon"), S_("あと") },
    [DUE_TOMORROW] = { S_("soon"), S_(T("あす")) }, [DUE_TODAY] = { S_("today"), S_(T("今日")) },
    [DUE_OVER] = { S_("over"), S_("超過") },     [DUE_STOPPED] = { S_("stopped"), S_(T("停止中")) },
};

static struct str due_words(struct arena *mem, struct str language, struct due due)
{
    if (due.state == DUE_LATER || due.state == DUE_SOON)
        return language_words(mem, language, T("あと{n}日"), VALUES(page_word("n", due.days)));
    if (due.state == DUE_OVER) /* a deadline on a closed day: not one opening day has passed yet */
        return due.days ? language_words(mem, language, T("{n}日超過"), VALUES(page_word("n", due.days)))
                        : language_words(mem, language, T("超過"), NULL, 0);
    return language_words(mem, language, due_states[due.state].word.p, NULL, 0);
}

struct desk_due_view desk_due(struct arena *mem, struct str language, const struct town *town, struct case_clock clock,
                              struct date today)
{
    struct due due = case_due(&town->calendar, clock, today);
    bool stopped = due.state == DUE_STOPPED;
    return (struct desk_due_view) {
        .state = due_states[due.state].sign,
        .words = due_words(mem, language, due),
        .day = stopped ? language_words(mem, language, T("補正待ち"), NULL, 0) : date_short(mem, clock.due_on),
        .iso = date_iso(mem, stopped ? clock.stopped_on : clock.due_on),
        .has_day = true,
        .alert = due.state == DUE_OVER,
        .clock = due.state == DUE_TODAY || due.state == DUE_TOMORROW || due.state == DUE_SOON,
        .calendar = due.state == DUE_LATER,
        .pause = stopped,
    };
}

struct desk_due_view desk_due_large(struct arena *mem, struct str language, const struct town *town,
                                    struct case_clock clock, struct date today)
{
    struct desk_due_view v = desk_due(mem, language, town, clock, today);
    v.large = true;
    if (!v.pause)
        v.words = language_words(mem, language, T("{words} {day} まで"), VALUES(page_word("words", v.words), page_word("day", v.day)));
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

struct str desk_way(struct arena *mem, struct str language, struct str channel)
{
    static const struct {
        struct str name, title;
    } ways[] = {
        { S_("web"), S_(T("オンライン")) }, { S_("counter"), S_(T("窓口")) }, { S_("paper"), S_(T("紙")) },
        { S_("api"), S_(T("ほかのシステム")) }, { S_("telephone"), S_(T("電話")) }, { S_("post"), S_(T("郵送")) }, { S_("demo"), S_(T("オンライン")) },
    };
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        if (str_eq(ways[i].name, channel))
            return language_words(mem, language, ways[i].title.p, NULL, 0);
    return channel;
}

struct str desk_mark_kind(struct str mark)
{
    if (str_eq(mark, S("ok")))
        return S("ok");
    return str_eq(mark, S("stop")) ? S("danger") : S("warn");
}
