/* SPDX-License-Identifier: Apache-2.0 */
/* Words and signs of the desk's screens: deadlines, states, ways in, marks. */
#ifndef MODULES_DESK_WORDS_H
#define MODULES_DESK_WORDS_H

#include "civic/cases/cases.h"
#include "modules/desk/pages/due.h"

struct desk_due_view desk_due(struct arena *mem, struct str language, const struct town *town, struct case_clock clock,
                              struct date today);
/* The same for the head of a case: 今日 11/24 まで. */
struct desk_due_view desk_due_large(struct arena *mem, struct str language, const struct town *town,
                                    struct case_clock clock, struct date today);
struct str desk_state_sign(enum case_state state); /* data-state of a state */
struct str desk_way(struct arena *mem, struct str language, struct str channel);           /* オンライン */
struct str desk_mark_kind(struct str mark);        /* data-kind of a tag */

#endif
