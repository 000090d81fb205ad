/* SPDX-License-Identifier: Apache-2.0 */
/* A day: era and three boxes; the common era may be typed into the year's box. */
#ifndef CIVIC_FORMS_PAGES_DATE_H
#define CIVIC_FORMS_PAGES_DATE_H

#include "civic/forms/pages/head.h"

struct forms_era {
    struct str name, label;
    bool chosen;
};

struct forms_date_view {
    struct forms_head_view head;
    LIST(struct forms_era) eras;
    struct str year, month, day, confirmed;
    bool year_wrong, month_wrong, day_wrong, has_confirmed;
};

#endif
