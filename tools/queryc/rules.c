/* SPDX-License-Identifier: Apache-2.0 */
/* What is refused from the text of a query alone.  The reading is shallow on purpose: tokens,
 * tables with their aliases and scopes; where it cannot tell, it refuses and says what to write
 * instead. */
#include "queryc.h"

enum { MOST_REFS = 24 };

struct ref {                   /* one mention of a table */
    const struct table *table; /* NULL: a subquery or a WITH name */
    struct str alias;
    int at, end; /* tokens: of the name, or of a subquery's ( and ) */
    int scope;
    bool left, insert, bound; /* bound: town_id is fixed */
};
struct reading {
    const struct schema *s;
    const struct queries *qs;
    const struct query *q;
    struct tokens ts;
    struct ref refs[MOST_REFS];
    int n_refs;
};

static const struct token *at(const struct reading *r, int i)
{
    static const struct token none = { .kind = ' ' };
    return i >= 0 && i < r->ts.n ? &r->ts.p[i] : &none;
}

static bool is_any(const struct token *t, const char *const *words)
{
    while (*words && !is_word(t, *words))
        words++;
    return *words != NULL;
}

#define IS_ANY(t, ...) is_any((t), (const char *const[]) { __VA_ARGS__, NULL })
#define REFUSE(t, ...) refuse(r->qs->file, (t)->line, __VA_ARGS__)

static bool is_parameter(const struct token *t)
{
    return t->kind == ':' && t->text.p[0] != ':';
}

static bool is_comparison(const struct token *t)
{
    return t->kind == '=' || t->kind == '<' || t->kind == '>' || t->kind == '!';
}

/* Which clause a word begins, for the conditions of its scope. */
static char clause_of(const struct reading *r, int i, char now)
{
    const struct token *t = at(r, i);
    if (is_word(t, "WHERE"))
        return 'w';
    if (is_word(t, "JOIN"))
        return IS_ANY(at(r, i - 1), "LEFT", "OUTER") ? 'L' : 'J';
    if (is_word(t, "ON"))
        return now == 'L' ? 'l' : now == 'J' ? 'o' : 0;
    return IS_ANY(t, "SELECT", "FROM", "SET", "GROUP", "HAVING", "ORDER", "LIMIT", "VALUES",
                  "RETURNING", "CASE")
               ? 0
               : now;
}

/* A SELECT in parentheses, and each arm of a UNION, is a scope of its own. */
static void find_scopes(struct reading *r)
{
    int scopes = 0, scope_at[200] = { 0 };
    int *base = arena_new(&arena, int, (size_t)r->ts.n + 1); /* depth of each scope */
    char *clause = arena_new(&arena, char, (size_t)r->ts.n + 1);
    for (int i = 0; i < r->ts.n; i++) {
        struct token *t = &r->ts.p[i];
        if (t->depth > 190)
            REFUSE(t, "too deep");
        if (IS_ANY(t, "UNION", "EXCEPT", "INTERSECT")) {
            scope_at[t->depth] = ++scopes;
            base[scopes] = t->depth;
        }
        t->scope = scope_at[t->depth];
        if (t->kind == '(' && is_word(at(r, i + 1), "SELECT"))
            base[++scopes] = t->depth + 1;
        if (t->kind == '(')
            scope_at[t->depth + 1] = is_word(at(r, i + 1), "SELECT") ? scopes : t->scope;
        clause[t->scope] = clause_of(r, i, clause[t->scope]);
        if (t->depth == base[t->scope] && strchr("wol", clause[t->scope]))
            t->condition = clause[t->scope];
    }
}

/* A column that a condition fixes by = (with AND only beside it: see check_or); where the other
 * side stands, or -1. */
static int fixed_by(const struct reading *r, const struct ref *me, int i)
{
    int first = at(r, i - 1)->kind == '.' ? i - 2 : i;
    bool forward = at(r, i + 1)->kind == '=', backward = at(r, first - 1)->kind == '=';
    int start = forward ? first : first - 2 - 2 * (at(r, first - 3)->kind == '.');
    if (!at(r, i)->condition || me->scope != at(r, i)->scope || (!forward && !backward) ||
        (at(r, i)->condition == 'l' && !me->left) ||
        !IS_ANY(at(r, start - 1), "WHERE", "ON", "AND"))
        return -1;
    return forward ? i + 2 : first - 2;
}

