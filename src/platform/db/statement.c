/* SPDX-License-Identifier: Apache-2.0 */
/* Cursors, whatever the engine: what NULL means to C, and which kind of value is expected. */
#include "platform/db/store.h"

int64_t db_must_change; /* its address alone is used */

void db_cursor_open(struct db_cursor *c, struct db *db, const struct db_statement *statement)
{
    *c = (struct db_cursor) { .db = db };
    if (db->writes && db->broken != OK)
        c->rc = db->broken;
    else
        db->engine->cursor_open(c, statement);
}

bool db_cursor_step(struct db_cursor *c)
{
    return c->rc == OK && c->db->engine->step(c);
}

enum rc db_cursor_close(struct db_cursor *c, int64_t *ret_changed)
{
    int64_t changed = 0;
    bool must = ret_changed == DB_MUST_CHANGE;
    if (!c->kept)
        return c->rc;
    c->db->engine->cursor_close(c, must, ret_changed && !must ? &changed : NULL);
    if (c->rc == OK && ret_changed && !must)
        *ret_changed = changed;
    return c->rc;
}

static void bind(struct db_cursor *c, int i, struct db_value value)
{
    if (c->rc == OK)
        c->db->engine->bind(c, i, value);
}

void db_bind_int(struct db_cursor *c, int i, int64_t value)
{
    bind(c, i, (struct db_value) { .kind = 'i', .i = value });
}

void db_bind_int_or_null(struct db_cursor *c, int i, int64_t value, int64_t null)
{
    bind(c, i, (struct db_value) { .kind = value == null ? 'n' : 'i', .i = value });
}

/* PostgreSQL keeps no NUL in a text, so neither engine takes one. */
void db_bind_text(struct db_cursor *c, int i, struct str value)
{
    if (c->rc == OK && value.n && memchr(value.p, '\0', value.n))
        c->rc = INVALID;
    bind(c, i, (struct db_value) { .kind = 't', .p = value.p ? value.p : "", .n = value.n });
}

void db_bind_text_or_null(struct db_cursor *c, int i, struct str value)
{
    if (value.p)
        db_bind_text(c, i, value);
    else
        bind(c, i, (struct db_value) { .kind = 'n' });
}

void db_bind_blob(struct db_cursor *c, int i, struct blob value)
{
    const char *p = value.n ? (const char *)value.p : "";
    bind(c, i, (struct db_value) { .kind = 'b', .p = p, .n = value.n });
}

void db_bind_blob_or_null(struct db_cursor *c, int i, struct blob value)
{
    if (value.p)
        db_bind_blob(c, i, value);
    else
        bind(c, i, (struct db_value) { .kind = 'n' });
}

/* A value of another kind than declared is trouble; so is NULL unless it may be. */
static struct db_value column(struct db_cursor *c, int i, char kind, bool may_be_null)
{
    struct db_value v = { .kind = 'n' };
    if (c->rc != OK)
        return v;
    v = c->db->engine->column(c, i);
    if (v.kind == kind || (v.kind == 'n' && may_be_null))
        return v;
    c->rc = FAILED;
    return (struct db_value) { .kind = 'n' };
}

int64_t db_column_int(struct db_cursor *c, int i)
{
    return column(c, i, 'i', false).i;
}

int64_t db_column_int_or_null(struct db_cursor *c, int i, int64_t null)
{
    struct db_value v = column(c, i, 'i', true);
    return v.kind == 'i' ? v.i : null;
}

static struct str text(struct db_value v, struct arena *mem)
{
    struct str s = str_n(v.p, v.n);
    return mem ? arena_str(mem, s) : s;
}

static struct blob bytes(struct db_value v, struct arena *mem)
{
    if (!mem)
        return (struct blob) { (const unsigned char *)v.p, v.n };
    unsigned char *copy = arena_new(mem, unsigned char, v.n);
    if (v.n)
        memcpy(copy, v.p, v.n);
    return (struct blob) { copy, v.n };
}

struct str db_column_text(struct db_cursor *c, struct arena *mem, int i)
{
    struct db_value v = column(c, i, 't', false);
    return v.kind == 't' ? text(v, mem) : S("");
}

struct str db_column_text_or_null(struct db_cursor *c, struct arena *mem, int i)
{
    struct db_value v = column(c, i, 't', true);
    return v.kind == 't' ? text(v, mem) : (struct str) { 0 };
}

struct blob db_column_blob(struct db_cursor *c, struct arena *mem, int i)
{
    struct db_value v = column(c, i, 'b', false);
    return v.kind == 'b' ? bytes(v, mem) : (struct blob) { 0 };
}

struct blob db_column_blob_or_null(struct db_cursor *c, struct arena *mem, int i)
{
    struct db_value v = column(c, i, 'b', true);
    return v.kind == 'b' ? bytes(v, mem) : (struct blob) { 0 };
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
