/* SPDX-License-Identifier: Apache-2.0 */
/* The store of a server that does not run, read by SQLite or libpq alone; only secrets are opened
 * by the program's own vault and file reader. */
#ifndef TESTS_CLIENT_STORED_H
#define TESTS_CLIENT_STORED_H

#include "base/rc.h"
#include "civic/town/town.h"

#include <sqlite3.h>

struct stored {
    sqlite3 *sqlite;
    struct hall hall; /* vault and files alone */
};

struct stored_case {
    int64_t serial;    /* of tests/client/applicant.h */
    struct str number; /* its receipt number */
    struct str
        answers; /* PATH=VALUE lines, secrets opened, without what is computed and without files */
    int n_files, n_readable; /* attachments; those whose file opens and has the digest of the row */
    struct str digest;       /* of the last attachment */
    bool file_named;         /* the answers name as many files as there are */
};

/* Address: of a store on PostgreSQL, NULL or empty: town.db in the folder. */
MUST_USE enum rc stored_open(struct stored *s, struct arena *mem, const char *data_folder,
                             const char *address);
void stored_close(struct stored *s);
/* Every case of an applicant, each from an arena of its own. */
MUST_USE enum rc stored_each(struct stored *s, void (*each)(void *ctx, const struct stored_case *c),
                             void *ctx);
/* True if a message of the web with this key (the draft's outside name) is stored as a case. */
bool stored_has_draft(struct stored *s, const char *draft);
int64_t stored_count(struct stored *s, const char *sql);

/* stored_on_server.c: what is read here, copied when the last connection of the server has gone;
 * NULL with the reason on standard error. */
sqlite3 *stored_on_server(const char *address);
/* A number counted there, or -1. */
int64_t stored_count_on_server(const char *address, const char *sql);

#endif
