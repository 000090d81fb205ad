/* SPDX-License-Identifier: Apache-2.0 */
/* What may happen to a case next, and when it must be done.  Pure: no request, no database, no clock. */
#ifndef CIVIC_CASES_RULES_H
#define CIVIC_CASES_RULES_H

#include "base/rc.h"
#include "base/time.h"

enum case_state {
    CASE_NONE,
    CASE_RECEIVED,   /* 未着手 */
    CASE_REVIEW,     /* 審査中 */
    CASE_CORRECTION, /* 補正待ち: the clock stands still */
    CASE_APPROVAL,   /* 決裁待ち */
    CASE_DONE,       /* 完了 */
    CASE_WITHDRAWN,  /* 取下げ */
};

enum case_event {
    EVENT_NONE,
    EVENT_RECEIVED,
    EVENT_TAKEN, /* somebody has it now */
    EVENT_CHECKED,
    EVENT_NOTED,
    EVENT_CORRECTION_ASKED,
    EVENT_CORRECTION_ANSWERED,
    EVENT_CORRECTION_CLOSED, /* the office no longer waits */
    EVENT_PROPOSED,
    EVENT_RETURNED, /* 差戻し, within the office */
    EVENT_APPROVED,
    EVENT_WITHDRAWN,
    EVENT_PAPER_ISSUED,
    EVENT_PAPER_STOPPED,
    EVENT_REOPENED, /* the resident asks for another look at a decided case; the decision stands until the next one */
    EVENT_IDENTITY_CHECKED,     /* 本人確認 */
    EVENT_CERTIFICATE_ISSUED,
    EVENT_CERTIFICATE_HANDED,   /* over the counter */
    EVENT_CERTIFICATE_POSTED,
    EVENT_CERTIFICATE_REVOKED,
};

struct str case_state_name(enum case_state state); /* "received": column and URL */
struct str case_state_title(enum case_state state);
const char *case_state_for_resident(enum case_state state); /* 審査しています */
enum case_state case_state_of(struct str name); /* CASE_NONE if unknown */
bool case_state_is_open(enum case_state state);
struct str case_event_name(enum case_event event);
struct str case_event_title(enum case_event event); /* for staff */
enum case_event case_event_of(struct str name);
/* What other rooms and systems hear of it (civic/events): "case.decided"; "" when it stays within. */
struct str case_event_told(enum case_event event);

/* The state after an event; CONFLICT when the event cannot happen in that state. */
MUST_USE enum rc case_next(enum case_state state, enum case_event event, enum case_state *ret_state);

/* The clock of 標準処理期間 (行政手続法6条): opening days from the 受付日, the first day not counted; days on
 * which the office waits for 補正 do not count. */
struct case_clock {
    struct date office_on;  /* 受付日 */
    struct date due_on;     /* as it stands */
    struct date stopped_on; /* NO_DATE while it runs */
};
struct case_clock case_clock_start(const struct calendar *c, struct date office_on, int standard_days);
/* The 補正 was sent on this day; that day itself still counts as worked. Stopped twice stays as it was. */
struct case_clock case_clock_stop(struct case_clock clock, struct date asked_on);
/* The answer arrived; answered_on is its 受付日. The opening days that were left at the stop are counted anew from
 * it. A deadline that had passed before the stop stays passed by as many days. */
struct case_clock case_clock_resume(const struct calendar *c, struct case_clock clock, struct date answered_on);
/* The day a row is sorted by: the deadline, or while stopped the day the answer is due. */
struct date case_sort_day(struct case_clock clock, struct date answer_due_on);

/* How a deadline is shown to staff. Working days of the town's calendar. */
enum due_state { DUE_LATER, DUE_SOON, DUE_TOMORROW, DUE_TODAY, DUE_OVER, DUE_STOPPED };
struct due {
    enum due_state state;
    int days; /* left, or over */
};
struct due case_due(const struct calendar *c, struct case_clock clock, struct date today);

#endif
