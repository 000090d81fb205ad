/* SPDX-License-Identifier: Apache-2.0 */
/* The bounded queue between the loop and the workers.
 *
 * One wake-up is in flight at a time: `put` wakes a worker only if none is being woken; the woken
 * worker clears the flag and, when it leaves with a job while more wait, wakes the next (spine.md
 * 0.4, 6.14). The bound is time, not count. Some workers are kept for staff: public requests never
 * occupy more than `most_public`. */
#include "platform/http/server.h"

enum { LONGEST_WAIT_US = 2000000 };

struct queue_sleeper {
    pthread_cond_t cond;
    bool woken;
    struct queue_sleeper *below;
};

void queue_init(struct work_queue *q, int workers, int kept_for_staff)
{
    *q = (struct work_queue) { .workers = workers,
                          .most_public = workers - kept_for_staff,
                          .mean_service_us = 500 };
    pthread_mutex_init(&q->lock, NULL);
}

void queue_release(struct work_queue *q)
{
    pthread_mutex_destroy(&q->lock);
}

static void append(struct queue_lane *lane, struct http_private *p)
{
    p->next = NULL;
    if (lane->last)
        lane->last->next = p;
    else
        lane->first = p;
    lane->last = p;
    lane->n++;
}

static bool can_take(const struct work_queue *q)
{
    return q->staff_lane.first || (q->public_lane.first && q->running_public < q->most_public);
}

static struct http_private *take(struct work_queue *q)
{
    struct queue_lane *lane = &q->staff_lane;
    bool public_may = q->public_lane.first && q->running_public < q->most_public;
    if (public_may && (!lane->first || q->public_lane.first->queued_us <= lane->first->queued_us)) {
        lane = &q->public_lane;
        q->running_public++;
    }
    struct http_private *p = lane->first;
    lane->first = p->next;
    if (!lane->first)
        lane->last = NULL;
    lane->n--;
    return p;
}

/* Picks the sleeper to wake, if one should be; the caller signals it after unlocking. */
static struct queue_sleeper *next_to_wake(struct work_queue *q)
{
    struct queue_sleeper *s = q->sleepers;
    if (!s || q->wake_in_flight || !can_take(q))
        return NULL;
    q->sleepers = s->below;
    q->wake_in_flight = true;
    s->woken = true;
    return s;
}

/* How long a newcomer would wait: by the mean, or as long as the first in line does already (the
 * mean says nothing while every worker hangs). */
static double expected_wait_us(const struct work_queue *q, const struct queue_lane *lane, bool staff,
                               int64_t now_us)
{
    double by_mean = (double)lane->n * q->mean_service_us / (staff ? q->workers : q->most_public);
    double by_first = lane->first ? (double)(now_us - lane->first->queued_us) : 0;
    return by_mean > by_first ? by_mean : by_first;
}

bool queue_put(struct work_queue *q, struct http_private *p, bool staff, int64_t *ret_retry_s)
{
    struct queue_lane *lane = staff ? &q->staff_lane : &q->public_lane;
    pthread_mutex_lock(&q->lock);
    double wait_us = expected_wait_us(q, lane, staff, p->queued_us);
    if (q->closing || wait_us > LONGEST_WAIT_US) {
        pthread_mutex_unlock(&q->lock);
        *ret_retry_s = 1 + (int64_t)(wait_us / 1000000);
        return false;
    }
    append(lane, p);
    struct queue_sleeper *wake = next_to_wake(q);
    if (wake)
        pthread_cond_signal(&wake->cond);
    pthread_mutex_unlock(&q->lock);
    return true;
}

static void note_done(struct work_queue *q, const struct queue_done *done)
{
    if (!done)
        return;
    if (!done->staff)
        q->running_public--;
    q->mean_service_us += ((double)done->service_us - q->mean_service_us) / 64;
}

static void sleep_until_woken(struct work_queue *q)
{
    struct queue_sleeper me = { .below = q->sleepers };
    pthread_cond_init(&me.cond, NULL);
    q->sleepers = &me;
    while (!me.woken)
        pthread_cond_wait(&me.cond, &q->lock);
    q->wake_in_flight = false;
    pthread_cond_destroy(&me.cond);
}

static void wake_all(struct work_queue *q)
{
    for (struct queue_sleeper *s = q->sleepers; s; s = s->below) {
        s->woken = true;
        pthread_cond_signal(&s->cond);
    }
    q->sleepers = NULL;
}

struct http_private *queue_get(struct work_queue *q, const struct queue_done *done)
{
    struct http_private *p = NULL;
    pthread_mutex_lock(&q->lock);
    note_done(q, done);
    while (!can_take(q) && !(q->closing && q->staff_lane.n + q->public_lane.n == 0))
        sleep_until_woken(q);
    if (can_take(q))
        p = take(q);
    struct queue_sleeper *wake = next_to_wake(q);
    if (wake)
        pthread_cond_signal(&wake->cond);
    if (q->closing && q->staff_lane.n + q->public_lane.n == 0)
        wake_all(q); /* those kept for staff slept while public requests were left */
    pthread_mutex_unlock(&q->lock);
    return p;
}

void queue_close(struct work_queue *q)
{
    pthread_mutex_lock(&q->lock);
    q->closing = true;
    wake_all(q);
    pthread_mutex_unlock(&q->lock);
}

size_t queue_length(struct work_queue *q)
{
    pthread_mutex_lock(&q->lock);
    size_t n = q->staff_lane.n + q->public_lane.n;
    pthread_mutex_unlock(&q->lock);
    return n;
}
