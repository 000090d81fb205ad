/* SPDX-License-Identifier: Apache-2.0 */
/* Schemas for tests. */
#include "tests/store.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_STORES = 4000 };

static const char *server(void)
{
    const char *address = getenv("YAKUBA_STORE");
    return address && *address ? address : NULL;
}

bool test_store_is_on_server(void)
{
    return server() != NULL;
}

static void make_schema(const char *name)
{
    char sql[200];
    PGconn *pg = PQconnectdb(server());
    snprintf(sql, sizeof sql, "CREATE SCHEMA %s", name);
    PGresult *r = PQexec(pg, sql);
    if (PQresultStatus(r) != PGRES_COMMAND_OK) {
        fprintf(stderr, "%s: %s\n", sql, PQerrorMessage(pg));
        abort();
    }
    PQclear(r);
    PQfinish(pg);
}

const char *test_store(const char *path)
{
    static struct {
        char *path, *address;
    } stores[MOST_STORES];
    static int n;
    char name[60], address[2000];
    if (!server())
        return path;
    for (int i = 0; i < n; i++)
        if (strcmp(stores[i].path, path) == 0 && strcmp(path, ":memory:") != 0)
            return stores[i].address;
    if (n == MOST_STORES)
        abort();
    snprintf(name, sizeof name, "test_%d_%d", getpid(), n);
    make_schema(name);
    snprintf(address, sizeof address, "%s%soptions=-csearch_path%%3D%s", server(),
             strchr(server(), '?') ? "&" : "?", name);
    stores[n].path = strdup(path);
    stores[n].address = strdup(address);
    if (!stores[n].path || !stores[n].address)
        abort();
    return stores[n++].address;
}
