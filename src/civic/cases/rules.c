/* SPDX-License-Identifier: Apache-2.0 */
/* States, events and deadlines of cases. */
#include "civic/cases/rules.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

static const struct {
    struct str name, title;
    bool is_open;
} states[] = {
    [CASE_NONE] = { S_(""), S_(""), false },
    [CASE_RECEIVED] = { S_("received"), S_(T("未着手")), true },
    [CASE_REVIEW] = { S_("review"), S_(T("審査中")), true },
    [CASE_CORRECTION] = { S_("correction"), S_(T("補正待ち")), true },
    [CASE_APPROVAL] = { S_("approval"), S_(T("決裁待ち")), true },
    [CASE_DONE] = { S_("done"), S_(T("完了")), false },
    [CASE_WITHDRAWN] = { S_("withdrawn"), S_(T("取下げ")), false },
};

static const struct {
    struct str name, title;
} events[] = {
    [EVENT_NONE] = { S_(""), S_("") },
    [EVENT_RECEIVED] = { S_("received"), S_(T("受付")) },
    [EVENT_TAKEN] = { S_("taken"), S_(T("担当になった")) },
    [EVENT_CHECKED] = { S_("checked"), S_(T("審査項目を確認")) },
    [EVENT_NOTED] = { S_("noted"), S_(T("メモを追加")) },
    [EVENT_CORRECTION_ASKED] = { S_("correction-asked"), S_(T("補正を求めた")) },
    [EVENT_CORRECTION_ANSWERED] = { S_("correction-answered"), S_(T("補正の回答が届いた")) },
    [EVENT_CORRECTION_CLOSED] = { S_("correction-closed"), S_(T("補正を待つのをやめた")) },
    [EVENT_PROPOSED] = { S_("proposed"), S_(T("決裁へ進めた")) },
    [EVENT_RETURNED] = { S_("returned"), S_(T("差し戻した")) },
    [EVENT_APPROVED] = { S_("approved"), S_(T("決定した")) },
    [EVENT_WITHDRAWN] = { S_("withdrawn"), S_(T("申請者が取り下げた")) },
    [EVENT_PAPER_ISSUED] = { S_("paper-issued"), S_(T("通知書を発行")) },
    [EVENT_PAPER_STOPPED] = { S_("paper-stopped"), S_(T("通知書を発行できなかった")) },
    [EVENT_REOPENED] = { S_("reopened"), S_(T("見直しの申込みが届いた")) },
    [EVENT_IDENTITY_CHECKED] = { S_("identity-checked"), S_(T("本人確認をした")) },
    [EVENT_CERTIFICATE_ISSUED] = { S_("certificate-issued"), S_(T("証明書を発行")) },
    [EVENT_CERTIFICATE_HANDED] = { S_("certificate-handed"), S_(T("証明書を窓口で渡した")) },
    [EVENT_CERTIFICATE_POSTED] = { S_("certificate-posted"), S_(T("証明書を発送した")) },
    [EVENT_CERTIFICATE_REVOKED] = { S_("certificate-revoked"), S_(T("証明書を取り消した")) },
};

struct str case_state_name(enum case_state state)
{
    return states[state].name;
}

struct str case_state_title(enum case_state state)
{
    return states[state].title;
}

const char *case_state_for_resident(enum case_state state)
{
    switch (state) {
    case CASE_RECEIVED: return T("受け付けました");
    case CASE_REVIEW: return T("審査しています");
    case CASE_CORRECTION: return T("お返事を待っています");
    case CASE_APPROVAL: return T("決定の手続をしています");
    case CASE_DONE: return T("決定しました");
    case CASE_WITHDRAWN: return T("取り下げました");
    case CASE_NONE: break;
    }
    return "";
}

enum case_state case_state_of(struct str name)
{
    for (size_t i = 1; i < COUNT(states); i++)
        if (str_eq(states[i].name, name))
            return (enum case_state)i;
    return CASE_NONE;
}

bool case_state_is_open(enum case_state state)
{
    return states[state].is_open;
}

struct str case_event_name(enum case_event event)
{
    return events[event].name;
}

struct str case_event_title(enum case_event event)
{
    return events[event].title;
}

enum case_event case_event_of(struct str name)
{
    for (size_t i = 1; i < COUNT(events); i++)
        if (str_eq(events[i].name, name))
            return (enum case_event)i;
    return EVENT_NONE;
}

struct str case_event_told(enum case_event event)
{
    switch (event) {
    case EVENT_RECEIVED: return S("case.received");
    case EVENT_CORRECTION_ASKED: return S("case.correction_asked");
    case EVENT_APPROVED: return S("case.decided");
    case EVENT_WITHDRAWN: return S("case.withdrawn");
    case EVENT_PAPER_ISSUED: return S("case.paper_issued");
    case EVENT_REOPENED: return S("case.reopened");
    default: return S("");
    }
}

