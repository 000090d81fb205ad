/* SPDX-License-Identifier: Apache-2.0 */
/* What the page of tokens shows. */
#ifndef MODULES_API_PAGES_TOKENS_H
#define MODULES_API_PAGES_TOKENS_H

#include "platform/page/page.h"

struct api_token_row {
    struct str name, permissions, until, seen;
    struct url revoke;
    bool is_alive, is_revoked, was_seen;
};

struct api_token_choice {
    int number;
    struct str name, title;
    bool chosen;
};

struct api_tokens_view {
    struct str fresh, message, name, days; /* fresh: the token just made */
    bool has_fresh, has_message;
    LIST(struct api_token_choice) choices;
    LIST(struct api_token_row) rows;
};

#endif
