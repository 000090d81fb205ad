/* SPDX-License-Identifier: Apache-2.0 */
/* Adding and finishing, and what both do to a thread. The thread's row is locked first by whoever adds or ends a job of
 * it, so that on every engine the order of places is the order of commits. */
#include "platform/jobs/jobs.h"

#include "platform/db/db.h"
#include "platform/jobs/jobs_sql.h"
#include "platform/jobs/run.h"
#include "platform/jobs/wake.h"

#include <stdio.h>

enum { LONGEST_PAYLOAD = 64 << 10, LONGEST_KEY = 400 };

static struct str none_if_empty(struct str s)
{
    return s.n ? s : (struct str){ 0 };
}

/* Behind the open jobs of its thread, or free to run. */
enum rc jobs_join_thread(struct db *db, t_id town_id, t_id id, struct str thread, const char *state_alone)
{
    struct jobs_sql_thread_join_row row;
    struct arena none; /* the row holds no text */
    arena_init(&none, 1);
    enum rc rc = jobs_sql_thread_join(db, &none, town_id, thread, &row);
    if (rc == OK)
        rc = jobs_sql_place(db, town_id, id, row.open_jobs > 1 ? S("behind") : str_of(state_alone), row.last_seq, NULL);
    return rc;
}

enum rc jobs_leave_thread(struct db *db, t_id town_id, struct str thread, t_time now)
{
    struct jobs_sql_thread_leave_row row;
    struct arena none;
    bool found;
    if (!thread.n)
        return OK;
    arena_init(&none, 1);
    enum rc rc = jobs_sql_thread_leave(db, &none, town_id, thread, &row, &found);
    if (rc != OK || !found || row.open_jobs == 0)
        return rc;
    rc = jobs_sql_promote(db, town_id, thread, now, NULL);
    wake_store(db_store_of(db));
    return rc;
}

enum rc jobs_add(struct db *db, const struct job_new *job)
{
    t_time now = time_now();
    t_id id;
    int64_t changed;
    const char *state = job->run_at > now ? "later" : "ready";
    if (job->payload.n > LONGEST_PAYLOAD || job->key.n > LONGEST_KEY || job->thread.n > LONGEST_KEY)
        return INVALID;
    enum rc rc = db_new_id(db, TABLE_JOB, &id);
    if (rc == OK)
        rc = jobs_sql_add(db,
                          &(struct jobs_sql_add_in){
                              .town_id = job->town_id,
                              .id = id,
                              .kind = str_of(job->kind),
                              .state = job->thread.n ? S("behind") : str_of(state),
                              .priority = job->priority ? (int64_t)job->priority : JOB_NORMAL,
                              .due_at = job->run_at > now ? job->run_at : now,
                              .idem_key = none_if_empty(job->key),
                              .thread = none_if_empty(job->thread),
                              .payload = job->payload.n ? job->payload : S("{}"),
                              .added_at = now,
                          },
                          &changed);
    if (rc == OK && changed == 0)
        return CONFLICT;
    if (rc == OK && job->thread.n)
        rc = jobs_join_thread(db, job->town_id, id, job->thread, state);
    if (rc == OK)
        wake_store(db_store_of(db));
    return rc;
}

enum rc jobs_finish(struct db *db, const struct job *job)
{
    int64_t changed;
    t_time now = time_now();
    enum rc rc = job->key.n ? jobs_sql_finish(db, job->town_id, job->id, job->lease, now, &changed)
                            : jobs_sql_forget(db, job->town_id, job->id, job->lease, &changed);
    if (rc == OK && changed == 0)
        return CONFLICT;
    return rc == OK ? jobs_leave_thread(db, job->town_id, job->thread, now) : rc;
}

void jobs_note(const struct job *job, const char *fmt, ...)
{
    va_list ap;
    if (!job->run)
        return;
    va_start(ap, fmt);
    vsnprintf(job->run->note, sizeof job->run->note, fmt, ap);
    va_end(ap);
}

bool jobs_must_stop(const struct job *job)
{
    return job->run && (atomic_load(&job->run->is_lost) || atomic_load(job->run->is_stopping));
}
