/* SPDX-License-Identifier: Apache-2.0 */
/* Prepares every statement on an in-memory SQLite that holds all tables so far: names, columns,
 * types and NULLs of the row, and the plan. */
#include "queryc.h"

#include <sqlite3.h>

static sqlite3 *db;

const char *engine_version(void)
{
    return sqlite3_libversion();
}

static void migrate(const struct schema *s)
{
    if (sqlite3_open_v2(":memory:", &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL))
        refuse("queryc", 1, "SQLite does not open");
    sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DML, 0, NULL); /* "x" is a column, never a text */
    sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    for (int i = 0; i < s->n_migrations; i++) {
        char *why = NULL;
        if (sqlite3_exec(db, arena_cstr(&arena, s->migrations[i].sqlite), NULL, NULL, &why))
            refuse(s->migrations[i].file, 1, "%s", why);
    }
}

/* The line of the body on which the engine stumbled. */
static int line_of_error(const struct query *q, struct str text)
{
    int line = q->body_line, offset = sqlite3_error_offset(db);
    for (int i = 0; i < offset && (size_t)i < text.n; i++)
        line += text.p[i] == '\n';
    return line;
}

static sqlite3_stmt *prepare(const struct queries *qs, const struct query *q, struct str text,
                             bool explain)
{
    sqlite3_stmt *stmt = NULL;
    struct str sql = explain ? arena_fmt(&arena, "EXPLAIN QUERY PLAN %.*s", STR(text)) : text;
    if (sqlite3_prepare_v2(db, sql.p, (int)sql.n, &stmt, NULL) || !stmt)
        refuse(qs->file, line_of_error(q, text), "%s: %s", arena_cstr(&arena, q->name),
               sqlite3_errmsg(db));
    return stmt;
}

static struct named_type *find(struct named_type *p, int n, struct str name)
{
    for (int i = 0; i < n; i++)
        if (str_eq(p[i].name, name))
            return &p[i];
    return NULL;
}

/* Where the i-th column of the row comes from, or NULL for an expression.  SQLite does not tell it
 * for RETURNING: there the written table is asked. */
static const struct column *origin(const struct schema *s, const struct query *q,
                                   sqlite3_stmt *stmt, int i, struct str *ret_table)
{
    const char *table = sqlite3_column_table_name(stmt, i);
    struct str name =
        str_of(table ? sqlite3_column_origin_name(stmt, i) : sqlite3_column_name(stmt, i));
    if (!table && !sqlite3_stmt_readonly(stmt)) {
        struct tokens ts = lex("", q->combinations[0].text, 1);
        for (int k = 0; k + 1 < ts.n && !table; k++)
            if (is_word(&ts.p[k], "INTO") || is_word(&ts.p[k], "UPDATE") ||
                is_word(&ts.p[k], "FROM"))
                table = arena_cstr(&arena, ts.p[k + 1].text);
    }
    const struct table *t = table ? schema_find(s, str_of(table)) : NULL;
    *ret_table = str_of(table);
    return t ? table_column(t, name) : NULL;
}

