/* SPDX-License-Identifier: Apache-2.0 */
/* Sessions that read, and cursors on any connection.  A session borrows a connection for a snapshot
 * or for one statement.  A statement that answers rows, or whose number of rows is asked for,
 * waits; any other is only queued while a transaction is under way. */
#include "platform/db/pg.h"

#include <assert.h>
#include <stdlib.h>

static const struct db_statement begin = { .name = "begin",
                                           .postgres =
                                               "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" };
static const struct db_statement unlimited = { .name = "unlimited",
                                               .postgres = "SET LOCAL statement_timeout = 0" };
static const struct db_statement commit = { .name = "commit", .postgres = "COMMIT" };

enum rc pg_session_open(struct db_store *store, struct db **ret_db)
{
    struct pg_session *s = calloc(1, sizeof *s);
    if (!s)
        return FAILED;
    s->base.engine = &db_pg;
    s->base.store = store;
    *ret_db = &s->base;
    return OK;
}

static void give_back(struct pg_session *s)
{
    if (s->base.writes || !s->c || s->begun || s->n_running)
        return;
    pg_give(&pg_store_of(s->base.store)->readers, s->c);
    s->c = NULL;
    db_count(&s->base);
}

void pg_session_close(struct db *db)
{
    struct pg_session *s = pg_session_of(db);
    db_read_end(db);
    s->n_running = 0;
    give_back(s);
    free(s);
}

/* The snapshot itself begins with the first read, as on SQLite. */
enum rc pg_read_begin(struct db *db, bool limited)
{
    pg_session_of(db)->limited = limited;
    db->reading = true;
    return OK;
}

void pg_read_end(struct db *db)
{
    struct pg_session *s = pg_session_of(db);
    if (s->c && s->begun) { /* its answer is collected by whoever takes the connection next */
        pg_queue_plain(s->c, &commit, 'x');
        pg_sync(s->c);
        if (!s->c->lost && PQflush(s->c->pg) < 0)
            s->c->lost = true;
    }
    s->begun = s->has_read = false;
    give_back(s);
}

static void begin_snapshot(struct pg_session *s)
{
    s->begun = true;
    pg_queue_plain(s->c, &begin, 'x');
    if (!s->limited)
        pg_queue_plain(s->c, &unlimited, 'x');
}

/* A connection for the session; one that is gone is made anew. */
static enum rc borrow(struct pg_session *s)
{
    struct pg_store *store = pg_store_of(s->base.store);
    if (s->base.writes)
        return OK;
    if (!s->c)
        s->c = pg_take(&store->readers);
    if (!s->c)
        return BUSY;
    if (!s->begun && s->n_running == 0) {
        pg_settle(s->c);
        if ((!s->c->pg || s->c->lost) && pg_connect(store, s->c, false) != OK) {
            give_back(s);
            return BUSY;
        }
    }
    if (s->base.reading && !s->begun)
        begin_snapshot(s);
    return OK;
}

void pg_cursor_open(struct db_cursor *cursor, const struct db_statement *statement)
{
    struct pg_session *s = pg_session_of(cursor->db);
    cursor->rc = borrow(s);
    if (cursor->rc != OK)
        return;
    struct pg_kept *k = pg_keep(s->c, statement);
    if (!k) {
        cursor->rc = FAILED;
        give_back(s);
        return;
    }
    assert(!k->base.running && "a query was called again from its own row callback");
    memset(k->values, 0, sizeof k->values);
    k->base.running = true;
    k->row = -1;
    cursor->kept = &k->base;
    s->n_running++;
    s->base.statements++;
}

static void fetch_once(struct pg_session *s, struct pg_kept *k)
{
    bool alone = !s->base.writes && !s->begun;
    pg_queue(s->c, k, 'x');
    if (alone)
        pg_sync(s->c);
    else
        pg_flush(s->c);
    k->result = pg_collect_last(s->c, alone);
    pg_collect_all(s->c);
}

/* A connection that turned out to be gone before anything was read is made anew, once. */
static bool revive(struct pg_session *s)
{
    if (s->base.writes || !s->c->lost || s->has_read || s->n_running > 1 ||
        pg_connect(pg_store_of(s->base.store), s->c, false) != OK)
        return false;
    if (s->begun)
        begin_snapshot(s);
    return true;
}

static enum rc fetch(struct db_cursor *cursor, struct pg_kept *k)
{
    struct pg_session *s = pg_session_of(cursor->db);
    fetch_once(s, k);
    if (revive(s)) {
        PQclear(k->result);
        fetch_once(s, k);
    }
    enum rc gone = s->base.writes ? FAILED : BUSY; /* of what was only read nothing is in doubt */
    enum rc rc = s->c->lost ? gone : s->c->error;
    s->has_read = s->begun && rc == OK;
    if (rc != OK && s->base.writes && s->base.broken == OK)
        s->base.broken = rc;
    if (!s->base.writes && !s->begun)
        pg_forget_errors(s->c);
    return rc;
}

bool pg_step(struct db_cursor *cursor)
{
    struct pg_kept *k = (struct pg_kept *)cursor->kept;
    if (!k->reads)
        return false;
    if (!k->result)
        cursor->rc = fetch(cursor, k);
    return cursor->rc == OK && ++k->row < PQntuples(k->result);
}

void pg_cursor_close(struct db_cursor *cursor, bool must, int64_t *ret_changed)
{
    struct pg_session *s = pg_session_of(cursor->db);
    struct pg_kept *k = (struct pg_kept *)cursor->kept;
    if (!k->reads && cursor->rc == OK) {
        if (ret_changed || !s->base.writes)
            cursor->rc = fetch(cursor, k);
        else
            pg_queue(s->c, k, must ? 'm' : 'x');
    }
    if (k->result && cursor->rc == OK && ret_changed)
        *ret_changed = strtoll(PQcmdTuples(k->result), NULL, 10);
    PQclear(k->result);
    k->result = NULL;
    k->base.running = false;
    s->n_running--;
    give_back(s);
}
