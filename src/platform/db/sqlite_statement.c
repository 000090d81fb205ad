/* SPDX-License-Identifier: Apache-2.0 */
/* Prepared statements of a connection, cursors over them, the limits of time. */
#include "platform/db/sqlite.h"

#include <assert.h>
#include <stdlib.h>
#include <time.h>

static int64_t cpu_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static int past_deadline(void *arg)
{
    const struct sqlite_session *db = arg;
    return cpu_ns() > db->deadline_ns;
}

void sqlite_set_limit(struct sqlite_session *db, int64_t limit)
{
    db->deadline_ns = limit ? cpu_ns() + limit : 0;
    sqlite3_progress_handler(db->sqlite, limit ? 1000 : 0, limit ? past_deadline : NULL, db);
}

/* Unique and foreign keys are answers; what spoils a whole transaction is remembered, whatever the
 * caller makes of the result. */
static enum rc rc_of(struct sqlite_session *db, int code)
{
    switch (code & 0xff) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE: return OK;
    case SQLITE_CONSTRAINT:
        return code == SQLITE_CONSTRAINT_CHECK || code == SQLITE_CONSTRAINT_NOTNULL ||
                       code == SQLITE_CONSTRAINT_DATATYPE
                   ? FAILED
                   : CONFLICT;
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return BUSY;
    case SQLITE_FULL: db->trouble = SQLITE_FULL; return FULL;
    case SQLITE_IOERR:
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_CANTOPEN: db->trouble = SQLITE_IOERR; return FAILED;
    case SQLITE_NOMEM:
    case SQLITE_INTERRUPT:
        if (!db->trouble)
            db->trouble = code & 0xff;
        return FAILED;
    default: return FAILED;
    }
}

/* A statement that failed inside a transaction ends it, as on PostgreSQL. */
enum rc sqlite_rc(struct sqlite_session *db, int code)
{
    enum rc rc = rc_of(db, code);
    if (rc != OK && db->base.writes && db->base.broken == OK)
        db->base.broken = rc;
    return rc;
}

static struct sqlite_kept *keep(struct sqlite_session *db, const struct db_statement *statement,
                                enum rc *ret_rc)
{
    struct db_kept **place = db_kept_place(&db->kept, statement);
    *ret_rc = FAILED;
    if (!place)
        return NULL;
    if (*place)
        return (struct sqlite_kept *)*place;
    struct sqlite_kept *k = calloc(1, sizeof *k);
    int code = k ? sqlite3_prepare_v3(db->sqlite, statement->sqlite, -1, SQLITE_PREPARE_PERSISTENT,
                                      &k->stmt, NULL)
                 : SQLITE_NOMEM;
    if (code != SQLITE_OK) {
        *ret_rc = sqlite_rc(db, code);
        free(k);
        return NULL;
    }
    k->base.statement = statement;
    db_kept_add(&db->kept, place, &k->base);
    return k;
}

void sqlite_reset_running(struct sqlite_session *db)
{
    for (size_t i = 0; i < db->kept.n_room; i++)
        if (db->kept.p[i] && db->kept.p[i]->running) {
            sqlite3_reset(((struct sqlite_kept *)db->kept.p[i])->stmt);
            db->kept.p[i]->running = false;
        }
}

int sqlite_run(struct sqlite_session *db, const struct db_statement *statement)
{
    enum rc rc;
    struct sqlite_kept *k = keep(db, statement, &rc);
    if (!k)
        return db->trouble ? db->trouble : SQLITE_ERROR;
    db->base.statements++;
    sqlite3_step(k->stmt);
    return sqlite3_reset(k->stmt) & 0xff;
}

enum rc sqlite_read_begin(struct db *base, bool limited)
{
    static const struct db_statement begin = { .name = "read", .sqlite = "BEGIN" };
    struct sqlite_session *db = sqlite_session_of(base);
    db->trouble = 0;
    enum rc rc = sqlite_rc(db, sqlite_run(db, &begin));
    base->reading = rc == OK;
    if (limited)
        sqlite_set_limit(db, READ_LIMIT_NS); /* who stays keeps the WAL from beginning anew */
    return rc;
}

