/* SPDX-License-Identifier: Apache-2.0 */
/* Connections: how one is made, and the pool they are borrowed from. */
#include "platform/db/pg.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* A plan is made once per statement and connection, not per value, and is nested loops over the
 * indexes the queries were written for: a plan made while a table was empty must serve when it is
 * large.  Waiting for a row somebody holds ends before the statement's own time. */
static const char common_settings[] =
    "SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET enable_hashjoin = off;"
    "SET enable_mergejoin = off; SET jit = off; SET statement_timeout = 2000;"
    "SET lock_timeout = 1500; SET client_min_messages = warning;";
/* The statements of one round trip share their time, and a deadlock is looked for after a second of
 * it. */
static const char writer_settings[] = "SET synchronous_commit = on; SET statement_timeout = 5000;"
                                      "SET idle_in_transaction_session_timeout = 10000;";
static const char reader_settings[] = "SET default_transaction_read_only = on;";

static bool set(PGconn *pg, const char *settings)
{
    PGresult *r = PQexec(pg, settings);
    bool ok = PQresultStatus(r) == PGRES_COMMAND_OK;
    PQclear(r);
    return ok;
}

static bool is_utf8(PGconn *pg)
{
    const char *encoding = PQparameterStatus(pg, "server_encoding");
    return encoding && strcmp(encoding, "UTF8") == 0;
}

/* What the address says comes last and wins. */
static PGconn *dial(const struct pg_store *s, bool writes)
{
    const char *const names[] = { "fallback_application_name",
                                  "client_encoding",
                                  "connect_timeout",
                                  "tcp_user_timeout",
                                  "target_session_attrs",
                                  "dbname",
                                  NULL };
    const char *const values[] = { "yakuba",   "UTF8", "5", "10000", writes ? "read-write" : "any",
                                   s->address, NULL };
    return PQconnectdbParams(names, values, 1);
}

static void say_nothing(void *arg, const char *message)
{
    (void)arg, (void)message;
}

/* What was kept of a connection before is kept, to be prepared again. */
enum rc pg_connect(struct pg_store *s, struct pg_connection *c, bool writes)
{
    PQfinish(c->pg);
    for (size_t i = 0; i < c->kept.n_room; i++)
        if (c->kept.p[i]) {
            struct pg_kept *k = (struct pg_kept *)c->kept.p[i];
            k->prepared = k->must_prepared = false;
        }
    c->first = c->n = 0;
    c->lost = false;
    pg_forget_errors(c);
    c->pg = dial(s, writes);
    PQsetNoticeProcessor(c->pg, say_nothing, NULL);
    bool ok = PQstatus(c->pg) == CONNECTION_OK && set(c->pg, common_settings) &&
              set(c->pg, writes ? writer_settings : reader_settings);
    atomic_store(&s->unreachable, !ok);
    if (ok && !is_utf8(c->pg)) {
        db_say(c->message, "the database is not encoded in UTF8");
        PQfinish(c->pg);
        c->pg = NULL;
        c->lost = true;
        return INVALID;
    }
    if (ok && PQenterPipelineMode(c->pg))
        return OK;
    db_say(c->message, "%s", PQerrorMessage(c->pg));
    PQfinish(c->pg);
    c->pg = NULL;
    c->lost = true; /* or what is asked of it next would be answered: nothing there */
    return FAILED;
}

void pg_disconnect(struct pg_connection *c)
{
    for (size_t i = 0; i < c->kept.n_room; i++)
        if (c->kept.p[i]) {
            PQclear(((struct pg_kept *)c->kept.p[i])->result);
            free(c->kept.p[i]);
        }
    free(c->kept.p);
    PQfinish(c->pg);
    memset(c, 0, sizeof *c);
}

void pg_pool_init(struct pg_pool *p, int n)
{
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&p->given, &monotonic);
    pthread_condattr_destroy(&monotonic);
    pthread_mutex_init(&p->mutex, NULL);
    for (int i = n - 1; i >= 0; i--)
        p->free[p->n_free++] = &p->connections[i];
}

void pg_pool_release(struct pg_pool *p, int n)
{
    for (int i = 0; i < n; i++)
        pg_disconnect(&p->connections[i]);
    pthread_cond_destroy(&p->given);
    pthread_mutex_destroy(&p->mutex);
}

/* The one given last comes first: it is warm, and few stay open where few are needed. */
struct pg_connection *pg_take(struct pg_pool *p)
{
    int64_t until = db_clock_ns() + PG_TAKE_NS;
    struct timespec t = { .tv_sec = until / 1000000000, .tv_nsec = until % 1000000000 };
    int error = 0;
    pthread_mutex_lock(&p->mutex);
    while (p->n_free == 0 && error != ETIMEDOUT)
        error = pthread_cond_timedwait(&p->given, &p->mutex, &t);
    struct pg_connection *c = p->n_free ? p->free[--p->n_free] : NULL;
    pthread_mutex_unlock(&p->mutex);
    return c;
}

void pg_give(struct pg_pool *p, struct pg_connection *c)
{
    pthread_mutex_lock(&p->mutex);
    p->free[p->n_free++] = c;
    pthread_cond_signal(&p->given);
    pthread_mutex_unlock(&p->mutex);
}
