/* SPDX-License-Identifier: Apache-2.0 */
/* The PostgreSQL store: reached, writable, safe at a crash, with a town. */
#include "app/doctor/doctor.h"

#include <libpq-fe.h>

static struct str ask(struct doctor *d, PGconn *pg, const char *sql)
{
    PGresult *rows = PQexec(pg, sql);
    struct str text = S("");
    if (PQresultStatus(rows) == PGRES_TUPLES_OK && PQntuples(rows) == 1 && !PQgetisnull(rows, 0, 0))
        text = arena_str(d->mem, str_of(PQgetvalue(rows, 0, 0)));
    PQclear(rows);
    return text;
}

static void check_setting(struct doctor *d, PGconn *pg, const char *name, const char *wanted, const char *why)
{
    struct str value = ask(d, pg, arena_fmt(d->mem, "SELECT current_setting('%s')", name).p);
    bool good = str_eq(value, str_of(wanted));
    doctor_note(d, name, good ? FINDING_OK : FINDING_FAILED, arena_fmt(d->mem, "%.*s", STR(value)),
                arena_fmt(d->mem, "set %s = %s: %s", name, wanted, why));
}

static void check_town(struct doctor *d, PGconn *pg)
{
    struct str town = ask(d, pg, "SELECT string_agg(name || ' (' || code || ')', ', ') FROM town");
    doctor_note(d, "town", town.n ? FINDING_OK : FINDING_WARNING, town.n ? town : S("the store has no town"),
                S("make one with `yakuba init`"));
}

void doctor_server(struct doctor *d)
{
    PGconn *pg = PQconnectdb(arena_fmt(d->mem, "%s", d->config->store).p);
    if (PQstatus(pg) != CONNECTION_OK) {
        doctor_note(d, "store", FINDING_FAILED, S("the server in `store` does not let this user in"),
                    S("try the same address with psql; look at pg_hba.conf and the server's log"));
        PQfinish(pg);
        return;
    }
    bool standby = str_eq(ask(d, pg, "SELECT pg_is_in_recovery()"), S("t"));
    doctor_note(d, "store", standby ? FINDING_FAILED : FINDING_OK,
                arena_fmt(d->mem, "PostgreSQL %.*s%s", STR(ask(d, pg, "SHOW server_version")), standby ? ", a standby" : ""),
                S("name the primary in `store`"));
    check_setting(d, pg, "fsync", "on", "else a crash of the machine loses what receipts were given for");
    check_setting(d, pg, "full_page_writes", "on", "else a torn page after a crash cannot be repaired");
    check_town(d, pg);
    PQfinish(pg);
}
