/* SPDX-License-Identifier: Apache-2.0 */
/* Forgetting what ended long ago, in slices, each in a transaction of its own. */
#include "platform/db/db.h"
#include "platform/jobs/jobs_sql.h"
#include "platform/jobs/rules.h"
#include "platform/jobs/runner.h"

enum { SLICE = 500 };

struct slice {
    struct str state;
    t_time before;
    int64_t dropped;
};

static enum rc drop_slice(struct db *db, void *slice)
{
    struct slice *s = slice;
    return jobs_sql_drop_finished(db, s->state, s->before, SLICE, &s->dropped);
}

static enum rc drop_threads(struct db *db, void *none)
{
    (void)none;
    return jobs_sql_threads_drop(db, SLICE, NULL);
}

static enum rc sweep(void *app, struct db *db, struct arena *mem, const struct job *job)
{
    static const char *const ended[] = { "done", "dropped" };
    enum rc rc = OK;
    (void)app, (void)mem;
    for (size_t i = 0; i < 2 && rc == OK; i++) {
        struct slice s = { str_of(ended[i]), job->now - JOBS_KEPT, SLICE };
        while (rc == OK && s.dropped == SLICE && !jobs_must_stop(job))
            rc = db_transaction(db, drop_slice, &s);
    }
    return rc == OK ? db_transaction(db, drop_threads, NULL) : rc;
}

const struct job_kind jobs_own_kinds[] = {
    { .name = "jobs.sweep", .run = sweep, .schedule = "every 3600", .whole_store = true },
    { 0 },
};
