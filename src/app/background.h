/* SPDX-License-Identifier: Apache-2.0 */
/* The background threads: seal the audit rows each second, run this node's jobs, and see to it that
 * the program ends when its vault is gone or its store's writer has ended: the supervisor starts it anew. */
#ifndef APP_BACKGROUND_H
#define APP_BACKGROUND_H

#include "civic/town/town.h"

struct background;
/* cannot_go_on is called once, on a background thread: when the vault is gone or, where the store is the only one, when
 * its writer has ended. */
MUST_USE enum rc background_start(const struct hall *hall, bool is_only_store, void (*cannot_go_on)(void),
                                  struct background **ret_background);
void background_stop(struct background *background);

#endif
