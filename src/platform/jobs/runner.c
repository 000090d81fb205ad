/* SPDX-License-Identifier: Apache-2.0 */
/* The threads of a runner. Everything that is written about jobs is written by the keeper, for all in one transaction;
 * while that commits, the pool goes on with what was claimed before, and so the batches grow with the load. */
#include "platform/jobs/runner.h"

#include "platform/jobs/state.h"
#include "platform/log/log.h"

#include <stdlib.h>
#include <time.h>

enum { ENDED_AT_ONCE = 64 };
#define MILLI          ((int64_t)1000000)
#define LONGEST_UNTOLD (20 * MILLI)   /* until an ended job is settled, when nothing else is to do */
#define LONGEST_SLEEP  (1000 * MILLI) /* until other nodes' jobs are seen */
#define FIRST_SLEEP    (1 * MILLI)    /* after a wake: who adds has yet to commit */
#define AFTER_TROUBLE   (100 * MILLI) /* doubles while the store takes nothing */
#define LONGEST_TROUBLE (5000 * MILLI)
#define SHORT_FOR_A_BATCH (50 * MILLI)
#define LONG_FOR_A_BATCH  (200 * MILLI)

int64_t jobs_monotonic_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

struct job_kind_state *jobs_kind_of(struct jobs_runner *r, struct str kind)
{
    for (size_t i = 0; i < r->n_kinds; i++)
        if (str_eq(kind, str_of(r->kinds[i].kind->name)))
            return &r->kinds[i];
    return NULL;
}

static void wake(void *runner)
{
    struct jobs_runner *r = runner;
    pthread_mutex_lock(&r->lock);
    if (!r->woken) {
        r->woken = true;
        pthread_cond_signal(&r->turn);
    }
    pthread_mutex_unlock(&r->lock);
}

static const char *kind_name(void *runner, size_t i)
{
    const struct jobs_runner *r = runner;
    return i < r->n_kinds ? r->kinds[i].kind->name : NULL;
}

/* ---- the pool ---- */

static void end(struct jobs_runner *r, struct job_run *run)
{
    run->next = r->ended;
    r->ended = run;
    if (r->n_ended++ == 0)
        r->ended_ns = jobs_monotonic_ns();
    if (r->n_ended == 1 || r->n_ended == ENDED_AT_ONCE || r->n_queue <= r->n_workers)
        pthread_cond_signal(&r->turn);
}

static void run_one(struct jobs_worker *w, struct job_run *run)
{
    struct jobs_runner *r = w->runner;
    if (atomic_load(&run->is_lost))
        return;
    run->job.now = r->o.clock();
    int64_t began = jobs_monotonic_ns();
    void *app = r->o.hold ? r->o.hold(r->o.app, &w->mem) : r->o.app;
    run->rc = run->kind->run(app, w->db, &w->mem, &run->job);
    run->has_run = true;
    arena_reset(&w->mem);
    struct job_kind_state *k = jobs_kind_of(r, run->job.kind);
    atomic_fetch_add(&k->run_us, (uint64_t)((jobs_monotonic_ns() - began) / 1000));
}

static void *work(void *worker)
{
    struct jobs_worker *w = worker;
    struct jobs_runner *r = w->runner;
    pthread_mutex_lock(&r->lock);
    while (!atomic_load(&r->is_stopping)) {
        struct job_run *run = r->queue;
        if (!run) {
            pthread_cond_wait(&r->work, &r->lock);
            continue;
        }
        r->queue = run->next;
        r->n_queue--;
        pthread_mutex_unlock(&r->lock);
        run_one(w, run);
        pthread_mutex_lock(&r->lock);
        end(r, run);
    }
    pthread_mutex_unlock(&r->lock);
    return NULL;
}

/* ---- the keeper ---- */

static int room(const struct jobs_runner *r)
{
    return r->target - (r->n_held - r->n_ended);
}

/* Whether there is something to do now; else until when to sleep. */
static bool is_time(const struct jobs_runner *r, int64_t now, int64_t *ret_until)
{
    int64_t until = r->look_ns;
    if (r->woken && room(r) > 0)
        until = now;
    if (r->n_ended) {
        bool at_once = r->n_queue <= r->n_workers || r->n_ended >= ENDED_AT_ONCE;
        int64_t settle = at_once ? now : r->ended_ns + LONGEST_UNTOLD;
        until = settle < until ? settle : until;
    }
    if (until < r->not_before_ns)
        until = r->not_before_ns;
    *ret_until = until;
    return until <= now;
}

/* How many jobs to hold: as many as the pool has threads, and twice as many each time they were gone in no time; a node
 * must not sit on jobs that another could run. */
