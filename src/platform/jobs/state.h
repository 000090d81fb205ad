/* SPDX-License-Identifier: Apache-2.0 */
/* The inside of a runner, shared by its threads (runner.c), its transactions (turn.c) and its clock (schedule.c). */
#ifndef PLATFORM_JOBS_STATE_H
#define PLATFORM_JOBS_STATE_H

#include "platform/db/db.h"
#include "platform/jobs/operate.h"
#include "platform/jobs/run.h"
#include "platform/jobs/runner.h"
#include "platform/jobs/wake.h"

#include <pthread.h>

enum {
    JOBS_MOST_HELD = 128, /* claimed at once: settled and claimed within one transaction's 50 ms */
    JOBS_MOST_KINDS = 200,
    JOBS_MOST_QUEUES = 256, /* (town, kind, priority) looked at in one turn */
    JOBS_MOST_MOVED = 200,
    JOBS_MOST_ENDED = 50,
};

struct job_kind_state { /* of one kind in this runner */
    const struct job_kind *kind;
    bool is_paused;  /* keeper's */
    t_time last_due; /* keeper's: the last time a job was added for */
    _Atomic uint64_t done, failed, died, run_us;
};

struct jobs_worker {
    struct jobs_runner *runner;
    struct db *db;
    struct arena mem;
    pthread_t thread;
};

struct jobs_runner {
    struct jobs_runner_options o;
    struct waker waker;
    struct job_kind_state kinds[JOBS_MOST_KINDS];
    size_t n_kinds;
    struct jobs_worker *workers;
    int n_workers; /* begun */
    pthread_t keeper;

    pthread_mutex_t lock; /* guards the fields of this block */
    pthread_cond_t work, turn;
    struct job_run *queue; /* claimed and not begun, the most urgent first */
    struct job_run *ended; /* to be settled */
    int n_queue, n_ended;
    int64_t ended_ns; /* when the first of them ended */
    bool woken, workers_gone;
    struct jobs_kind_counts counts[JOBS_MOST_KINDS]; /* as last counted, in the order of the kinds; .kind not set */
    t_time counted_at;

    _Atomic bool is_stopping, is_abandoned;

    /* the keeper's alone */
    struct db *db;
    struct arena mem; /* of one turn */
    struct job_run *held;
    int n_held, target;
    bool is_hungry; /* the last claim got all it asked for */
    t_id cursor;    /* the town after which the next turn begins */
    int64_t look_ns, patience_ns, claimed_ns, count_ns, trouble_ns, not_before_ns, chores_ns;
};

int64_t jobs_monotonic_ns(void);
struct job_kind_state *jobs_kind_of(struct jobs_runner *r, struct str kind); /* NULL: not known here */

/* turn.c. OK, or what the transaction said; then `ended` stays for another turn. */
MUST_USE enum rc jobs_turn(struct jobs_runner *r, struct job_run **ended, struct job_run **ret_claimed);
/* figures.c: counts the jobs of each kind, now and then. */
MUST_USE enum rc jobs_figures_count(struct jobs_runner *r);
void jobs_figures_tell(void *runner, struct out *out); /* any thread */
/* schedule.c: adds the scheduled jobs whose time has come. */
MUST_USE enum rc jobs_schedule(struct jobs_runner *r);

#endif
