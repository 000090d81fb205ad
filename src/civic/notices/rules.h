/* SPDX-License-Identifier: Apache-2.0 */
/* What is decided about notices without a store or a clock. */
#ifndef CIVIC_NOTICES_RULES_H
#define CIVIC_NOTICES_RULES_H

#include "base/time.h"

/* Minutes after midnight, in Tokyo; from == until: none. From 21:00 until 7:00 goes over midnight.
 */
struct quiet_hours {
    int from, until;
};
/* "21:00-07:00" or "none". */
bool quiet_hours_read(struct str text, struct quiet_hours *ret_hours);
/* `at` itself, or the end of the quiet hours it lies in. */
t_time quiet_hours_end(struct quiet_hours hours, t_time at);

/* Reminders and information may be refused; what a law or a procedure wants the person to know may
 * not: decisions (行政手続法8条: with reasons, to the applicant), 補正 (7条), what became of the
 * person's own act. */
bool notice_may_be_refused(struct str kind);
/* An answer to what the person did just now: it does not wait for the morning. */
bool notice_answers_at_once(struct str kind);

enum { NOTICE_DAYS = 3 }; /* a relay goes on trying for so long, and so do we */

bool delivery_has_failed(struct str state);
struct str delivery_state_title(struct str state); /* 送信待ち */

#endif
