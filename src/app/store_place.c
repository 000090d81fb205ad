/* SPDX-License-Identifier: Apache-2.0 */
/* Opening, watching, closing, lending. */
#include "app/store_place.h"

#include "app/running.h"
#include "platform/files/files.h"
#include "platform/log/log.h"

#include <stdio.h>
#include <time.h>

static bool is_file(const struct store_place *p)
{
    return !*p->line->address;
}

static bool look_at_file(struct store_place *p, struct stat *ret_file)
{
    struct arena mem;
    arena_init(&mem, 1 << 16);
    bool there = stat(arena_fmt(&mem, "%s/town.db", p->line->folder).p, ret_file) == 0;
    arena_release(&mem);
    return there;
}

/* ---- closing ---- */

static void close_sessions(struct store_place *p)
{
    pthread_mutex_lock(&p->lock);
    p->is_open = false;
    while (p->lent) /* each request ends by itself */
        pthread_cond_wait(&p->changed, &p->lock);
    while (p->n_idle)
        db_session_close(p->idle[--p->n_idle]);
    pthread_mutex_unlock(&p->lock);
}

/* Whatever of it is open. */
static void shut(struct store_place *p)
{
    close_sessions(p);
    if (p->background)
        background_stop(p->background);
    if (p->following)
        following_stop(p->following);
    p->background = NULL;
    p->following = NULL;
    pthread_mutex_lock(&p->lock);
    struct db_store *store = p->hall.store;
    struct files *files = p->hall.files;
    p->hall.store = NULL;
    p->hall.files = NULL;
    pthread_mutex_unlock(&p->lock);
    if (store)
        db_close(store);
    if (files)
        files_close(files);
    arena_reset(&p->opened);
}

/* ---- opening ---- */

static enum rc read_towns(struct store_place *p, struct db *db)
{
    enum rc rc = db_read_begin(db);
    if (rc != OK)
        return rc;
    rc = p->hall.live ? hall_refresh(&p->hall, db) : hall_live_start(&p->hall, &p->mem, db);
    db_read_end(db);
    pthread_mutex_lock(&p->lock);
    p->has_view = p->hall.live != NULL;
    pthread_mutex_unlock(&p->lock);
    return rc;
}

static enum rc start_company(struct store_place *p, struct db *db)
{
    enum rc rc = following_start(&p->hall, &p->opened, db, &p->following);
    return rc == OK ? background_start(&p->hall, false, p->cannot_go_on, &p->background) : rc;
}

/* A store that was there is never made anew: an empty one in its place would look like a town that lost everything. */
static enum rc open_store(struct store_place *p, char why[DB_WHY])
{
    struct hall fresh = p->hall;
    if (is_file(p) && !look_at_file(p, &p->file)) {
        snprintf(why, DB_WHY, "%s/town.db is not there", p->line->folder);
        return NOT_FOUND;
    }
    enum rc rc = running_open_store(&p->config, &p->opened, &fresh, why);
    if (rc != OK)
        return rc;
    pthread_mutex_lock(&p->lock);
    p->hall.store = fresh.store;
    p->hall.files = fresh.files;
    p->hall.opening++;
    pthread_mutex_unlock(&p->lock);
    return OK;
}

static enum rc open_all(struct store_place *p, char why[DB_WHY])
{
    struct db *db = NULL;
    enum rc rc = open_store(p, why);
    if (rc == OK)
        rc = db_session_open(p->hall.store, &db);
    if (rc == OK)
        rc = read_towns(p, db);
    if (rc == OK)
        rc = p->admit(p->ctx, p, why);
    if (rc == OK)
        rc = start_company(p, db);
    if (db)
        db_session_close(db);
    return rc;
}

/* The same words are said once. */
static void tell_why(struct store_place *p, const char *why)
{
    pthread_mutex_lock(&p->lock);
    bool is_new = strcmp(p->why, why) != 0;
    snprintf(p->why, sizeof p->why, "%s", why);
    pthread_mutex_unlock(&p->lock);
    if (is_new)
        log_event(LOG_ERROR, "store.not-open", LOG_TEXT("store", str_of(p->line->name)), LOG_TEXT("why", str_of(why)));
}

void store_place_try(struct store_place *p)
{
    char why[DB_WHY] = "";
    enum rc rc = open_all(p, why);
    if (rc != OK) {
        shut(p);
        tell_why(p, *why ? why : rc_name(rc));
        return;
    }
    pthread_mutex_lock(&p->lock);
    p->is_open = p->is_reachable = true;
    p->why[0] = '\0';
    pthread_mutex_unlock(&p->lock);
    log_event(LOG_INFO, "store.open", LOG_TEXT("store", str_of(p->line->name)));
}

/* ---- the thread ---- */

