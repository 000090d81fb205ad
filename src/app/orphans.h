/* SPDX-License-Identifier: Apache-2.0 */
/* Encrypted files that nothing names any more: an upload whose transaction failed, a folder entry that outlived its
 * draft. */
#ifndef APP_ORPHANS_H
#define APP_ORPHANS_H

#include "civic/town/town.h"

/* Erases the files that are older than age_s and that no attachment and no room names. stopping(ctx) true ends it early
 * with BUSY. Reads all addresses in one snapshot, so that a file on its way from a draft to its case is always seen. */
MUST_USE enum rc orphans_sweep(const struct hall *hall, struct db *db, int64_t age_s, bool (*stopping)(void *ctx),
                               void *ctx, int *ret_erased);

#endif
