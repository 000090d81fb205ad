/* SPDX-License-Identifier: Apache-2.0 */
/* The best few, while somebody types: a part of a page, not a page. */
#ifndef MODULES_HOME_PAGES_SUGGEST_H
#define MODULES_HOME_PAGES_SUGGEST_H

#include "modules/home/pages/rows.h"

struct home_suggest_view {
    LIST(struct home_hit) hits;
    bool has_hits;
};

#endif
