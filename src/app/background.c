/* SPDX-License-Identifier: Apache-2.0 */
/* Two threads, each with a session of its own: one seals each second and looks after what the program cannot do
 * without, the other runs the jobs that are due, so that a long job never keeps audit rows unsealed.  A failure is
 * logged and tried again: nothing here is needed for a receipt to be true. */
#include "app/background.h"

#include "app/orphans.h"
#include "app/town_hall.h"
#include "civic/audit/audit.h"
#include "civic/cases/cases_sql.h"
#include "platform/db/db.h"
#include "platform/log/log.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

enum { MOST_JOBS = 100, WEB_KEY_DAYS = 7, HOUR_S = 3600, DAY_S = 24 * HOUR_S };

struct background {
    const struct hall *hall;
    void (*cannot_go_on)(void);
    bool is_told;
    struct db *sealing_db, *jobs_db;
    struct arena mem; /* of the jobs */
    pthread_t sealing, working;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool stopping;
    t_time due[MOST_JOBS];
};

static bool stopping(void *background)
{
    struct background *b = background;
    pthread_mutex_lock(&b->lock);
    bool yes = b->stopping;
    pthread_mutex_unlock(&b->lock);
    return yes;
}

static void seal(struct background *b)
{
    for (size_t i = 0; i < b->hall->n_towns; i++) {
        enum rc rc = audit_seal_step(b->sealing_db, b->hall->vault, b->hall->towns[i].id, time_now());
        if (rc != OK && rc != CONFLICT)
            log_event(LOG_ERROR, "audit.seal-failed", LOG_TEXT("rc", str_of(rc_name(rc))));
    }
}

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
static enum rc drop_web_keys(struct background *b)
{
    enum rc rc = OK;
    for (size_t i = 0; i < b->hall->n_towns && rc == OK; i++)
        rc = db_transaction(b->jobs_db, drop_keys,
                            &(struct dropping){ b->hall->towns[i].id, date_add_days(time_date(time_now()), -WEB_KEY_DAYS) });
    return rc;
}

static void run_due(struct background *b, const char *name, size_t slot, int64_t every_s, enum rc rc)
{
    b->due[slot] = time_now() + every_s * SECOND;
    if (rc != OK)
        log_event(LOG_ERROR, "job.failed", LOG_TEXT("job", str_of(name)), LOG_TEXT("rc", str_of(rc_name(rc))));
}

static enum rc sweep_orphans(struct background *b)
{
    int erased = 0;
    enum rc rc = orphans_sweep(b->hall, b->jobs_db, DAY_S, stopping, b, &erased);
    if (erased)
        log_event(LOG_INFO, "files.orphans-erased", LOG_INT("n", erased));
    return rc == BUSY && stopping(b) ? OK : rc;
}

static bool is_due(const struct background *b, size_t slot)
{
    return time_now() >= b->due[slot];
}

static void jobs(struct background *b)
{
    size_t slot = 0;
    if (is_due(b, slot))
        run_due(b, "cases.drop-web-keys", slot, HOUR_S, drop_web_keys(b));
    if (is_due(b, ++slot))
        run_due(b, "files.sweep-orphans", slot, DAY_S, sweep_orphans(b));
    for (size_t i = 0; town_hall[i]; i++)
        for (const struct job_kind *j = town_hall[i]->jobs; j && j->name && slot + 1 < MOST_JOBS; j++)
            if (is_due(b, ++slot) && j->every_s) {
                run_due(b, j->name, slot, j->every_s, j->run((void *)(uintptr_t)hall_hold(b->hall, &b->mem), b->jobs_db, &b->mem));
                arena_reset(&b->mem);
            }
}

static void sleep_a_second(struct background *b)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until); /* a clock that is set back must not make the night long */
    until.tv_sec += 1;
    pthread_mutex_lock(&b->lock);
    if (!b->stopping)
        pthread_cond_timedwait(&b->wake, &b->lock, &until);
    pthread_mutex_unlock(&b->lock);
}

static void look_after_others(struct background *b)
{
    bool stopped = db_has_stopped(b->hall->store);
    if (b->is_told || (!stopped && vault_is_up(b->hall->vault)))
        return;
    b->is_told = true;
    log_event(LOG_ERROR, stopped ? "store.stopped" : "vault.gone");
    b->cannot_go_on();
}

static void *run_sealing(void *arg)
{
    struct background *b = arg;
    while (!stopping(b)) {
        look_after_others(b);
        seal(b);
        sleep_a_second(b);
    }
    seal(b);
    return NULL;
}

static void *run_jobs(void *arg)
{
    struct background *b = arg;
    while (!stopping(b)) {
        jobs(b);
        sleep_a_second(b);
    }
    return NULL;
}

static bool make_lock(struct background *b)
{
    pthread_condattr_t monotonic;
    bool ok = pthread_condattr_init(&monotonic) == 0 && pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC) == 0 &&
              pthread_cond_init(&b->wake, &monotonic) == 0;
    pthread_condattr_destroy(&monotonic);
    return ok && pthread_mutex_init(&b->lock, NULL) == 0;
}

static void release(struct background *b)
{
    if (b->sealing_db)
        db_session_close(b->sealing_db);
    if (b->jobs_db)
        db_session_close(b->jobs_db);
    arena_release(&b->mem);
    free(b);
}

static void ask_to_stop(struct background *b)
{
    pthread_mutex_lock(&b->lock);
    b->stopping = true;
    pthread_cond_broadcast(&b->wake);
    pthread_mutex_unlock(&b->lock);
}

enum rc background_start(const struct hall *hall, void (*cannot_go_on)(void), struct background **ret_background)
{
    struct background *b = calloc(1, sizeof *b);
    if (!b)
        return FAILED;
    b->hall = hall;
    b->cannot_go_on = cannot_go_on;
    arena_init(&b->mem, (size_t)16 << 20);
    enum rc rc = db_session_open(hall->store, &b->sealing_db);
    if (rc == OK)
        rc = db_session_open(hall->store, &b->jobs_db);
    if (rc == OK && (!make_lock(b) || pthread_create(&b->sealing, NULL, run_sealing, b)))
        rc = FAILED;
    if (rc == OK && pthread_create(&b->working, NULL, run_jobs, b)) {
        ask_to_stop(b);
        pthread_join(b->sealing, NULL);
        rc = FAILED;
    }
    if (rc == OK)
        *ret_background = b;
    else
        release(b);
    return rc;
}

void background_stop(struct background *b)
{
    ask_to_stop(b);
    pthread_join(b->working, NULL);
    pthread_join(b->sealing, NULL);
    release(b);
}
