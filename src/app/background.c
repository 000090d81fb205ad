/* SPDX-License-Identifier: Apache-2.0 */
/* A thread with a session of its own seals each second and looks after what the program cannot do without; the runner
 * of jobs has its own threads, so that a long job never keeps audit rows unsealed.  A failure is logged and tried again:
 * nothing here is needed for a receipt to be true. */
#include "app/background.h"

#include "app/chores.h"
#include "app/town_hall.h"
#include "civic/audit/audit.h"
#include "civic/notices/notices.h"
#include "platform/db/db.h"
#include "platform/jobs/runner.h"
#include "platform/log/log.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

struct background {
    const struct hall *hall;
    void (*cannot_go_on)(void);
    bool is_only_store, is_told;
    struct db *sealing_db;
    struct jobs_runner *runner;
    struct arena mem; /* lists for the runner */
    char node[80];    /* host:process */
    pthread_t sealing;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool stopping;
};

static bool stopping(struct background *b)
{
    pthread_mutex_lock(&b->lock);
    bool yes = b->stopping;
    pthread_mutex_unlock(&b->lock);
    return yes;
}

static void seal(struct background *b)
{
    struct arena mem;
    arena_init(&mem, (size_t)1 << 16);
    const struct hall *hall = hall_hold(b->hall, &mem);
    for (size_t i = 0; i < hall->n_towns; i++) {
        enum rc rc = audit_seal_step(b->sealing_db, hall->vault, hall->towns[i].id, time_now());
        if (rc != OK && rc != CONFLICT)
            log_event(LOG_ERROR, "audit.seal-failed", LOG_TEXT("rc", str_of(rc_name(rc))));
    }
    arena_release(&mem);
}

/* Not a job: the folder is this node's own. */
static void read_reports(struct background *b)
{
    struct arena mem;
    arena_init(&mem, (size_t)1 << 20);
    const struct hall *hall = hall_hold(b->hall, &mem);
    enum rc rc = hall->bounce_folder ? notices_read_reports(hall, b->sealing_db, &mem, hall->bounce_folder) : OK;
    if (rc != OK)
        log_event(LOG_ERROR, "mail.reports-not-read", LOG_TEXT("rc", str_of(rc_name(rc))));
    arena_release(&mem);
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
    bool stopped = b->is_only_store && db_has_stopped(b->hall->store);
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
        read_reports(b);
        sleep_a_second(b);
    }
    seal(b);
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
    arena_release(&b->mem);
    free(b);
}

static size_t towns_of(void *app, struct arena *mem, const t_id **ret_towns)
{
    struct arena holding; /* the keeper's own may live long */
    arena_init(&holding, (size_t)1 << 16);
    const struct hall *hall = hall_hold(app, &holding);
    size_t n = hall->n_towns;
    t_id *towns = arena_new(mem, t_id, n);
    for (size_t i = 0; i < n; i++)
        towns[i] = hall->towns[i].id;
    *ret_towns = towns;
    arena_release(&holding);
    return n;
}

static void *hold(void *app, struct arena *mem)
{
    return (void *)(uintptr_t)hall_hold(app, mem);
}

static enum rc start_runner(struct background *b)
{
    char host[64] = "";
    gethostname(host, sizeof host - 1);
    snprintf(b->node, sizeof b->node, "%s:%d", host, (int)getpid());
    return jobs_runner_start(&(struct jobs_runner_options){ .store = b->hall->store,
                                                            .node = b->node,
                                                            .kinds = chores_and_rooms(&b->mem),
                                                            .towns = towns_of,
                                                            .hold = hold,
                                                            .app = (void *)(uintptr_t)b->hall },
                             &b->runner);
}

static void ask_to_stop(struct background *b)
{
    pthread_mutex_lock(&b->lock);
    b->stopping = true;
    pthread_cond_broadcast(&b->wake);
    pthread_mutex_unlock(&b->lock);
}

enum rc background_start(const struct hall *hall, bool is_only_store, void (*cannot_go_on)(void),
                         struct background **ret_background)
{
    struct background *b = calloc(1, sizeof *b);
    if (!b)
        return FAILED;
    b->hall = hall;
    b->is_only_store = is_only_store;
    b->cannot_go_on = cannot_go_on;
    arena_init(&b->mem, (size_t)1 << 20);
    enum rc rc = db_session_open(hall->store, &b->sealing_db);
    if (rc == OK && (!make_lock(b) || pthread_create(&b->sealing, NULL, run_sealing, b)))
        rc = FAILED;
    if (rc == OK) {
        rc = start_runner(b);
        if (rc != OK) {
            ask_to_stop(b);
            pthread_join(b->sealing, NULL);
        }
    }
    if (rc == OK)
        *ret_background = b;
    else
        release(b);
    return rc;
}

void background_stop(struct background *b)
{
    jobs_runner_stop(b->runner);
    ask_to_stop(b);
    pthread_join(b->sealing, NULL);
    release(b);
}
