/* SPDX-License-Identifier: Apache-2.0 */
/* What was found, or what to do when nothing was. */
#ifndef MODULES_HOME_PAGES_SEARCH_H
#define MODULES_HOME_PAGES_SEARCH_H

#include "modules/home/pages/rows.h"

struct home_search_view {
    struct str words, telephone, town;
    struct url tel;
    bool has_words, has_hits, only_guesses, has_telephone;
    LIST(struct home_hit) hits;
    LIST(struct home_procedure) all; /* of the town, when nothing was found */
};

#endif
