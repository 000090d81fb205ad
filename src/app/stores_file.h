/* SPDX-License-Identifier: Apache-2.0 */
/* The list of stores, where towns live in several: a file of lines `NAME = FOLDER [postgresql://…]`.  The folder, below
 * the data folder or absolute, holds the store's town.db (unless its rows are on the server) and its files/ and bounces/;
 * the keys stay in the data folder and are the same for all. */
#ifndef APP_STORES_FILE_H
#define APP_STORES_FILE_H

#include "app/config.h"

struct store_line {
    const char *name;    /* a-z, 0-9 and -: also the host NAME.localhost on the operator's port */
    const char *folder;  /* as it is to be opened */
    const char *address; /* "" : a file; may hold a password */
};

enum { MOST_STORES = 64 };

/* Reads the file that c->stores names, if it names one, and what c->store means then: the name of one line. INVALID when
 * it complained. */
MUST_USE enum rc stores_file_apply(struct config *c, struct arena *mem, struct out *complaints);
/* The configuration of one store of several. */
struct config stores_file_one(const struct config *c, const struct store_line *line);

#endif
