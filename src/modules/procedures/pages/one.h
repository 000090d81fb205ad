/* SPDX-License-Identifier: Apache-2.0 */
/* One procedure. */
#ifndef MODULES_PROCEDURES_PAGES_ONE_H
#define MODULES_PROCEDURES_PAGES_ONE_H

#include "platform/page/page.h"

struct procedures_need {
    struct words label, note;
};

struct procedures_one_view {
    struct words title, summary, fee;
    struct words section, floor, hours;
    struct str telephone, basis;
    int days, minutes, pages;
    LIST(struct procedures_need) needs;
    struct url apply;
};

#endif
