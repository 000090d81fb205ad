/* SPDX-License-Identifier: Apache-2.0 */
/* What an operator sees of the queue and may do to it, over all towns of the store. */
#ifndef PLATFORM_JOBS_OPERATE_H
#define PLATFORM_JOBS_OPERATE_H

#include "platform/jobs/jobs_sql.h"

struct jobs_kind_counts { /* of one kind; 0 also for states in which there is none */
    struct str kind;
    bool is_paused;
    int64_t later, ready, behind, running, again, dead;
    t_time oldest; /* of the ready ones: since when it could run; 0 none */
};
struct jobs_counts {
    struct jobs_kind_counts *p; /* by name */
    size_t n;
};
/* Every kind that this process runs, has jobs, or is paused. */
MUST_USE enum rc jobs_count(struct db *db, struct arena *mem, struct jobs_counts *ret_counts);

/* NOT_FOUND: it is no dead letter (any more). A replayed job goes to the end of its thread. */
MUST_USE enum rc jobs_replay(struct db *db, t_id town_id, t_id id);
MUST_USE enum rc jobs_drop(struct db *db, t_id town_id, t_id id);
/* All dead letters of a kind, at most 1,000 at once. */
MUST_USE enum rc jobs_replay_kind(struct db *db, struct arena *mem, struct str kind, int64_t *ret_replayed);
/* On every node; what runs already comes to its end. Lasts until resumed. */
MUST_USE enum rc jobs_pause(struct db *db, struct str kind);
MUST_USE enum rc jobs_resume(struct db *db, struct str kind);

#endif