static void describe(const struct schema *s, struct queries *qs, struct query *q,
                     sqlite3_stmt *stmt)
{
    q->n_columns = sqlite3_column_count(stmt);
    if (q->n_columns > MOST_COLUMNS)
        refuse(qs->file, q->line, "more than %d columns", MOST_COLUMNS);
    for (int i = 0; i < q->n_columns; i++) {
        struct str name = arena_str(&arena, str_of(sqlite3_column_name(stmt, i))), table;
        if (!is_name(name) || find(q->columns, i, name))
            refuse(qs->file, q->line,
                   "column %d of %.*s is called \"%.*s\": give it a name of its "
                   "own with AS",
                   i + 1, STR(q->name), STR(name));
        const struct column *c = origin(s, q, stmt, i, &table);
        struct named_type *out = find(q->out, q->n_out, name),
                          *null = find(q->null, q->n_null, name);
        if (!c && !out)
            refuse(qs->file, q->line, "output %.*s is an expression: declare its type by \"out\"",
                   STR(name));
        if (c && out && c->type != out->type)
            refuse(qs->file, q->line, "output %.*s is %s, declared %s", STR(name),
                   type_name(c->type), type_name(out->type));
        bool may_miss = c && rules_may_miss(s, qs, q, i, table);
        if (c && !null && (!c->not_null || may_miss))
            refuse(qs->file, q->line, "output %.*s can be NULL%s: declare it by \"null\"",
                   STR(name), c->not_null ? " (LEFT JOIN or subselect)" : "");
        if (out)
            out->used = true;
        if (null)
            null->used = true;
        q->columns[i] = (struct named_type) { name, c ? c->type : out->type, null != NULL, true };
        if (null && q->columns[i].type == T_BOOL)
            refuse(qs->file, q->line, "output %.*s: a t_bool is never NULL, use coalesce",
                   STR(name));
    }
    for (int i = 0; i < q->n_out + q->n_null; i++) {
        const struct named_type *d = i < q->n_out ? &q->out[i] : &q->null[i - q->n_out];
        if (!d->used)
            refuse(qs->file, q->line, "%.*s is declared and is no output", STR(d->name));
    }
}

/* SCAN name …: name is a table or its alias; an alias is looked up in the text. */
static bool scans_large(const struct schema *s, struct str text, struct str detail)
{
    struct str name;
    if (!str_starts(detail, S("SCAN ")))
        return false;
    detail = str_sub(detail, 5, detail.n);
    if (!str_cut(&detail, ' ', &name))
        return false;
    struct tokens ts = lex("", text, 1);
    for (int i = 0; i < ts.n; i++) {
        const struct table *t = ts.p[i].kind == 'w' ? schema_find(s, ts.p[i].text) : NULL;
        int alias = i + 1 + (i + 1 < ts.n && is_word(&ts.p[i + 1], "AS"));
        if (t && t->large &&
            (str_eq_nocase(t->name, name) ||
             (alias < ts.n && str_eq_nocase(ts.p[alias].text, name))))
            return true;
    }
    return false;
}

static void plan(const struct schema *s, const struct queries *qs, const struct query *q,
                 struct combination *c)
{
    struct out o;
    out_init(&o, &arena, 1 << 16);
    sqlite3_stmt *stmt = prepare(qs, q, c->text, true);
    while (sqlite3_step(stmt) == SQLITE_ROW) {
        struct str detail = arena_str(&arena, str_of((const char *)sqlite3_column_text(stmt, 3)));
        if (!q->scan && scans_large(s, c->text, detail))
            refuse(qs->file, q->body_line,
                   "%.*s reads the whole of a large table (%.*s): give it "
                   "an index, or say \"scan\" in the header",
                   STR(c->label), STR(detail));
        out_fmt(&o, "  %.*s\n", STR(detail));
    }
    sqlite3_finalize(stmt);
    c->plan = out_text(&o);
}

void engine_check(const struct schema *s, struct queries *qs)
{
    migrate(s);
    for (struct query *q = qs->p; q < qs->p + qs->n; q++)
        for (int i = 0; i < q->n_combinations; i++) {
            sqlite3_stmt *stmt = prepare(qs, q, q->combinations[i].text, false);
            if (i == 0)
                describe(s, qs, q, stmt);
            else if (sqlite3_column_count(stmt) != q->n_columns)
                refuse(qs->file, q->line, "%.*s: an optional part changes the columns",
                       STR(q->name));
            sqlite3_finalize(stmt);
            plan(s, qs, q, &q->combinations[i]);
        }
    sqlite3_close(db);
}

struct str engine_plans(const struct queries *qs)
{
    struct out o;
    out_init(&o, &arena, 4 << 20);
    struct str version = str_of(engine_version());
    out_fmt(&o, "Plans of SQLite %.*s, written by queryc --update; do not edit.\n",
            (int)(strrchr(version.p, '.') - version.p), version.p);
    for (const struct query *q = qs->p; q < qs->p + qs->n; q++)
        for (int i = 0; i < q->n_combinations; i++)
            out_fmt(&o, "%.*s\n%.*s", STR(q->combinations[i].label), STR(q->combinations[i].plan));
    return out_text(&o);
}
