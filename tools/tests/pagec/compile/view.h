/* SPDX-License-Identifier: Apache-2.0 */
/* What the pages of this folder print; each of them must be refused by the C compiler. */
#pragma once
#include "platform/page/page.h"

struct row {
    struct str name;
};

struct part_view {
    struct str text;
};

struct refused_view {
    struct str name;
    struct html body;
    struct url address;
    struct money fee;
    struct secret key;
    int64_t count;
    bool is_open;
    struct row row;
    LIST(struct row) rows;
};

void part_page(struct page *p, const struct part_view *v);
