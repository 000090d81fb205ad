/* SPDX-License-Identifier: Apache-2.0 */
/* Several stores in one process: a request's host name finds its town, the town its store.  docs/decisions/0008. */
#ifndef APP_STORES_H
#define APP_STORES_H

#include "app/config.h"
#include "civic/town/town.h"
#include "platform/http/http.h"

struct stores;

/* Tries each store once, in the order of the list. FAILED: none of them opens (each was told in the log). `house` has what
 * all share and lives longer. cannot_go_on: the vault is gone; called on a background thread. */
MUST_USE enum rc stores_open(const struct hall *house, struct arena *mem, const struct config *c, void (*cannot_go_on)(void),
                             struct stores **ret_stores);
/* From here on what is down is tried again, and what fails is closed. */
MUST_USE enum rc stores_keep(struct stores *stores);
void stores_close(struct stores *stores); /* after the server */

/* Sets what differs from a server on one store. */
void stores_configure(struct stores *stores, struct http_config *http);
/* The house with the towns of all stores, held until mem is reset. */
void stores_all_towns(struct stores *stores, struct arena *mem, struct hall *ret_hall);

/* The hooks, for http_config and for tests. */
MUST_USE enum rc stores_borrow(struct req *r, void **ret_place);
void stores_give_back(void *place, struct db *db);
bool stores_is_ready(void *stores);
void stores_figures(void *stores, struct out *out);

#endif