void sqlite_read_end(struct db *base)
{
    static const struct db_statement commit = { .name = "commit", .sqlite = "COMMIT" };
    static const struct db_statement rollback = { .name = "rollback", .sqlite = "ROLLBACK" };
    struct sqlite_session *db = sqlite_session_of(base);
    sqlite_set_limit(db, 0);
    sqlite_reset_running(db);
    if (sqlite_run(db, &commit) != SQLITE_OK)
        sqlite_run(db, &rollback);
}

static sqlite3_stmt *stmt_of(const struct db_cursor *c)
{
    return ((struct sqlite_kept *)c->kept)->stmt;
}

void sqlite_cursor_open(struct db_cursor *c, const struct db_statement *statement)
{
    struct sqlite_kept *k = keep(sqlite_session_of(c->db), statement, &c->rc);
    if (!k)
        return;
    assert(!k->base.running && "a query was called again from its own row callback");
    c->kept = &k->base;
    c->rc = OK;
    k->base.running = true;
    c->db->statements++;
}

void sqlite_bind(struct db_cursor *c, int i, struct db_value v)
{
    sqlite3_stmt *s = stmt_of(c);
    int code = v.kind == 'i'   ? sqlite3_bind_int64(s, i, v.i)
               : v.kind == 't' ? sqlite3_bind_text64(s, i, v.p, v.n, SQLITE_STATIC, SQLITE_UTF8)
               : v.kind == 'n' ? sqlite3_bind_null(s, i)
               : v.n           ? sqlite3_bind_blob64(s, i, v.p, v.n, SQLITE_STATIC)
                               : sqlite3_bind_zeroblob(s, i, 0);
    /* A query's shorter form may not know its last inputs. */
    if (code != SQLITE_OK && code != SQLITE_RANGE)
        c->rc = sqlite_rc(sqlite_session_of(c->db), code);
}

bool sqlite_step(struct db_cursor *c)
{
    struct sqlite_session *db = sqlite_session_of(c->db);
    int code = sqlite3_step(stmt_of(c));
    c->rc = sqlite_rc(db, code == SQLITE_ROW || code == SQLITE_DONE
                              ? code
                              : sqlite3_extended_errcode(db->sqlite));
    return code == SQLITE_ROW;
}

void sqlite_cursor_close(struct db_cursor *c, bool must, int64_t *ret_changed)
{
    int64_t changed = 0;
    if (!sqlite3_stmt_readonly(stmt_of(c)) && c->rc == OK)
        changed = sqlite3_changes64(sqlite_session_of(c->db)->sqlite);
    c->db->rows += (uint64_t)changed;
    sqlite3_reset(stmt_of(c));
    sqlite3_clear_bindings(stmt_of(c));
    c->kept->running = false;
    if (must && c->rc == OK && changed == 0)
        c->rc = c->db->broken = CONFLICT;
    if (ret_changed)
        *ret_changed = changed;
}

struct db_value sqlite_column(struct db_cursor *c, int i)
{
    sqlite3_stmt *s = stmt_of(c);
    struct db_value v = { .kind = '?' };
    switch (sqlite3_column_type(s, i)) {
    case SQLITE_NULL: v.kind = 'n'; break;
    case SQLITE_INTEGER:
        v.kind = 'i';
        v.i = sqlite3_column_int64(s, i);
        break;
    case SQLITE_TEXT:
        v.p = (const char *)sqlite3_column_text(s, i);
        v.kind = v.p ? 't' : '?';
        v.n = (size_t)sqlite3_column_bytes(s, i);
        break;
    case SQLITE_BLOB:
        v.kind = 'b';
        v.n = (size_t)sqlite3_column_bytes(s, i);
        v.p = v.n ? sqlite3_column_blob(s, i) : "";
        break;
    default: break;
    }
    return v;
}
