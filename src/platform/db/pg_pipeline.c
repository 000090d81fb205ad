/* SPDX-License-Identifier: Apache-2.0 */
/* What is under way on a connection.  Statements are queued and their results collected in order,
 * later, all at once: an error spoils everything up to the next sync, and the first one is kept. */
#include "platform/db/pg.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

static bool answers_rows(const char *sql)
{
    return strncasecmp(sql, "SELECT", 6) == 0 || strncasecmp(sql, "WITH", 4) == 0 ||
           strcasestr(sql, " RETURNING ");
}

struct pg_kept *pg_keep(struct pg_connection *c, const struct db_statement *statement)
{
    struct db_kept **place = db_kept_place(&c->kept, statement);
    if (!place || *place)
        return place ? (struct pg_kept *)*place : NULL;
    struct pg_kept *k = calloc(1, sizeof *k);
    if (!k)
        return NULL;
    k->base.statement = statement;
    k->number = c->n_named++;
    k->n = statement->types ? (int)strlen(statement->types) : 0;
    k->reads = answers_rows(statement->postgres);
    assert(k->n <= PG_INPUTS);
    db_kept_add(&c->kept, place, &k->base);
    return k;
}

void pg_forget_errors(struct pg_connection *c)
{
    c->error = OK;
    c->again = c->committed = false;
    c->rows = 0;
}

static void lose(struct pg_connection *c)
{
    if (!c->lost && c->pg)
        db_say(c->message, "%s", PQerrorMessage(c->pg));
    c->lost = true;
    c->n = 0;
}

static void note_error(struct pg_connection *c, const struct pg_pending *p, const PGresult *r)
{
    bool again, gone;
    enum rc rc = pg_rc(r, &again, &gone);
    if (p->kind == 'm' && pg_says_no_row(r))
        rc = CONFLICT;
    if (gone && p->kind == 'c') { /* it may have been committed before */
        lose(c);
    } else if (c->error == OK) {
        c->error = rc;
        c->again = again || gone;
        c->lost = c->lost || gone;
        db_say(c->message, "%s: %s", p->kept ? p->kept->base.statement->name : "",
               PQresultErrorMessage(r));
    }
}

static void note(struct pg_connection *c, const struct pg_pending *p, const PGresult *r)
{
    ExecStatusType status = PQresultStatus(r);
    bool ok = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
    if (status == PGRES_FATAL_ERROR)
        note_error(c, p, r);
    if (p->kind == 'p' && !ok)
        p->kept->prepared = false;
    if (p->kind == 'q' && !ok)
        p->kept->must_prepared = false;
    if (p->kind == 'c' && ok) {
        c->committed = strcmp(PQcmdStatus((PGresult *)(uintptr_t)r), "COMMIT") == 0;
        if (!c->committed && c->error == OK)
            c->error = FAILED;
    }
    if (p->kind == 'x' && status == PGRES_COMMAND_OK)
        c->rows += strtoull(PQcmdTuples((PGresult *)(uintptr_t)r), NULL, 10);
    c->rows += p->kind == 'm' && ok;
}

/* The oldest result; NULL when the connection is gone. */
static PGresult *collect_one(struct pg_connection *c)
{
    struct pg_pending p = c->pending[c->first];
    PGresult *r = PQgetResult(c->pg), *end;
    c->first = (c->first + 1) % PG_PENDING;
    c->n--;
    if (!r || (PQstatus(c->pg) == CONNECTION_BAD && PQresultStatus(r) == PGRES_FATAL_ERROR &&
               !PQresultErrorField(r, PG_DIAG_SQLSTATE))) {
        PQclear(r);
        lose(c);
        return NULL;
    }
    note(c, &p, r);
    if (p.kind == 's')
        return r;
    while ((end = PQgetResult(c->pg)) != NULL) { /* the end of this statement */
        bool bad = PQstatus(c->pg) == CONNECTION_BAD;
        PQclear(end);
        if (bad) {
            lose(c);
            break;
        }
    }
    return r;
}

