/* SPDX-License-Identifier: Apache-2.0 */
/* Asking stores that another process may be serving: reading, nothing else. */
#include "app/stores_towns.h"

#include "app/backup/store_copy.h"

#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdio.h>
#include <unistd.h>

/* A store that was never opened has no tables yet: that is asked first. */
enum question { HAS_TABLES, HAS_TOWN, HAS_HOST };
static const char *const on_file[] = {
    "SELECT count(*) FROM sqlite_master WHERE name IN ('town', 'town_host') AND ?1 = ?1",
    "SELECT count(*) FROM town WHERE code = ?1",
    "SELECT count(*) FROM town_host WHERE lower(host) = lower(?1)",
};
static const char *const on_server[] = {
    "SELECT count(*) FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relname IN ('town', 'town_host') "
    "AND $1::text = $1::text",
    "SELECT count(*) FROM town WHERE code = $1",
    "SELECT count(*) FROM town_host WHERE lower(host) = lower($1)",
};

struct asked { /* one of the two */
    sqlite3 *sqlite;
    PGconn *pg;
};

static int64_t count_on_file(sqlite3 *db, const char *sql, struct str value)
{
    sqlite3_stmt *s = NULL;
    int64_t n = -1;
    if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) == SQLITE_OK &&
        sqlite3_bind_text(s, 1, value.p, (int)value.n, SQLITE_STATIC) == SQLITE_OK && sqlite3_step(s) == SQLITE_ROW)
        n = sqlite3_column_int64(s, 0);
    sqlite3_finalize(s);
    return n;
}

static int64_t count_on_server(PGconn *pg, const char *sql, const char *value)
{
    PGresult *rows = PQexecParams(pg, sql, 1, NULL, &value, NULL, NULL, 0);
    int64_t n = -1;
    if (PQresultStatus(rows) != PGRES_TUPLES_OK || !str_to_int(str_of(PQgetvalue(rows, 0, 0)), &n))
        n = -1;
    PQclear(rows);
    return n;
}

/* Negative: cannot be told. */
static int64_t count(const struct asked *a, enum question q, struct arena *mem, struct str value)
{
    return a->pg ? count_on_server(a->pg, on_server[q], arena_cstr(mem, value)) : count_on_file(a->sqlite, on_file[q], value);
}

static enum rc judge(const struct asked *a, struct arena *mem, struct str code, struct str host, const char *name)
{
    int64_t tables = count(a, HAS_TABLES, mem, S("")), town = 0, hosts = 0;
    if (tables == 2) {
        town = count(a, HAS_TOWN, mem, code);
        hosts = count(a, HAS_HOST, mem, host);
    }
    if (tables < 0 || town < 0 || hosts < 0) {
        printf("The store \"%s\" cannot be asked whether the town lives there; nothing was changed.\n", name);
        return FAILED;
    }
    if (town || hosts)
        printf("%.*s lives in the store \"%s\" already; nothing was changed.\n", STR(town ? code : host), name);
    return town || hosts ? CONFLICT : OK;
}

static enum rc ask(const struct store_line *line, struct arena *mem, struct str code, struct str host)
{
    const char *path = arena_fmt(mem, "%s/town.db", line->folder).p;
    struct asked a = { 0 };
    if (*line->address)
        a.pg = PQconnectdb(line->address);
    else if (access(path, F_OK) != 0)
        return OK;
    else
        a.sqlite = store_open_beside(path);
    enum rc rc = FAILED;
    if (a.pg || a.sqlite)
        rc = judge(&a, mem, code, host, line->name);
    else
        printf("The store \"%s\" cannot be opened; nothing was changed.\n", line->name);
    PQfinish(a.pg);
    sqlite3_close(a.sqlite);
    return rc;
}

enum rc stores_towns_elsewhere(const struct config *c, struct arena *mem, struct str code, struct str host)
{
    enum rc rc = OK;
    for (size_t i = 0; i < c->n_lines && rc == OK; i++)
        if (!str_eq(str_of(c->lines[i].folder), str_of(config_place(c))))
            rc = ask(&c->lines[i], mem, code, host);
    return rc;
}
