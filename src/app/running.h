/* SPDX-License-Identifier: Apache-2.0 */
/* The program opened: vault, store, files, towns, procedures.  In this order: the vault's child is forked before
 * there is any thread. */
#ifndef APP_RUNNING_H
#define APP_RUNNING_H

#include "app/config.h"
#include "civic/town/town.h"
#include "platform/db/db.h"

struct running {
    struct hall hall;
    struct arena mem; /* lives as long as the program */
    struct db *db;    /* a session for start-up and the background thread */
};

/* What all stores share: vault, keys, rooms, procedures, e-mail. The hall has no store, no files and no towns then. */
MUST_USE enum rc running_open_house(struct running *r, const struct config *c);
/* Opens the store that c means (and its files) into hall->store and hall->files. */
MUST_USE enum rc running_open_store(const struct config *c, struct arena *mem, struct hall *hall, char why[DB_WHY]);
/* The house and its one store. Opens the folder c->data, making it when it does not exist.  What went wrong is said on standard error. */
MUST_USE enum rc running_open(struct running *r, const struct config *c);
/* Reads the towns (again, after the demonstration made one). */
MUST_USE enum rc running_load_towns(struct running *r);
void running_close(struct running *r);

/* Serves until a signal: the one store that running_open() opened, or, where c has several lines, the house's stores. */
MUST_USE enum rc running_serve(struct running *r, const struct config *c);

#endif
