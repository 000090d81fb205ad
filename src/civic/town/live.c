/* SPDX-License-Identifier: Apache-2.0 */
/* The towns as they are now, while requests go on reading them as they were.
 *
 * A view is a whole struct hall, built once and never changed.  Who needs it holds it: a count under a lock that is held
 * for some nanoseconds.  A refresh builds the next view beside it and puts it in place; the old one goes when its last
 * holder has. */
#include "base/arena.h"
#include "civic/town/town.h"
#include "civic/town/town_sql.h"
#include "platform/http/http.h"

#include <assert.h>
#include <pthread.h>

enum { MOST_TOWNS = 2000, SCRATCH = 1 << 20, VIEW_CEILING = 256 << 20 };

struct hall_view {
    struct hall hall; /* first: a holder has its address */
    struct arena mem; /* everything of the view, and the view itself */
    int64_t holders;  /* under the lock of live; the place itself is one */
};

struct hall_live {
    pthread_mutex_t lock;       /* of `now` and of every view's holders */
    pthread_mutex_t refreshing; /* one at a time builds; taken first */
    const struct hall *root;
    struct hall_view *now;
    uint64_t seen; /* digest of town_change that `now` was read with; under refreshing */
};

static struct hall_view *view_new(const struct hall *root)
{
    struct arena mem;
    arena_init(&mem, VIEW_CEILING);
    struct hall_view *v = arena_new(&mem, struct hall_view, 1);
    v->hall = *root;
    v->hall.is_held = true;
    v->mem = mem;
    v->holders = 1;
    return v;
}

static void view_free(struct hall_view *v)
{
    struct arena mem = v->mem; /* it holds the view */
    arena_release(&mem);
}

static void give_back(void *arg)
{
    struct hall_view *v = arg;
    struct hall_live *live = v->hall.live;
    pthread_mutex_lock(&live->lock);
    bool last = --v->holders == 0;
    pthread_mutex_unlock(&live->lock);
    if (last)
        view_free(v);
}

const struct hall *hall_hold(const struct hall *hall, struct arena *mem)
{
    struct hall_live *live = hall->live;
    if (!live || hall->is_held)
        return hall;
    pthread_mutex_lock(&live->lock);
    struct hall_view *v = live->now;
    v->holders++;
    pthread_mutex_unlock(&live->lock);
    arena_cleanup(mem, give_back, v);
    return &v->hall;
}

void hall_hold_for(struct req *r)
{
    r->app = (void *)(uintptr_t)hall_hold(r->app, r->mem);
}

/* Versions only grow and towns do not go, so that a digest tells. */
static enum rc read_changes(struct db *db, struct arena *mem, uint64_t *ret_seen)
{
    struct town_sql_changes_rows rows;
    uint64_t seen = 14695981039346656037u; /* FNV-1a */
    enum rc rc = town_sql_changes(db, mem, MOST_TOWNS, &rows);
    for (size_t i = 0; rc == OK && i < rows.n; i++) {
        seen = (seen ^ (uint64_t)rows.p[i].town_id) * 1099511628211u;
        seen = (seen ^ (uint64_t)rows.p[i].version) * 1099511628211u;
    }
    if (rc == OK)
        *ret_seen = seen;
    return rc;
}

static void put_in_place(struct hall_live *live, struct hall_view *v)
{
    pthread_mutex_lock(&live->lock);
    struct hall_view *old = live->now;
    live->now = v;
    pthread_mutex_unlock(&live->lock);
    if (old)
        give_back(old);
}

static enum rc refresh(struct hall_live *live, struct db *db, struct arena *mem)
{
    uint64_t seen;
    enum rc rc = read_changes(db, mem, &seen);
    bool is_newest = live->now && seen == live->seen && live->now->hall.opening == live->root->opening;
    if (rc != OK || is_newest)
        return rc;
    struct hall_view *v = view_new(live->root);
    rc = town_load(db, &v->mem, &v->hall.towns, &v->hall.n_towns);
    if (rc == OK && v->hall.complete)
        rc = v->hall.complete(&v->hall, db, &v->mem);
    if (rc == OK && arena_failed(&v->mem))
        rc = FAILED;
    if (rc != OK) {
        view_free(v);
        return rc;
    }
    live->seen = seen;
    put_in_place(live, v);
    return OK;
}

enum rc hall_refresh(const struct hall *hall, struct db *db)
{
    struct hall_live *live = hall->live;
    struct arena scratch;
    if (!live)
        return OK;
    arena_init(&scratch, SCRATCH);
    pthread_mutex_lock(&live->refreshing);
    enum rc rc = refresh(live, db, &scratch);
    pthread_mutex_unlock(&live->refreshing);
    arena_release(&scratch);
    return rc;
}

enum rc hall_live_start(struct hall *root, struct arena *mem, struct db *db)
{
    struct hall_live *live = arena_new(mem, struct hall_live, 1);
    live->root = root;
    if (pthread_mutex_init(&live->lock, NULL) != 0 || pthread_mutex_init(&live->refreshing, NULL) != 0)
        return FAILED;
    root->live = live;
    enum rc rc = hall_refresh(root, db);
    if (rc != OK)
        root->live = NULL;
    return rc;
}

void hall_live_stop(struct hall *root)
{
    struct hall_live *live = root->live;
    if (!live)
        return;
    assert(live->now->holders == 1);
    view_free(live->now);
    root->live = NULL;
    pthread_mutex_destroy(&live->lock);
    pthread_mutex_destroy(&live->refreshing);
}
