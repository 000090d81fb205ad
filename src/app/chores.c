/* SPDX-License-Identifier: Apache-2.0 */
/* Keys of the web that are old enough, encrypted files that nothing names. */
#include "app/chores.h"

#include "app/orphans.h"
#include "app/town_hall.h"
#include "civic/cases/cases_sql.h"
#include "civic/events/events.h"
#include "platform/db/db.h"
#include "platform/jobs/runner.h"
#include "platform/log/log.h"

enum { WEB_KEY_DAYS = 7, ORPHAN_AGE_S = 24 * 3600 };

struct dropping {
    t_id town_id;
    struct date before;
};

static enum rc drop_keys(struct db *db, void *arg)
{
    const struct dropping *d = arg;
    return cases_sql_intake_drop(db, d->town_id, d->before, NULL);
}

/* The web's own idempotency keys are kept for seven days (HOUSE: other channels' for good). */
static enum rc drop_web_keys(void *app, struct db *db, struct arena *mem, const struct job *job)
{
    (void)app, (void)mem;
    return db_transaction(db, drop_keys,
                          &(struct dropping){ job->town_id, date_add_days(time_date(job->now), -WEB_KEY_DAYS) });
}

static bool must_stop(void *job)
{
    return jobs_must_stop(job);
}

static enum rc sweep_orphans(void *app, struct db *db, struct arena *mem, const struct job *job)
{
    int erased = 0;
    (void)mem;
    enum rc rc = orphans_sweep(app, db, ORPHAN_AGE_S, must_stop, (void *)(uintptr_t)job, &erased);
    if (erased)
        log_event(LOG_INFO, "files.orphans-erased", LOG_INT("n", erased));
    return rc;
}

static const struct job_kind chores[] = {
    { .name = "cases.drop-web-keys", .run = drop_web_keys, .schedule = "every 3600" },
    { .name = "files.sweep-orphans", .run = sweep_orphans, .schedule = "at 03:15", .whole_store = true },
    { 0 },
};

const struct job_kind *const *chores_and_rooms(struct arena *mem)
{
    size_t n = 0;
    while (town_hall[n])
        n++;
    const struct job_kind **lists = arena_new(mem, const struct job_kind *, n + 4);
    lists[0] = jobs_own_kinds;
    lists[1] = chores;
    lists[2] = events_jobs;
    n = 3;
    for (size_t i = 0; town_hall[i]; i++)
        if (town_hall[i]->jobs)
            lists[n++] = town_hall[i]->jobs;
    return lists;
}
