/* SPDX-License-Identifier: Apache-2.0 */
/* A thin layer between SQLite and the operating system's files: counts writes and fsyncs, and in
 * tests makes the n-th write fail.  One per store. */
#ifndef PLATFORM_DB_SQLITE_VFS_H
#define PLATFORM_DB_SQLITE_VFS_H

#include "base/rc.h"

#include <sqlite3.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct db_vfs {
    sqlite3_vfs vfs; /* first: SQLite hands it back */
    sqlite3_vfs *real;
    char name[32];
    _Atomic uint64_t writes, fsyncs;
    _Atomic uint64_t fail_at; /* the write (or fsync) of this number fails, and those after it */
    _Atomic uint64_t fail_n;  /* so many of them; 0: none */
    _Atomic int fail_code;    /* SQLITE_FULL, SQLITE_IOERR_WRITE, SQLITE_IOERR_FSYNC */
};

MUST_USE enum rc db_vfs_register(struct db_vfs *v);
void db_vfs_unregister(struct db_vfs *v);
/* Tests: of the writes from now on, the n-th fails with `code`, and so do `times` - 1 after it.
 * With SQLITE_IOERR_FSYNC fsyncs are meant instead. */
void db_vfs_fail(struct db_vfs *v, uint64_t n, uint64_t times, int code);

#endif
