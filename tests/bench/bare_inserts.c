/* SPDX-License-Identifier: Apache-2.0 */
/* All rows are read into memory first; then one thread binds and commits. */
#include "tests/bench/bare_inserts.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { SHARE = 32, CHECKPOINT_EVERY = 16, MOST_COLUMNS = 40 };

static const struct table {
    const char *name, *of_case; /* the column that holds the case */
} tables[] = {
    { "cases", "id" },         { "case_intake", "case_id" }, { "case_event", "case_id" },
    { "task", "case_id" },     { "notice", "case_id" },      { "attachment", "case_id" },
    { "audit", "subject_id" }, { "event", "case_id" },
};
enum { TABLES = sizeof tables / sizeof *tables };

struct rows {               /* of one table */
    sqlite3_value **values; /* n * columns */
    int n, columns;
    sqlite3_stmt *insert;
};

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int fail(sqlite3 *db, const char *what)
{
    fprintf(stderr, "%s: %s\n", what, sqlite3_errmsg(db));
    return -1;
}

static int load(sqlite3 *db, const struct table *t, long long from, int most, struct rows *rows)
{
    char sql[300];
    sqlite3_stmt *q;
    snprintf(sql, sizeof sql, "SELECT * FROM %s WHERE %s >= %lld ORDER BY %s LIMIT %d", t->name,
             t->of_case, from, t->of_case, most);
    if (sqlite3_prepare_v2(db, sql, -1, &q, NULL) != SQLITE_OK)
        return fail(db, sql);
    rows->columns = sqlite3_column_count(q);
    rows->values = calloc((size_t)most * MOST_COLUMNS, sizeof *rows->values);
    while (rows->values && sqlite3_step(q) == SQLITE_ROW) {
        for (int c = 0; c < rows->columns; c++)
            rows->values[rows->n * rows->columns + c] =
                sqlite3_value_dup(sqlite3_column_value(q, c));
        rows->n++;
    }
    return sqlite3_finalize(q);
}

static int copy_schema(sqlite3 *from, sqlite3 *to, const struct table *t)
{
    sqlite3_stmt *q;
    int code = SQLITE_OK;
    if (sqlite3_prepare_v2(from,
                           "SELECT sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL "
                           "ORDER BY type DESC",
                           -1, &q, NULL) != SQLITE_OK)
        return fail(from, "schema");
    sqlite3_bind_text(q, 1, t->name, -1, SQLITE_STATIC);
    while (code == SQLITE_OK && sqlite3_step(q) == SQLITE_ROW)
        code = sqlite3_exec(to, (const char *)sqlite3_column_text(q, 0), NULL, NULL, NULL);
    sqlite3_finalize(q);
    return code == SQLITE_OK ? 0 : fail(to, t->name);
}

static int prepare(sqlite3 *to, const struct table *t, struct rows *rows)
{
    char sql[300];
    int n = snprintf(sql, sizeof sql, "INSERT INTO %s VALUES (", t->name);
    for (int c = 0; c < rows->columns; c++)
        n += snprintf(sql + n, sizeof sql - (size_t)n, "%s?", c ? "," : "");
    snprintf(sql + n, sizeof sql - (size_t)n, ")");
    return sqlite3_prepare_v2(to, sql, -1, &rows->insert, NULL) == SQLITE_OK ? 0 : fail(to, sql);
}

static int insert(sqlite3 *to, struct rows *rows, int i)
{
    if (i >= rows->n)
        return 0;
    for (int c = 0; c < rows->columns; c++)
        sqlite3_bind_value(rows->insert, c + 1, rows->values[i * rows->columns + c]);
    int code = sqlite3_step(rows->insert);
    sqlite3_reset(rows->insert);
    return code == SQLITE_DONE ? 0 : fail(to, "insert");
}

static double run(sqlite3 *to, struct rows *all)
{
    double from = now_s();
    for (int i = 0; i < all[0].n; i += SHARE) {
        if (sqlite3_exec(to, "BEGIN IMMEDIATE", NULL, NULL, NULL) != SQLITE_OK)
            return fail(to, "begin");
        for (int j = i; j < i + SHARE; j++)
            for (int t = 0; t < TABLES; t++)
                if (insert(to, &all[t], j) != 0)
                    return -1;
        if (sqlite3_exec(to, "COMMIT", NULL, NULL, NULL) != SQLITE_OK)
            return fail(to, "commit");
        if (i / SHARE % CHECKPOINT_EVERY == CHECKPOINT_EVERY - 1)
            sqlite3_wal_checkpoint_v2(to, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
    }
    return (double)all[0].n / (now_s() - from);
}

static long long first_case(sqlite3 *db, int most)
{
    char sql[200];
    sqlite3_stmt *q;
    long long id = -1;
    snprintf(sql, sizeof sql,
             "SELECT min(id) FROM (SELECT id FROM cases ORDER BY id DESC LIMIT %d)", most);
    if (sqlite3_prepare_v2(db, sql, -1, &q, NULL) == SQLITE_OK && sqlite3_step(q) == SQLITE_ROW)
        id = sqlite3_column_int64(q, 0);
    sqlite3_finalize(q);
    return id;
}

double bare_inserts(const char *store, const char *folder, int most)
{
    char path[1100];
    sqlite3 *from = NULL, *to = NULL;
    struct rows all[TABLES] = { 0 };
    double rate = -1;
    snprintf(path, sizeof path, "%s/bare.db", folder);
    unlink(path);
    int bad = sqlite3_open_v2(store, &from, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK ||
              sqlite3_open(path, &to) != SQLITE_OK ||
              sqlite3_exec(
                  to,
                  "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0;"
                  "PRAGMA cache_size=8000;",
                  NULL, NULL, NULL) != SQLITE_OK;
    long long first = bad ? -1 : first_case(from, most);
    for (int t = 0; t < TABLES && !bad; t++)
        bad = copy_schema(from, to, &tables[t]) != 0 ||
              load(from, &tables[t], first, most, &all[t]) != 0 ||
              prepare(to, &tables[t], &all[t]) != 0;
    if (!bad && all[0].n > 0)
        rate = run(to, all);
    for (int t = 0; t < TABLES; t++) {
        sqlite3_finalize(all[t].insert);
        for (int i = 0; i < all[t].n * all[t].columns; i++)
            sqlite3_value_free(all[t].values[i]);
        free(all[t].values);
    }
    sqlite3_close(from);
    sqlite3_close(to);
    return rate;
}
