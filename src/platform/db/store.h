/* SPDX-License-Identifier: Apache-2.0 */
/* The inside of the store, shared by the files of this folder and their tests. */
#ifndef PLATFORM_DB_STORE_H
#define PLATFORM_DB_STORE_H

#include "platform/db/statement.h"
#include "platform/db/vfs.h"

#include <pthread.h>

enum {
    BATCH = 32,              /* transactions that share one commit, at most */
    MOST_QUEUED = 4096,      /* then BUSY */
    CHECKPOINT_FRAMES = 400, /* about every 4th full batch */
    ID_BLOCK = 10000,        /* keys allotted at once */
    MOST_TABLE_NUMBER = 4095,
    MOST_OWN_BLOCKS = 16,
};
#define CLOSURE_LIMIT_NS   ((int64_t)50 * 1000 * 1000)
#define READ_LIMIT_NS      ((int64_t)2000 * 1000 * 1000)
#define BATCH_OPEN_NS      ((int64_t)2 * 1000 * 1000)
#define BUSY_LIMIT_NS      ((int64_t)250 * 1000 * 1000)
#define IDLE_NS            ((int64_t)100 * 1000 * 1000)
#define TRUNCATE_ABOVE     ((int64_t)64 << 20)
#define FREE_SPACE_RESERVE ((uint64_t)16 << 20)

struct db_kept { /* a prepared statement of one session */
    const struct db_statement *statement;
    sqlite3_stmt *stmt;
    bool running;
};

struct own_block { /* keys taken inside a transaction: valid in it only */
    int table;
    t_id next, end;
};

struct db { /* owned by one thread at a time */
    struct db_store *store;
    sqlite3 *sqlite;
    bool writes, reading;
    struct db_kept **kept; /* hash by address, n_room a power of two */
    size_t n_kept, n_room;
    int trouble;         /* the SQLite code (primary) that spoils the whole transaction, or 0 */
    int64_t deadline_ns; /* of the thread's CPU time: a machine that stalls makes nobody late */
    struct own_block own[MOST_OWN_BLOCKS];
    int n_own;
    uint64_t statements, rows;
};

struct job {       /* lives on the stack of the waiter */
    struct db *db; /* of the waiter; not touched by the writer */
    enum rc (*fn)(struct db *db, void *ctx);
    void *ctx;
    enum rc rc;
    _Atomic uint32_t word; /* 0 waiting, 1 done: what the waiter sleeps on */
    struct job *next;
};

struct db_store {
    struct db_vfs vfs;
    char path[4000], folder[64]; /* folder: of a ":memory:" store, removed at close */
    int lock_fd;
    int64_t ack_before_commit_us; /* 0: never */
    bool acked_early;             /* this batch: its jobs are gone */
    int most_readers;

    pthread_mutex_t mutex; /* guards the fields of this block */
    pthread_cond_t wake;
    struct job *first, **last;
    int n_queued, n_readers;
    bool closing, sleeping;

    pthread_t thread; /* the writer: alone uses `writer` after opening */
    struct db writer;
    int wal_frames, frames_at_checkpoint;

    _Atomic bool full, stopped; /* writes wait for space; the writer has ended for good */
    _Atomic uint64_t commits, transactions, statements, rows_written, checkpoints;
    double fsync_ms;

    pthread_mutex_t refill; /* one thread at a time takes a block of keys */
    _Atomic t_id next_id[MOST_TABLE_NUMBER + 1];
};

/* open.c */
MUST_USE enum rc db_connect(struct db_store *s, struct db *db, bool writes);
void db_disconnect(struct db *db);
/* writer.c */
MUST_USE enum rc db_writer_start(struct db_store *s);
void db_writer_stop(struct db_store *s);
bool db_has_space(struct db_store *s);
void db_say(char *why, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* migrate.c */
MUST_USE enum rc db_migrate(struct db_store *s, const struct db_migration *const *lists, char *why);
/* statement.c */
MUST_USE enum rc db_rc(struct db *db, int sqlite_code);          /* and remembers trouble */
int db_run(struct db *db, const struct db_statement *statement); /* BEGIN …; SQLite code */
void db_reset_running(struct db *db);
int64_t db_clock_ns(void);                        /* monotonic */
void db_set_limit(struct db *db, int64_t cpu_ns); /* 0: none */
/* ids.c */
void db_ids_begin(struct db *db);

#endif