static void set_target(struct jobs_runner *r)
{
    int64_t now = jobs_monotonic_ns();
    if (r->n_held == 0 || now - r->claimed_ns > LONG_FOR_A_BATCH) {
        r->target = r->n_workers;
    } else if (r->is_hungry && r->n_queue < r->n_workers && now - r->claimed_ns < SHORT_FOR_A_BATCH) {
        r->target = 2 * r->target < JOBS_MOST_HELD ? 2 * r->target : JOBS_MOST_HELD;
        r->is_hungry = false; /* until the next claim */
    }
}

/* Sleeps until there is a turn to take; takes what ended. False: the pool has gone, this is the last turn. */
static bool wait_for_turn(struct jobs_runner *r, struct job_run **ret_ended, bool *ret_woken)
{
    int64_t until;
    pthread_mutex_lock(&r->lock);
    while (!r->workers_gone && !is_time(r, jobs_monotonic_ns(), &until)) {
        struct timespec t = { .tv_sec = until / 1000000000, .tv_nsec = until % 1000000000 };
        pthread_cond_timedwait(&r->turn, &r->lock, &t);
    }
    if (r->workers_gone)
        for (struct job_run *run; (run = r->queue);) {
            r->queue = run->next;
            r->n_queue--;
            end(r, run);
        }
    set_target(r);
    *ret_ended = r->ended;
    *ret_woken = r->woken;
    r->ended = NULL;
    r->n_held -= r->n_ended; /* jobs_turn counts what it claims */
    r->n_ended = 0;
    r->woken = false;
    bool more = !r->workers_gone;
    pthread_mutex_unlock(&r->lock);
    return more;
}

static void put_back(struct jobs_runner *r, struct job_run *ended)
{
    pthread_mutex_lock(&r->lock);
    for (struct job_run *run; (run = ended);) {
        ended = run->next;
        r->n_held++;
        end(r, run);
    }
    pthread_mutex_unlock(&r->lock);
}

static void forget(struct jobs_runner *r, struct job_run *run)
{
    *(run->before ? &run->before->after : &r->held) = run->after;
    if (run->after)
        run->after->before = run->before;
    free(run);
}

static void hold(struct jobs_runner *r, struct job_run *run)
{
    run->before = NULL;
    run->after = r->held;
    if (r->held)
        r->held->before = run;
    r->held = run;
}

/* The most urgent first; among equals as claimed: towns take turns. */
static void put_in_queue(struct jobs_runner *r, struct job_run *claimed)
{
    pthread_mutex_lock(&r->lock);
    for (struct job_run *run; (run = claimed);) {
        claimed = run->next;
        struct job_run **at = &r->queue;
        while (*at && (*at)->priority <= run->priority)
            at = &(*at)->next;
        run->next = *at;
        *at = run;
        r->n_queue++;
        r->n_held++;
        pthread_cond_signal(&r->work);
    }
    pthread_mutex_unlock(&r->lock);
}

static void plan_next_look(struct jobs_runner *r, bool woken, bool claimed)
{
    if (woken || claimed)
        r->patience_ns = FIRST_SLEEP;
    r->look_ns = jobs_monotonic_ns() + r->patience_ns;
    for (const struct job_run *run = r->held; run; run = run->after)
        if (run->renew_ns < r->look_ns)
            r->look_ns = run->renew_ns;
    r->patience_ns = r->patience_ns * 2 > LONGEST_SLEEP ? LONGEST_SLEEP : r->patience_ns * 2;
}

static void take_turn(struct jobs_runner *r, struct job_run *ended, bool woken)
{
    struct job_run *claimed = NULL;
    enum rc rc = jobs_schedule(r);
    if (rc == OK)
        rc = jobs_figures_count(r);
    if (rc == OK)
        rc = jobs_turn(r, &ended, &claimed);
    arena_reset(&r->mem);
    if (rc != OK) {
        log_event(LOG_WARNING, "jobs.turn-failed", LOG_TEXT("rc", str_of(rc_name(rc))));
        put_back(r, ended);
        r->trouble_ns = r->trouble_ns * 2 > LONGEST_TROUBLE ? LONGEST_TROUBLE : r->trouble_ns * 2;
        r->not_before_ns = jobs_monotonic_ns() + r->trouble_ns;
        return;
    }
    r->trouble_ns = AFTER_TROUBLE;
    for (struct job_run *run; (run = ended);) {
        ended = run->next;
        forget(r, run);
    }
    for (struct job_run *run = claimed; run; run = run->next)
        hold(r, run);
    if (claimed)
        r->claimed_ns = jobs_monotonic_ns();
    plan_next_look(r, woken, claimed != NULL);
    put_in_queue(r, claimed);
}

