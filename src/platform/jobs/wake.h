/* SPDX-License-Identifier: Apache-2.0 */
/* Which runners of this process serve which store, so that who adds a job can wake them. */
#ifndef PLATFORM_JOBS_WAKE_H
#define PLATFORM_JOBS_WAKE_H

#include "base/rc.h"

struct db_store;
struct waker {
    struct db_store *store;
    void (*wake)(void *ctx); /* short; called from any thread, also inside a transaction */
    void *ctx;
    struct waker *next;
};
void wake_register(struct waker *waker);
void wake_forget(struct waker *waker);
void wake_store(struct db_store *store);

#endif
