/* SPDX-License-Identifier: Apache-2.0 */
/* Copies four tables with libpq itself, for the same reason as in audit_verify.c: nothing of the
 * program's own way to its store.  One read-only snapshot, without the indexes, row by row. */
#include "app/commands/audit_from_server.h"

#include <endian.h>
#include <libpq-fe.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct copied {
    const char *make, *read, *put;
    const char *kinds; /* of the columns: i integer, t text, b bytes */
};

static const struct copied tables[] = {
    { "CREATE TABLE audit (town_id INTEGER, id INTEGER, at INTEGER, actor_kind TEXT, actor_id "
      "INTEGER, action TEXT, "
      "subject_table INTEGER, subject_id INTEGER, detail TEXT, PRIMARY KEY (town_id, id))",
      "SELECT town_id, id, at, actor_kind, actor_id, action, subject_table, subject_id, detail "
      "FROM audit",
      "INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", "iiititiit" },
    { "CREATE TABLE audit_waiting (town_id INTEGER, audit_id INTEGER, PRIMARY KEY (town_id, "
      "audit_id))",
      "SELECT town_id, audit_id FROM audit_waiting", "INSERT INTO audit_waiting VALUES (?, ?)",
      "ii" },
    { "CREATE TABLE audit_link (town_id INTEGER, seq INTEGER, audit_id INTEGER, hash BLOB, PRIMARY "
      "KEY (town_id, seq));"
      "CREATE UNIQUE INDEX audit_link_row ON audit_link (town_id, audit_id)",
      "SELECT town_id, seq, audit_id, hash FROM audit_link",
      "INSERT INTO audit_link VALUES (?, ?, ?, ?)", "iiib" },
    { "CREATE TABLE audit_head (town_id INTEGER, number INTEGER, seq INTEGER, at INTEGER, hash "
      "BLOB, signature BLOB, "
      "PRIMARY KEY (town_id, number))",
      "SELECT town_id, number, seq, at, hash, signature FROM audit_head",
      "INSERT INTO audit_head VALUES (?, ?, ?, ?, ?, ?)", "iiiibb" },
};

bool audit_is_on_server(const char *address)
{
    return strncmp(address, "postgresql://", 13) == 0 || strncmp(address, "postgres://", 11) == 0 ||
           strncmp(address, "host=", 5) == 0 || strncmp(address, "service=", 8) == 0;
}

static bool run(PGconn *pg, const char *sql)
{
    PGresult *r = PQexec(pg, sql);
    bool ok = PQresultStatus(r) == PGRES_COMMAND_OK;
    PQclear(r);
    return ok;
}

/* False: not the kind that the trail has there. */
static bool bind(sqlite3_stmt *put, int column, char kind, const PGresult *r)
{
    uint64_t big;
    const char *p = PQgetvalue(r, 0, column);
    int n = PQgetlength(r, 0, column);
    if (PQgetisnull(r, 0, column))
        return false;
    if (kind == 't')
        return sqlite3_bind_text(put, column + 1, p, n, SQLITE_STATIC) == SQLITE_OK;
    if (kind == 'b')
        return (n ? sqlite3_bind_blob(put, column + 1, p, n, SQLITE_STATIC)
                  : sqlite3_bind_zeroblob(put, column + 1, 0)) == SQLITE_OK;
    if (n != sizeof big)
        return false;
    memcpy(&big, p, sizeof big);
    return sqlite3_bind_int64(put, column + 1, (int64_t)be64toh(big)) == SQLITE_OK;
}

static bool put_row(sqlite3_stmt *put, const struct copied *t, const PGresult *r)
{
    int n = (int)strlen(t->kinds);
    bool ok = PQnfields(r) == n;
    for (int i = 0; i < n && ok; i++)
        ok = bind(put, i, t->kinds[i], r);
    ok = ok && sqlite3_step(put) == SQLITE_DONE;
    sqlite3_reset(put);
    return ok;
}

/* Every answer is collected, also after the first that is wrong. */
static bool copy_rows(PGconn *pg, sqlite3_stmt *put, const struct copied *t)
{
    bool ok =
        PQsendQueryParams(pg, t->read, 0, NULL, NULL, NULL, NULL, 1) && PQsetSingleRowMode(pg);
    for (PGresult *r; (r = PQgetResult(pg)) != NULL; PQclear(r)) {
        ExecStatusType status = PQresultStatus(r);
        if (status == PGRES_SINGLE_TUPLE)
            ok = ok && put_row(put, t, r);
        else
            ok = ok && status == PGRES_TUPLES_OK;
    }
    return ok;
}

static bool copy_table(PGconn *pg, sqlite3 *file, const struct copied *t)
{
    sqlite3_stmt *put = NULL;
    bool ok = sqlite3_exec(file, t->make, NULL, NULL, NULL) == SQLITE_OK &&
              sqlite3_prepare_v2(file, t->put, -1, &put, NULL) == SQLITE_OK &&
              copy_rows(pg, put, t);
    sqlite3_finalize(put);
    return ok;
}

/* Whoever may write may also be somebody else's program: the connection refuses to. */
static bool copy_all(PGconn *pg, sqlite3 *file)
{
    bool ok = PQstatus(pg) == CONNECTION_OK &&
              run(pg, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY") &&
              run(pg, "SET LOCAL statement_timeout = 0; SET LOCAL enable_indexscan = off;"
                      "SET LOCAL enable_indexonlyscan = off; SET LOCAL enable_bitmapscan = off") &&
              sqlite3_exec(file, "PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF; BEGIN", NULL,
                           NULL, NULL) == SQLITE_OK;
    for (size_t i = 0; i < sizeof tables / sizeof *tables && ok; i++)
        ok = copy_table(pg, file, &tables[i]);
    return ok && sqlite3_exec(file, "COMMIT", NULL, NULL, NULL) == SQLITE_OK;
}

sqlite3 *audit_from_server(const char *address)
{
    const char *const names[] = { "fallback_application_name", "client_encoding", "dbname", NULL };
    const char *const values[] = { "yakuba audit verify", "UTF8", address, NULL };
    sqlite3 *file = NULL;
    PGconn *pg = PQconnectdbParams(names, values, 1);
    bool ok = sqlite3_open("", &file) == SQLITE_OK && copy_all(pg, file);
    if (!ok) {
        const char *why = PQerrorMessage(pg);
        fprintf(stderr, "yakuba audit: the trail cannot be read: %s\n",
                *why                                 ? why
                : sqlite3_errcode(file) != SQLITE_OK ? sqlite3_errmsg(file)
                                                     : "it is no trail of ours");
        sqlite3_close(file);
        file = NULL;
    }
    PQfinish(pg);
    return file;
}
