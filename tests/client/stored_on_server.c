/* SPDX-License-Identifier: Apache-2.0 */
/* Cases and attachments of a store on PostgreSQL, copied by libpq into a private file. */
#include "base/str.h"
#include "tests/client/stored.h"

#include <endian.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <unistd.h>

enum { GONE_MS = 10000 };

static const struct copied {
    const char *make, *read, *put;
    const char *kinds; /* of the columns: i integer, t text */
} tables[] = {
    { "CREATE TABLE cases (town_id INTEGER, id INTEGER, answers TEXT)",
      "SELECT town_id, id, answers FROM cases", "INSERT INTO cases VALUES (?, ?, ?)", "iit" },
    { "CREATE TABLE attachment (town_id INTEGER, case_id INTEGER, id INTEGER, sealed_key TEXT, "
      "address TEXT, digest TEXT, size INTEGER); CREATE INDEX attachment_case ON attachment "
      "(case_id)",
      "SELECT town_id, case_id, id, sealed_key, address, digest, size FROM attachment",
      "INSERT INTO attachment VALUES (?, ?, ?, ?, ?, ?, ?)", "iiittti" },
    { "CREATE TABLE case_intake (channel TEXT, external_id TEXT);"
      "CREATE INDEX intake_key ON case_intake (external_id)",
      "SELECT channel, external_id FROM case_intake", "INSERT INTO case_intake VALUES (?, ?)",
      "tt" },
};

/* The server's work ends when it has seen that its client is dead: what it commits until then is
 * part of what was stored. */
static bool all_are_gone(PGconn *pg)
{
    for (int ms = 0; ms < GONE_MS; ms += 10) {
        PGresult *r =
            PQexec(pg, "SELECT 1 FROM pg_stat_activity WHERE datname = current_database()"
                       " AND pid <> pg_backend_pid() AND backend_type = 'client backend'");
        bool gone = PQresultStatus(r) == PGRES_TUPLES_OK && PQntuples(r) == 0;
        PQclear(r);
        if (gone)
            return true;
        usleep(10000);
    }
    return false;
}

static bool put_row(sqlite3_stmt *put, const char *kinds, const PGresult *r, int row)
{
    for (int i = 0; kinds[i]; i++) {
        const char *p = PQgetvalue(r, row, i);
        int n = PQgetlength(r, row, i);
        uint64_t big = 0;
        if (kinds[i] == 'i' && n != sizeof big)
            return false;
        if (kinds[i] == 'i')
            memcpy(&big, p, sizeof big);
        int code = kinds[i] == 'i' ? sqlite3_bind_int64(put, i + 1, (int64_t)be64toh(big))
                                   : sqlite3_bind_text(put, i + 1, p, n, SQLITE_STATIC);
        if (code != SQLITE_OK)
            return false;
    }
    bool ok = sqlite3_step(put) == SQLITE_DONE;
    sqlite3_reset(put);
    return ok;
}

static bool copy_table(PGconn *pg, sqlite3 *file, const struct copied *t)
{
    sqlite3_stmt *put = NULL;
    PGresult *r = PQexecParams(pg, t->read, 0, NULL, NULL, NULL, NULL, 1);
    bool ok = PQresultStatus(r) == PGRES_TUPLES_OK &&
              sqlite3_exec(file, t->make, NULL, NULL, NULL) == SQLITE_OK &&
              sqlite3_prepare_v2(file, t->put, -1, &put, NULL) == SQLITE_OK;
    for (int row = 0; ok && row < PQntuples(r); row++)
        ok = put_row(put, t->kinds, r, row);
    sqlite3_finalize(put);
    PQclear(r);
    return ok;
}

sqlite3 *stored_on_server(const char *address)
{
    sqlite3 *file = NULL;
    PGconn *pg = PQconnectdb(address);
    bool ok = PQstatus(pg) == CONNECTION_OK && all_are_gone(pg) &&
              sqlite3_open("", &file) == SQLITE_OK &&
              sqlite3_exec(file, "BEGIN", NULL, NULL, NULL) == SQLITE_OK;
    for (size_t i = 0; ok && i < sizeof tables / sizeof *tables; i++)
        ok = copy_table(pg, file, &tables[i]);
    if (!ok || sqlite3_exec(file, "COMMIT", NULL, NULL, NULL) != SQLITE_OK) {
        fprintf(stderr, "the store cannot be read: %s%s\n", PQerrorMessage(pg),
                file ? sqlite3_errmsg(file) : "");
        sqlite3_close(file);
        file = NULL;
    }
    PQfinish(pg);
    return file;
}

int64_t stored_count_on_server(const char *address, const char *sql)
{
    PGconn *pg = PQconnectdb(address);
    PGresult *r = PQexec(pg, sql);
    int64_t n = -1;
    if (PQresultStatus(r) != PGRES_TUPLES_OK || PQntuples(r) != 1 ||
        !str_to_int(str_of(PQgetvalue(r, 0, 0)), &n))
        fprintf(stderr, "%s: %s\n", sql, PQerrorMessage(pg));
    PQclear(r);
    PQfinish(pg);
    return n;
}
