/* SPDX-License-Identifier: Apache-2.0 */
/* Sessions of residents, and what stands in the store for a token and an address. */
#ifndef MODULES_RESIDENTS_SESSION_H
#define MODULES_RESIDENTS_SESSION_H

#include "civic/town/town.h"
#include "platform/http/http.h"

enum { RESIDENTS_TOKEN = 20 };

/* A new one, 160 random bits in base32. */
struct str residents_new_token(struct arena *mem);
/* The keyed hash that the store keeps; `what` keeps tokens of one use from serving another. */
struct str residents_token_hash(const struct hall *hall, struct arena *mem, const char *what, struct str token);
/* Upper and lower case are the same mailbox everywhere that matters. */
MUST_USE enum rc residents_address_key(const struct hall *hall, const struct town *town, struct arena *mem,
                                       struct str address, struct str *ret_key);
/* The plain address of the account that asks. */
MUST_USE enum rc residents_address(struct req *r, struct str *ret_address);
/* In a transaction. */
MUST_USE enum rc residents_note(struct db *db, t_id town_id, t_id account_id, t_id case_id, struct str action, t_time now);

struct session_new { /* from before the transaction */
    t_id id;
    struct str token, token_hash;
};
MUST_USE enum rc residents_session_prepare(struct req *r, struct session_new *ret_session);

#endif
