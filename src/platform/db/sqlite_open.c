/* SPDX-License-Identifier: Apache-2.0 */
/* Opens and closes a store and its sessions: the lock file, the connections and their settings, the
 * measured fsync. */
#include "platform/db/sqlite.h"

#include <assert.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum { FSYNC_PROBES = 7, FASTEST_FSYNC_NS = 10000 };

static void configure_once(void)
{
    sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    sqlite3_initialize();
}

/* Settings of spine.md 3.  Readers are opened read-write, since a read-only connection cannot
 * recover a WAL, and held to reading by query_only. */
static const char writer_settings[] =
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0;"
    "PRAGMA mmap_size=0; PRAGMA temp_store=2; PRAGMA cache_size=8000;"
    "PRAGMA journal_size_limit=67108864; PRAGMA foreign_keys=ON;";
static const char reader_settings[] =
    "PRAGMA query_only=1; PRAGMA wal_autocheckpoint=0; PRAGMA mmap_size=0; PRAGMA temp_store=2;"
    "PRAGMA cache_size=2000;";

static void disconnect(struct sqlite_session *db)
{
    for (size_t i = 0; i < db->kept.n_room; i++)
        if (db->kept.p[i]) {
            sqlite3_finalize(((struct sqlite_kept *)db->kept.p[i])->stmt);
            free(db->kept.p[i]);
        }
    free(db->kept.p);
    sqlite3_close(db->sqlite);
    db->sqlite = NULL;
    db->kept = (struct db_kept_table) { 0 };
}

enum rc sqlite_connect(struct sqlite_store *s, struct sqlite_session *db, bool writes)
{
    *db = (struct sqlite_session) { .base = { &db_sqlite, &s->base, .writes = writes } };
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
                (writes ? SQLITE_OPEN_CREATE : 0);
    int code = sqlite3_open_v2(s->path, &db->sqlite, flags, s->vfs.name);
    if (code == SQLITE_OK)
        code = sqlite3_db_config(db->sqlite, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_db_config(db->sqlite, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    if (code == SQLITE_OK)
        code =
            sqlite3_exec(db->sqlite, writes ? writer_settings : reader_settings, NULL, NULL, NULL);
    if (code == SQLITE_OK)
        return OK;
    disconnect(db);
    return FAILED;
}

static enum rc take_path(struct sqlite_store *s, const char *path)
{
    int n;
    if (strcmp(path, ":memory:") == 0) {
        const char *base = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
        snprintf(s->folder, sizeof s->folder, "%s/yakuba-db-XXXXXX", base);
        if (!mkdtemp(s->folder)) {
            s->folder[0] = '\0';
            return FAILED;
        }
        n = snprintf(s->path, sizeof s->path, "%s/store", s->folder);
    } else {
        n = snprintf(s->path, sizeof s->path, "%s", path);
    }
    return n > 0 && (size_t)n < sizeof s->path - 16 ? OK : INVALID;
}

static void beside(const struct sqlite_store *s, const char *ending, char *ret_path)
{
    snprintf(ret_path, sizeof s->path, "%.3980s%s", s->path, ending);
}

/* SQLite would create the file readable by all; the WAL takes its permissions from it. */
static enum rc create_private(const struct sqlite_store *s, char *why)
{
    int fd = open(s->path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd >= 0) {
        close(fd); /* before SQLite opens it: closing drops a process's locks on a file */
        return OK;
    }
    db_say(why, "cannot create or write %s", s->path);
    return FAILED;
}

static enum rc take_lock(struct sqlite_store *s, char *why)
{
    char path[sizeof s->path];
    beside(s, "-lock", path);
    s->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (s->lock_fd < 0) {
        db_say(why, "cannot create %s", path);
        return FAILED;
    }
    if (flock(s->lock_fd, LOCK_EX | LOCK_NB) == 0)
        return create_private(s, why);
    db_say(why, "%s is in use by another process (it holds %s)", s->path, path);
    return INVALID;
}

static int compare(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* The median of a few fsyncs of one page in the store's own folder. */
static enum rc measure_fsync(struct sqlite_store *s, bool accept_fast, char *why)
{
    char path[sizeof s->path], page[4096] = "yakuba";
    int64_t took[FSYNC_PROBES];
    beside(s, "-probe", path);
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    bool ok = fd >= 0;
    for (int i = 0; ok && i < FSYNC_PROBES; i++) {
        int64_t start = db_clock_ns();
        ok = pwrite(fd, page, sizeof page, 0) == sizeof page && fdatasync(fd) == 0;
        took[i] = db_clock_ns() - start;
    }
    if (fd >= 0)
        close(fd);
    unlink(path);
    if (!ok) {
        db_say(why, "cannot write beside %s", s->path);
        return FAILED;
    }
    qsort(took, FSYNC_PROBES, sizeof *took, compare);
    s->fsync_ms = (double)took[FSYNC_PROBES / 2] / 1e6;
    if (took[FSYNC_PROBES / 2] >= FASTEST_FSYNC_NS || accept_fast || s->folder[0])
        return OK;
    db_say(why, "the disk of %s answers an fsync in %.4f ms: it does not keep what it promises",
           s->path, s->fsync_ms);
    return INVALID;
}

static enum rc open_steps(struct sqlite_store *s, const struct db_options *o)
{
    enum rc rc = take_path(s, o->path);
    if (rc == OK)
        rc = take_lock(s, o->why);
    if (rc == OK)
        rc = measure_fsync(s, o->accept_fast_fsync, o->why);
    if (rc == OK)
        rc = db_vfs_register(&s->vfs);
    if (rc == OK) {
        rc = sqlite_connect(s, &s->writer, true);
        if (rc != OK)
            db_say(o->why, "%s does not open as an SQLite file", s->path);
    }
    if (rc == OK)
        rc = db_migrate(&s->writer.base, o->migrations, o->why);
    return rc == OK ? sqlite_writer_start(s) : rc;
}

static void release(struct sqlite_store *s)
{
    static const char *const endings[] = { "", "-wal", "-shm", "-lock" };
    disconnect(&s->writer);
    if (s->vfs.real)
        db_vfs_unregister(&s->vfs);
    if (s->lock_fd >= 0)
        close(s->lock_fd);
    for (size_t i = 0; s->folder[0] && i < sizeof endings / sizeof *endings; i++) {
        char path[sizeof s->path];
        beside(s, endings[i], path);
        unlink(path);
    }
    if (s->folder[0])
        rmdir(s->folder);
    pthread_mutex_destroy(&s->mutex);
    pthread_mutex_destroy(&s->base.refill);
    pthread_cond_destroy(&s->wake);
    free(s);
}

static void init(struct sqlite_store *s, const struct db_options *options)
{
    db_store_init(&s->base, &db_sqlite, options);
    s->lock_fd = -1;
    s->ack_before_commit_us = options->ack_before_commit_us;
    s->last = &s->first;
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&s->wake, &monotonic);
    pthread_condattr_destroy(&monotonic);
    pthread_mutex_init(&s->mutex, NULL);
}

static enum rc open_file(const struct db_options *options, struct db_store **ret_store)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, configure_once);
    struct sqlite_store *s = calloc(1, sizeof *s);
    if (!s)
        return FAILED;
    init(s, options);
    db_say(options->why, "cannot open %s", options->path);
    enum rc rc = open_steps(s, options);
    if (rc == OK)
        *ret_store = &s->base;
    else
        release(s);
    return rc;
}

