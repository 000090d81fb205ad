/* SPDX-License-Identifier: Apache-2.0 */
/* What SQLite says of every statement: names, columns, types and NULLs of the row; and the plan,
 * which tells how each table is reached: in one town, not whole, by a key. */
#include "queryc.h"

#define REFUSE(...) refuse(q->file, q->line, __VA_ARGS__)

static sqlite3_stmt *prepare(const struct query *q, const struct combination *c, const char *before)
{
    sqlite3_stmt *stmt = NULL;
    struct str sql = arena_fmt(&arena, "%s%.*s", before, STR(text_of(c->ts, true)));
    if (sqlite3_prepare_v2(strict, sql.p, (int)sql.n, &stmt, NULL) || !stmt)
        refuse(q->file, line_at(c->ts, true, sqlite3_error_offset(strict)), "%.*s: %s",
               STR(q->name), sqlite3_errmsg(strict));
    for (const struct token *t = c->ts.p; t < c->ts.p + c->ts.n; t++)
        if (t->text.p[0] == '"' || t->text.p[0] == '`')
            refuse(q->file, t->line, "a name in quotes: write it plainly");
    return stmt;
}

/* Whether the line compares every column of some key of the table by =. */
static bool by_key(const struct ref *f, struct str line)
{
    return ask("SELECT 1 FROM pragma_index_list(?1) l WHERE \"unique\" AND NOT partial"
               " AND NOT EXISTS (SELECT 1 FROM pragma_index_info(l.name) i WHERE"
               " instr(replace(?2, '(', ' '), ' ' || i.name || '=?') = 0)",
               f->table, line)
        .found;
}

/* A whole key that is town_id alone: SQLite calls such a column the rowid. */
static bool by_town_alone(const struct ref *f, struct str line)
{
    return str_find(line, S("(rowid=?)")) != SIZE_MAX &&
           ask("SELECT 1 FROM pragma_table_info(?1) WHERE name = 'town_id' AND pk = 1"
               " AND (SELECT max(pk) FROM pragma_table_info(?1)) = 1 AND ?2 IS NOT NULL",
               f->table, line)
               .found;
}

/* One line of the plan: "SEARCH cases USING INDEX … (town_id=? AND …)", "SCAN alias". */
static void check_line(const struct query *q, struct combination *c, struct str line,
                       bool needs_key)
{
    struct str rest = line, word, name = S("");
    bool known = false, left = str_find(line, S("LEFT-JOIN")) != SIZE_MAX;
    str_cut(&rest, ' ', &word);
    for (int i = 0; i < c->n_refs && str_find(line, S("FOR IN-OPERATOR")) != SIZE_MAX; i++)
        if (c->refs[i].is_town && !q->global)
            refuse(q->file, at(c->ts, 0)->line, "the SELECT of an IN does not fix town_id");
    bool scan = str_eq(word, S("SCAN")), in_town = str_find(line, S("(town_id=?")) != SIZE_MAX ||
                                                   str_find(line, S(" town_id=?")) != SIZE_MAX;
    if ((!scan && !str_eq(word, S("SEARCH"))) || !str_cut(&rest, ' ', &name))
        return;
    for (struct ref *f = c->refs; f < c->refs + c->n_refs; f++) {
        if (!rules_is_called(f, name))
            continue;
        known = true;
        f->left = f->left || left;
        bool alone = by_town_alone(f, line);
        f->in_town = true;
        if (f->is_town && !q->global && !in_town && !alone)
            refuse(q->file, at(c->ts, f->at)->line,
                   "town_id of %.*s is not fixed in the WHERE (write %.*s.town_id = :town_id, or "
                   "\"global\" in the header)",
                   STR(f->table), STR(name));
        if (f->is_large && scan && !q->scan)
            refuse(
                q->file, at(c->ts, 0)->line,
                "%.*s reads the whole of a large table (%.*s): give it an index, or say \"scan\" "
                "in the header",
                STR(c->label), STR(line));
        needs_key = needs_key && !alone && (c->loose || !by_key(f, rest));
    }
    c->left_unknown = c->left_unknown || (left && !known);
    if (needs_key)
        refuse(q->file, at(c->ts, 0)->line,
               ":one and :maybe need a unique key of %.*s compared by =, an aggregate, or LIMIT 1",
               STR(known ? c->refs[0].table : name));
}

