/* SPDX-License-Identifier: Apache-2.0 */
/* One subscription: what it wants, what was sent, what can be done. */
#ifndef MODULES_EXCHANGE_PAGES_WEBHOOK_H
#define MODULES_EXCHANGE_PAGES_WEBHOOK_H

#include "platform/page/page.h"

struct exchange_delivery_row {
    struct str event, at, state, kind, tries, status;
    struct url to;
};

struct exchange_webhook_view {
    struct str title, destination, state, kind, events, added, message;
    int64_t n_waiting, n_held, n_dead;
    LIST(struct exchange_delivery_row) rows;
    struct url test, pause, resume, secret, end, replay;
    bool has_message, is_active, is_paused, is_live, has_dead;
};

#endif
