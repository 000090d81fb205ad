/* SPDX-License-Identifier: Apache-2.0 */
/* Work that is done outside a request: a queue in a table of the town's own store, shared by all nodes.
 *
 * A job is added in the transaction of what it follows from, so that neither is without the other. It runs at least
 * once, on one node at a time (a lease that is renewed while it runs); what it does takes effect exactly once when it
 * writes in a db_transaction that calls jobs_finish(). Jobs of one thread (a case, a receiver) run one after another, in
 * the order in which they were added; a job that waits for its time or its next try holds its thread, a dead one lets
 * the next go on. Towns take turns; within a town the more urgent go first.
 * What failed too often lies in the dead-letter view until somebody replays or drops it. A finished job with a key is
 * remembered for 40 days, so that the key stays known; one without is forgotten at once. */
#ifndef PLATFORM_JOBS_H
#define PLATFORM_JOBS_H

#include "base/arena.h"
#include "base/rc.h"
#include "base/types.h"

struct db;
struct job_run; /* what the runner knows of a run (runner.h) */

enum job_priority { JOB_URGENT = 1, JOB_NORMAL = 5, JOB_WHEN_QUIET = 9 };

struct job_new {
    t_id town_id;
    const char *kind;      /* "notices.send": a job_kind of some room */
    struct str key;        /* idempotency within kind and town; "" = none */
    struct str thread;     /* "" = no order */
    struct str payload;    /* JSON, at most 64 KiB: references, never personal data; "" = {} */
    enum job_priority priority; /* 0 = JOB_NORMAL */
    t_time run_at;         /* 0 = now */
};
/* Inside a db_transaction. CONFLICT: the key is known (the job may be done already); nothing was added, and the
 * transaction may go on. INVALID: the payload is too long. Runners of this process look at once. */
MUST_USE enum rc jobs_add(struct db *db, const struct job_new *job);

struct job { /* one run */
    t_id town_id, id;
    struct str kind, key, thread, payload;
    int attempt;  /* from 1 */
    t_time now;
    int64_t lease;       /* of this run */
    struct job_run *run; /* NULL in a test that calls a kind's function by itself */
};
/* Inside the db_transaction of the effect: the job is done with it. CONFLICT: the lease was lost, another node has the
 * job: roll back. */
MUST_USE enum rc jobs_finish(struct db *db, const struct job *job);
/* For the dead-letter view: why this run fails, one sentence without personal data, cut at JOB_NOTE bytes. */
void jobs_note(const struct job *job, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
enum { JOB_NOTE = 200 };
/* The program ends, or the lease was lost: a long job returns BUSY, and is run again elsewhere or later. */
bool jobs_must_stop(const struct job *job);

struct job_kind {
    const char *name;
    /* A job: OK done (finished by the runner unless jobs_finish was called) · BUSY, FAILED, FULL tried again with
     * back-off and jitter · INVALID, DENIED, NOT_FOUND, CONFLICT never tried again: dead letter. `app` is the hall. */
    enum rc (*run)(void *app, struct db *db, struct arena *mem, const struct job *job);
    int attempts;       /* 0 = 12; with give_up_s: no limit by number */
    int first_delay_s;  /* 0 = 10; doubles, at most 1 hour, ± 20 % */
    int64_t lease_s;    /* 0 = 60: a run whose node gives no sign of life for so long is begun anew elsewhere; the
                         * runner gives the signs by itself */
    int64_t give_up_s;  /* 0 = never by time: from the first try */
    const char *schedule; /* "every 3600" (seconds), "at 02:30" (each day, Japan time), "on 1 02:30" (day of month, or
                           * the month's last), NULL: only when added. A scheduled job is added once per time for every
                           * town, over all nodes; of the times missed while no node ran, the last is made up for. */
    bool whole_store;     /* scheduled once per time for the whole store, under its first town */
};

#endif
