/* SPDX-License-Identifier: Apache-2.0 */
/* The contract of db.h: chooses the engine by the store's address and hands on. */
#include "platform/db/store.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

void db_say(char *why, const char *fmt, ...)
{
    va_list ap;
    if (!why)
        return;
    va_start(ap, fmt);
    vsnprintf(why, DB_WHY, fmt, ap);
    va_end(ap);
}

int64_t db_clock_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

void db_store_init(struct db_store *s, const struct db_engine *e, const struct db_options *o)
{
    s->engine = e;
    s->most_sessions = o->readers;
    pthread_mutex_init(&s->refill, NULL);
}

bool db_is_on_server(const char *address)
{
    return strncmp(address, "postgresql://", 13) == 0 || strncmp(address, "postgres://", 11) == 0 ||
           strncmp(address, "host=", 5) == 0;
}

enum rc db_open(const struct db_options *options, struct db_store **ret_store)
{
    const struct db_engine *e = db_is_on_server(options->path) ? &db_pg : &db_sqlite;
    enum rc rc = e->open(options, ret_store);
    if (rc == OK)
        db_say(options->why, "%s", "");
    return rc;
}

void db_close(struct db_store *store)
{
    assert(atomic_load(&store->n_sessions) == 0 && "sessions are closed before their store");
    store->engine->close(store);
}

enum rc db_session_open(struct db_store *store, struct db **ret_db)
{
    bool may = atomic_fetch_add(&store->n_sessions, 1) < store->most_sessions;
    enum rc rc = may ? store->engine->session_open(store, ret_db) : BUSY;
    if (rc != OK)
        atomic_fetch_sub(&store->n_sessions, 1);
    return rc;
}

void db_session_close(struct db *db)
{
    assert(!db->writes && "the writing session belongs to the store");
    struct db_store *s = db->store;
    s->engine->session_close(db);
    atomic_fetch_sub(&s->n_sessions, 1);
}

struct db_store *db_store_of(struct db *db)
{
    return db->store;
}

enum rc db_transaction(struct db *db, enum rc (*fn)(struct db *db, void *ctx), void *ctx)
{
    assert(!db->writes && "a transaction inside a transaction");
    return db->engine->transaction(db, fn, ctx);
}

enum rc db_transaction_shared(struct db *db, enum rc (*fn)(struct db *db, void *ctx), void *ctx)
{
    assert(!db->writes && "a transaction inside a transaction");
    return db->engine->shared(db, fn, ctx);
}

enum rc db_read_begin(struct db *db)
{
    assert(!db->writes && !db->reading);
    return db->engine->read_begin(db, true);
}

enum rc db_read_long_begin(struct db *db)
{
    assert(!db->writes && !db->reading);
    return db->engine->read_begin(db, false);
}

void db_read_end(struct db *db)
{
    if (db->reading)
        db->engine->read_end(db);
    db->reading = false;
}

void db_count(struct db *db)
{
    atomic_fetch_add(&db->store->statements, db->statements);
    atomic_fetch_add(&db->store->rows_written, db->rows);
    db->statements = db->rows = 0;
}

void db_figures(struct db_store *store, struct db_figures *ret_figures)
{
    *ret_figures = (struct db_figures) {
        .commits = atomic_load(&store->commits),
        .transactions = atomic_load(&store->transactions),
        .statements = atomic_load(&store->statements),
        .rows_written = atomic_load(&store->rows_written),
    };
    store->engine->figures(store, ret_figures);
}

bool db_is_writable(struct db_store *store)
{
    return store->engine->is_writable(store);
}

bool db_has_stopped(struct db_store *store)
{
    return store->engine->has_stopped(store);
}
