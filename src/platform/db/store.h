/* SPDX-License-Identifier: Apache-2.0 */
/* The inside of the store that both engines share: what an engine is, and the first part of its
 * store, session and prepared statement.  db.c, statement.c, ids.c, migrate.c and kept.c know no
 * engine; sqlite_*.c and pg_*.c know this header and not each other. */
#ifndef PLATFORM_DB_STORE_H
#define PLATFORM_DB_STORE_H

#include "platform/db/statement.h"

#include <pthread.h>
#include <stdatomic.h>

enum {
    ID_BLOCK = 10000, /* keys allotted at once */
    MOST_TABLE_NUMBER = 4095,
    MOST_OWN_BLOCKS = 16,
};

struct db_value { /* of an input or an output; text and bytes are borrowed */
    char kind;    /* n NULL, i integer, t text, b bytes, ? something else */
    int64_t i;
    const char *p;
    size_t n;
};

struct db_kept { /* first part of a prepared statement of one connection */
    const struct db_statement *statement;
    bool running;
};

struct db_kept_table { /* hash by address, n_room a power of two */
    struct db_kept **p;
    size_t n, n_room;
};

struct own_block { /* keys taken inside a transaction: valid in it only */
    int table;
    t_id next, end;
};

struct db { /* first part of a session; owned by one thread at a time */
    const struct db_engine *engine;
    struct db_store *store;
    bool writes, reading;
    enum rc broken; /* a statement of this transaction failed: nothing of it will be kept */
    struct own_block own[MOST_OWN_BLOCKS];
    int n_own;
    uint64_t statements, rows;
};

struct db_store { /* first part of an open store */
    const struct db_engine *engine;
    int most_sessions;
    _Atomic int n_sessions;
    _Atomic uint64_t commits, transactions, statements, rows_written;

    pthread_mutex_t refill; /* one thread at a time takes a block of keys */
    _Atomic t_id next_id[MOST_TABLE_NUMBER + 1];
};

struct db_engine {
    MUST_USE enum rc (*open)(const struct db_options *options, struct db_store **ret_store);
    void (*close)(struct db_store *store);
    MUST_USE enum rc (*session_open)(struct db_store *store, struct db **ret_db);
    void (*session_close)(struct db *db);

    MUST_USE enum rc (*transaction)(struct db *db, enum rc (*fn)(struct db *, void *), void *ctx);
    MUST_USE enum rc (*shared)(struct db *db, enum rc (*fn)(struct db *, void *), void *ctx);
    MUST_USE enum rc (*read_begin)(struct db *db, bool limited);
    void (*read_end)(struct db *db);

    /* Trouble is left in c->rc; cursor_open leaves c->kept NULL with it. */
    void (*cursor_open)(struct db_cursor *c, const struct db_statement *statement);
    void (*bind)(struct db_cursor *c, int i, struct db_value value);
    bool (*step)(struct db_cursor *c);
    struct db_value (*column)(struct db_cursor *c, int i);
    /* ret_changed NULL: nobody asks.  must: no row changed is CONFLICT, now or when it is
     * collected. */
    void (*cursor_close)(struct db_cursor *c, bool must, int64_t *ret_changed);

    /* For migrations, on a writing session outside db_transaction(). */
    bool (*has_table)(struct db *db, const char *name);
    const char *(*script)(struct db *db, const char *text); /* NULL, or what went wrong */
    const char *(*migration_text)(const struct db_migration *m);

    void (*figures)(struct db_store *store, struct db_figures *f); /* what it alone knows */
    bool (*is_writable)(struct db_store *store);
    bool (*has_stopped)(struct db_store *store);
};

extern const struct db_engine db_sqlite, db_pg;

/* db.c */
void db_say(char *why, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
int64_t db_clock_ns(void); /* monotonic */
void db_store_init(struct db_store *s, const struct db_engine *e, const struct db_options *o);
void db_count(struct db *db); /* adds a session's figures to those of its store */
/* kept.c: the place of a statement, empty if it holds NULL; NULL without memory. */
struct db_kept **db_kept_place(struct db_kept_table *t, const struct db_statement *statement);
void db_kept_add(struct db_kept_table *t, struct db_kept **place, struct db_kept *k);
/* migrate.c */
MUST_USE enum rc db_migrate(struct db *w, const struct db_migration *const *lists, char *why);
/* ids.c */
void db_ids_begin(struct db *db);

#endif
