/* SPDX-License-Identifier: Apache-2.0 */
/* The program opened: vault, store, files, towns, procedures.  In this order: the vault's child is forked before
 * there is any thread. */
#ifndef APP_RUNNING_H
#define APP_RUNNING_H

#include "app/config.h"
#include "civic/town/town.h"

struct running {
    struct hall hall;
    struct arena mem; /* lives as long as the program */
    struct db *db;    /* a session for start-up and the background thread */
};

/* Opens the folder c->data, making it when it does not exist.  What went wrong is said on standard error. */
MUST_USE enum rc running_open(struct running *r, const struct config *c);
/* Reads the towns (again, after the demonstration made one). */
MUST_USE enum rc running_load_towns(struct running *r);
void running_close(struct running *r);

/* Serves until a signal. */
MUST_USE enum rc running_serve(struct running *r, const struct config *c);

#endif
