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

static const struct waker *first_of(struct db_store *store)
{
    const struct waker *first = NULL;
    for (const struct waker *w = wakers; w; w = w->next)
        if (w->store == store)
            first = w;
    return first;
}

const char *const *wake_kinds(struct db_store *store, struct arena *mem)
{
    size_t n = 0;
    pthread_mutex_lock(&lock);
    const struct waker *w = first_of(store);
    while (w && w->kind(w->ctx, n))
        n++;
    const char **names = arena_new(mem, const char *, n + 1);
    for (size_t i = 0; i < n; i++)
        names[i] = w->kind(w->ctx, i);
    pthread_mutex_unlock(&lock);
    return names;
}

void wake_tell(struct db_store *store, struct out *out)
{
    pthread_mutex_lock(&lock);
    const struct waker *w = first_of(store);
    if (w)
        w->tell(w->ctx, out);
    pthread_mutex_unlock(&lock);
}
