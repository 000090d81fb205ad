/* SPDX-License-Identifier: Apache-2.0 */
/* A survey on paper. */
#ifndef MODULES_DISASTER_PAGES_SHEET_H
#define MODULES_DISASTER_PAGES_SHEET_H

#include "modules/disaster/pages/survey.h"

struct disaster_sheet_part {
    struct str title;
    int most;
};

struct disaster_sheet_view {
    struct str place, person, number, telephone, method, structure, planned, who, printed;
    LIST(struct disaster_fact) facts;
    LIST(struct disaster_sheet_part) parts;
    struct url back;
};

#endif