static void plan(const struct query *q, struct combination *c)
{
    struct out o;
    out_init(&o, &arena, 1 << 16);
    sqlite3_stmt *stmt = prepare(q, c, "EXPLAIN QUERY PLAN ");
    bool needs_key = rules_needs_key(q, c);
    while (sqlite3_step(stmt) == SQLITE_ROW) {
        struct str line = arena_str(&arena, str_of((const char *)sqlite3_column_text(stmt, 3)));
        check_line(q, c, line, needs_key && sqlite3_column_int(stmt, 1) == 0);
        out_fmt(&o, "  %.*s\n", STR(line));
    }
    sqlite3_finalize(stmt);
    c->plan = out_text(&o);
    for (const struct ref *f = c->refs; f < c->refs + c->n_refs; f++)
        if (f->is_town && !q->global && !f->in_town &&
            matches(c->ts, f->at - 1, "FROM|JOIN|UPDATE|IN"))
            refuse(q->file, at(c->ts, f->at)->line, "SQLite does not say how %.*s is reached",
                   STR(f->table));
}

static bool says(struct tokens ts, struct str pattern)
{
    for (int i = 0; i < ts.n; i++)
        if (matches(ts, i, pattern.p))
            return true;
    return false;
}

/* The inner side of a LEFT JOIN, or a subselect that may find nothing: NULL whatever the table
 * declares. */
static bool may_miss(const struct combination *c, struct str name, struct str table)
{
    for (const struct ref *f = c->refs; f < c->refs + c->n_refs; f++)
        if (f->left && str_eq_nocase(f->table, table))
            return true;
    return c->left_unknown || says(c->ts, arena_fmt(&arena, ") %.*s", STR(name))) ||
           says(c->ts, arena_fmt(&arena, ") AS %.*s", STR(name)));
}

static void describe(struct query *q, sqlite3_stmt *stmt)
{
    struct combination *c = q->combinations;
    q->n_columns = sqlite3_column_count(stmt);
    if (q->n_columns > MOST_NAMES)
        REFUSE("more than %d columns", MOST_NAMES);
    for (int i = 0; i < q->n_columns; i++) {
        struct str name = arena_str(&arena, str_of(sqlite3_column_name(stmt, i)));
        struct str table = str_of(sqlite3_column_table_name(stmt, i));
        struct str column = table.n ? str_of(sqlite3_column_origin_name(stmt, i)) : name;
        if (!is_name(name) || find_name(q->columns, i, name))
            REFUSE("column %d of %.*s is called \"%.*s\": give it a name of its own with AS", i + 1,
                   STR(q->name), STR(name));
        if (!str_eq_nocase(column, name) && !says(c->ts, arena_fmt(&arena, "AS %.*s", STR(name))))
            REFUSE("output %.*s is column %.*s: a comma is missing, or AS", STR(name), STR(column));
        if (!table.n && !sqlite3_stmt_readonly(stmt)) /* RETURNING: of the table written to */
            table = c->n_refs ? c->refs[0].table : table;
        bool not_null;
        enum type type = column_type(table, column, &not_null);
        struct name none = { 0 }, *out = find_name(q->out, q->n_out, name);
        out = out ? out : &none;
        if (!type && !out->type)
            REFUSE("output %.*s is an expression: declare its type by \"out\"", STR(name));
        if (type && out->type && type != out->type)
            REFUSE("output %.*s is %s, declared %s", STR(name), types[type].name,
                   types[out->type].name);
        if (type && !out->nullable && (!not_null || may_miss(c, name, table)))
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

void engine_check(struct query *q, struct combination *c)
{
    sqlite3_stmt *stmt = prepare(q, c, "");
    plan(q, c);
    if (c == q->combinations)
        describe(q, stmt);
    else if (sqlite3_column_count(stmt) != q->n_columns)
        REFUSE("%.*s: an optional part changes the columns", STR(q->name));
    sqlite3_finalize(stmt);
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
