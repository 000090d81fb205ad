/* SPDX-License-Identifier: Apache-2.0 */
/* The list of subscriptions, and the form of a new one. */
#ifndef MODULES_EXCHANGE_PAGES_WEBHOOKS_H
#define MODULES_EXCHANGE_PAGES_WEBHOOKS_H

#include "platform/page/page.h"

struct exchange_webhook_row {
    struct str title, destination, state, kind, added;
    struct url to;
};
struct exchange_choice_row {
    struct str name, title;
    bool chosen;
};
struct exchange_fault_row {
    struct str control, text;
};

struct exchange_webhooks_view {
    struct str title, destination, title_error, url_error, names_error;
    int n_faults;
    LIST(struct exchange_webhook_row) rows;
    LIST(struct exchange_choice_row) events;
    LIST(struct exchange_fault_row) faults;
    bool has_faults, has_title_error, has_url_error, has_names_error;
};

#endif
