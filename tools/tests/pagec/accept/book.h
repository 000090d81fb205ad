/* SPDX-License-Identifier: Apache-2.0 */
/* The view of book.html: every kind of value a page may print. */
#pragma once
#include "platform/page/page.h"
#include "tools/tests/pagec/accept/card.h"

struct accept_room {
    struct ref ref;
    struct str name;
    struct url plan;
    bool chosen;
};

struct accept_book_view {
    bool taken;
    LIST(struct accept_room) rooms;
    struct accept_card_view starts;
    struct str memo;
    int64_t n;
    LIST(struct str) tags;
};
