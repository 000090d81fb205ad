/* SPDX-License-Identifier: Apache-2.0 */
/* What is refused from the text of a query alone.  The reading is shallow on purpose: tokens,
 * tables with their aliases and scopes, and what = compares; where it cannot tell, it refuses and
 * says what to write instead. */
#include "queryc.h"

enum { MOST_DEPTH = 190, MOST_EQUALS = 200 };

struct equal { /* a column that a condition fixes by = */
    struct ref *of;
    int column, other; /* tokens */
};
struct reading { /* of one combination */
    const struct query *q;
    struct combination *c;
    struct tokens ts;
    struct equal equals[MOST_EQUALS];
    int n_equals;
};

/* Refused wherever it stands.  The text of the first token goes into the message. */
static const struct {
    const char *pattern, *message;
} patterns[] = {
    { "SELECT|DISTINCT|ALL|RETURNING|,|. *", "SELECT *: name the columns" },
    { "? IS NULL OR", "%.*s IS NULL OR … reads the whole table: declare it \"optional\"" },
    { "GLOB|REGEXP", "%.*s exists on one engine only" },
    { "INSERT|UPDATE OR", "%.*s OR … exists on one engine only: write ON CONFLICT" },
    { "RIGHT|FULL|NATURAL JOIN|OUTER|LEFT|INNER",
      "%.*s JOIN is not for us: write JOIN or LEFT JOIN" },
    { "USING (", "%.*s (town_id): write ON a.town_id = b.town_id" },
    { "FROM|JOIN|INTO|UPDATE @ .", "%.*s: the name of a table stands alone" },
    { "IN @", "%.*s takes a list or a SELECT in parentheses" },
    { "SET|, town_id =", "SET town_id: a row never moves to another town" },
};

#define REFUSE(t, ...)   refuse(r->q->file, (t)->line, __VA_ARGS__)
#define IS_ANY(i, words) matches(r->ts, i, words)

static bool is_town_id(const struct token *t)
{
    return is_word(t, "town_id");
}

/* The clause a token stands in: w WHERE, o ON, l ON of a LEFT JOIN (these three: a condition of its
 * own when joined by AND), f FROM or JOIN, L LEFT JOIN, y ORDER BY; in parentheses without SELECT Y
 * for ORDER BY and X for the rest; else 0. */
static char clause_of(const struct reading *r, int i, char now)
{
    const struct token *t = at(r->ts, i);
    if (now == 'X' || now == 'Y')
        return is_word(t, "ORDER") ? 'Y' : now;
    if (is_word(t, "ON"))
        return now == 'L' ? 'l' : 'o';
    if (is_word(t, "JOIN"))
        return IS_ANY(i - 1, "LEFT|OUTER") ? 'L' : 'f';
    if (is_word(t, "FROM") && !IS_ANY(i - 1, "DISTINCT"))
        return 'f';
    if (IS_ANY(i, "WHERE"))
        return 'w';
    if (IS_ANY(i, "ORDER"))
        return 'y';
    return IS_ANY(i, "SELECT|SET|GROUP|HAVING|WINDOW|LIMIT|VALUES|RETURNING"
                     "|UNION|EXCEPT|INTERSECT|CASE|BETWEEN")
               ? 0
               : now;
}

/* A SELECT in parentheses, and each arm of a UNION, is a scope of its own. */
static void find_scopes(struct reading *r)
{
    int scopes = 0, scope[MOST_DEPTH + 2] = { 0 };
    char clause[MOST_DEPTH + 2] = { 0 };
    for (int i = 0; i < r->ts.n; i++) {
        struct token *t = &r->ts.p[i];
        int d = t->depth;
        if (d > MOST_DEPTH)
            REFUSE(t, "too deep");
        if (IS_ANY(i, "UNION|EXCEPT|INTERSECT"))
            scope[d] = ++scopes;
        t->scope = scope[d];
        t->clause = clause[d] = clause_of(r, i, clause[d]);
        if (t->kind == ',' && t->clause && strchr("folL", t->clause))
            REFUSE(t, "tables joined by a comma: write JOIN … ON");
        bool select = IS_ANY(i, "( SELECT|WITH");
        if (t->kind == '(') {
            scope[d + 1] = select ? ++scopes : t->scope;
            clause[d + 1] = select ? 0 : clause[d] == 'y' || clause[d] == 'Y' ? 'Y' : 'X';
        }
    }
}

static bool is_condition(const struct token *t)
{
    return t->clause == 'w' || t->clause == 'o' || t->clause == 'l';
}

