/* SPDX-License-Identifier: Apache-2.0 */
/* What is refused from the text of a statement alone.  The reading is shallow on purpose: tokens,
 * and the tables they name; how each table is reached, engine.c asks SQLite. */
#include "queryc.h"

#include <limits.h>

/* Refused wherever it stands.  The text of the first token goes into the message. */
static const struct {
    const char *pattern, *message;
} patterns[] = {
    { "SELECT|DISTINCT|ALL|RETURNING|,|. *", "SELECT *: name the columns" },
    { "? IS NULL OR", "%.*s IS NULL OR … reads the whole table: declare it \"optional\"" },
    { "GLOB|REGEXP", "%.*s exists on one engine only" },
    { "INSERT|UPDATE OR", "%.*s OR … exists on one engine only: write ON CONFLICT" },
    { "RIGHT|FULL|NATURAL JOIN|OUTER|LEFT|INNER", "no %.*s JOIN: write JOIN or LEFT JOIN" },
    { "USING (", "%.*s (town_id): write ON a.town_id = b.town_id" },
    { "FROM @ ,", "tables joined by a comma: write JOIN … ON" },
    { "FROM @ @ ,", "tables joined by a comma: write JOIN … ON" },
    { "FROM @ AS @ ,", "tables joined by a comma: write JOIN … ON" },
    { "SET|, town_id =", "SET town_id: a row never moves to another town" },
    { "town_id IN|IS|BETWEEN", "%.*s is fixed by = alone" },
    { "AS town_id", "AS town_id: only the column of a table is called so" },
};

#define REFUSE(t, ...) refuse(q->file, (t)->line, __VA_ARGS__)

static bool looks_like_sql(struct str s)
{
    static const char *const words[] = { "SELECT ", "INSERT ", "UPDATE ",
                                         "DELETE ", " WHERE ", " FROM " };
    for (size_t i = 0; i < COUNT(words); i++)
        if (str_find(s, str_of(words[i])) != SIZE_MAX)
            return true;
    return false;
}

static void check_patterns(const struct query *q, const struct combination *c)
{
    bool any_large = false;
    int order = -1; /* depth of the ORDER BY we are in */
    for (int i = 0; i < c->n_refs; i++)
        any_large = any_large || c->refs[i].is_large;
    for (int i = 0; i < c->ts.n; i++) {
        const struct token *t = at(c->ts, i), *next = at(c->ts, i + 1);
        for (size_t k = 0; k < COUNT(patterns); k++)
            if (matches(c->ts, i, patterns[k].pattern))
                REFUSE(t, patterns[k].message, STR(t->text));
        if (matches(c->ts, i, "OR ? IS"))
            REFUSE(t, patterns[1].message, STR(next->text));
        if (matches(c->ts, i, "ORDER BY"))
            order = t->depth;
        else if (t->depth < order || matches(c->ts, i, "LIMIT|UNION"))
            order = -1;
        if (t->kind == 'p' && order >= 0)
            REFUSE(t, "a parameter in an ORDER BY: orderings are a closed list");
        if (any_large && is_word(t, "LIKE") && next->kind == 's' && strchr("%_", next->text.p[1]))
            REFUSE(t, "LIKE that begins with a wildcard reads the whole of a large table");
        if (t->kind == 's' && looks_like_sql(t->text) &&
            (next->kind == '|' || at(c->ts, i - 1)->kind == '|'))
            REFUSE(t, "text that looks like SQL is put together");
    }
}

/* The first place of one of these words outside all parentheses, or -1. */
static int at_top(struct tokens ts, const char *words)
{
    for (int i = 0; i < ts.n; i++)
        if (ts.p[i].depth == 0 && matches(ts, i, words))
            return i;
    return -1;
}

