/* SPDX-License-Identifier: Apache-2.0 */
/* Files of cases: encrypted with the key of their case, addressed by a keyed hash of the
 * ciphertext, in a folder (S3 later).  A file is on disk, synced, before its address is returned; a
 * file whose transaction then fails is an orphan and is swept after a day. */
#ifndef PLATFORM_FILES_H
#define PLATFORM_FILES_H

#include "base/arena.h"
#include "base/rc.h"
#include "base/types.h"

struct files;

struct file_address {
    char text[65]; /* hex of keyed BLAKE2b */
};

MUST_USE enum rc files_open(const char *folder, const unsigned char address_key[32],
                            struct files **ret_files);
void files_close(struct files *files);

/* FULL when the disk is; nothing half-written stays. */
MUST_USE enum rc files_put(struct files *files, const unsigned char key[32], struct str bytes,
                           struct file_address *ret_address);
/* NOT_FOUND; FAILED when the bytes do not open under the key. */
MUST_USE enum rc files_get(struct files *files, const unsigned char key[32], struct str address,
                           struct arena *mem, struct str *ret_bytes);
MUST_USE enum rc files_erase(struct files *files, struct str address);

/* Erases the orphans: files older than `age_s` seconds that is_known (asked for each of them) does
 * not know.  Stops at the first answer other than OK and returns it. */
MUST_USE enum rc files_sweep(struct files *files, int64_t age_s,
                             enum rc (*is_known)(void *ctx, struct str address, bool *ret_known),
                             void *ctx, int *ret_erased);

#endif
