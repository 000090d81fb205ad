/* SPDX-License-Identifier: Apache-2.0 */
/* One delivery with its tries. */
#ifndef MODULES_EXCHANGE_PAGES_DELIVERY_H
#define MODULES_EXCHANGE_PAGES_DELIVERY_H

#include "platform/page/page.h"

struct exchange_attempt_row {
    int64_t number;
    struct str at, status, took, note;
};

struct exchange_delivery_view {
    struct str title, event, event_ref, at, state, kind;
    LIST(struct exchange_attempt_row) rows;
    struct url back, replay;
    bool can_replay;
};

#endif
