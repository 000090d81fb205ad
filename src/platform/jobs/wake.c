/* SPDX-License-Identifier: Apache-2.0 */
/* A short list under one lock. */
#include "platform/jobs/wake.h"

#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct waker *wakers;

void wake_register(struct waker *waker)
{
    pthread_mutex_lock(&lock);
    waker->next = wakers;
    wakers = waker;
    pthread_mutex_unlock(&lock);
}

void wake_forget(struct waker *waker)
{
    pthread_mutex_lock(&lock);
    for (struct waker **w = &wakers; *w; w = &(*w)->next)
        if (*w == waker) {
            *w = waker->next;
            break;
        }
    pthread_mutex_unlock(&lock);
}

void wake_store(struct db_store *store)
{
    pthread_mutex_lock(&lock);
    for (struct waker *w = wakers; w; w = w->next)
        if (w->store == store)
            w->wake(w->ctx);
    pthread_mutex_unlock(&lock);
}
