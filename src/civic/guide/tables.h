/* SPDX-License-Identifier: Apache-2.0 */
/* The three tables that stand beside this code: life events, pages, words that mean the same. */
#ifndef CIVIC_GUIDE_TABLES_H
#define CIVIC_GUIDE_TABLES_H

#include "civic/guide/guide.h"

struct guide_tables {
    const struct life_event *events;
    const struct str *event_words; /* beside its titles, parted by blanks */
    size_t n_events;
    const struct guide_page *pages;
    const struct str *page_words;
    size_t n_pages;
    const struct str *alike; /* each: words that mean the same, parted by blanks */
    size_t n_alike;
};
void guide_tables_read(struct arena *mem, struct guide_tables *ret_tables);

#endif
