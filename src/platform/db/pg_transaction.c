/* SPDX-License-Identifier: Apache-2.0 */
/* A transaction: everything that needs no answer goes out in one piece with COMMIT.
 *
 *  - What a queued statement failed with is known at the next read, or at the end; it is what the
 *    statement would have answered, and nothing is kept.
 *  - Repeated whole: after a serialization failure, a deadlock, and a connection lost before COMMIT
 *    was sent.  After COMMIT was sent and its answer is lost: FAILED, not confirmed. */
#include "platform/db/pg.h"

#include <stdlib.h>
#include <time.h>

enum { MOST_TRIES = 10 };

static const struct db_statement begin = { .name = "begin", .postgres = "BEGIN" };
static const struct db_statement commit = { .name = "commit", .postgres = "COMMIT" };
static const struct db_statement rollback = { .name = "rollback", .postgres = "ROLLBACK" };

struct attempt {
    enum rc rc;
    bool again, gone; /* gone: the connection, before COMMIT was sent */
};

/* fn's own answer, or that of the first statement that failed without fn knowing. */
static enum rc answer(const struct pg_session *w, enum rc rc)
{
    bool fn_knew = w->base.broken != OK && rc != OK;
    return w->c->error != OK && !fn_knew ? w->c->error : rc;
}

void pg_queue_begin(struct pg_session *w)
{
    w->base.broken = OK;
    w->n_running = 0;
    db_ids_begin(&w->base);
    pg_queue_plain(w->c, &begin, 'x');
}

void pg_end(struct pg_session *w, enum rc rc)
{
    pg_queue_plain(w->c, rc == OK ? &commit : &rollback, rc == OK ? 'c' : 'x');
    pg_sync(w->c);
    pg_collect_all(w->c);
    w->base.rows += w->c->rows;
}

static struct attempt attempt(struct pg_session *w, enum rc (*fn)(struct db *, void *), void *ctx)
{
    struct pg_connection *c = w->c;
    pg_queue_begin(w);
    enum rc rc = fn(&w->base, ctx);
    pg_reset_running(c);
    if (rc == OK)
        rc = w->base.broken;
    if (c->lost)
        return (struct attempt) { .gone = true };
    pg_end(w, rc);
    if (c->error != OK && c->again)
        return (struct attempt) { .again = !c->lost, .gone = c->lost };
    if (c->error == OK && c->lost && rc == OK && !c->committed) {
        rc = FAILED; /* not confirmed */
        pg_not_writable(pg_store_of(w->base.store), PG_LOST_NS);
    }
    struct attempt a = { .rc = c->committed ? OK : answer(w, rc) };
    return a;
}

static void pause_a_little(int tries)
{
    struct timespec now, t = { 0 };
    clock_gettime(CLOCK_MONOTONIC, &now);
    int64_t most = (int64_t)1000000 << (tries < 8 ? tries : 8);
    t.tv_nsec = now.tv_nsec % most + most / 2;
    nanosleep(&t, NULL);
}

/* A connection that is gone costs no try, only time: a failover takes seconds. */
static enum rc repeat(struct pg_session *w, enum rc (*fn)(struct db *, void *), void *ctx)
{
    struct pg_store *s = pg_store_of(w->base.store);
    int64_t until = db_clock_ns() + PG_RETRY_NS;
    for (int tries = 0, dials = 0; tries < MOST_TRIES && db_clock_ns() < until;) {
        if ((!w->c->pg || w->c->lost) && pg_connect(s, w->c, true) != OK) {
            pause_a_little(++dials + 3);
            continue;
        }
        struct attempt a = attempt(w, fn, ctx);
        if (!w->c->lost)
            pg_settle(w->c);
        if (!a.again && !a.gone)
            return a.rc;
        if (a.again)
            pause_a_little(++tries);
        else
            pause_a_little(++dials);
    }
    return BUSY;
}

enum rc pg_transaction(struct db *db, enum rc (*fn)(struct db *, void *), void *ctx)
{
    struct pg_store *s = pg_store_of(db->store);
    bool reading = db->reading;
    if (reading) /* what is read afterwards is what is so then */
        db_read_end(db);
    struct pg_session w = { .base = { .engine = &db_pg, .store = db->store, .writes = true } };
    w.c = pg_take(&s->writers);
    enum rc rc = w.c ? repeat(&w, fn, ctx) : BUSY;
    if (w.c) {
        pg_give(&s->writers, w.c);
        db_count(&w.base);
    }
    if (rc == OK) {
        atomic_fetch_add(&db->store->commits, 1);
        atomic_fetch_add(&db->store->transactions, 1);
    }
    if (rc == FULL)
        pg_not_writable(s, PG_FULL_NS);
    if (reading)
        (void)!db_read_begin(db);
    return rc;
}
