/* SPDX-License-Identifier: Apache-2.0 */
/* Houses to look at. */
#ifndef MODULES_DISASTER_PAGES_LIST_H
#define MODULES_DISASTER_PAGES_LIST_H

#include "platform/page/page.h"

struct disaster_list_row {
    struct str place, name, telephone, way, who, planned, result, state;
    struct url to, sheet;
    bool is_again;
};

struct disaster_list_tab {
    struct str title;
    struct url to;
    bool current;
    int count;
};

struct disaster_list_view {
    LIST(struct disaster_list_tab) tabs;
    LIST(struct disaster_list_row) rows;
    struct str query, view;
    int n, most;
    bool has_query, is_cut;
};

#endif
