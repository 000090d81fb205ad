/* SPDX-License-Identifier: Apache-2.0 */
/* What is decided about jobs without a store: when to try again, when to give up, when a schedule is due. */
#ifndef PLATFORM_JOBS_RULES_H
#define PLATFORM_JOBS_RULES_H

#include "base/time.h"
#include "platform/jobs/jobs.h"

#define JOBS_LONGEST_DELAY HOUR               /* before jitter */
#define JOBS_LONGEST_WAIT  (75 * MINUTE)      /* no next try is further away, unless the clock was set back */
#define JOBS_KEPT          (40 * DAY)         /* keys of finished jobs; longer than the longest schedule's month */

/* From the run `attempt` that failed to the next; `dice` is a random number. */
t_time jobs_back_off(const struct job_kind *kind, int attempt, uint32_t dice);

enum job_fate { JOB_DONE, JOB_AGAIN, JOB_DEAD };
enum job_fate jobs_fate(const struct job_kind *kind, enum rc rc, int attempt, t_time first_at, t_time now);
bool jobs_is_worn_out(const struct job_kind *kind, int attempt); /* had all its runs */
t_time jobs_lease(const struct job_kind *kind);

/* The last time, not after `now`, at which a schedule was due. INVALID: not a schedule. */
MUST_USE enum rc jobs_last_due(const char *schedule, t_time now, t_time *ret_due);

#endif
