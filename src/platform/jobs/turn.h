/* SPDX-License-Identifier: Apache-2.0 */
/* One turn of the keeper: what it saw, and what one transaction makes of it. */
#ifndef PLATFORM_JOBS_TURN_H
#define PLATFORM_JOBS_TURN_H

#include "platform/jobs/jobs_sql.h"
#include "platform/jobs/state.h"

struct job_queue { /* the ready jobs of a town, a kind and a priority */
    t_id town_id;
    const struct job_kind *kind;
    int64_t priority;
    t_time oldest;
    bool is_empty; /* for this turn */
};

struct job_town { /* a town with ready jobs */
    t_id id;
    struct job_queue *queues; /* the most urgent first, then the oldest */
    int n_queues, n_held;     /* of its jobs by this runner */
};

struct turn {
    struct jobs_runner *r;
    t_time now, far; /* far: no lease and no next try is further away */
    struct job_run *ended;
    int room;

    struct job_queue queues[JOBS_MOST_QUEUES];
    struct job_town towns[JOBS_MOST_QUEUES]; /* who holds least first */
    int n_queues, n_towns;
    bool later, again, too_far; /* some wait no longer */
    struct jobs_sql_ended_leases_rows leases;
    bool renews, moves;

    /* what the transaction did; set anew each time it runs */
    struct job_run *claimed, **last_claimed;
    int n_claimed;
    t_id last_town;
};

/* claim.c */
MUST_USE enum rc turn_look_at_queues(struct turn *t);
MUST_USE enum rc turn_claim(struct db *db, struct turn *t);
void turn_forget_claims(struct turn *t);
/* settle.c */
MUST_USE enum rc turn_settle(struct db *db, struct turn *t);
MUST_USE enum rc turn_renew(struct db *db, struct turn *t);
MUST_USE enum rc turn_take_over(struct db *db, struct turn *t);
void turn_tell(struct turn *t); /* counts and logs what was settled */

#endif
