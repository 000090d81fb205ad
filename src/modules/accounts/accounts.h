/* SPDX-License-Identifier: Apache-2.0 */
/* Signing in and out. */
#ifndef MODULES_ACCOUNTS_H
#define MODULES_ACCOUNTS_H

#include "platform/module.h"

extern const struct module accounts_module;

enum { ACCOUNTS_SHORTEST_PASSWORD = 15, ACCOUNTS_LONGEST_PASSWORD = 128 };

/* Fills identity and csrf of a request from its cookie; nobody signed in is no error. */
MUST_USE enum rc accounts_identify(struct req *r);

enum { ACCOUNTS_ONE_TIME_BYTES = 15 };
/* A password for one log-in: 24 characters of base32 in groups of four, 120 bits. */
struct str accounts_one_time_password(struct arena *mem);
/* In a transaction: whoever is signed in under this name is no more. */
MUST_USE enum rc accounts_end_sessions(struct db *db, t_id town_id, t_id staff_id);
/* INVALID when shorter than 15 or longer than 128 characters. */
MUST_USE enum rc accounts_password_hash(struct arena *mem, struct str password, struct str *ret_hash);

/* What a member of staff may do by their roles as they are now. */
MUST_USE enum rc accounts_permissions(struct db *db, struct arena *mem, t_id town_id, t_id staff_id,
                                      uint64_t *ret_permissions);

#endif