static void close_file(struct db_store *store)
{
    sqlite_writer_stop(sqlite_store_of(store));
    release(sqlite_store_of(store));
}

static enum rc session_open(struct db_store *store, struct db **ret_db)
{
    struct sqlite_session *db = calloc(1, sizeof *db);
    enum rc rc = db ? sqlite_connect(sqlite_store_of(store), db, false) : FAILED;
    if (rc == OK)
        *ret_db = &db->base;
    else
        free(db);
    return rc;
}

static void session_close(struct db *db)
{
    disconnect(sqlite_session_of(db));
    free(db);
}

static bool has_table(struct db *db, const char *name)
{
    return sqlite3_table_column_metadata(sqlite_session_of(db)->sqlite, NULL, name, NULL, NULL,
                                         NULL, NULL, NULL, NULL) == SQLITE_OK;
}

static const char *script(struct db *base, const char *text)
{
    struct sqlite_session *db = sqlite_session_of(base);
    base->broken = OK;
    enum rc rc = sqlite_rc(db, sqlite3_exec(db->sqlite, text, NULL, NULL, NULL));
    return rc == OK ? NULL : sqlite3_errmsg(db->sqlite);
}

static const char *migration_text(const struct db_migration *m)
{
    return m->sqlite;
}

bool sqlite_has_space(struct sqlite_store *s)
{
    struct statvfs v;
    return statvfs(s->path, &v) == 0 && (uint64_t)v.f_bavail * v.f_frsize > FREE_SPACE_RESERVE;
}

static void figures(struct db_store *store, struct db_figures *f)
{
    struct sqlite_store *s = sqlite_store_of(store);
    f->checkpoints = atomic_load(&s->checkpoints);
    f->fsyncs = atomic_load(&s->vfs.fsyncs);
    f->fsync_ms = s->fsync_ms;
}

static bool is_writable(struct db_store *store)
{
    struct sqlite_store *s = sqlite_store_of(store);
    bool space = sqlite_has_space(s); /* the WAL's old room may hide a full disk: say it before */
    if (space)
        atomic_store(&s->full, false);
    return space && !atomic_load(&s->full) && !atomic_load(&s->stopped);
}

static bool has_stopped(struct db_store *store)
{
    return atomic_load(&sqlite_store_of(store)->stopped);
}

#include <stddef.h>
const struct db_engine db_sqlite = {
    .open = open_file,
    .close = close_file,
    .session_open = session_open,
    .session_close = session_close,
    .transaction = sqlite_transaction,
    .shared = sqlite_transaction,
    .read_begin = sqlite_read_begin,
    .read_end = sqlite_read_end,
    .cursor_open = sqlite_cursor_open,
    .bind = sqlite_bind,
    .step = sqlite_step,
    .column = sqlite_column,
    .cursor_close = sqlite_cursor_close,
    .has_table = has_table,
    .script = script,
    .migration_text = migration_text,
    .figures = figures,
    .is_writable = is_writable,
    .has_stopped = has_stopped,
};
