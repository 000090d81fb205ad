/* SPDX-License-Identifier: Apache-2.0 */
/* One node's runner: a keeper thread that claims, settles and renews for all in one transaction at a time, and a small
 * pool of threads that run jobs, each with a session and an arena of its own. */
#ifndef PLATFORM_JOBS_RUNNER_H
#define PLATFORM_JOBS_RUNNER_H

#include "base/out.h"
#include "platform/jobs/jobs.h"

struct db_store;
struct jobs_runner;

enum { JOBS_THREADS = 8, JOBS_SESSIONS = JOBS_THREADS + 1 }; /* of the default pool: sessions that it opens */

struct jobs_runner_options {
    struct db_store *store;
    const char *node;                    /* a name of this node, shown to the operator */
    const struct job_kind *const *kinds; /* lists ended by .name == NULL, list ended by NULL */
    /* The towns that scheduled jobs are added for, asked each time. NULL: none. */
    size_t (*towns)(void *app, struct arena *mem, const t_id **ret_towns);
    /* The app as a job is to see it, good until mem is reset. NULL: the app itself. */
    void *(*hold)(void *app, struct arena *mem);
    void *app;             /* for kind.run, towns and hold */
    int threads;           /* 0 = JOBS_THREADS */
    t_time (*clock)(void); /* NULL: time_now */
};
/* INVALID: a kind twice, or a schedule that is none (told on the log). */
MUST_USE enum rc jobs_runner_start(const struct jobs_runner_options *options, struct jobs_runner **ret_runner);
/* Lets running jobs end (jobs_must_stop() is true for them), gives back what was not begun. */
void jobs_runner_stop(struct jobs_runner *runner);
/* For tests: ends like a killed node. Nothing is settled or given back; what it held stays under its leases. */
void jobs_runner_abandon(struct jobs_runner *runner);

/* Figures of this process's runner on the store, for /metrics (OpenMetrics). Any thread. */
void jobs_figures(struct db_store *store, struct out *out);
/* What the queue does for itself: forgets finished jobs. For the list of kinds. */
extern const struct job_kind jobs_own_kinds[];

#endif