static struct str alias_at(const struct reading *r, int i, struct str otherwise)
{
    if (IS_ANY(i, "AS"))
        return at(r->ts, i + 1)->text;
    if (!IS_ANY(i, "@") ||
        IS_ANY(i, "ON|JOIN|LEFT|INNER|CROSS|WHERE|ORDER|GROUP|LIMIT|SET|UNION|EXCEPT|INTERSECT"
                  "|VALUES|RETURNING|HAVING|SELECT|DEFAULT|OUTER"))
        return otherwise;
    return at(r->ts, i)->text;
}

static void find_refs(struct reading *r)
{
    struct combination *c = r->c;
    for (int i = 0; i < r->ts.n; i++) {
        const struct token *t = at(r->ts, i), *name = at(r->ts, i + 1);
        if (!IS_ANY(i, "FROM|JOIN|INTO|UPDATE") || IS_ANY(i - 1, "DISTINCT") ||
            IS_ANY(i - 1, "DO UPDATE"))
            continue;
        if (c->n_refs == MOST_REFS)
            REFUSE(t, "too many tables");
        if (!IS_ANY(i + 1, "@") && !IS_ANY(i + 1, "( SELECT|WITH"))
            REFUSE(t, "%.*s: the name of a table, or a SELECT in parentheses", STR(t->text));
        int end = i + 1;
        if (name->kind == '(')
            while (end < r->ts.n && (at(r->ts, end)->kind != ')' || r->ts.p[end].depth != t->depth))
                end++;
        bool known = name->kind == 'w' && table_exists(name->text);
        c->refs[c->n_refs++] = (struct ref) {
            .table = known ? name->text : S(""),
            .alias = alias_at(r, end + 1, name->text),
            .at = i + 1,
            .end = end,
            .scope = t->scope,
            .is_town = known && column_type(name->text, S("town_id"), NULL),
            .left = IS_ANY(i - 1, "LEFT|OUTER"),
            .insert = is_word(t, "INTO"),
        };
    }
    for (struct ref *f = c->refs; f < c->refs + c->n_refs; f++)
        for (struct ref *in = c->refs; f->left && in < c->refs + c->n_refs; in++)
            in->left = in->left || (in->at > f->at && in->at < f->end);
}

/* The table a column name at token i belongs to, or NULL: by alias, else the only one in its scope
 * (else in the statement) that has such a column. */
static struct ref *owner(const struct reading *r, int i)
{
    struct ref *found = NULL;
    if (!IS_ANY(i, "@"))
        return NULL;
    for (int near = 1; near >= 0 && !found; near--) {
        int n = 0;
        for (struct ref *f = r->c->refs; f < r->c->refs + r->c->n_refs; f++)
            if ((!near || f->scope == at(r->ts, i)->scope) &&
                (!IS_ANY(i - 1, ".") || str_eq_nocase(f->alias, at(r->ts, i - 2)->text)) &&
                f->table.n && column_type(f->table, at(r->ts, i)->text, NULL))
                found = f, n++;
        if (n > 1)
            found = NULL;
    }
    return found;
}

/* The last token of what stands right of a sign at i: a word may be table.column. */
static int right_of(const struct reading *r, int i)
{
    return IS_ANY(i + 2, ".") ? i + 3 : i + 1;
}

static bool has_or(const struct reading *r, int scope)
{
    for (int i = 0; i < r->ts.n; i++)
        if (IS_ANY(i, "OR") && is_condition(at(r->ts, i)) && at(r->ts, i)->scope == scope)
            return true;
    return false;
}

/* Every "column = something" that must hold: between WHERE, ON, AND and the next of them. */
static void find_equals(struct reading *r)
{
    for (int i = 0; i < r->ts.n; i++) {
        const struct token *t = at(r->ts, i);
        int right = right_of(r, i), start = IS_ANY(i - 2, ".") ? i - 3 : i - 1;
        const struct token *next = at(r->ts, right + 1);
        if (t->kind != '=' || !is_condition(t) || !IS_ANY(start - 1, "WHERE|ON|AND") ||
            !(next->kind == 'w' || next->kind == ')' || next->kind == ' ') ||
            IS_ANY(right + 1, "IS|NOT|IN|LIKE|BETWEEN|ISNULL|NOTNULL|COLLATE") ||
            has_or(r, t->scope))
            continue;
        for (int k = 0; k < 2; k++) {
            struct equal e = { owner(r, k ? right : i - 1), k ? right : i - 1, k ? i - 1 : right };
            if (!e.of || e.of->scope != t->scope || (t->clause == 'l' && !e.of->left))
                continue;
            if (r->n_equals == MOST_EQUALS)
                REFUSE(t, "too many comparisons");
            r->equals[r->n_equals++] = e;
        }
    }
}

/* town_id = …: fixes its table when the other side is a parameter, a number or a fixed table. */
static void bind_towns(struct reading *r)
{
    for (bool news = true; news;) {
        news = false;
        for (struct equal *e = r->equals; e < r->equals + r->n_equals; e++) {
            const struct token *other = at(r->ts, e->other);
            const struct ref *they = is_town_id(other) ? owner(r, e->other) : NULL;
            if (is_town_id(at(r->ts, e->column)) && !e->of->bound &&
                (other->kind == 'p' || other->kind == 'n' || (they && they->bound)))
                e->of->bound = news = true;
        }
    }
}

