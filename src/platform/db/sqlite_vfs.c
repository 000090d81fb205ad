/* SPDX-License-Identifier: Apache-2.0 */
/* Every call goes through to the real file; xWrite and xSync are counted and may be made to fail.
 */
#include "platform/db/sqlite_vfs.h"

#include <stdio.h>

struct counted {
    sqlite3_file base; /* first: SQLite hands it back */
    struct db_vfs *vfs;
    sqlite3_file real[]; /* so many bytes as the real VFS wants */
};

static struct counted *of(sqlite3_file *f)
{
    return (struct counted *)f;
}

static sqlite3_file *real(sqlite3_file *f)
{
    return of(f)->real;
}

static bool fails(struct db_vfs *v, uint64_t number)
{
    uint64_t at = atomic_load(&v->fail_at);
    return at && number >= at && number < at + atomic_load(&v->fail_n);
}

static int close_file(sqlite3_file *f)
{
    return real(f)->pMethods ? real(f)->pMethods->xClose(real(f)) : SQLITE_OK;
}

static int read_bytes(sqlite3_file *f, void *p, int n, sqlite3_int64 at)
{
    return real(f)->pMethods->xRead(real(f), p, n, at);
}

static int write_bytes(sqlite3_file *f, const void *p, int n, sqlite3_int64 at)
{
    struct db_vfs *v = of(f)->vfs;
    uint64_t number = atomic_fetch_add(&v->writes, 1) + 1;
    int code = atomic_load(&v->fail_code);
    if (code != SQLITE_IOERR_FSYNC && fails(v, number))
        return code;
    return real(f)->pMethods->xWrite(real(f), p, n, at);
}

static int truncate_file(sqlite3_file *f, sqlite3_int64 n)
{
    return real(f)->pMethods->xTruncate(real(f), n);
}

static int sync_file(sqlite3_file *f, int flags)
{
    struct db_vfs *v = of(f)->vfs;
    uint64_t number = atomic_fetch_add(&v->fsyncs, 1) + 1;
    if (atomic_load(&v->fail_code) == SQLITE_IOERR_FSYNC && fails(v, number))
        return SQLITE_IOERR_FSYNC;
    return real(f)->pMethods->xSync(real(f), flags);
}

static int file_size(sqlite3_file *f, sqlite3_int64 *n)
{
    return real(f)->pMethods->xFileSize(real(f), n);
}

static int lock(sqlite3_file *f, int level)
{
    return real(f)->pMethods->xLock(real(f), level);
}

static int unlock(sqlite3_file *f, int level)
{
    return real(f)->pMethods->xUnlock(real(f), level);
}

static int check_reserved(sqlite3_file *f, int *is)
{
    return real(f)->pMethods->xCheckReservedLock(real(f), is);
}

static int control(sqlite3_file *f, int op, void *arg)
{
    return real(f)->pMethods->xFileControl(real(f), op, arg);
}

static int sector_size(sqlite3_file *f)
{
    return real(f)->pMethods->xSectorSize(real(f));
}

static int characteristics(sqlite3_file *f)
{
    return real(f)->pMethods->xDeviceCharacteristics(real(f));
}

static int shm_map(sqlite3_file *f, int page, int size, int extend, void volatile **p)
{
    return real(f)->pMethods->xShmMap(real(f), page, size, extend, p);
}

static int shm_lock(sqlite3_file *f, int offset, int n, int flags)
{
    return real(f)->pMethods->xShmLock(real(f), offset, n, flags);
}

static void shm_barrier(sqlite3_file *f)
{
    real(f)->pMethods->xShmBarrier(real(f));
}

static int shm_unmap(sqlite3_file *f, int delete)
{
    return real(f)->pMethods->xShmUnmap(real(f), delete);
}

/* Version 2: shared memory for the WAL, no memory-mapped reading of the file. */
static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = close_file,
    .xRead = read_bytes,
    .xWrite = write_bytes,
    .xTruncate = truncate_file,
    .xSync = sync_file,
    .xFileSize = file_size,
    .xLock = lock,
    .xUnlock = unlock,
    .xCheckReservedLock = check_reserved,
    .xFileControl = control,
    .xSectorSize = sector_size,
    .xDeviceCharacteristics = characteristics,
    .xShmMap = shm_map,
    .xShmLock = shm_lock,
    .xShmBarrier = shm_barrier,
    .xShmUnmap = shm_unmap,
};

static int open_file(sqlite3_vfs *vfs, const char *path, sqlite3_file *f, int flags, int *ret_flags)
{
    struct db_vfs *v = (struct db_vfs *)vfs;
    of(f)->vfs = v;
    of(f)->real->pMethods = NULL;
    int rc = v->real->xOpen(v->real, path, real(f), flags, ret_flags);
    f->pMethods = rc == SQLITE_OK ? &methods : NULL;
    return rc;
}

enum rc db_vfs_register(struct db_vfs *v)
{
    static _Atomic unsigned serial;
    v->real = sqlite3_vfs_find(NULL);
    if (!v->real)
        return FAILED;
    v->vfs = *v->real;
    snprintf(v->name, sizeof v->name, "yakuba-%u", atomic_fetch_add(&serial, 1));
    v->vfs.zName = v->name;
    v->vfs.pNext = NULL;
    v->vfs.szOsFile = v->real->szOsFile + (int)sizeof(struct counted);
    v->vfs.xOpen = open_file;
    return sqlite3_vfs_register(&v->vfs, 0) == SQLITE_OK ? OK : FAILED;
}

void db_vfs_unregister(struct db_vfs *v)
{
    sqlite3_vfs_unregister(&v->vfs);
}

void db_vfs_fail(struct db_vfs *v, uint64_t n, uint64_t times, int code)
{
    uint64_t done = atomic_load(code == SQLITE_IOERR_FSYNC ? &v->fsyncs : &v->writes);
    atomic_store(&v->fail_n, times);
    atomic_store(&v->fail_code, code);
    atomic_store(&v->fail_at, n ? done + n : 0);
}
