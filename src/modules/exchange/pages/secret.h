/* SPDX-License-Identifier: Apache-2.0 */
/* The secret of a subscription, shown once. */
#ifndef MODULES_EXCHANGE_PAGES_SECRET_H
#define MODULES_EXCHANGE_PAGES_SECRET_H

#include "platform/page/page.h"

struct exchange_secret_view {
    struct str title, secret;
    struct url to;
    bool is_new; /* a new subscription; else another secret for an old one */
};

#endif