static void check_towns(struct reading *r)
{
    bind_towns(r);
    for (struct ref *f = r->c->refs; f < r->c->refs + r->c->n_refs; f++) {
        const struct token *t = at(r->ts, f->at);
        bool named = false;
        for (int k = f->at + 1; k < r->ts.n && at(r->ts, k)->kind != ')'; k++)
            named = named || is_town_id(at(r->ts, k));
        if (!f->is_town || r->q->global || (f->insert ? named : f->bound))
            continue;
        if (f->insert)
            REFUSE(t, "INSERT into %.*s does not name town_id", STR(f->table));
        if (has_or(r, f->scope))
            REFUSE(t, "OR beside town_id opens other towns: put it in parentheses");
        REFUSE(t,
               "town_id of %.*s is not fixed in the WHERE (write %.*s.town_id = :town_id, or "
               "\"global\" in the header)",
               STR(f->table), STR(f->alias));
    }
}

static void compare_types(const struct reading *r, int column, int parameter, bool store)
{
    const struct ref *f = owner(r, column);
    const struct token *p = at(r->ts, parameter);
    if (!f || p->kind != 'p')
        return;
    struct str name = at(r->ts, column)->text;
    bool not_null;
    enum type type = column_type(f->table, name, &not_null);
    for (const struct name *in = r->q->in; in < r->q->in + r->q->n_in; in++) {
        if (!str_eq(in->text, str_sub(p->text, 1, p->text.n)))
            continue;
        if (in->type != type)
            REFUSE(p, "parameter %.*s is %s, column %.*s is %s", STR(p->text), types[in->type].name,
                   STR(name), types[type].name);
        if (store && in->nullable && not_null)
            REFUSE(p, "parameter %.*s may be NULL, column %.*s may not", STR(p->text), STR(name));
    }
}

/* INSERT INTO t (columns) VALUES (…) by position. */
static void check_insert(const struct reading *r)
{
    int column = r->c->refs[0].at + 2, value = column;
    if (!r->c->n_refs || !r->c->refs[0].insert)
        return;
    if (!IS_ANY(column - 1, "("))
        REFUSE(at(r->ts, column - 2), "INSERT without its list of columns");
    while (value < r->ts.n && at(r->ts, value)->kind != ')')
        value++;
    if (!IS_ANY(value + 1, "VALUES ("))
        return;
    for (value += 3; IS_ANY(column, "@"); column += 2, value++) {
        if (IS_ANY(value + 1, ",|)"))
            compare_types(r, column, value, true);
        while (value < r->ts.n && !(at(r->ts, value)->kind == ',' && r->ts.p[value].depth == 1))
            value++;
    }
}

/* column = :p, :p < alias.column */
static void check_types(const struct reading *r)
{
    for (int i = 0; i < r->ts.n; i++)
        if (strchr("=<>!", at(r->ts, i)->kind)) {
            compare_types(r, i - 1, i + 1, false);
            compare_types(r, right_of(r, i), i - 1, false);
        }
    check_insert(r);
}

bool rules_is_large(const struct ref *f)
{
    return str_eq(ask("SELECT large FROM queryc WHERE name = ?1 COLLATE NOCASE", f->table, S("")),
                  S("1"));
}

static bool looks_like_sql(struct str s)
{
    static const char *const words[] = { "SELECT ", "INSERT ", "UPDATE ",
                                         "DELETE ", " WHERE ", " FROM " };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_find(s, str_of(words[i])) != SIZE_MAX)
            return true;
    return false;
}

static void check_patterns(const struct reading *r)
{
    bool any_large = false;
    for (int i = 0; i < r->c->n_refs; i++)
        any_large = any_large || rules_is_large(&r->c->refs[i]);
    for (int i = 0; i < r->ts.n; i++) {
        const struct token *t = at(r->ts, i), *next = at(r->ts, i + 1);
        for (size_t k = 0; k < sizeof patterns / sizeof *patterns; k++)
            if (matches(r->ts, i, patterns[k].pattern))
                REFUSE(t, patterns[k].message, STR(t->text));
        if (IS_ANY(i, "OR ? IS"))
            REFUSE(t, patterns[1].message, STR(next->text));
        if (t->kind == 'p' && (t->clause == 'y' || t->clause == 'Y'))
            REFUSE(t, "a parameter in an ORDER BY: orderings are a closed list");
        if (any_large && is_word(t, "LIKE") && next->kind == 's' && strchr("%_", next->text.p[1]))
            REFUSE(t, "LIKE that begins with a wildcard reads the whole of a large table");
        if (t->kind == 's' && looks_like_sql(t->text) &&
            (next->kind == '|' || at(r->ts, i - 1)->kind == '|'))
            REFUSE(t, "text that looks like SQL is put together");
    }
}

