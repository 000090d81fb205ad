/* SPDX-License-Identifier: Apache-2.0 */
/* A deadline as staff see it. */
#ifndef MODULES_DESK_PAGES_DUE_H
#define MODULES_DESK_PAGES_DUE_H

#include "platform/page/page.h"

struct desk_due_view {
    struct str state, words, day, iso; /* state: over, today, soon, later, stopped */
    bool alert, clock, calendar, pause, large, has_day;
};

#endif
