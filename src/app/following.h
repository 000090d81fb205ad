/* SPDX-License-Identifier: Apache-2.0 */
/* Follows what administrators change: the towns are looked at each 250 ms, in this process and in all others on the
 * same store. */
#ifndef APP_FOLLOWING_H
#define APP_FOLLOWING_H

#include "civic/town/town.h"

struct following;
/* Before the first request of the store; goes on from a view that hall has already. `db` is used during the call alone. */
MUST_USE enum rc following_start(struct hall *hall, struct arena *mem, struct db *db, struct following **ret_following);
void following_stop(struct following *following);

#endif
