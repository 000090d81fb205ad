/* SPDX-License-Identifier: Apache-2.0 */
/* Which runners of this process serve which store, so that who adds a job can wake them. */
#ifndef PLATFORM_JOBS_WAKE_H
#define PLATFORM_JOBS_WAKE_H

#include "base/out.h"
#include "base/rc.h"

struct db_store;
struct waker {
    struct db_store *store;
    void (*wake)(void *ctx);                  /* short; called from any thread, also inside a transaction */
    const char *(*kind)(void *ctx, size_t i); /* names of the kinds it runs; NULL: no more */
    void (*tell)(void *ctx, struct out *out); /* its figures */
    void *ctx;
    struct waker *next;
};
void wake_register(struct waker *waker);
void wake_forget(struct waker *waker);
void wake_store(struct db_store *store);
/* The kinds that this process runs, ended by NULL. */
const char *const *wake_kinds(struct db_store *store, struct arena *mem);
/* The figures of this process's first runner on the store. */
void wake_tell(struct db_store *store, struct out *out);

#endif
