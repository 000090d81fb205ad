/* SPDX-License-Identifier: Apache-2.0 */
/* The index: entries and the terms by which each is found. */
#ifndef CIVIC_GUIDE_INDEX_H
#define CIVIC_GUIDE_INDEX_H

#include "civic/guide/fold.h"
#include "civic/guide/tables.h"

struct guide_term {
    struct folded text;
    uint32_t entry;
    int weight; /* of 10: a title counts more than a question */
};

struct guide_entry {
    enum guide_kind kind;
    const struct plan *plan;
    const struct life_event *event;
    const struct guide_page *page;
};

struct guide {
    struct guide_tables tables;
    const struct guide_entry *entries;
    size_t n_entries;
    const struct guide_term *terms; /* those of one entry together */
    size_t n_terms;
};

enum {
    WEIGHT_TITLE = 10,
    WEIGHT_NAME = 9,
    WEIGHT_ALIKE = 8,
    WEIGHT_EVENT = 5,
    WEIGHT_TEXT = 3,
    WEIGHT_QUESTION = 2
};

#endif
