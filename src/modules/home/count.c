/* SPDX-License-Identifier: Apache-2.0 */
/* Counting in the background, so that the first page never waits for it. */
#include "base/time.h"
#include "modules/home/handlers.h"
#include "modules/home/home_sql.h"
#include "platform/db/db.h"
#include "platform/jobs/jobs.h"

enum { DAYS = 90, MOST_PROCEDURES = 500 };

struct counting {
    const struct job *job;
    struct home_sql_count_rows rows;
};

static enum rc keep(struct db *db, void *arg)
{
    const struct counting *c = arg;
    enum rc rc = home_sql_forget(db, c->job->town_id, NULL);
    for (size_t i = 0; i < c->rows.n && rc == OK; i++)
        rc = home_sql_put(db, c->job->town_id, c->rows.p[i].procedure_id, c->rows.p[i].uses, NULL);
    return rc == OK ? jobs_finish(db, c->job) : rc;
}

enum rc home_count(void *app, struct db *db, struct arena *mem, const struct job *job)
{
    (void)app;
    struct counting c = { .job = job };
    enum rc rc = home_sql_count(db, mem, job->town_id, job->now - DAYS * DAY, MOST_PROCEDURES, &c.rows);
    return rc == OK ? db_transaction(db, keep, &c) : rc;
}
