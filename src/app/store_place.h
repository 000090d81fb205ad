/* SPDX-License-Identifier: Apache-2.0 */
/* One of several stores: open or not, what runs beside it, and the sessions that requests borrow.  A thread of its own
 * opens it, watches it, closes it when it fails, and tries again each second, so that no store waits for another. */
#ifndef APP_STORE_PLACE_H
#define APP_STORE_PLACE_H

#include "app/background.h"
#include "app/following.h"
#include "app/stores_file.h"
#include "civic/town/town.h"
#include "platform/db/db.h"

#include <pthread.h>
#include <sys/stat.h>

struct store_place {
    const struct store_line *line;
    struct config config; /* of this store alone */
    struct hall hall;     /* the root of its views; store and files are set while it is open */
    struct arena mem;     /* of the views: as long as the program */
    struct arena opened;  /* of one opening */
    struct following *following;
    struct background *background;
    struct stat file; /* that was opened */
    /* CONFLICT, with the words: a town of it is elsewhere already. */
    enum rc (*admit)(void *ctx, struct store_place *place, char why[DB_WHY]);
    void *ctx;
    void (*cannot_go_on)(void);
    size_t most_lent; /* a store that hangs must not hold every worker */
    struct db **idle; /* room for most_lent */
    pthread_t thread;
    bool has_thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    /* under lock: */
    bool is_open, is_reachable, has_view, stopping;
    size_t lent, n_idle;
    char why[DB_WHY]; /* it is not open */
};

/* Makes it and tries to open it, once. FAILED: there can be no place; that the store does not open is told in the log. */
MUST_USE enum rc store_place_make(struct store_place *p, const struct hall *house, const struct config *c,
                                  const struct store_line *line);
void store_place_try(struct store_place *p);
MUST_USE enum rc store_place_keep(struct store_place *p); /* the thread */
/* Nobody has borrowed or holds a view any more. */
void store_place_stop(struct store_place *p);

bool store_place_is_open(struct store_place *p); /* and its server answers */
/* The towns as they are, or as they were before it failed; NULL: it was never open. Held until mem is reset. */
const struct hall *store_place_view(struct store_place *p, struct arena *mem);
/* BUSY: not open, or too many have borrowed. */
MUST_USE enum rc store_place_lend(struct store_place *p, struct db **ret_db);
void store_place_give_back(struct store_place *p, struct db *db);

#endif
