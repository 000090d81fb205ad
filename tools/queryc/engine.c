/* SPDX-License-Identifier: Apache-2.0 */
/* Prepares every statement on the SQLite that holds all tables so far: names, columns, types and
 * NULLs of the row, and the plan. */
#include "queryc.h"

#define REFUSE(...) refuse(q->file, q->line, __VA_ARGS__)

static sqlite3_stmt *prepare(const struct query *q, const struct combination *c, const char *before)
{
    sqlite3_stmt *stmt = NULL;
    struct str sql = arena_fmt(&arena, "%s%.*s", before, STR(text_of(c->ts, true)));
    if (sqlite3_prepare_v2(strict, sql.p, (int)sql.n, &stmt, NULL) || !stmt)
        refuse(q->file, line_at(c->ts, true, sqlite3_error_offset(strict)), "%.*s: %s",
               STR(q->name), sqlite3_errmsg(strict));
    return stmt;
}

/* The type of the i-th column of the row, TYPE_NONE for an expression, and whether it may be NULL.
 * SQLite does not tell where it is from for RETURNING: there the written table is asked. */
static enum type origin(const struct combination *c, sqlite3_stmt *stmt, int i, bool *ret_not_null,
                        bool *ret_may_miss)
{
    struct str table = str_of(sqlite3_column_table_name(stmt, i));
    struct str column =
        str_of(table.n ? sqlite3_column_origin_name(stmt, i) : sqlite3_column_name(stmt, i));
    if (!table.n && !sqlite3_stmt_readonly(stmt))
        table = c->refs[0].table;
    *ret_may_miss = rules_may_miss(c, i, table);
    return column_type(table, column, ret_not_null);
}

static void describe(struct query *q, sqlite3_stmt *stmt)
{
    q->n_columns = sqlite3_column_count(stmt);
    if (q->n_columns > MOST_NAMES)
        REFUSE("more than %d columns", MOST_NAMES);
    for (int i = 0; i < q->n_columns; i++) {
        struct str name = arena_str(&arena, str_of(sqlite3_column_name(stmt, i)));
        if (!is_name(name) || find_name(q->columns, i, name))
            REFUSE("column %d of %.*s is called \"%.*s\": give it a name of its own with AS", i + 1,
                   STR(q->name), STR(name));
        bool not_null, may_miss;
        enum type type = origin(q->combinations, stmt, i, &not_null, &may_miss);
        struct name none = { 0 }, *out = find_name(q->out, q->n_out, name);
        out = out ? out : &none;
        if (!type && !out->type)
            REFUSE("output %.*s is an expression: declare its type by \"out\"", STR(name));
        if (type && out->type && type != out->type)
            REFUSE("output %.*s is %s, declared %s", STR(name), types[type].name,
                   types[out->type].name);
        if (type && !out->nullable && (!not_null || may_miss))
            REFUSE("output %.*s can be NULL%s: declare it by \"null\"", STR(name),
                   not_null ? " (LEFT JOIN or subselect)" : "");
        type = type ? type : out->type;
        if (out->nullable && type == T_BOOL)
            REFUSE("output %.*s: a t_bool is never NULL, use coalesce", STR(name));
        out->used = true;
        q->columns[i] = (struct name) { .text = name, .type = type, .nullable = out->nullable };
    }
    for (int i = 0; i < q->n_out; i++)
        if (!q->out[i].used)
            REFUSE("%.*s is declared and is no output", STR(q->out[i].text));
}

/* SCAN name …: name is a table or its alias. */
static bool scans_large(const struct combination *c, struct str detail)
{
    struct str word, name = S("");
    if (!str_cut(&detail, ' ', &word) || !str_eq(word, S("SCAN")) || !str_cut(&detail, ' ', &name))
        return false;
    for (const struct ref *f = c->refs; f < c->refs + c->n_refs; f++)
        if (str_eq_nocase(f->alias, name) && rules_is_large(f))
            return true;
    return false;
}

static void plan(const struct query *q, struct combination *c)
{
    struct out o;
    out_init(&o, &arena, 1 << 16);
    sqlite3_stmt *stmt = prepare(q, c, "EXPLAIN QUERY PLAN ");
    while (sqlite3_step(stmt) == SQLITE_ROW) {
        struct str detail = arena_str(&arena, str_of((const char *)sqlite3_column_text(stmt, 3)));
        if (!q->scan && scans_large(c, detail))
            refuse(
                q->file, at(c->ts, 0)->line,
                "%.*s reads the whole of a large table (%.*s): give it an index, or say \"scan\" "
                "in the header",
                STR(c->label), STR(detail));
        out_fmt(&o, "  %.*s\n", STR(detail));
    }
    sqlite3_finalize(stmt);
    c->plan = out_text(&o);
}

void engine_check(const struct queries *qs)
{
    for (struct query *q = qs->p; q < qs->p + qs->n; q++)
        for (int i = 0; i < q->n_combinations; i++) {
            sqlite3_stmt *stmt = prepare(q, &q->combinations[i], "");
            if (i == 0)
                describe(q, stmt);
            else if (sqlite3_column_count(stmt) != q->n_columns)
                REFUSE("%.*s: an optional part changes the columns", STR(q->name));
            sqlite3_finalize(stmt);
            plan(q, &q->combinations[i]);
        }
}

struct str engine_plans(const struct queries *qs)
{
    struct out o;
    out_init(&o, &arena, 4 << 20);
    out_fmt(&o, "Plans of SQLite %.*s, written by queryc --update; do not edit.\n",
            (int)(strrchr(sqlite3_libversion(), '.') - sqlite3_libversion()), sqlite3_libversion());
    for (const struct query *q = qs->p; q < qs->p + qs->n; q++)
        for (int i = 0; i < q->n_combinations; i++)
            out_fmt(&o, "%.*s\n%.*s", STR(q->combinations[i].label), STR(q->combinations[i].plan));
    return out_text(&o);
}