static struct str alias_at(const struct reading *r, int i, struct str otherwise)
{
    if (is_word(at(r, i), "AS"))
        return at(r, i + 1)->text;
    if (at(r, i)->kind != 'w' ||
        IS_ANY(at(r, i), "ON", "JOIN", "LEFT", "INNER", "CROSS", "WHERE", "ORDER", "GROUP", "LIMIT",
               "SET", "USING", "UNION", "EXCEPT", "INTERSECT", "VALUES", "RETURNING", "HAVING",
               "SELECT", "DEFAULT", "NATURAL", "RIGHT", "FULL", "OUTER"))
        return otherwise;
    return at(r, i)->text;
}

static void find_refs(struct reading *r)
{
    for (int i = 0; i < r->ts.n; i++) {
        const struct token *t = at(r, i), *before = at(r, i - 1);
        if (!IS_ANY(t, "FROM", "JOIN", "INTO", "UPDATE") || is_word(before, "DISTINCT") ||
            (is_word(t, "UPDATE") && is_word(before, "DO")))
            continue;
        if (IS_ANY(before, "RIGHT", "FULL", "NATURAL"))
            REFUSE(t, "%.*s JOIN is not for us: write JOIN or LEFT JOIN", STR(before->text));
        if (r->n_refs == MOST_REFS)
            REFUSE(t, "too many tables");
        int name = i + 1, end = name;
        if (at(r, name)->kind == '(')
            while (end < r->ts.n && !(at(r, end)->kind == ')' && at(r, end)->depth == t->depth))
                end++;
        struct ref *ref = &r->refs[r->n_refs++];
        *ref = (struct ref) { .table = schema_find(r->s, at(r, name)->text),
                              .alias = alias_at(r, end + 1, at(r, name)->text),
                              .at = name,
                              .end = end,
                              .scope = t->scope,
                              .left = is_word(before, "LEFT") || is_word(before, "OUTER"),
                              .insert = is_word(t, "INTO") };
        for (int k = end + 1; k < end + 4 && is_word(t, "FROM"); k++)
            if (at(r, k)->kind == ',' && at(r, k)->depth == t->depth &&
                (k == end + 1 || at(r, k - 1)->kind == 'w'))
                REFUSE(t, "tables joined by a comma: write JOIN … ON");
    }
    for (int i = 0; i < r->n_refs; i++)
        for (int k = 0; k < r->n_refs; k++)
            if (r->refs[i].left && r->refs[k].at > r->refs[i].at && r->refs[k].at < r->refs[i].end)
                r->refs[k].left = true;
}

/* The table a column name at token i belongs to, or NULL: by alias, else the only one in its scope
 * (else in the statement) that has such a column. */
static struct ref *owner(struct reading *r, int i)
{
    struct str name = at(r, i)->text;
    struct ref *found = NULL;
    bool qualified = at(r, i - 1)->kind == '.';
    for (int near = 1; near >= 0 && !found; near--) {
        int n = 0;
        for (struct ref *f = r->refs; f < r->refs + r->n_refs; f++)
            if (f->table && table_column(f->table, name) &&
                (qualified ? str_eq_nocase(f->alias, at(r, i - 2)->text) : true) &&
                (!near || f->scope == at(r, i)->scope))
                found = f, n++;
        if (n > 1)
            found = NULL;
    }
    return found;
}

/* town_id = …: fixes its table when the other side is a parameter, a number or a fixed table. */
static bool bind_once(struct reading *r)
{
    bool news = false;
    for (int i = 0; i < r->ts.n; i++) {
        if (!is_word(at(r, i), "town_id"))
            continue;
        struct ref *me = owner(r, i), *they = NULL;
        int other = me && !me->bound ? fixed_by(r, me, i) : -1;
        if (other < 0)
            continue;
        const struct token *o = at(r, other);
        if (other > i && at(r, other + 1)->kind == '.')
            other += 2;
        if (is_word(at(r, other), "town_id"))
            they = owner(r, other);
        if (is_parameter(o) || o->kind == 'n' || (they && they->bound))
            me->bound = news = true;
    }
    return news;
}

