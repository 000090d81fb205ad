/* SPDX-License-Identifier: Apache-2.0 */
/* Transactions that come together share one commit: one BEGIN, the statements of all, one COMMIT,
 * one fsync, and one round trip.
 *
 *  - Whoever comes while few such commits are under way leads one, and takes along who waits.  When
 *    it is done it makes the first who waits the next leader, then wakes those it took along.
 *  - There are no savepoints: when anything is wrong nothing of it is kept, and each of them runs
 *    its own transaction alone, on its own thread. */
#include "platform/db/pg.h"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { WAITS, DONE, LEADS, ALONE };

struct pg_sharer { /* on the stack of its thread; once `word` says DONE or ALONE nobody touches it
                    */
    enum rc (*fn)(struct db *, void *);
    void *ctx;
    enum rc rc;
    _Atomic int word;
    struct pg_sharer *next;
};

void pg_share_init(struct pg_store *s)
{
    pthread_mutex_init(&s->share.mutex, NULL);
    s->share.last = &s->share.first;
}

void pg_share_release(struct pg_store *s)
{
    pthread_mutex_destroy(&s->share.mutex);
}

static void tell(struct pg_sharer *x, int word)
{
    atomic_store_explicit(&x->word, word, memory_order_release);
    syscall(SYS_futex, &x->word, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
}

static int wait_for_word(struct pg_sharer *x)
{
    int word;
    while ((word = atomic_load_explicit(&x->word, memory_order_acquire)) == WAITS)
        syscall(SYS_futex, &x->word, FUTEX_WAIT_PRIVATE, WAITS, NULL, NULL, 0);
    return word;
}

/* The first who waits, or NULL.  Under the mutex. */
static struct pg_sharer *first_waiting(struct pg_store *s)
{
    struct pg_sharer *x = s->share.first;
    if (x) {
        s->share.first = x->next;
        if (!s->share.first)
            s->share.last = &s->share.first;
    }
    return x;
}

/* True: it leads at once. */
static bool come(struct pg_store *s, struct pg_sharer *x)
{
    pthread_mutex_lock(&s->share.mutex);
    bool leads = s->share.n_leaders < PG_LEADERS;
    if (leads) {
        s->share.n_leaders++;
    } else {
        *s->share.last = x;
        s->share.last = &x->next;
    }
    pthread_mutex_unlock(&s->share.mutex);
    return leads;
}

static int take_along(struct pg_store *s, struct pg_sharer **all)
{
    int n = 1;
    pthread_mutex_lock(&s->share.mutex);
    while (n < PG_TOGETHER && (all[n] = first_waiting(s)) != NULL)
        n++;
    pthread_mutex_unlock(&s->share.mutex);
    return n;
}

static void hand_on(struct pg_store *s)
{
    pthread_mutex_lock(&s->share.mutex);
    struct pg_sharer *next = first_waiting(s);
    s->share.n_leaders -= next == NULL;
    pthread_mutex_unlock(&s->share.mutex);
    if (next)
        tell(next, LEADS);
}

/* OK: all are committed.  FAILED: not confirmed.  BUSY: nothing is kept, each may try alone. */
static enum rc commit_together(struct pg_session *w, struct pg_sharer **all, int n)
{
    struct pg_connection *c = w->c;
    enum rc rc = OK;
    if (!c->pg || c->lost)
        return BUSY;
    pg_queue_begin(w);
    for (int i = 0; i < n && rc == OK && !c->lost; i++) {
        rc = all[i]->fn(&w->base, all[i]->ctx);
        pg_reset_running(c);
        if (rc == OK)
            rc = w->base.broken;
    }
    if (c->lost)
        return BUSY;
    pg_end(w, rc);
    if (c->committed)
        return OK;
    bool unknown = c->lost && c->error == OK && rc == OK;
    if (!c->lost)
        pg_settle(c);
    if (unknown)
        pg_not_writable(pg_store_of(w->base.store), PG_LOST_NS);
    return unknown ? FAILED : BUSY;
}

static enum rc together(struct pg_store *s, struct pg_sharer **all, int n)
{
    struct pg_session w = { .base = { .engine = &db_pg, .store = &s->base, .writes = true } };
    w.c = pg_take(&s->writers);
    if (!w.c)
        return BUSY;
    enum rc rc = commit_together(&w, all, n);
    pg_forget_errors(w.c);
    pg_give(&s->writers, w.c);
    db_count(&w.base);
    if (rc == OK) {
        atomic_fetch_add(&s->base.commits, 1);
        atomic_fetch_add(&s->base.transactions, (uint64_t)n);
    }
    return rc;
}

static enum rc lead(struct db *db, struct pg_sharer *me)
{
    struct pg_store *s = pg_store_of(db->store);
    struct pg_sharer *all[PG_TOGETHER] = { me };
    int n = take_along(s, all);
    enum rc rc = n > 1 ? together(s, all, n) : pg_transaction(db, me->fn, me->ctx);
    hand_on(s);
    for (int i = 1; i < n; i++) {
        all[i]->rc = rc;
        tell(all[i], rc == BUSY ? ALONE : DONE);
    }
    return n > 1 && rc == BUSY ? pg_transaction(db, me->fn, me->ctx) : rc;
}

enum rc pg_shared(struct db *db, enum rc (*fn)(struct db *, void *), void *ctx)
{
    struct pg_sharer me = { .fn = fn, .ctx = ctx };
    bool reading = db->reading;
    if (reading) /* as in pg_transaction */
        db_read_end(db);
    int word = come(pg_store_of(db->store), &me) ? LEADS : wait_for_word(&me);
    enum rc rc = word == LEADS   ? lead(db, &me)
                 : word == ALONE ? pg_transaction(db, fn, ctx)
                                 : me.rc;
    if (reading)
        (void)!db_read_begin(db);
    return rc;
}
