/* SPDX-License-Identifier: Apache-2.0 */
/* The thread that follows, with a session of its own. */
#include "app/following.h"

#include "platform/db/db.h"
#include "platform/log/log.h"

#include <pthread.h>
#include <time.h>

#define PERIOD_NS (250L * 1000 * 1000)

struct following {
    const struct hall *hall;
    struct db *db;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool stopping; /* under lock */
    enum rc last;  /* of the thread: a failure is told once */
};

static void look(struct following *f)
{
    enum rc rc = db_read_begin(f->db);
    if (rc == OK) {
        rc = hall_refresh(f->hall, f->db);
        db_read_end(f->db);
    }
    if (rc != OK && f->last == OK)
        log_event(LOG_ERROR, "towns.not-read", LOG_TEXT("rc", str_of(rc_name(rc))));
    f->last = rc;
}

static bool sleep_until_next(struct following *f)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += PERIOD_NS;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    pthread_mutex_lock(&f->lock);
    if (!f->stopping)
        pthread_cond_timedwait(&f->wake, &f->lock, &until);
    bool goes_on = !f->stopping;
    pthread_mutex_unlock(&f->lock);
    return goes_on;
}

static void *follow(void *arg)
{
    struct following *f = arg;
    while (sleep_until_next(f))
        look(f);
    return NULL;
}

static bool make_lock(struct following *f)
{
    pthread_condattr_t monotonic;
    bool ok = pthread_condattr_init(&monotonic) == 0 && pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC) == 0 &&
              pthread_cond_init(&f->wake, &monotonic) == 0;
    pthread_condattr_destroy(&monotonic);
    return ok && pthread_mutex_init(&f->lock, NULL) == 0;
}

enum rc following_start(struct hall *hall, struct arena *mem, struct db *db, struct following **ret_following)
{
    struct following *f = arena_new(mem, struct following, 1);
    f->hall = hall;
    enum rc rc = hall->live ? hall_refresh(hall, db) : hall_live_start(hall, mem, db);
    if (rc == OK)
        rc = db_session_open(hall->store, &f->db);
    if (rc == OK && (!make_lock(f) || pthread_create(&f->thread, NULL, follow, f) != 0)) {
        db_session_close(f->db);
        rc = FAILED;
    }
    if (rc == OK)
        *ret_following = f;
    return rc;
}

void following_stop(struct following *f)
{
    pthread_mutex_lock(&f->lock);
    f->stopping = true;
    pthread_cond_broadcast(&f->wake);
    pthread_mutex_unlock(&f->lock);
    pthread_join(f->thread, NULL);
    db_session_close(f->db);
    pthread_mutex_destroy(&f->lock);
    pthread_cond_destroy(&f->wake);
}