static void check_shape(const struct query *q, struct tokens ts)
{
    const struct token *first = at(ts, 0);
    bool rows = matches(ts, 0, "SELECT|WITH") || at_top(ts, "RETURNING") >= 0;
    if (!matches(ts, 0, "SELECT|WITH|INSERT|UPDATE|DELETE"))
        REFUSE(first, "%.*s in a query: only SELECT, WITH, INSERT, UPDATE, DELETE",
               STR(first->text));
    if (matches(ts, 0, "UPDATE|DELETE") && at_top(ts, "WHERE") < 0)
        REFUSE(first, "%.*s without WHERE", STR(first->text));
    if (rows && q->shape == EXEC)
        REFUSE(first, ":exec answers no rows, this statement does");
    if (!rows && q->shape != EXEC)
        REFUSE(first, "this statement answers no rows: its shape is :exec");
    if (q->shape == MANY && at_top(ts, "LIMIT") < 0)
        REFUSE(first, ":many without LIMIT (or :each)");
}

/* An aggregate in the outer SELECT, not in one in parentheses. */
static bool is_aggregate(struct tokens ts)
{
    int from = at_top(ts, "FROM"), outer = INT_MAX; /* depth of the ( before an inner SELECT */
    for (int i = 0; i < (from < 0 ? ts.n : from); i++) {
        outer = ts.p[i].depth <= outer && !matches(ts, i, ")") ? INT_MAX : outer;
        if (outer == INT_MAX && matches(ts, i, "( SELECT|WITH"))
            outer = ts.p[i].depth;
        if (outer == INT_MAX && matches(ts, i, "count|sum|min|max|total|avg|EXISTS ("))
            return at_top(ts, "GROUP") < 0;
    }
    return false;
}

bool rules_needs_key(const struct query *q, struct combination *c)
{
    int limit = at_top(c->ts, "LIMIT");
    for (int i = 0; i < c->ts.n; i++)
        c->loose = c->loose || matches(c->ts, i, "IN|OR");
    return q->shape <= MAYBE && !matches(c->ts, 0, "INSERT") && !is_aggregate(c->ts) &&
           (limit < 0 || !matches(c->ts, limit, "LIMIT 1"));
}

/* The last token of what stands right of a sign at i: a word may be table.column. */
static int right_of(struct tokens ts, int i)
{
    return matches(ts, i + 2, ".") ? i + 3 : i + 1;
}

/* Whether town_id stands in the same parentheses as token i, on that side of it. */
static bool has_town(struct tokens ts, int i, int step)
{
    for (int depth = at(ts, i)->depth; i >= 0 && i < ts.n && ts.p[i].depth >= depth; i += step)
        if (ts.p[i].depth == depth && matches(ts, i, "town_id"))
            return true;
    return false;
}

/* Before the plan is asked: what it would not tell. */
static void check_towns(const struct query *q, const struct combination *c)
{
    bool named = false;
    for (int i = 3; i < c->ts.n && c->ts.p[i].kind != ')'; i++)
        named = named || is_word(&c->ts.p[i], "town_id");
    if (matches(c->ts, 0, "INSERT") && c->n_refs && c->refs[0].is_town && !named)
        REFUSE(at(c->ts, 2), "INSERT into %.*s does not name town_id", STR(c->refs[0].table));
    for (int i = 0; i < c->ts.n; i++)
        if (matches(c->ts, i, "OR") && (has_town(c->ts, i, 1) || has_town(c->ts, i, -1)))
            REFUSE(at(c->ts, i), "OR beside town_id opens other towns: put it in parentheses");
        else if ((matches(c->ts, i, ") IN|IS|=") && has_town(c->ts, i - 1, -1)) ||
                 (matches(c->ts, i, "= (") && !matches(c->ts, i + 2, "SELECT|WITH") &&
                  has_town(c->ts, i + 2, 1)))
            REFUSE(at(c->ts, i), "compare town_id by itself");
}

/* That town_id is fixed for every table, the plan tells; but to what?  A parameter, a number or
 * another town_id, as a condition of its own. */
void rules_check_towns(const struct query *q, const struct combination *c)
{
    struct tokens ts = c->ts;
    for (int i = 0; i < ts.n && !q->global; i++) {
        int left = matches(ts, i - 1, ".") ? i - 2 : i, right = right_of(ts, i + 1);
        int other = matches(ts, i + 1, "=") ? right : matches(ts, left - 1, "=") ? left - 2 : -1;
        if (!matches(ts, i, "town_id") || other < 0)
            continue;
        int first = other > i ? left : other, last = other > i ? right : i;
        first -= other < i && matches(ts, other - 1, ".") ? 2 : 0;
        if (!(strchr("pn", at(ts, other)->kind) || matches(ts, other, "town_id")) ||
            !matches(ts, first - 1, "WHERE|ON|AND") || strchr("+-*/|%&<>=", at(ts, last + 1)->kind))
            REFUSE(at(ts, i), "write AND town_id = :parameter, or another table's town_id, alone");
    }
}