PGresult *pg_collect_last(struct pg_connection *c, int leave)
{
    PGresult *r = NULL;
    while (c->n > leave && !c->lost) {
        PQclear(r);
        r = collect_one(c);
    }
    if (c->lost)
        c->n = 0;
    return r;
}

void pg_collect_all(struct pg_connection *c)
{
    PQclear(pg_collect_last(c, 0));
}

static void add(struct pg_connection *c, char kind, struct pg_kept *k, int sent)
{
    if (!sent) {
        lose(c);
        return;
    }
    c->pending[(c->first + c->n++) % PG_PENDING] = (struct pg_pending) { kind, k };
}

void pg_flush(struct pg_connection *c)
{
    if (!c->lost && (!PQsendFlushRequest(c->pg) || PQflush(c->pg) < 0))
        lose(c);
}

static void make_room(struct pg_connection *c)
{
    if (c->n + 3 < PG_PENDING)
        return;
    pg_flush(c);
    pg_collect_all(c);
}

/* The form that fails when no row changes, so that COMMIT can go out behind it unasked. */
static const char *must_change(const char *sql, char *ret_text, size_t room)
{
    int n = snprintf(ret_text, room,
                     "WITH changed AS (%s RETURNING 1) SELECT 1 / count(*) FROM changed", sql);
    assert(n > 0 && (size_t)n < room);
    return ret_text;
}

static void prepare(struct pg_connection *c, struct pg_kept *k, const char *name, bool must)
{
    Oid types[PG_INPUTS];
    char text[4000];
    const char *sql = k->base.statement->postgres;
    for (int i = 0; i < k->n; i++) {
        char t = k->base.statement->types[i];
        types[i] = t == 'i' ? 20 : t == 'b' ? 17 : 25; /* int8, bytea, text */
    }
    if (must)
        sql = must_change(sql, text, sizeof text);
    add(c, must ? 'q' : 'p', k, PQsendPrepare(c->pg, name, sql, k->n, types));
    *(must ? &k->must_prepared : &k->prepared) = !c->lost;
}

void pg_queue(struct pg_connection *c, struct pg_kept *k, char kind)
{
    static const int binary[PG_INPUTS] = { [0 ... PG_INPUTS - 1] = 1 };
    char name[16];
    if (!c->lost)
        make_room(c);
    if (c->lost)
        return;
    bool must = kind == 'm';
    snprintf(name, sizeof name, must ? "s%dm" : "s%d", k->number);
    if (must ? !k->must_prepared : !k->prepared)
        prepare(c, k, name, must);
    if (!c->lost)
        add(c, kind, k, PQsendQueryPrepared(c->pg, name, k->n, k->values, k->lengths, binary, 1));
}

void pg_queue_plain(struct pg_connection *c, const struct db_statement *statement, char kind)
{
    struct pg_kept *k = pg_keep(c, statement);
    if (k)
        pg_queue(c, k, kind);
    else
        lose(c);
}

void pg_sync(struct pg_connection *c)
{
    if (!c->lost)
        add(c, 's', NULL, PQpipelineSync(c->pg));
}

void pg_settle(struct pg_connection *c)
{
    static const struct db_statement rollback = { .name = "rollback", .postgres = "ROLLBACK" };
    pg_collect_all(c);
    if (c->error != OK &&
        !c->lost) { /* a COMMIT that was queued behind the error was passed over */
        pg_forget_errors(c);
        pg_queue_plain(c, &rollback, 'x');
        pg_sync(c);
        pg_collect_all(c);
    }
    pg_forget_errors(c);
}

void pg_reset_running(struct pg_connection *c)
{
    for (size_t i = 0; i < c->kept.n_room; i++)
        if (c->kept.p[i] && c->kept.p[i]->running) {
            struct pg_kept *k = (struct pg_kept *)c->kept.p[i];
            PQclear(k->result);
            k->result = NULL;
            k->base.running = false;
        }
}
