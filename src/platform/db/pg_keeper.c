/* SPDX-License-Identifier: Apache-2.0 */
/* A young store grows faster than the server's own autovacuum looks at it, and a plan made for an
 * empty table takes any index.  So the tables are analyzed when the store has 30, 250, 2,000 …
 * times been written to since it was opened; the server forgets its plans with that. */
#include "platform/db/pg.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST = 30, FACTOR = 8, LAST = 150000 };
#define LOOK_NS ((int64_t)250 * 1000 * 1000)

static const char tables[] =
    "SELECT 'ANALYZE ' || string_agg(quote_ident(relname), ', ') FROM pg_class"
    " WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'";

static void analyze(struct pg_store *s)
{
    struct pg_connection c = { 0 };
    if (pg_connect(s, &c, true) == OK && PQexitPipelineMode(c.pg)) {
        PQclear(PQexec(c.pg, "SET statement_timeout = 0"));
        PGresult *r = PQexec(c.pg, tables);
        if (PQntuples(r) == 1 && !PQgetisnull(r, 0, 0))
            PQclear(PQexec(c.pg, PQgetvalue(r, 0, 0)));
        PQclear(r);
    }
    pg_disconnect(&c);
}

static void *keep(void *arg)
{
    struct pg_store *s = arg;
    uint64_t next = FIRST;
    pthread_mutex_lock(&s->keeper.mutex);
    while (!s->keeper.closing && next < LAST) {
        int64_t until = db_clock_ns() + LOOK_NS;
        struct timespec t = { .tv_sec = until / 1000000000, .tv_nsec = until % 1000000000 };
        pthread_cond_timedwait(&s->keeper.wake, &s->keeper.mutex, &t);
        uint64_t written = atomic_load(&s->base.transactions);
        if (written < next || s->keeper.closing)
            continue;
        pthread_mutex_unlock(&s->keeper.mutex);
        analyze(s);
        while (next <= written)
            next *= FACTOR;
        pthread_mutex_lock(&s->keeper.mutex);
    }
    pthread_mutex_unlock(&s->keeper.mutex);
    return NULL;
}

enum rc pg_keeper_start(struct pg_store *s)
{
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&s->keeper.wake, &monotonic);
    pthread_condattr_destroy(&monotonic);
    pthread_mutex_init(&s->keeper.mutex, NULL);
    s->keeper.runs = pthread_create(&s->keeper.thread, NULL, keep, s) == 0;
    return s->keeper.runs ? OK : FAILED;
}

void pg_keeper_stop(struct pg_store *s)
{
    if (!s->keeper.runs)
        return;
    pthread_mutex_lock(&s->keeper.mutex);
    s->keeper.closing = true;
    pthread_cond_signal(&s->keeper.wake);
    pthread_mutex_unlock(&s->keeper.mutex);
    pthread_join(s->keeper.thread, NULL);
    pthread_cond_destroy(&s->keeper.wake);
    pthread_mutex_destroy(&s->keeper.mutex);
}