/* The type of the column that token i names, if all tables it can belong to agree. */
static enum type type_at(const struct combination *c, int i, bool *ret_not_null)
{
    enum type found = TYPE_NONE;
    bool qualified = matches(c->ts, i - 1, ".");
    for (const struct ref *f = c->refs; f < c->refs + c->n_refs && at(c->ts, i)->kind == 'w'; f++) {
        if (qualified && !rules_is_called(f, at(c->ts, i - 2)->text))
            continue;
        bool not_null;
        enum type type = column_type(f->table, at(c->ts, i)->text, &not_null);
        if (type && found && type != found)
            return TYPE_NONE;
        *ret_not_null = type ? not_null : *ret_not_null;
        found = type ? type : found;
    }
    return found;
}

static void compare_types(const struct query *q, const struct combination *c, int column,
                          int parameter, bool store)
{
    const struct token *p = at(c->ts, parameter);
    struct str name = at(c->ts, column)->text;
    const struct name *in = query_input(q, p);
    bool not_null = false;
    enum type type = in ? type_at(c, column, &not_null) : TYPE_NONE;
    if (type && in->type != type)
        REFUSE(p, "parameter %.*s is %s, column %.*s is %s", STR(p->text), types[in->type].name,
               STR(name), types[type].name);
    if (type && store && in->nullable && not_null)
        REFUSE(p, "parameter %.*s may be NULL, column %.*s may not", STR(p->text), STR(name));
}

/* column = :p, :p < alias.column; INSERT INTO t (columns) VALUES (…) by position. */
static void check_types(const struct query *q, const struct combination *c)
{
    struct tokens ts = c->ts;
    for (int i = 0; i < ts.n; i++)
        if (strchr("=<>!", ts.p[i].kind)) {
            compare_types(q, c, i - 1, i + 1, false);
            compare_types(q, c, right_of(ts, i), i - 1, false);
        }
    if (!matches(ts, 0, "INSERT"))
        return;
    if (!matches(ts, 3, "("))
        REFUSE(at(ts, 2), "INSERT without its list of columns");
    int column = 4, value = 4;
    while (value < ts.n && ts.p[value].kind != ')')
        value++;
    if (!matches(ts, value + 1, "VALUES ("))
        return;
    for (value += 3; matches(ts, column, "@"); column += 2, value++) {
        if (matches(ts, value + 1, ",|)"))
            compare_types(q, c, column, value, true);
        while (value < ts.n && !(ts.p[value].kind == ',' && ts.p[value].depth == 1))
            value++;
    }
}

bool rules_is_called(const struct ref *f, struct str name)
{
    return str_eq_nocase(f->table, name) || str_eq_nocase(f->alias, name);
}

/* Every word that is a table's name; the word after it may be its alias. */
static void find_refs(struct combination *c)
{
    c->refs = arena_new(&arena, struct ref, (size_t)c->ts.n + 1);
    for (int i = 0; i < c->ts.n; i++) {
        struct str name = c->ts.p[i].text;
        struct answer large =
            ask("SELECT large FROM queryc WHERE name = ?1 COLLATE NOCASE", name, S(""));
        if (c->ts.p[i].kind == 'w' && large.found)
            c->refs[c->n_refs++] = (struct ref) {
                .table = name,
                .alias = at(c->ts, matches(c->ts, i + 1, "AS") ? i + 2 : i + 1)->text,
                .at = i,
                .is_town = column_type(name, S("town_id"), NULL),
                .is_large = str_eq(large.first, S("1")),
            };
    }
}

void rules_check(const struct query *q, struct combination *c)
{
    find_refs(c);
    check_shape(q, c->ts);
    check_patterns(q, c);
    if (!q->global)
        check_towns(q, c);
    check_types(q, c);
}
