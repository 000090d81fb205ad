/* SPDX-License-Identifier: Apache-2.0 */
/* The inside of the PostgreSQL engine: two pools of connections per node, and what is under way on
 * each connection.  Every connection stays in libpq's pipeline mode. */
#ifndef PLATFORM_DB_PG_H
#define PLATFORM_DB_PG_H

#include "platform/db/store.h"

#include <libpq-fe.h>

enum {
    PG_WRITERS = 8,  /* more buy nothing on one database */
    PG_READERS = 16, /* borrowed for a snapshot or one statement */
    PG_MOST = PG_READERS,
    PG_PENDING = 512, /* results not yet collected, at most: a socket's buffer holds them */
    PG_TOGETHER = 32, /* transactions that share one commit, at most */
    PG_LEADERS = 2,   /* such commits under way at once: one runs while the other is synced */
    PG_INPUTS = 48,
};
#define PG_TAKE_NS  ((int64_t)2000 * 1000 * 1000)  /* BUSY when no connection is free so long */
#define PG_RETRY_NS ((int64_t)10000 * 1000 * 1000) /* of a transaction, over a failover */
#define PG_FULL_NS  ((int64_t)5000 * 1000 * 1000)  /* told "disk full", not writable so long */
#define PG_LOST_NS  ((int64_t)1000 * 1000 * 1000)  /* … and after an answer to COMMIT was lost */

struct pg_kept {
    struct db_kept base;
    int number, n;        /* its name is s<number>; inputs */
    bool prepared, reads; /* reads: answers rows */
    bool must_prepared;   /* the form that fails when no row changes; its name ends in m */
    const char *values[PG_INPUTS];
    int lengths[PG_INPUTS];
    char ints[PG_INPUTS][8];
    PGresult *result; /* between step and close */
    int row;
};

struct pg_pending {
    char kind; /* p prepare, x statement, q and m the same of one that must change a row, c COMMIT,
                  s sync */
    struct pg_kept *kept;
};

struct pg_connection {
    PGconn *pg; /* NULL: not connected */
    struct db_kept_table kept;
    int n_named;
    struct pg_pending pending[PG_PENDING];
    int first, n;
    /* Since the last sync: */
    enum rc error;        /* of the first statement that failed */
    bool again;           /* ... and repeating the transaction may help */
    bool lost;            /* the connection is gone: what was not collected is not known */
    bool committed;       /* the server confirmed COMMIT */
    uint64_t rows;        /* written by collected statements */
    char message[DB_WHY]; /* of the first error */
};

struct pg_pool {
    pthread_mutex_t mutex;
    pthread_cond_t given;
    struct pg_connection connections[PG_MOST];
    struct pg_connection *free[PG_MOST];
    int n_free;
};

struct pg_store {
    struct db_store base;
    char *address; /* may hold a password: never printed */
    struct pg_pool writers, readers;
    struct {
        pthread_t thread;
        pthread_mutex_t mutex; /* guards closing */
        pthread_cond_t wake;
        bool runs, closing;
    } keeper;
    struct {
        pthread_mutex_t mutex;
        struct pg_sharer *first, **last; /* who waits to be taken along */
        int n_leaders;
    } share;
    _Atomic bool unreachable;
    _Atomic int64_t unwritable_until;
};

struct pg_session {
    struct db base;
    struct pg_connection *c; /* borrowed, or NULL */
    int n_running;           /* cursors on it */
    bool begun, has_read;    /* the snapshot was begun on c; something was read in it */
    bool limited;
};

static inline struct pg_session *pg_session_of(struct db *db)
{
    return (struct pg_session *)db;
}

static inline struct pg_store *pg_store_of(struct db_store *s)
{
    return (struct pg_store *)s;
}

/* pg_pool.c */
MUST_USE enum rc pg_connect(struct pg_store *s, struct pg_connection *c, bool writes);
void pg_disconnect(struct pg_connection *c);
void pg_pool_init(struct pg_pool *p, int n);
void pg_pool_release(struct pg_pool *p, int n);
struct pg_connection *pg_take(struct pg_pool *p); /* NULL: none was free in time */
void pg_give(struct pg_pool *p, struct pg_connection *c);

/* pg_pipeline.c: queueing sends nothing that must be waited for; collecting waits. */
struct pg_kept *pg_keep(struct pg_connection *c, const struct db_statement *statement);
void pg_queue(struct pg_connection *c, struct pg_kept *k, char kind);
void pg_queue_plain(struct pg_connection *c, const struct db_statement *statement, char kind);
void pg_sync(struct pg_connection *c);
void pg_flush(struct pg_connection *c);
PGresult *pg_collect_last(struct pg_connection *c, int leave); /* all but so many; the last */
void pg_collect_all(struct pg_connection *c);
void pg_settle(struct pg_connection *c); /* all collected, no transaction under way, no error */
void pg_forget_errors(struct pg_connection *c);
void pg_reset_running(struct pg_connection *c);

/* pg_value.c */
void pg_bind(struct db_cursor *cursor, int i, struct db_value value);
struct db_value pg_column(struct db_cursor *cursor, int i);
/* What a result that is an error means.  *ret_again: the transaction may be repeated. */
enum rc pg_rc(const PGresult *r, bool *ret_again, bool *ret_gone);
bool pg_says_no_row(const PGresult *r); /* of a statement that must change one */

/* pg_session.c */
MUST_USE enum rc pg_session_open(struct db_store *store, struct db **ret_db);
void pg_session_close(struct db *db);
MUST_USE enum rc pg_read_begin(struct db *db, bool limited);
void pg_read_end(struct db *db);
void pg_cursor_open(struct db_cursor *cursor, const struct db_statement *statement);
bool pg_step(struct db_cursor *cursor);
void pg_cursor_close(struct db_cursor *cursor, bool must, int64_t *ret_changed);

/* pg_keeper.c */
MUST_USE enum rc pg_keeper_start(struct pg_store *s);
void pg_keeper_stop(struct pg_store *s);
/* pg_transaction.c */
MUST_USE enum rc pg_transaction(struct db *db, enum rc (*fn)(struct db *, void *), void *ctx);
void pg_queue_begin(struct pg_session *w);
/* COMMIT, or ROLLBACK when rc is not OK, and everything is collected. */
void pg_end(struct pg_session *w, enum rc rc);
/* pg_share.c */
/* False from db_is_writable() for so long. */
void pg_not_writable(struct pg_store *s, int64_t ns);
void pg_share_init(struct pg_store *s);
void pg_share_release(struct pg_store *s);
MUST_USE enum rc pg_shared(struct db *db, enum rc (*fn)(struct db *, void *), void *ctx);

#endif
