/* SPDX-License-Identifier: Apache-2.0 */
/* A store with a queue for the tests of jobs, runners on it, and waiting for what they do. */
#ifndef PLATFORM_JOBS_TEST_JOBS_H
#define PLATFORM_JOBS_TEST_JOBS_H

#include "base/time.h"
#include "platform/db/db.h"
#include "platform/jobs/jobs_sql.h"
#include "platform/jobs/runner.h"
#include "tests/store.h"
#include "tests/test.h"

#include <stdatomic.h>
#include <stdio.h>
#include <time.h>

struct bench { /* of one test */
    struct db_store *store;
    struct db *db;
};

static inline struct bench bench_open(int readers)
{
    static const struct db_migration *const lists[] = { jobs_migrations, NULL };
    struct bench b = { 0 };
    char why[DB_WHY] = "";
    CHECK_OK(db_open(&(struct db_options){ .path = test_store(":memory:"), .migrations = lists, .readers = readers + 1,
                                           .accept_fast_fsync = true, .why = why },
                     &b.store));
    if (*why)
        fprintf(stderr, "%s\n", why);
    CHECK_OK(db_session_open(b.store, &b.db));
    return b;
}

static inline void bench_close(struct bench *b)
{
    db_session_close(b->db);
    db_close(b->store);
}

static inline struct jobs_runner *bench_runner(struct bench *b, struct jobs_runner_options o, const struct job_kind *kinds)
{
    struct jobs_runner *r = NULL;
    const struct job_kind *const lists[] = { kinds, NULL };
    o.store = b->store;
    o.node = o.node ? o.node : "node-a";
    o.kinds = lists;
    CHECK_OK(jobs_runner_start(&o, &r));
    return r;
}

struct bench_adding {
    const struct job_new *jobs;
    size_t n;
    enum rc rc;
};

static inline enum rc bench_add_all(struct db *db, void *arg)
{
    struct bench_adding *a = arg;
    a->rc = OK;
    for (size_t i = 0; i < a->n; i++) {
        enum rc rc = jobs_add(db, &a->jobs[i]);
        if (rc == CONFLICT)
            a->rc = rc;
        else if (rc != OK)
            return rc;
    }
    return OK;
}

/* What jobs_add said. */
static inline enum rc bench_add(struct bench *b, const struct job_new *jobs, size_t n)
{
    struct bench_adding a = { .jobs = jobs, .n = n };
    enum rc rc = db_transaction(b->db, bench_add_all, &a);
    return rc == OK ? a.rc : rc;
}

static inline void bench_nap(int ms)
{
    nanosleep(&(struct timespec){ .tv_sec = ms / 1000, .tv_nsec = (long)(ms % 1000) * 1000000 }, NULL);
}

/* At most 20 seconds. */
static inline bool bench_wait(const atomic_int *value, int wanted)
{
    for (int i = 0; i < 4000 && atomic_load(value) < wanted; i++)
        bench_nap(5);
    return atomic_load(value) >= wanted;
}

#endif
