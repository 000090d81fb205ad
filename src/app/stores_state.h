/* SPDX-License-Identifier: Apache-2.0 */
/* The list itself, for stores.c and store_figures.c. */
#ifndef APP_STORES_STATE_H
#define APP_STORES_STATE_H

#include "app/store_place.h"

struct stores {
    struct hall lobby; /* first: r->app before a town is known; has no towns */
    struct store_place *places;
    bool *admitted; /* a place that was admitted once keeps its towns while it is down; under lock */
    size_t n;
    pthread_mutex_t lock;
};

#endif