/* The first place of one of these words outside all parentheses, or -1. */
static int at_top(const struct reading *r, const char *words)
{
    for (int i = 0; i < r->ts.n; i++)
        if (at(r->ts, i)->depth == 0 && IS_ANY(i, words))
            return i;
    return -1;
}

/* Whether = fixes every column of some key of this table. */
static bool key_is_fixed(const struct reading *r, const struct ref *f)
{
    struct str fixed = S(",");
    for (const struct equal *e = r->equals; e < r->equals + r->n_equals; e++)
        if (e->of == f)
            fixed = arena_fmt(&arena, "%.*s%.*s,", STR(fixed), STR(at(r->ts, e->column)->text));
    return ask("SELECT 1 FROM pragma_index_list(?1) l WHERE \"unique\" AND NOT partial AND NOT "
               "EXISTS"
               " (SELECT 1 FROM pragma_index_info(l.name) i WHERE instr(lower(?2),"
               " ',' || i.name || ',') = 0)",
               f->table, fixed)
               .p != NULL;
}

static void check_single(const struct reading *r)
{
    int limit = at_top(r, "LIMIT"), from = at_top(r, "FROM");
    bool grouped = at_top(r, "GROUP") >= 0;
    for (int i = 0; i < (from < 0 ? r->ts.n : from) && !grouped; i++)
        if (at(r->ts, i)->scope == 0 && IS_ANY(i, "count|sum|min|max|total|avg|EXISTS ("))
            return;
    if (IS_ANY(0, "INSERT") || (limit >= 0 && IS_ANY(limit, "LIMIT 1")))
        return;
    for (const struct ref *f = r->c->refs; f < r->c->refs + r->c->n_refs; f++)
        if (f->scope == 0 && (!f->table.n || !key_is_fixed(r, f)))
            REFUSE(at(r->ts, 0),
                   ":one and :maybe need a unique key of %.*s compared by =, an aggregate, "
                   "or LIMIT 1",
                   STR(f->alias));
}

static void check_shape(const struct reading *r)
{
    const struct token *first = at(r->ts, 0);
    enum shape shape = r->q->shape;
    bool rows = IS_ANY(0, "SELECT|WITH") || at_top(r, "RETURNING") >= 0;
    if (!IS_ANY(0, "SELECT|WITH|INSERT|UPDATE|DELETE"))
        REFUSE(first, "%.*s in a query: only SELECT, WITH, INSERT, UPDATE, DELETE",
               STR(first->text));
    if (IS_ANY(0, "UPDATE|DELETE") && at_top(r, "WHERE") < 0)
        REFUSE(first, "%.*s without WHERE", STR(first->text));
    if (rows && shape == EXEC)
        REFUSE(first, ":exec answers no rows, this statement does");
    if (!rows && shape != EXEC)
        REFUSE(first, "this statement answers no rows: its shape is :exec");
    if (shape == MANY && at_top(r, "LIMIT") < 0)
        REFUSE(first, ":many without LIMIT (or :each)");
    if (shape == ONE || shape == MAYBE)
        check_single(r);
}

void rules_check(const struct queries *qs)
{
    struct reading *r = arena_new(&arena, struct reading, 1);
    for (const struct query *q = qs->p; q < qs->p + qs->n; q++)
        for (struct combination *c = q->combinations; c < q->combinations + q->n_combinations;
             c++) {
            *r = (struct reading) { .q = q, .c = c, .ts = c->ts };
            find_scopes(r);
            find_refs(r);
            find_equals(r);
            check_patterns(r);
            check_shape(r);
            check_towns(r);
            check_types(r);
        }
}

bool rules_may_miss(const struct combination *c, int column, struct str table)
{
    struct reading reading = { .ts = c->ts }, *r = &reading;
    int i = at_top(r, "SELECT|RETURNING");
    i += IS_ANY(i + 1, "DISTINCT") ? 2 : 1;
    for (; column && i < c->ts.n; i++)
        column -= at(c->ts, i)->kind == ',' && at(c->ts, i)->depth == 0;
    bool qualified = IS_ANY(i + 1, "."), miss = false;
    int after = i + (qualified ? 3 : 1);
    if (!IS_ANY(i, "@") || (after < c->ts.n && !IS_ANY(after, ",|AS|FROM")))
        return true;
    for (const struct ref *f = c->refs; f < c->refs + c->n_refs; f++)
        miss = miss || (f->left && (qualified ? str_eq_nocase(f->alias, at(c->ts, i)->text)
                                              : str_eq_nocase(f->table, table)));
    return miss;
}
