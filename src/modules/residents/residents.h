/* SPDX-License-Identifier: Apache-2.0 */
/* Residents' accounts: an e-mail address and links to cases, for low-risk things. Nothing needs one. */
#ifndef MODULES_RESIDENTS_H
#define MODULES_RESIDENTS_H

#include "platform/module.h"

extern const struct module residents_module;

/* Fills account_id of a request from its cookie; nobody signed in is no error. */
MUST_USE enum rc residents_identify(struct req *r);
/* Can residents sign in here at all? Only where mail leaves the installation. */
bool residents_are_offered(const struct req *r);
/* Does the account that asks hold this case? */
MUST_USE enum rc residents_hold(struct req *r, t_id case_id, bool *ret_holds);
/* In a transaction: from now on the account holds the case. `how`: "code", "sent". */
MUST_USE enum rc residents_link(struct db *db, t_id town_id, t_id account_id, t_id case_id, struct str how, t_time now);

#endif
