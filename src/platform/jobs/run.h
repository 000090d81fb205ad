/* SPDX-License-Identifier: Apache-2.0 */
/* One claimed job in the hands of a runner, and the steps on its row that adding, running and operating share. */
#ifndef PLATFORM_JOBS_RUN_H
#define PLATFORM_JOBS_RUN_H

#include "platform/jobs/rules.h"

#include <stdatomic.h>

struct job_run {
    struct job job; /* its texts live in this allocation */
    const struct job_kind *kind;
    int64_t priority;
    t_time first_at;
    int64_t renew_ns;          /* monotonic */
    _Atomic bool is_lost;      /* another node has the job, or had it */
    _Atomic bool *is_stopping; /* the runner's */
    bool has_run;
    enum rc rc;                /* of the run */
    char note[JOB_NOTE];
    struct job_run *next;                 /* in the queue or among the ended */
    struct job_run *before, *after;       /* among all that are held */
};

MUST_USE enum rc jobs_join_thread(struct db *db, t_id town_id, t_id id, struct str thread, const char *state_alone);
/* A job of the thread ended: the next is free to run. */
MUST_USE enum rc jobs_leave_thread(struct db *db, t_id town_id, struct str thread, t_time now);

#endif