static void watch(struct store_place *p)
{
    struct stat now;
    bool reachable = is_file(p) || db_is_writable(p->hall.store);
    const char *why = NULL;
    if (db_has_stopped(p->hall.store))
        why = "its writer has ended after an error of the disk";
    else if (is_file(p) && (!look_at_file(p, &now) || now.st_ino != p->file.st_ino || now.st_dev != p->file.st_dev))
        why = "the file that was opened is not in its place any more";
    pthread_mutex_lock(&p->lock);
    bool has_changed = reachable != p->is_reachable;
    p->is_reachable = reachable;
    pthread_mutex_unlock(&p->lock);
    if (has_changed)
        log_event(reachable ? LOG_INFO : LOG_ERROR, reachable ? "store.reached" : "store.not-reached",
                  LOG_TEXT("store", str_of(p->line->name)));
    if (why) {
        shut(p);
        tell_why(p, why);
    }
}

static bool sleep_a_second(struct store_place *p, bool *ret_open)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += 1;
    pthread_mutex_lock(&p->lock);
    int woken = 0;
    while (!p->stopping && woken == 0)
        woken = pthread_cond_timedwait(&p->changed, &p->lock, &until);
    *ret_open = p->is_open;
    bool goes_on = !p->stopping;
    pthread_mutex_unlock(&p->lock);
    return goes_on;
}

static void *keep(void *arg)
{
    struct store_place *p = arg;
    bool is_open;
    while (sleep_a_second(p, &is_open))
        if (is_open)
            watch(p);
        else
            store_place_try(p);
    return NULL;
}

enum rc store_place_keep(struct store_place *p)
{
    p->has_thread = pthread_create(&p->thread, NULL, keep, p) == 0;
    return p->has_thread ? OK : FAILED;
}

enum rc store_place_make(struct store_place *p, const struct hall *house, const struct config *c, const struct store_line *line)
{
    enum { BELOW = 4 };
    pthread_condattr_t monotonic;
    p->line = line;
    p->config = stores_file_one(c, line);
    p->hall = *house;
    arena_init(&p->mem, (size_t)1 << 20);
    arena_init(&p->opened, (size_t)16 << 20);
    p->hall.bounce_folder = arena_fmt(&p->mem, "%s/bounces", line->folder).p;
    p->most_lent = (size_t)(c->workers > BELOW ? c->workers - c->workers / BELOW : c->workers);
    p->idle = arena_new(&p->mem, struct db *, p->most_lent);
    bool ok = pthread_condattr_init(&monotonic) == 0 && pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC) == 0 &&
              pthread_cond_init(&p->changed, &monotonic) == 0;
    pthread_condattr_destroy(&monotonic);
    return ok && pthread_mutex_init(&p->lock, NULL) == 0 ? OK : FAILED;
}

void store_place_stop(struct store_place *p)
{
    pthread_mutex_lock(&p->lock);
    p->stopping = true;
    pthread_cond_broadcast(&p->changed);
    pthread_mutex_unlock(&p->lock);
    if (p->has_thread)
        pthread_join(p->thread, NULL);
    shut(p);
    hall_live_stop(&p->hall);
    arena_release(&p->opened);
    arena_release(&p->mem);
    pthread_cond_destroy(&p->changed);
    pthread_mutex_destroy(&p->lock);
}

/* ---- for requests ---- */

bool store_place_is_open(struct store_place *p)
{
    pthread_mutex_lock(&p->lock);
    bool yes = p->is_open && p->is_reachable;
    pthread_mutex_unlock(&p->lock);
    return yes;
}

const struct hall *store_place_view(struct store_place *p, struct arena *mem)
{
    pthread_mutex_lock(&p->lock);
    bool has_view = p->has_view;
    pthread_mutex_unlock(&p->lock);
    return has_view ? hall_hold(&p->hall, mem) : NULL;
}

enum rc store_place_lend(struct store_place *p, struct db **ret_db)
{
    enum rc rc = OK;
    pthread_mutex_lock(&p->lock);
    bool may = p->is_open && p->is_reachable && p->lent < p->most_lent;
    struct db *db = may && p->n_idle ? p->idle[--p->n_idle] : NULL;
    p->lent += may;
    pthread_mutex_unlock(&p->lock);
    if (!may)
        return BUSY;
    if (!db)
        rc = db_session_open(p->hall.store, &db);
    if (rc == OK)
        *ret_db = db;
    else
        store_place_give_back(p, NULL);
    return rc;
}

void store_place_give_back(struct store_place *p, struct db *db)
{
    pthread_mutex_lock(&p->lock);
    if (db && p->is_open) {
        p->idle[p->n_idle++] = db;
        db = NULL;
    }
    if (db)
        db_session_close(db);
    if (--p->lent == 0)
        pthread_cond_broadcast(&p->changed);
    pthread_mutex_unlock(&p->lock);
}
