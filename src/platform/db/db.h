/* SPDX-License-Identifier: Apache-2.0 */
/* The store: one SQLite file with its one writer thread, or a PostgreSQL database (or a schema of
 * one) for several nodes; and sessions that read.  The address chooses.
 *
 *  - A `struct db` is one session and belongs to one thread at a time.  Outside a transaction it
 *    reads only.  Inside db_transaction() the callback gets a *writing* session.
 *  - SQLite: one process owns the file (a lock file); one connection in it ever writes and does
 *    every checkpoint.  Whatever waits, at most 32, shares one commit, each in its savepoint.
 *  - PostgreSQL: READ COMMITTED, so a rule that reads before it writes is held by a constraint or
 *    by claiming a row, never by isolation alone.
 *  - No function takes SQL text at run time: statements come from queries.sql through queryc. */
#ifndef PLATFORM_DB_H
#define PLATFORM_DB_H

#include "base/arena.h"
#include "base/rc.h"
#include "base/types.h"

struct db;       /* a session */
struct db_store; /* an open store with its writer */

struct db_migration { /* written by queryc, one per migrations/NNNN_*.sql */
    const char *module;
    int number;
    const char *name;
    const char *checksum; /* BLAKE2b of the migration text, hex */
    const char *sqlite;   /* STRICT tables */
    const char *postgres; /* domains */
};

/* True for the address of a PostgreSQL database. */
bool db_is_on_server(const char *address);

struct db_options {
    /* A file, ":memory:" for tests (a file in a folder of its own in memory), postgresql://… (a
     * password in it is never printed), or "host=…" as libpq writes it. */
    const char *path;
    const struct db_migration *const
        *migrations;              /* lists ended by .module == NULL, list ended by NULL; in order */
    int readers;                  /* sessions that will be opened at most */
    int64_t ack_before_commit_us; /* SQLite; negative control of the kill test only: answers this
                                   * long before COMMIT; 0 in every real configuration */
    bool accept_fast_fsync;       /* else a file system that syncs in under 10 µs is refused */
    char *why; /* DB_WHY bytes, or NULL: one English sentence when db_open fails */
};
#define DB_WHY 300

/* INVALID: another process has the file open, or the file is newer than the program, or a migration
 * was changed after it was applied.  The store's own tables need no entry in `migrations`. */
MUST_USE enum rc db_open(const struct db_options *options, struct db_store **ret_store);
/* Lets the writer finish what is queued, checkpoints, closes. Sessions must be closed before. */
void db_close(struct db_store *store);

MUST_USE enum rc db_session_open(struct db_store *store, struct db **ret_db);
void db_session_close(struct db *db);
struct db_store *db_store_of(struct db *db);

/* Runs fn(writing session, ctx) and answers only when the commit is on disk.  fn only writes (and
 * reads what it must), has no effect outside the database, and may run again: it sets its outputs
 * from zero.  Its own rc other than OK rolls its work back and is returned.  A statement that fails
 * (CONFLICT too) ends it: nothing is kept, whatever fn answers.  On PostgreSQL a statement whose
 * row count fn does not ask for says OK before it ran; what became of it is the answer of the next
 * read, or of the transaction. Besides that: BUSY (queue full or closing), FULL (disk), FAILED (not
 * confirmed: a retry with the same idempotency key finds out). */
MUST_USE enum rc db_transaction(struct db *db, enum rc (*fn)(struct db *db, void *ctx), void *ctx);

/* The same for a transaction that makes rows, or changes rows that nobody else does, and asks for
 * no answer: those that come together share one commit on PostgreSQL too, and their order does not
 * matter. One that fails is run again alone, and so are those it was with. */
MUST_USE enum rc db_transaction_shared(struct db *db, enum rc (*fn)(struct db *db, void *ctx),
                                       void *ctx);

/* In place of a query's ret_changed: it is CONFLICT when no row changes, known at the latest at the
 * end of the transaction.  Nothing is waited for. */
extern int64_t db_must_change;
#define DB_MUST_CHANGE (&db_must_change)

/* One snapshot around a handler's reads; cheap; nests not. The dispatcher does it. A
 * db_transaction() in between ends the snapshot and begins another: what is read afterwards is what
 * is so then. A read is BUSY when the server of the store cannot be asked. */
MUST_USE enum rc db_read_begin(struct db *db);
/* The same without the limit of two seconds: for a job at night that reads a whole table in one
 * view. Meanwhile the log of changes cannot begin anew. */
MUST_USE enum rc db_read_long_begin(struct db *db);
void db_read_end(struct db *db);

/* A new key for a table (number as in the migration), from the block this node was allotted.  Safe
 * from every thread; may take a block through the writer. */
MUST_USE enum rc db_new_id(struct db *db, int table, t_id *ret_id);

struct db_figures { /* since the store was opened */
    uint64_t commits, transactions, statements, rows_written, checkpoints, fsyncs;
    double fsync_ms; /* measured at opening */
};
void db_figures(struct db_store *store, struct db_figures *ret_figures);

/* False while the disk is full (less than 16 MiB are left) or the writer has stopped: /readyz. */
bool db_is_writable(struct db_store *store);
/* True when the writer has ended for good, after an error of the disk: only a new process can go
 * on. */
bool db_has_stopped(struct db_store *store);

#endif
