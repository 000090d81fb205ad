/* SPDX-License-Identifier: Apache-2.0 */
/* What generated queries stand on; nothing else includes it.
 *
 * A statement is prepared once per session and kept by the address of its db_statement.  A cursor
 * is one run of it: after the first trouble everything on the cursor does nothing, and close tells.
 */
#ifndef PLATFORM_DB_STATEMENT_H
#define PLATFORM_DB_STATEMENT_H

#include "platform/db/db.h"

struct db_statement {
    const char *name; /* cases.queue_open +running: for messages */
    const char *sqlite, *postgres;
    const char *types; /* of the inputs, one letter each: i integer, t text, b bytes */
};

struct db_kept;

struct db_cursor {
    struct db *db;
    struct db_kept *kept;
    enum rc rc;
};

void db_cursor_open(struct db_cursor *c, struct db *db, const struct db_statement *statement);
bool db_cursor_step(struct db_cursor *c); /* true: there is a row */
MUST_USE enum rc db_cursor_close(struct db_cursor *c, int64_t *ret_changed);

/* Inputs count from 1.  A NULL is only bound by the _or_null forms. */
void db_bind_int(struct db_cursor *c, int i, int64_t value);
void db_bind_int_or_null(struct db_cursor *c, int i, int64_t value, int64_t null);
void db_bind_text(struct db_cursor *c, int i, struct str value);
void db_bind_text_or_null(struct db_cursor *c, int i, struct str value);
void db_bind_blob(struct db_cursor *c, int i, struct blob value);
void db_bind_blob_or_null(struct db_cursor *c, int i, struct blob value);

/* Outputs count from 0.  A NULL (or another kind of value) that was not declared is FAILED.  Text
 * is copied to `mem`, or lives until the next step when mem is NULL. */
int64_t db_column_int(struct db_cursor *c, int i);
int64_t db_column_int_or_null(struct db_cursor *c, int i, int64_t null);
struct str db_column_text(struct db_cursor *c, struct arena *mem, int i);
struct str db_column_text_or_null(struct db_cursor *c, struct arena *mem, int i);
struct blob db_column_blob(struct db_cursor *c, struct arena *mem, int i);
struct blob db_column_blob_or_null(struct db_cursor *c, struct arena *mem, int i);

/* The rows so far in twice the room. */
void *db_rows_grow(struct db_cursor *c, struct arena *mem, void *rows, size_t *room, size_t size);

#endif