static void bind_using(struct reading *r)
{
    for (int i = 0; i < r->ts.n; i++)
        for (int k = i + 2; is_word(at(r, i), "USING") && at(r, k)->depth > at(r, i)->depth; k++)
            if (is_word(at(r, k), "town_id"))
                REFUSE(at(r, k), "USING (town_id): write ON a.town_id = b.town_id");
}

static void check_or(struct reading *r)
{
    for (int i = 0; i < r->ts.n; i++)
        for (int k = 0; is_word(at(r, i), "OR") && k < r->ts.n; k++)
            if (is_word(at(r, k), "town_id") && at(r, k)->depth == at(r, i)->depth &&
                at(r, k)->scope == at(r, i)->scope &&
                (is_comparison(at(r, k + 1)) || at(r, k + 1)->kind == '='))
                REFUSE(at(r, i), "OR beside town_id opens other towns: put it in parentheses");
}

static void check_set(const struct reading *r)
{
    for (int i = 0; i < r->ts.n; i++)
        if (is_word(at(r, i), "town_id") && at(r, i + 1)->kind == '=' &&
            (is_word(at(r, i - 1), "SET") || at(r, i - 1)->kind == ',') && !at(r, i)->condition)
            REFUSE(at(r, i), "SET town_id: a row never moves to another town");
}

static void check_towns(struct reading *r)
{
    check_set(r);
    if (r->q->global)
        return;
    bind_using(r);
    check_or(r);
    while (bind_once(r))
        ;
    for (struct ref *f = r->refs; f < r->refs + r->n_refs; f++) {
        if (!f->table || !f->table->is_town)
            continue;
        if (!f->insert && !f->bound)
            REFUSE(at(r, f->at),
                   "town_id of %.*s is not fixed in the WHERE (write %.*s.town_id = "
                   ":town_id, or \"global\" in the header)",
                   STR(f->table->name), STR(f->alias));
        bool named = false;
        for (int k = f->at + 1; f->insert && at(r, k)->kind != ')' && k < r->ts.n; k++)
            named = named || is_word(at(r, k), "town_id");
        if (f->insert && !named)
            REFUSE(at(r, f->at), "INSERT into %.*s does not name town_id", STR(f->table->name));
    }
}

static void compare_types(struct reading *r, int column, const struct token *parameter, bool store)
{
    const struct ref *f = owner(r, column);
    if (!f)
        return;
    const struct column *c = table_column(f->table, at(r, column)->text);
    for (int i = 0; i < r->q->n_in; i++) {
        const struct param *p = &r->q->in[i];
        if (!str_eq(p->name, parameter->text))
            continue;
        if (p->type != c->type)
            REFUSE(parameter, "parameter :%.*s is %s, column %.*s is %s", STR(p->name),
                   type_name(p->type), STR(c->name), type_name(c->type));
        if (store && p->nullable && c->not_null)
            REFUSE(parameter, "parameter :%.*s may be NULL, column %.*s may not", STR(p->name),
                   STR(c->name));
    }
}

/* column = :p, :p < alias.column; and INSERT INTO t (columns) VALUES (…) by position. */
static void check_types(struct reading *r)
{
    for (int i = 0; i < r->ts.n; i++) {
        if (!is_parameter(at(r, i)))
            continue;
        if (is_comparison(at(r, i - 1)) && at(r, i - 2)->kind == 'w')
            compare_types(r, i - 2, at(r, i), false);
        if (is_comparison(at(r, i + 1)) && at(r, i + 2)->kind == 'w')
            compare_types(r, at(r, i + 3)->kind == '.' ? i + 4 : i + 2, at(r, i), false);
    }
    int into = r->n_refs && r->refs[0].insert ? r->refs[0].at : -1, columns[MOST_COLUMNS], n = 0,
        k = 0;
    if (into < 0)
        return;
    if (at(r, into + 1)->kind != '(')
        REFUSE(at(r, into), "INSERT without its list of columns");
    int i = into + 2;
    for (; i < r->ts.n && at(r, i)->kind != ')' && n < MOST_COLUMNS; i++)
        if (at(r, i)->kind == 'w')
            columns[n++] = i;
    if (!is_word(at(r, i + 1), "VALUES"))
        return;
    for (i += 3; i < r->ts.n && at(r, i)->depth > 0 && k < n; i++) {
        if (at(r, i)->kind == ',' && at(r, i)->depth == 1)
            k++;
        else if (is_parameter(at(r, i)) && at(r, i)->depth == 1 &&
                 (at(r, i - 1)->kind == '(' || at(r, i - 1)->kind == ',') &&
                 (at(r, i + 1)->kind == ',' || at(r, i + 1)->kind == ')'))
            compare_types(r, columns[k], at(r, i), true);
    }
}

