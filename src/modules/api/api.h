/* SPDX-License-Identifier: Apache-2.0 */
/* The JSON interface: for programs, what residents and staff do on pages, by the same doors and the
 * same rules. */
#ifndef MODULES_API_H
#define MODULES_API_H

#include "platform/module.h"

extern const struct module api_module;

/* Who a request to a route of the JSON interface acts for: its bearer token says, never a cookie.
 */
MUST_USE enum rc api_identify(struct req *r);

struct hall;
struct api_token_new {
    t_id town_id, staff_id;
    struct str name;
    struct str permissions; /* names one after another: INVALID unless the member of staff holds
                               them all */
    int days;               /* 1 .. API_TOKEN_MOST_DAYS */
    t_time now;
};
enum { API_TOKEN_DAYS = 90, API_TOKEN_MOST_DAYS = 366, API_TOKEN_LONGEST_NAME = 100 };
/* Makes a token and tells it this once: only a keyed hash of it is kept. */
MUST_USE enum rc api_token_make(const struct hall *hall, struct db *db, struct arena *mem,
                                const struct api_token_new *in, struct str *ret_token);

#endif