static void *keep(void *runner)
{
    struct jobs_runner *r = runner;
    struct job_run *ended;
    bool woken, more = true;
    while (more && !atomic_load(&r->is_abandoned)) {
        more = wait_for_turn(r, &ended, &woken);
        if (!atomic_load(&r->is_abandoned))
            take_turn(r, ended, woken);
    }
    return NULL;
}

/* ---- beginning and ending ---- */

static enum rc list_kinds(struct jobs_runner *r, const struct job_kind *const *lists)
{
    t_time due;
    for (; *lists; lists++)
        for (const struct job_kind *k = *lists; k->name; k++) {
            bool is_wrong = jobs_kind_of(r, str_of(k->name)) || r->n_kinds == JOBS_MOST_KINDS ||
                            (k->schedule && jobs_last_due(k->schedule, r->o.clock(), &due) != OK);
            if (is_wrong) {
                log_event(LOG_ERROR, "jobs.wrong-kind", LOG_TEXT("kind", str_of(k->name)));
                return INVALID;
            }
            r->kinds[r->n_kinds++].kind = k;
        }
    return OK;
}

static bool make_locks(struct jobs_runner *r)
{
    pthread_condattr_t monotonic;
    bool ok = pthread_condattr_init(&monotonic) == 0 && pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC) == 0 &&
              pthread_cond_init(&r->turn, &monotonic) == 0;
    pthread_condattr_destroy(&monotonic);
    return ok && pthread_cond_init(&r->work, NULL) == 0 && pthread_mutex_init(&r->lock, NULL) == 0;
}

static enum rc start_worker(struct jobs_runner *r)
{
    struct jobs_worker *w = &r->workers[r->n_workers];
    w->runner = r;
    enum rc rc = db_session_open(r->o.store, &w->db);
    if (rc != OK)
        return rc;
    arena_init(&w->mem, (size_t)16 << 20);
    if (pthread_create(&w->thread, NULL, work, w)) {
        db_session_close(w->db);
        return FAILED;
    }
    r->n_workers++;
    return OK;
}

static void end_workers(struct jobs_runner *r)
{
    pthread_mutex_lock(&r->lock);
    atomic_store(&r->is_stopping, true);
    pthread_cond_broadcast(&r->work);
    pthread_mutex_unlock(&r->lock);
    for (int i = 0; i < r->n_workers; i++) {
        pthread_join(r->workers[i].thread, NULL);
        db_session_close(r->workers[i].db);
        arena_release(&r->workers[i].mem);
    }
}

static void release(struct jobs_runner *r)
{
    for (struct job_run *run; (run = r->held);)
        forget(r, run);
    if (r->db)
        db_session_close(r->db);
    arena_release(&r->mem);
    free(r->workers);
    free(r);
}

enum rc jobs_runner_start(const struct jobs_runner_options *options, struct jobs_runner **ret_runner)
{
    struct jobs_runner *r = calloc(1, sizeof *r);
    if (!r)
        return FAILED;
    r->o = *options;
    r->o.clock = r->o.clock ? r->o.clock : time_now;
    r->o.threads = r->o.threads ? r->o.threads : JOBS_THREADS;
    r->workers = calloc((size_t)r->o.threads, sizeof *r->workers);
    arena_init(&r->mem, (size_t)8 << 20);
    r->waker = (struct waker){ .store = r->o.store, .wake = wake, .kind = kind_name, .tell = jobs_figures_tell, .ctx = r };
    r->patience_ns = FIRST_SLEEP;
    r->trouble_ns = AFTER_TROUBLE;
    r->target = r->o.threads;
    enum rc rc = r->workers && make_locks(r) ? list_kinds(r, options->kinds) : FAILED;
    if (rc == OK)
        rc = db_session_open(r->o.store, &r->db);
    while (rc == OK && r->n_workers < r->o.threads)
        rc = start_worker(r);
    if (rc == OK && pthread_create(&r->keeper, NULL, keep, r))
        rc = FAILED;
    if (rc != OK) {
        end_workers(r);
        release(r);
        return rc;
    }
    wake_register(&r->waker);
    *ret_runner = r;
    return OK;
}

void jobs_runner_stop(struct jobs_runner *r)
{
    end_workers(r); /* the keeper goes on renewing until the last has come back */
    pthread_mutex_lock(&r->lock);
    r->workers_gone = true;
    pthread_cond_signal(&r->turn);
    pthread_mutex_unlock(&r->lock);
    pthread_join(r->keeper, NULL);
    wake_forget(&r->waker);
    release(r);
}

void jobs_runner_abandon(struct jobs_runner *r)
{
    atomic_store(&r->is_abandoned, true);
    jobs_runner_stop(r);
}
