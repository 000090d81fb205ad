/* SPDX-License-Identifier: Apache-2.0 */
/* The SQLite store from outside its one writer: a consistent copy, and a copy made ready to be a store again. */
#ifndef APP_BACKUP_STORE_COPY_H
#define APP_BACKUP_STORE_COPY_H

#include "base/arena.h"
#include "base/rc.h"

struct sqlite3;

/* A connection that reads beside the serving program and never checkpoints; NULL: cannot be opened. */
struct sqlite3 *store_open_beside(const char *path);
/* One snapshot of the store, whole and examined, under the name `to`; the program may be serving.  INVALID: the copy is
 * damaged, and so is the store. What went wrong is said on standard error. */
MUST_USE enum rc store_copy(struct arena *mem, const char *from, const char *to);
/* After a restore: keys that were given out since the backup are not given out again (an old receipt must never open
 * another's case), and nobody is signed in. */
MUST_USE enum rc store_step_over(const char *path);

#endif
