/* SPDX-License-Identifier: Apache-2.0 */
/* Jobs per second: queued before two nodes start; each with a transaction of its own; added while one node runs.
 *     bench_jobs STORE [JOBS]      STORE: a file that is made, or the address of an empty PostgreSQL schema */
#include "base/time.h"
#include "platform/crypto/crypto.h"
#include "platform/db/db.h"
#include "platform/jobs/jobs_sql.h"
#include "platform/jobs/runner.h"
#include "platform/log/log.h"
#include "tests/exactly_once/exactly_once_sql.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { IN_A_TRANSACTION = 100, TOWNS = 3 };

static atomic_llong n_done;

static enum rc only_run(void *app, struct db *db, struct arena *mem, const struct job *job)
{
    (void)app, (void)db, (void)mem, (void)job;
    atomic_fetch_add(&n_done, 1);
    return OK;
}

static enum rc write_and_finish(struct db *db, void *arg)
{
    const struct job *job = arg;
    enum rc rc = exactly_once_sql_take_effect(db, job->town_id, job->id, NULL);
    return rc == OK ? jobs_finish(db, job) : rc;
}

static enum rc take_effect(void *app, struct db *db, struct arena *mem, const struct job *job)
{
    (void)app, (void)mem;
    enum rc rc = db_transaction(db, write_and_finish, (void *)(uintptr_t)job);
    if (rc == OK)
        atomic_fetch_add(&n_done, 1);
    return rc;
}

static const struct job_kind kinds[] = {
    { .name = "bench.run", .run = only_run },
    { .name = "bench.effect", .run = take_effect },
    { 0 },
};
static const struct job_kind *const kind_lists[] = { kinds, NULL };
static const struct db_migration *const lists[] = { jobs_migrations, exactly_once_migrations, NULL };

static enum rc add_some(struct db *db, void *kind)
{
    enum rc rc = OK;
    for (int i = 0; i < IN_A_TRANSACTION && rc == OK; i++)
        rc = jobs_add(db, &(struct job_new){ .town_id = 1 + i % TOWNS, .kind = kind, .payload = S("{\"case\":123456}") });
    return rc;
}

static void must(bool ok, const char *what)
{
    if (ok)
        return;
    fprintf(stderr, "bench_jobs: %s\n", what);
    exit(1);
}

static void add(struct db *db, const char *kind, int64_t n)
{
    for (int64_t i = 0; i < n; i += IN_A_TRANSACTION)
        must(db_transaction(db, add_some, (void *)(uintptr_t)kind) == OK, "add");
}

static struct jobs_runner *start(struct db_store *store, const char *node)
{
    struct jobs_runner *r;
    struct jobs_runner_options o = { .store = store, .node = node, .kinds = kind_lists };
    must(jobs_runner_start(&o, &r) == OK, "runner");
    return r;
}

static void wait_for(int64_t n)
{
    while (atomic_load(&n_done) < n)
        nanosleep(&(struct timespec){ .tv_nsec = 2000000 }, NULL);
}

static void say(const char *what, int64_t n, t_time from)
{
    printf("%-48s %8.0f jobs/s\n", what, (double)n / ((double)(time_now() - from) / 1e6));
}

static void queued(struct db_store *store, struct db *db, const char *kind, int64_t n, const char *what)
{
    atomic_store(&n_done, 0);
    add(db, kind, n);
    t_time from = time_now();
    struct jobs_runner *a = start(store, "a"), *b = start(store, "b");
    wait_for(n);
    jobs_runner_stop(a);
    jobs_runner_stop(b);
    say(what, n, from);
}

static void added(struct db_store *store, struct db *db, int64_t n)
{
    atomic_store(&n_done, 0);
    struct jobs_runner *a = start(store, "a");
    t_time from = time_now();
    add(db, "bench.run", n);
    wait_for(n);
    say("added while one node runs", n, from);
    jobs_runner_stop(a);
}

int main(int argc, char **argv)
{
    int64_t n = 20000;
    char why[DB_WHY] = "";
    struct db_store *store;
    struct db *db;
    if (argc < 2 || argc > 3 || (argc == 3 && (!str_to_int(str_of(argv[2]), &n) || n < IN_A_TRANSACTION))) {
        fputs("usage: bench_jobs STORE [JOBS]\n", stderr);
        return 2;
    }
    n -= n % IN_A_TRANSACTION;
    log_set_level(LOG_ERROR);
    must(crypto_init() == OK, "crypto");
    struct db_options o = { .path = argv[1], .migrations = lists, .readers = 2 * JOBS_SESSIONS + 1,
                            .accept_fast_fsync = true, .why = why };
    must(db_open(&o, &store) == OK, why);
    must(db_session_open(store, &db) == OK, "session");
    struct db_figures f;
    db_figures(store, &f);
    printf("fsync %.3f ms\n", f.fsync_ms);
    queued(store, db, "bench.run", n, "queued, two nodes");
    queued(store, db, "bench.effect", n, "queued, two nodes, each in a transaction of its own");
    added(store, db, n);
    db_session_close(db);
    db_close(store);
    return 0;
}