static bool any_large(const struct reading *r)
{
    for (int i = 0; i < r->n_refs; i++)
        if (r->refs[i].table && r->refs[i].table->large)
            return true;
    return false;
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

static void check_star(const struct reading *r, int i)
{
    const struct token *before = at(r, i - 1);
    bool counts = before->kind == '(' && is_word(at(r, i - 2), "count");
    if (at(r, i)->kind == '*' && !counts &&
        (IS_ANY(before, "SELECT", "DISTINCT", "ALL", "RETURNING") || before->kind == ',' ||
         before->kind == '.'))
        REFUSE(at(r, i), "SELECT *: name the columns");
}

static void check_patterns(const struct reading *r)
{
    int order_depth = -1;
    for (int i = 0; i < r->ts.n; i++) {
        const struct token *t = at(r, i);
        check_star(r, i);
        if (is_parameter(t) && is_word(at(r, i + 1), "IS") &&
            (is_word(at(r, i + 3), "OR") || is_word(at(r, i - 1), "OR")))
            REFUSE(t, ":%.*s IS NULL OR … reads the whole table: declare it \"optional\"",
                   STR(t->text));
        if (is_word(t, "BY") && is_word(at(r, i - 1), "ORDER"))
            order_depth = t->depth;
        else if (t->depth < order_depth || IS_ANY(t, "LIMIT", "UNION"))
            order_depth = -1;
        if (is_parameter(t) && order_depth >= 0)
            REFUSE(t, "a parameter in an ORDER BY: orderings are a closed list");
        if (is_word(t, "LIKE") && any_large(r) && at(r, i + 1)->kind == 's' &&
            at(r, i + 1)->text.n > 1 && strchr("%_", at(r, i + 1)->text.p[1]))
            REFUSE(t, "LIKE that begins with a wildcard reads the whole of a large table");
        if (IS_ANY(t, "GLOB", "REGEXP"))
            REFUSE(t, "%.*s exists on one engine only", STR(t->text));
        if (t->kind == 's' && looks_like_sql(t->text) &&
            (at(r, i + 1)->kind == '|' || at(r, i - 1)->kind == '|'))
            REFUSE(t, "text that looks like SQL is put together");
    }
}

static bool has_word_at_top(const struct reading *r, const char *word)
{
    for (int i = 0; i < r->ts.n; i++)
        if (is_word(at(r, i), word) && at(r, i)->depth == 0)
            return true;
    return false;
}

/* Whether = fixes every column of some key of this table. */
static bool key_is_fixed(struct reading *r, const struct ref *f)
{
    for (const struct key *k = f->table->keys; k < f->table->keys + f->table->n_keys; k++) {
        int fixed = 0;
        for (int c = 0; c < k->n; c++)
            for (int i = 0; i < r->ts.n; i++) {
                if (at(r, i)->kind == 'w' && str_eq_nocase(at(r, i)->text, k->column[c]) &&
                    owner(r, i) == f && fixed_by(r, f, i) >= 0) {
                    fixed++;
                    break;
                }
            }
        if (fixed == k->n)
            return true;
    }
    return false;
}

static bool is_aggregate(const struct reading *r)
{
    for (int i = 0; i < r->ts.n; i++) {
        if (is_word(at(r, i), "FROM") && at(r, i)->depth == 0)
            return false;
        if (IS_ANY(at(r, i), "count", "sum", "min", "max", "total", "avg", "EXISTS") &&
            at(r, i + 1)->kind == '(' && at(r, i)->scope == 0)
            return !has_word_at_top(r, "GROUP");
    }
    return false;
}

static void check_single(struct reading *r)
{
    const struct token *first = at(r, 0);
    if (is_word(first, "INSERT") || is_aggregate(r))
        return;
    for (int i = 0; i < r->ts.n; i++)
        if (is_word(at(r, i), "LIMIT") && at(r, i)->depth == 0 &&
            str_eq(at(r, i + 1)->text, S("1")))
            return;
    for (int i = 0; i < r->n_refs; i++)
        if (r->refs[i].scope == 0 && (!r->refs[i].table || !key_is_fixed(r, &r->refs[i])))
            REFUSE(first,
                   ":one and :maybe need a unique key of %.*s compared by =, an aggregate, "
                   "or LIMIT 1",
                   STR(r->refs[i].alias));
}

static void check_shape(struct reading *r)
{
    const struct token *first = at(r, 0);
    enum shape shape = r->q->shape;
    if (!IS_ANY(first, "SELECT", "WITH", "INSERT", "UPDATE", "DELETE"))
        REFUSE(first, "%.*s in a query: only SELECT, WITH, INSERT, UPDATE, DELETE",
               STR(first->text));
    if (is_word(first, "INSERT") && !is_word(at(r, 1), "INTO"))
        REFUSE(first, "INSERT %.*s exists on one engine only: write ON CONFLICT",
               STR(at(r, 1)->text));
    if (IS_ANY(first, "UPDATE", "DELETE") && !has_word_at_top(r, "WHERE"))
        REFUSE(first, "%.*s without WHERE", STR(first->text));
    bool rows = IS_ANY(first, "SELECT", "WITH") || has_word_at_top(r, "RETURNING");
    if (rows && shape == EXEC)
        REFUSE(first, ":exec answers no rows, this statement does");
    if (!rows && shape != EXEC)
        REFUSE(first, "this statement answers no rows: its shape is :exec");
    if (shape == MANY && !has_word_at_top(r, "LIMIT"))
        REFUSE(first, ":many without LIMIT (or :each)");
    if (shape == ONE || shape == MAYBE)
        check_single(r);
}

static void read_query(struct reading *r, const struct schema *s, const struct queries *qs,
                       const struct query *q, int combination)
{
    *r = (struct reading) { .s = s, .qs = qs, .q = q };
    r->ts = lex(qs->file, q->combinations[combination].text, q->body_line);
    find_scopes(r);
    find_refs(r);
}

void rules_check(const struct schema *s, const struct queries *qs)
{
    struct reading *r = arena_new(&arena, struct reading, 1);
    for (const struct query *q = qs->p; q < qs->p + qs->n; q++)
        for (int c = 0; c < q->n_combinations; c++) {
            read_query(r, s, qs, q, c);
            check_shape(r);
            check_patterns(r);
            check_towns(r);
            check_types(r);
        }
}

bool rules_may_miss(const struct schema *s, const struct queries *qs, const struct query *q,
                    int column, struct str table)
{
    struct reading *r = arena_new(&arena, struct reading, 1);
    read_query(r, s, qs, q, 0);
    int i = 0;
    while (i < r->ts.n && !(IS_ANY(at(r, i), "SELECT", "RETURNING") && at(r, i)->depth == 0))
        i++;
    i += is_word(at(r, i + 1), "DISTINCT") ? 2 : 1;
    for (; column && i < r->ts.n; i++)
        column -= at(r, i)->kind == ',' && at(r, i)->depth == 0;
    bool qualified = at(r, i + 1)->kind == '.';
    const struct token *after = at(r, i + (qualified ? 3 : 1));
    if (at(r, i)->kind != 'w' ||
        !(after->kind == ',' || after->kind == ' ' || IS_ANY(after, "AS", "FROM")))
        return true;
    bool left = false;
    for (const struct ref *f = r->refs; f < r->refs + r->n_refs; f++)
        left = left || (f->left && (qualified ? str_eq_nocase(f->alias, at(r, i)->text)
                                              : f->table && str_eq_nocase(f->table->name, table)));
    return left;
}