/* One row per event: the states it may happen in, as bits, and the state after it (CASE_NONE: the same). */
#define IN(state) (1u << (state))
#define AT_WORK (IN(CASE_RECEIVED) | IN(CASE_REVIEW))
#define OPEN (AT_WORK | IN(CASE_CORRECTION) | IN(CASE_APPROVAL))
#define ANY (OPEN | IN(CASE_DONE) | IN(CASE_WITHDRAWN))

static const struct {
    unsigned in;
    enum case_state then;
} moves[] = {
    [EVENT_RECEIVED] = { IN(CASE_NONE), CASE_RECEIVED },
    [EVENT_TAKEN] = { OPEN, CASE_NONE },
    [EVENT_CHECKED] = { AT_WORK | IN(CASE_CORRECTION), CASE_NONE },
    [EVENT_NOTED] = { ANY, CASE_NONE },
    [EVENT_CORRECTION_ASKED] = { AT_WORK, CASE_CORRECTION },
    [EVENT_CORRECTION_ANSWERED] = { IN(CASE_CORRECTION), CASE_REVIEW },
    [EVENT_CORRECTION_CLOSED] = { IN(CASE_CORRECTION), CASE_REVIEW },
    [EVENT_PROPOSED] = { AT_WORK, CASE_APPROVAL },
    [EVENT_RETURNED] = { IN(CASE_APPROVAL), CASE_REVIEW },
    [EVENT_APPROVED] = { IN(CASE_APPROVAL), CASE_DONE },
    [EVENT_WITHDRAWN] = { OPEN, CASE_WITHDRAWN },
    [EVENT_PAPER_ISSUED] = { IN(CASE_DONE), CASE_NONE },
    [EVENT_PAPER_STOPPED] = { IN(CASE_DONE), CASE_NONE },
    [EVENT_REOPENED] = { IN(CASE_DONE), CASE_REVIEW },
    [EVENT_IDENTITY_CHECKED] = { OPEN | IN(CASE_DONE), CASE_NONE },
    [EVENT_CERTIFICATE_ISSUED] = { IN(CASE_DONE), CASE_NONE },
    [EVENT_CERTIFICATE_HANDED] = { IN(CASE_DONE), CASE_NONE },
    [EVENT_CERTIFICATE_POSTED] = { IN(CASE_DONE), CASE_NONE },
    [EVENT_CERTIFICATE_REVOKED] = { IN(CASE_DONE), CASE_NONE },
};

enum rc case_next(enum case_state state, enum case_event event, enum case_state *ret_state)
{
    if (!(moves[event].in & IN(state)))
        return CONFLICT;
    enum case_state next = moves[event].then == CASE_NONE ? state : moves[event].then;
    if (state == CASE_RECEIVED && (event == EVENT_TAKEN || event == EVENT_CHECKED))
        next = CASE_REVIEW;
    *ret_state = next;
    return OK;
}

struct case_clock case_clock_start(const struct calendar *c, struct date office_on, int standard_days)
{
    return (struct case_clock){ office_on, calendar_add(c, office_on, standard_days), NO_DATE };
}

struct case_clock case_clock_stop(struct case_clock clock, struct date asked_on)
{
    if (!date_is_set(clock.stopped_on))
        clock.stopped_on = asked_on;
    return clock;
}

struct case_clock case_clock_resume(const struct calendar *c, struct case_clock clock, struct date answered_on)
{
    if (!date_is_set(clock.stopped_on))
        return clock;
    int waited = calendar_count(c, clock.stopped_on, answered_on);
    if (waited > 0)
        clock.due_on = calendar_add(c, clock.due_on, waited);
    clock.stopped_on = NO_DATE;
    return clock;
}

struct date case_sort_day(struct case_clock clock, struct date answer_due_on)
{
    return date_is_set(clock.stopped_on) ? answer_due_on : clock.due_on;
}

struct due case_due(const struct calendar *c, struct case_clock clock, struct date today)
{
    if (date_is_set(clock.stopped_on))
        return (struct due){ DUE_STOPPED, 0 };
    if (clock.due_on.days == today.days)
        return (struct due){ DUE_TODAY, 0 };
    if (clock.due_on.days < today.days)
        return (struct due){ DUE_OVER, calendar_count(c, clock.due_on, today) };
    int left = calendar_count(c, today, clock.due_on);
    if (left <= 1)
        return (struct due){ DUE_TOMORROW, 1 };
    return (struct due){ left <= 3 ? DUE_SOON : DUE_LATER, left };
}
