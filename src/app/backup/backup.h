/* SPDX-License-Identifier: Apache-2.0 */
/* A town's backup: DIR/town.db, DIR/files/, DIR/tls/, the key, and DIR/backup.json, which is written last. */
#ifndef APP_BACKUP_H
#define APP_BACKUP_H

#include "app/backup/copy.h"
#include "app/config.h"

struct backup_report {
    struct copied files;
    int64_t store_bytes;
    struct str made_at;
};

/* `keys`: the folder for vault.key, or NULL for the backup itself. */
MUST_USE enum rc backup_make(struct arena *mem, const struct config *c, const char *folder, const char *keys,
                             struct backup_report *ret_report);
/* Into c->data, which must have no store.  NOT_FOUND: no complete backup; INVALID: it is damaged, or the key is another's;
 * CONFLICT: a town lives there. */
MUST_USE enum rc backup_restore(struct arena *mem, const struct config *c, const char *folder, const char *keys,
                                struct backup_report *ret_report);

#endif
