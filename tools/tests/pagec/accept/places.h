/* SPDX-License-Identifier: Apache-2.0 */
/* The view of places.html. */
#pragma once
#include "platform/page/page.h"

struct accept_row {
    LIST(struct str) cells;
};

struct accept_places_view {
    bool on;
    int64_t n;
    unsigned short small;
    struct str text;
    struct url address;
    LIST(struct accept_row) rows;
};
