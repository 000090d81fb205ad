/* SPDX-License-Identifier: Apache-2.0 */
/* Opens and closes a store on PostgreSQL; migrations, one node at a time. */
#include "platform/db/pg.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The second key is the schema: stores that share a database do not wait for each other. */
static const char lock[] = "SET statement_timeout = 0; SET lock_timeout = 0;"
                           "SET idle_in_transaction_session_timeout = 0;"
                           "SELECT pg_advisory_lock(79163, hashtext(current_schema()))";

static const char *script(struct db *db, const char *text)
{
    static _Thread_local char message[DB_WHY];
    struct pg_connection *c = pg_session_of(db)->c;
    db->broken = OK;
    pg_sync(c); /* behind the statements that were queued; ends what they had begun */
    pg_collect_all(c);
    pg_forget_errors(c);
    if (c->lost || !PQexitPipelineMode(c->pg))
        return "the connection is lost";
    PGresult *r = PQexec(c->pg, text);
    ExecStatusType status = PQresultStatus(r);
    snprintf(message, sizeof message, "%s", PQresultErrorMessage(r));
    PQclear(r);
    if (!PQenterPipelineMode(c->pg))
        return "the connection is lost";
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK ? NULL : message;
}

/* Written so that the answer of a script alone tells. */
static bool has_table(struct db *db, const char *name)
{
    char text[200];
    snprintf(text, sizeof text, "SELECT '%s'::regclass", name);
    return script(db, text) == NULL;
}

static const char *migration_text(const struct db_migration *m)
{
    return m->postgres;
}

static enum rc migrate(struct pg_store *s, const struct db_options *o)
{
    struct pg_connection c = { 0 };
    struct pg_session w = { .base = { .engine = &db_pg, .store = &s->base, .writes = true },
                            .c = &c };
    enum rc rc = pg_connect(s, &c, true);
    if (rc != OK)
        db_say(o->why, "%s", c.message);
    const char *wrong = rc == OK ? script(&w.base, lock) : NULL;
    if (wrong) {
        db_say(o->why, "%s", wrong);
        rc = FAILED;
    }
    if (rc == OK)
        rc = db_migrate(&w.base, o->migrations, o->why);
    pg_disconnect(&c);
    return rc;
}

static void close_store(struct db_store *store)
{
    struct pg_store *s = pg_store_of(store);
    pg_keeper_stop(s);
    pg_pool_release(&s->writers, PG_WRITERS);
    pg_pool_release(&s->readers, PG_READERS);
    pg_share_release(s);
    pthread_mutex_destroy(&store->refill);
    if (s->address)
        explicit_bzero(s->address, strlen(s->address));
    free(s->address);
    free(s);
}

static enum rc open_store(const struct db_options *o, struct db_store **ret_store)
{
    if (o->ack_before_commit_us) {
        db_say(o->why, "ack_before_commit_us is for SQLite only");
        return INVALID;
    }
    struct pg_store *s = calloc(1, sizeof *s);
    if (!s)
        return FAILED;
    db_store_init(&s->base, &db_pg, o);
    pg_pool_init(&s->writers, PG_WRITERS);
    pg_pool_init(&s->readers, PG_READERS);
    pg_share_init(s);
    s->address = strdup(o->path);
    db_say(o->why, "cannot open the PostgreSQL store");
    enum rc rc = s->address ? migrate(s, o) : FAILED;
    if (rc == OK)
        rc = pg_keeper_start(s);
    if (rc == OK)
        *ret_store = &s->base;
    else
        close_store(&s->base);
    return rc;
}

/* Checkpoints and fsyncs are the server's own: 0. */
static void figures(struct db_store *store, struct db_figures *f)
{
    (void)store, (void)f;
}

void pg_not_writable(struct pg_store *s, int64_t ns)
{
    int64_t until = db_clock_ns() + ns, known = atomic_load(&s->unwritable_until);
    while (known < until && !atomic_compare_exchange_weak(&s->unwritable_until, &known, until))
        ;
}

static bool is_writable(struct db_store *store)
{
    struct pg_store *s = pg_store_of(store);
    if (atomic_load(&s->unreachable) && PQping(s->address) == PQPING_OK)
        atomic_store(&s->unreachable, false);
    return !atomic_load(&s->unreachable) && db_clock_ns() > atomic_load(&s->unwritable_until);
}

static bool has_stopped(struct db_store *store)
{
    (void)store; /* connections are made anew */
    return false;
}

const struct db_engine db_pg = {
    .open = open_store,
    .close = close_store,
    .session_open = pg_session_open,
    .session_close = pg_session_close,
    .transaction = pg_transaction,
    .shared = pg_shared,
    .read_begin = pg_read_begin,
    .read_end = pg_read_end,
    .cursor_open = pg_cursor_open,
    .bind = pg_bind,
    .step = pg_step,
    .column = pg_column,
    .cursor_close = pg_cursor_close,
    .has_table = has_table,
    .script = script,
    .migration_text = migration_text,
    .figures = figures,
    .is_writable = is_writable,
    .has_stopped = has_stopped,
};
