/* SPDX-License-Identifier: Apache-2.0 */
/* Prepared statements of a session, and cursors over them. */
#include "platform/db/store.h"

#include <assert.h>
#include <stdlib.h>
#include <time.h>

int64_t db_clock_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static int64_t cpu_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static int past_deadline(void *arg)
{
    const struct db *db = arg;
    return cpu_ns() > db->deadline_ns;
}

void db_set_limit(struct db *db, int64_t limit)
{
    db->deadline_ns = limit ? cpu_ns() + limit : 0;
    sqlite3_progress_handler(db->sqlite, limit ? 1000 : 0, limit ? past_deadline : NULL, db);
}

/* Unique and foreign keys are answers; what spoils a whole transaction is remembered, whatever the
 * caller makes of the result. */
enum rc db_rc(struct db *db, int code)
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

static size_t slot(const struct db *db, const struct db_statement *statement)
{
    size_t i = ((uintptr_t)statement >> 4) * 0x9E3779B97F4A7C15u >> 20 & (db->n_room - 1);
    while (db->kept[i] && db->kept[i]->statement != statement)
        i = (i + 1) & (db->n_room - 1);
    return i;
}

static bool make_room(struct db *db)
{
    if (db->n_kept * 2 < db->n_room)
        return true;
    struct db old = *db;
    db->n_room = old.n_room ? old.n_room * 2 : 64;
    db->kept = calloc(db->n_room, sizeof *db->kept);
    if (!db->kept) {
        *db = old;
        return false;
    }
    for (size_t i = 0; i < old.n_room; i++)
        if (old.kept[i])
            db->kept[slot(db, old.kept[i]->statement)] = old.kept[i];
    free(old.kept);
    return true;
}

static struct db_kept *keep(struct db *db, const struct db_statement *statement, enum rc *ret_rc)
{
    *ret_rc = FAILED;
    if (!make_room(db))
        return NULL;
    size_t i = slot(db, statement);
    if (db->kept[i])
        return db->kept[i];
    struct db_kept *k = calloc(1, sizeof *k);
    int code = k ? sqlite3_prepare_v3(db->sqlite, statement->sqlite, -1, SQLITE_PREPARE_PERSISTENT,
                                      &k->stmt, NULL)
                 : SQLITE_NOMEM;
    if (code != SQLITE_OK) {
        *ret_rc = db_rc(db, code);
        free(k);
        return NULL;
    }
    k->statement = statement;
    db->kept[i] = k;
    db->n_kept++;
    return k;
}

void db_reset_running(struct db *db)
{
    for (size_t i = 0; i < db->n_room; i++)
        if (db->kept[i] && db->kept[i]->running) {
            sqlite3_reset(db->kept[i]->stmt);
            db->kept[i]->running = false;
        }
}

int db_run(struct db *db, const struct db_statement *statement)
{
    enum rc rc;
    struct db_kept *k = keep(db, statement, &rc);
    if (!k)
        return db->trouble ? db->trouble : SQLITE_ERROR;
    db->statements++;
    sqlite3_step(k->stmt);
    return sqlite3_reset(k->stmt) & 0xff;
}

void db_cursor_open(struct db_cursor *c, struct db *db, const struct db_statement *statement)
{
    *c = (struct db_cursor) { .db = db };
    c->kept = keep(db, statement, &c->rc);
    if (!c->kept)
        return;
    assert(!c->kept->running && "a query was called again from its own row callback");
    c->rc = OK;
    c->kept->running = true;
    db->statements++;
}

static void bound(struct db_cursor *c, int code)
{
    /* A query's shorter form may not know its last inputs. */
    if (code != SQLITE_OK && code != SQLITE_RANGE)
        c->rc = db_rc(c->db, code);
}

void db_bind_int(struct db_cursor *c, int i, int64_t value)
{
    if (c->rc == OK)
        bound(c, sqlite3_bind_int64(c->kept->stmt, i, value));
}

void db_bind_int_or_null(struct db_cursor *c, int i, int64_t value, int64_t null)
{
    if (c->rc == OK && value == null)
        bound(c, sqlite3_bind_null(c->kept->stmt, i));
    else
        db_bind_int(c, i, value);
}

void db_bind_text(struct db_cursor *c, int i, struct str value)
{
    if (c->rc == OK)
        bound(c, sqlite3_bind_text64(c->kept->stmt, i, value.p ? value.p : "", value.n,
                                     SQLITE_STATIC, SQLITE_UTF8));
}

void db_bind_text_or_null(struct db_cursor *c, int i, struct str value)
{
    if (c->rc == OK && !value.p)
        bound(c, sqlite3_bind_null(c->kept->stmt, i));
    else
        db_bind_text(c, i, value);
}

