/* SPDX-License-Identifier: Apache-2.0 */
/* The inside of the SQLite engine: one file, one thread that writes, readers per session. */
#ifndef PLATFORM_DB_SQLITE_H
#define PLATFORM_DB_SQLITE_H

#include "platform/db/sqlite_vfs.h"
#include "platform/db/store.h"

enum {
    BATCH = 32,              /* transactions that share one commit, at most */
    MOST_QUEUED = 4096,      /* then BUSY */
    CHECKPOINT_FRAMES = 400, /* about every 4th full batch */
};
#define CLOSURE_LIMIT_NS   ((int64_t)50 * 1000 * 1000)
#define READ_LIMIT_NS      ((int64_t)2000 * 1000 * 1000)
#define BATCH_OPEN_NS      ((int64_t)2 * 1000 * 1000)
#define BUSY_LIMIT_NS      ((int64_t)250 * 1000 * 1000)
#define IDLE_NS            ((int64_t)100 * 1000 * 1000)
#define TRUNCATE_ABOVE     ((int64_t)64 << 20)
#define FREE_SPACE_RESERVE ((uint64_t)16 << 20)

struct sqlite_kept {
    struct db_kept base;
    sqlite3_stmt *stmt;
};

struct sqlite_session {
    struct db base;
    sqlite3 *sqlite;
    struct db_kept_table kept;
    int trouble;         /* the SQLite code (primary) that spoils the whole transaction, or 0 */
    int64_t deadline_ns; /* of the thread's CPU time: a machine that stalls makes nobody late */
};

struct job { /* lives on the stack of the waiter */
    enum rc (*fn)(struct db *db, void *ctx);
    void *ctx;
    enum rc rc;
    _Atomic uint32_t word; /* 0 waiting, 1 done: what the waiter sleeps on */
    struct job *next;
};

struct sqlite_store {
    struct db_store base;
    struct db_vfs vfs;
    char path[4000], folder[64]; /* folder: of a ":memory:" store, removed at close */
    int lock_fd;
    int64_t ack_before_commit_us; /* 0: never */
    bool acked_early;             /* this batch: its jobs are gone */

    pthread_mutex_t mutex; /* guards the fields of this block */
    pthread_cond_t wake;
    struct job *first, **last;
    int n_queued;
    bool closing, sleeping;

    pthread_t thread; /* the writer: alone uses `writer` after opening */
    struct sqlite_session writer;
    int wal_frames, frames_at_checkpoint;

    _Atomic bool full, stopped; /* writes wait for space; the writer has ended for good */
    _Atomic uint64_t checkpoints;
    double fsync_ms;
};

static inline struct sqlite_session *sqlite_session_of(struct db *db)
{
    return (struct sqlite_session *)db;
}

static inline struct sqlite_store *sqlite_store_of(struct db_store *s)
{
    return (struct sqlite_store *)s;
}

/* sqlite_open.c */
MUST_USE enum rc sqlite_connect(struct sqlite_store *s, struct sqlite_session *db, bool writes);
bool sqlite_has_space(struct sqlite_store *s);
/* sqlite_writer.c */
MUST_USE enum rc sqlite_writer_start(struct sqlite_store *s);
void sqlite_writer_stop(struct sqlite_store *s);
MUST_USE enum rc sqlite_transaction(struct db *db, enum rc (*fn)(struct db *, void *), void *ctx);
/* sqlite_statement.c */
MUST_USE enum rc sqlite_rc(struct sqlite_session *db, int code); /* and remembers trouble */
int sqlite_run(struct sqlite_session *db, const struct db_statement *statement); /* its code */
void sqlite_reset_running(struct sqlite_session *db);
void sqlite_set_limit(struct sqlite_session *db, int64_t cpu_ns); /* 0: none */
MUST_USE enum rc sqlite_read_begin(struct db *db, bool limited);
void sqlite_read_end(struct db *db);
void sqlite_cursor_open(struct db_cursor *c, const struct db_statement *statement);
void sqlite_bind(struct db_cursor *c, int i, struct db_value value);
bool sqlite_step(struct db_cursor *c);
struct db_value sqlite_column(struct db_cursor *c, int i);
void sqlite_cursor_close(struct db_cursor *c, bool must, int64_t *ret_changed);

#endif
