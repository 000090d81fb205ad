/* SPDX-License-Identifier: Apache-2.0 */
/* Work that is done outside a request: a queue in a table of the town's own store, shared by all nodes.
 *
 * A job is added in the transaction of what it follows from, so that neither is without the other. It runs at least
 * once, on one node at a time (a lease that is renewed while it runs); what it does takes effect exactly once when it
 * writes in a db_transaction that calls jobs_finish(). Jobs of one thread (a case, a receiver) run one after another, in
 * the order in which they were added; a job that waits for its next try holds its thread. Towns take turns.
 * What failed too often lies in the dead-letter view until somebody replays or drops it. */
#ifndef PLATFORM_JOBS_H
#define PLATFORM_JOBS_H

#include "base/arena.h"
#include "base/rc.h"
#include "base/types.h"

struct db;

enum job_priority { JOB_URGENT = 1, JOB_NORMAL = 5, JOB_WHEN_QUIET = 9 };

struct job_new {
    t_id town_id;
    const char *kind;      /* "notices.send": a job_kind of some room */
    struct str key;        /* idempotency within kind and town; "" = none */
    struct str thread;     /* "" = no order */
    struct str payload;    /* JSON, at most 64 KiB: references, never personal data */
    enum job_priority priority; /* 0 = JOB_NORMAL */
    t_time run_at;         /* 0 = now */
};
/* Inside a db_transaction. CONFLICT: the key is known (the job may be done already); nothing was added. */
MUST_USE enum rc jobs_add(struct db *db, const struct job_new *job);

struct job { /* one run */
    t_id town_id, id;
    struct str kind, key, thread, payload;
    int attempt;  /* from 1 */
    t_time now;
    int64_t lease; /* of this run */
};
/* Inside the db_transaction of the effect: the job is done with it. CONFLICT: the lease was lost, another node has the
 * job: roll back. */
MUST_USE enum rc jobs_finish(struct db *db, const struct job *job);

struct job_kind {
    const char *name;
    /* A job: OK done (finished by the runner unless jobs_finish was called) · BUSY, FAILED, FULL tried again with
     * back-off and jitter · INVALID, DENIED, NOT_FOUND, CONFLICT never tried again: dead letter. `app` is the hall. */
    enum rc (*run)(void *app, struct db *db, struct arena *mem, const struct job *job);
    int attempts;       /* 0 = 12 */
    int first_delay_s;  /* 0 = 10; doubles, at most 1 hour, ± 20 % */
    int64_t lease_s;    /* 0 = 60: longest time without a sign of life */
    int64_t give_up_s;  /* 0 = never by time: from the first try */
    const char *schedule; /* "every 3600" (seconds), "at 02:30" (each day, Japan time), "on 1 02:30" (day of month),
                           * NULL: only when added. A scheduled job is added once per time for every town. */
};

#endif
