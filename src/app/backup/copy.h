/* SPDX-License-Identifier: Apache-2.0 */
/* Copying a town's parts so that what has its final name is whole and on disk. */
#ifndef APP_BACKUP_COPY_H
#define APP_BACKUP_COPY_H

#include "base/arena.h"
#include "base/rc.h"

/* Each says on standard error what went wrong. */
MUST_USE enum rc copy_file(struct arena *mem, const char *from, const char *to, unsigned mode);
/* A folder of files/: 256 folders of files that never change.  What is there already is kept, what `from` has no more is
 * erased, so that an erased paper does not live on in the backup. */
struct copied {
    int64_t files, bytes; /* there afterwards */
    int64_t fresh;        /* copied now */
};
MUST_USE enum rc copy_files(struct arena *mem, const char *from, const char *to, struct copied *ret_copied);
MUST_USE enum rc copy_make_folder(const char *path);
/* BLAKE2b of a file, hex. */
MUST_USE enum rc copy_digest(struct arena *mem, const char *path, struct str *ret_digest);
/* Everything written below this folder is on disk. */
MUST_USE enum rc copy_sync(const char *folder);

#endif