void db_bind_blob(struct db_cursor *c, int i, struct blob value)
{
    if (c->rc == OK)
        bound(c, value.n ? sqlite3_bind_blob64(c->kept->stmt, i, value.p, value.n, SQLITE_STATIC)
                         : sqlite3_bind_zeroblob(c->kept->stmt, i, 0));
}

void db_bind_blob_or_null(struct db_cursor *c, int i, struct blob value)
{
    if (c->rc == OK && !value.p)
        bound(c, sqlite3_bind_null(c->kept->stmt, i));
    else
        db_bind_blob(c, i, value);
}

bool db_cursor_step(struct db_cursor *c)
{
    if (c->rc != OK)
        return false;
    int code = sqlite3_step(c->kept->stmt);
    c->rc = db_rc(c->db, code == SQLITE_ROW || code == SQLITE_DONE
                             ? code
                             : sqlite3_extended_errcode(c->db->sqlite));
    return code == SQLITE_ROW;
}

enum rc db_cursor_close(struct db_cursor *c, int64_t *ret_changed)
{
    if (!c->kept)
        return c->rc;
    int64_t changed = 0;
    if (!sqlite3_stmt_readonly(c->kept->stmt) && c->rc == OK)
        changed = sqlite3_changes64(c->db->sqlite);
    c->db->rows += (uint64_t)changed;
    sqlite3_reset(c->kept->stmt);
    sqlite3_clear_bindings(c->kept->stmt);
    c->kept->running = false;
    if (c->rc == OK && ret_changed)
        *ret_changed = changed;
    return c->rc;
}

/* False: NULL, or a cursor in trouble.  A value of another kind than declared is trouble. */
static bool has(struct db_cursor *c, int i, int kind)
{
    if (c->rc != OK)
        return false;
    int got = sqlite3_column_type(c->kept->stmt, i);
    if (got != kind && got != SQLITE_NULL)
        c->rc = FAILED;
    return got == kind;
}

static bool must_have(struct db_cursor *c, int i, int kind)
{
    bool is = has(c, i, kind);
    if (!is && c->rc == OK)
        c->rc = FAILED;
    return is;
}

static struct str text(struct db_cursor *c, struct arena *mem, int i)
{
    const char *p = (const char *)sqlite3_column_text(c->kept->stmt, i);
    struct str s = str_n(p, (size_t)sqlite3_column_bytes(c->kept->stmt, i));
    if (!p)
        c->rc = FAILED;
    return mem && p ? arena_str(mem, s) : s;
}

static struct blob bytes(struct db_cursor *c, struct arena *mem, int i)
{
    size_t n = (size_t)sqlite3_column_bytes(c->kept->stmt, i);
    const unsigned char *p = sqlite3_column_blob(c->kept->stmt, i);
    if (!mem && n)
        return (struct blob) { p, n };
    if (!mem)
        return (struct blob) { (const unsigned char *)"", 0 };
    unsigned char *copy = arena_new(mem, unsigned char, n);
    if (n)
        memcpy(copy, p, n);
    return (struct blob) { copy, n };
}

int64_t db_column_int(struct db_cursor *c, int i)
{
    return must_have(c, i, SQLITE_INTEGER) ? sqlite3_column_int64(c->kept->stmt, i) : 0;
}

int64_t db_column_int_or_null(struct db_cursor *c, int i, int64_t null)
{
    return has(c, i, SQLITE_INTEGER) ? sqlite3_column_int64(c->kept->stmt, i) : null;
}

struct str db_column_text(struct db_cursor *c, struct arena *mem, int i)
{
    return must_have(c, i, SQLITE_TEXT) ? text(c, mem, i) : S("");
}

struct str db_column_text_or_null(struct db_cursor *c, struct arena *mem, int i)
{
    return has(c, i, SQLITE_TEXT) ? text(c, mem, i) : (struct str) { 0 };
}

struct blob db_column_blob(struct db_cursor *c, struct arena *mem, int i)
{
    return must_have(c, i, SQLITE_BLOB) ? bytes(c, mem, i) : (struct blob) { 0 };
}

struct blob db_column_blob_or_null(struct db_cursor *c, struct arena *mem, int i)
{
    return has(c, i, SQLITE_BLOB) ? bytes(c, mem, i) : (struct blob) { 0 };
}

void *db_rows_grow(struct db_cursor *c, struct arena *mem, void *rows, size_t *room, size_t size)
{
    size_t more = *room ? *room * 2 : 16;
    char *p = arena_try_new(mem, char, more *size);
    if (!p) {
        c->rc = FAILED;
        return rows;
    }
    if (*room)
        memcpy(p, rows, *room * size);
    *room = more;
    return p;
}
