/* SPDX-License-Identifier: Apache-2.0 */
/* A life event: its procedures and what to have at hand. */
#ifndef MODULES_HOME_PAGES_LIFE_H
#define MODULES_HOME_PAGES_LIFE_H

#include "modules/home/pages/rows.h"

struct home_need {
    struct str label, note;
};

struct home_life_view {
    struct str title, lead, section, telephone, place;
    struct url tel;
    bool has_telephone, has_needs, has_rows;
    LIST(struct home_procedure) rows;
    LIST(struct home_need) needs;
};

#endif
