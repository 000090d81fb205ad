/* SPDX-License-Identifier: Apache-2.0 */
/* Reads queries.sql: headers, bodies, optional parts; expands every allowed combination. */
#include "queryc.h"

static const char *const shapes[] = { "one", "maybe", "many", "each", "exec" };

struct name *find_name(const struct name *p, int n, struct str text)
{
    for (int i = 0; i < n; i++)
        if (str_eq(p[i].text, text))
            return (struct name *)&p[i];
    return NULL;
}

struct name *query_input(const struct query *q, const struct token *t)
{
    return t->kind == 'p' ? find_name(q->in, q->n_in, str_sub(t->text, 1, t->text.n)) : NULL;
}

static int find_optional(const struct query *q, struct str name)
{
    int k = 0;
    while (k < q->n_optional && !str_eq(q->optional[k], name))
        k++;
    return k;
}

/* ---- the header ---- */

enum list { IN, OUT, MAY_BE_NULL, OPTIONAL, ORDER, LISTS };
static const struct {
    const char *word;
    char between;
} lists[] = {
    { "in", ',' }, { "out", ',' }, { "null", ',' }, { "optional", '|' }, { "order", ';' }
};

/* "name t_type?": an input, or an output that is an expression; "name": an output. */
static void take_name(struct query *q, enum list list, struct str item, int line)
{
    struct name *p = list == IN ? q->in : q->out;
    int *n = list == IN ? &q->n_in : &q->n_out;
    size_t blank = str_find_char(item, ' ');
    struct str name = str_sub(item, 0, blank), type = str_trim(str_sub(item, blank, item.n));
    bool nullable = list == MAY_BE_NULL || (list == IN && str_ends(type, S("?")));
    enum type t = type_of(str_sub(type, 0, type.n - (nullable && type.n)));
    if (!is_name(name) || (t == TYPE_NONE) != (list == MAY_BE_NULL))
        refuse(q->file, line, "\"%.*s\" is not a name and a type of ours", STR(item));
    if (nullable && t == T_BOOL)
        refuse(q->file, line, "%.*s: a t_bool is never NULL", STR(name));
    struct name *known = find_name(p, *n, name);
    if (known && list == IN)
        refuse(q->file, line, "input %.*s is declared twice", STR(name));
    if (!known && *n == MOST_NAMES)
        refuse(q->file, line, "more than %d names", MOST_NAMES);
    known = known ? known : &p[(*n)++];
    known->text = name;
    known->type = t ? t : known->type;
    known->nullable = known->nullable || nullable;
}

/* One group of "a, b | c": a combination is a subset of one group. */
static void take_group(struct query *q, struct str group, int line)
{
    struct str part;
    if (q->n_groups == MOST_OPTIONAL)
        refuse(q->file, line, "too many groups");
    unsigned *bits = &q->groups[q->n_groups++];
    while (str_cut(&group, ',', &part)) {
        struct str name = str_trim(part);
        int k = find_optional(q, name);
        if (k == MOST_OPTIONAL)
            refuse(q->file, line, "more than 64 combinations: at most 6 optional parts");
        if (!is_name(name) || str_eq(name, S("order")))
            refuse(q->file, line, "\"%.*s\" is no name of an optional part", STR(name));
        if (k == q->n_optional)
            q->optional[q->n_optional++] = name;
        *bits |= 1u << k;
    }
}

/* One of "due: due_on, id; newest: received_at DESC" */
static void take_order(struct query *q, struct str item, int line)
{
    size_t colon = str_find_char(item, ':');
    struct str name = str_trim(str_sub(item, 0, colon));
    if (colon == SIZE_MAX || !is_name(name) || q->n_orders == MOST_ORDERS)
        refuse(q->file, line, "write an order as \"name: column, column DESC; name: …\"");
    struct tokens by = lex(q->file, str_sub(item, colon + 1, item.n), line);
    for (int i = 0; i < by.n; i++)
        if (strchr("p:[]", by.p[i].kind))
            refuse(q->file, line, "a parameter in an ORDER BY: orderings are a closed list");
    q->orders[q->n_orders++] = (struct order) { name, by };
}

/* One comment line of a header; *last is the list a line ending in a comma goes on with. */
static void header_line(struct query *q, struct str s, int line, enum list *last)
{
    enum list list = IN;
    size_t blank = str_find_char(s, ' ');
    struct str word = str_sub(s, 0, blank), rest = str_trim(str_sub(s, blank, s.n)), item;
    while (list < LISTS && !str_eq(word, str_of(lists[list].word)))
        list++;
    if (*last < LISTS && list != *last)
        list = *last, rest = s;
    *last = list < LISTS && (str_ends(rest, S(",")) || str_ends(rest, S(";"))) ? list : LISTS;
    while (list < LISTS && str_cut(&rest, lists[list].between, &item)) {
        item = str_trim(item);
        if (list == OPTIONAL)
            take_group(q, item, line);
        else if (list == ORDER)
            take_order(q, item, line);
        else if (item.n)
            take_name(q, list, item, line);
    }
    if (list < LISTS)
        return;
    if (str_eq(s, S("global")))
        q->global = true;
    else if (str_eq(s, S("scan")))
        q->scan = true;
    else
        q->doc = q->doc.n ? arena_fmt(&arena, "%.*s\n%.*s", STR(q->doc), STR(s)) : s;
}

/* "name :shape" begins a query. */
static bool header(struct queries *qs, const char *file, struct str s, int line)
{
    size_t blank = str_find(s, S(" :"));
    struct query q = { .file = file, .name = str_sub(s, 0, blank), .line = line };
    struct str shape = str_trim(str_sub(s, blank + 2, s.n));
    if (blank == SIZE_MAX || !is_name(q.name))
        return false;
    while (q.shape <= EXEC && !str_eq(shape, str_of(shapes[q.shape])))
        q.shape++;
    if (q.shape > EXEC)
        refuse(file, line, "unknown shape :%.*s (:one :maybe :many :each :exec)", STR(shape));
    for (int i = 0; i < qs->n; i++)
        if (str_eq(qs->p[i].name, q.name))
            refuse(file, line, "query %.*s exists already (line %d)", STR(q.name), qs->p[i].line);
    if (qs->n == MOST_QUERIES)
        refuse(file, line, "more than %d queries", MOST_QUERIES);
    qs->p[qs->n++] = q;
    return true;
}

/* ---- the body ---- */

/* Says of each token in which part it stands, takes [part: and ] and [order] away, and notes which
 * parts use which input. */
static struct tokens find_parts(struct query *q, struct tokens ts)
{
    int n = 0, part = 0;
    for (int i = 0; i < ts.n; i++) {
        struct token t = ts.p[i];
        struct str name = at(ts, i + 1)->text;
        int k = find_optional(q, name);
        t.part = part;
        if (matches(ts, i, "[ order ]") && q->n_orders) {
            t.kind = 'o', i += 2;
        } else if (t.kind == '[') {
            if (k == q->n_optional || at(ts, i + 2)->kind != ':' || part)
                refuse(q->file, t.line, "[%.*s]: no such %s", STR(name),
                       str_eq(name, S("order")) ? "order was declared" : "optional part");
            part = k + 1, i += 2;
            continue;
        } else if (t.kind == ']') {
            part = 0;
            continue;
        } else if (t.kind == 'p') {
            struct name *p = query_input(q, &t);
            if (!p)
                refuse(q->file, t.line, "parameter %.*s is not declared by \"in\"", STR(t.text));
            p->parts |= part ? 1u << (part - 1) : ALWAYS;
        }
        ts.p[n++] = t;
    }
    return (struct tokens) { ts.p, n };
}

static void check_uses(const struct query *q)
{
    unsigned parts = 0;
    bool order = false;
    for (const struct token *t = q->body.p; t < q->body.p + q->body.n; t++) {
        parts |= 1u << t->part;
        order = order || t->kind == 'o';
    }
    for (int i = 0; i < q->n_in; i++)
        if (!q->in[i].parts)
            refuse(q->file, q->line, "parameter :%.*s is declared and not used",
                   STR(q->in[i].text));
    for (int k = 0; k < q->n_optional; k++)
        if (!(parts & 2u << k))
            refuse(q->file, q->line, "optional part %.*s does not occur", STR(q->optional[k]));
    if (q->n_orders && !order)
        refuse(q->file, q->line, "orders are declared, [order] does not occur");
    if (q->doc.n == 0)
        refuse(q->file, q->line, "query %.*s has no comment that says what it does", STR(q->name));
}

/* Puts optional parts and the ordering in their places. */
static struct tokens expand(const struct query *q, unsigned mask, int order)
{
    struct tokens by = q->orders[order].by, ts = { 0 };
    ts.p = arena_new(&arena, struct token, (size_t)(q->body.n * (by.n + 1) + 1));
    for (const struct token *t = q->body.p; t < q->body.p + q->body.n; t++) {
        if (t->part && !(mask & 1u << (t->part - 1)))
            continue;
        for (int i = 0; t->kind == 'o' && i < by.n; i++)
            ts.p[ts.n++] = by.p[i];
        if (t->kind != 'o')
            ts.p[ts.n++] = *t;
    }
    int depth = 0;
    for (struct token *t = ts.p; t < ts.p + ts.n; t++) {
        if (t->kind == ')' && --depth < 0)
            refuse(q->file, t->line, "a ) without its (");
        t->depth = depth;
        depth += t->kind == '(';
    }
    if (depth)
        refuse(q->file, at(ts, ts.n - 1)->line, "a ( without its )");
    return ts;
}

static void combine(struct query *q, unsigned mask, int order)
{
    struct out label;
    out_init(&label, &arena, 1000);
    out_str(&label, q->name);
    for (int k = 0; k < q->n_optional; k++)
        if (mask & 1u << k)
            out_fmt(&label, " +%.*s", STR(q->optional[k]));
    if (q->n_orders)
        out_fmt(&label, " by %.*s", STR(q->orders[order].name));
    if (q->n_combinations == MOST_COMBINATIONS)
        refuse(q->file, q->line, "more than 64 combinations are not written");
    q->combinations[q->n_combinations++] = (struct combination) {
        .mask = mask, .order = order, .label = out_text(&label), .ts = expand(q, mask, order)
    };
}

static void take_body(struct query *q, struct tokens ts, bool postgres)
{
    if (postgres && (q->n_optional || q->n_orders))
        refuse(q->file, at(ts, 0)->line, "a body for one engine has no optional parts, no orders");
    *(postgres ? &q->postgres : &q->body) = find_parts(q, ts);
    if (postgres)
        return; /* it is not prepared here: only its inputs can be checked */
    check_uses(q);
    q->combinations = arena_new(&arena, struct combination, MOST_COMBINATIONS);
    for (unsigned mask = 0; mask < 1u << q->n_optional; mask++) {
        bool allowed = mask == 0;
        for (int g = 0; g < q->n_groups; g++)
            allowed = allowed || (mask & ~q->groups[g]) == 0;
        for (int order = 0; allowed && (order == 0 || order < q->n_orders); order++)
            combine(q, mask, order);
    }
}

/* The tokens from *at up to the ; without comments. */
static struct tokens body(const char *file, struct tokens all, int *i)
{
    struct tokens ts = { .p = arena_new(&arena, struct token, (size_t)all.n) };
    int line = all.p[*i].line;
    for (; at(all, *i)->kind != ';'; ++*i) {
        if (*i == all.n)
            refuse(file, line, "a statement without its ;");
        if (all.p[*i].kind != 'c')
            ts.p[ts.n++] = all.p[*i];
    }
    return ts;
}

void queries_read(struct queries *qs, const char *file)
{
    struct tokens all = lex(file, read_file(file, true), 1);
    bool in_header = false, postgres = false;
    enum list last = LISTS;
    qs->p = arena_new(&arena, struct query, MOST_QUERIES);
    for (int i = 0; i < all.n; i++) {
        struct token t = all.p[i];
        struct str comment = str_trim(str_sub(t.text, 2, t.text.n));
        if (t.kind != 'c' && !in_header && !postgres)
            refuse(file, t.line, "SQL without a header \"-- name :shape\"");
        if (t.kind != 'c') {
            take_body(&qs->p[qs->n - 1], body(file, all, &i), postgres);
            in_header = postgres = false;
        } else if (in_header && comment.n) {
            header_line(&qs->p[qs->n - 1], comment, t.line, &last);
        } else if (qs->n && str_eq(comment, S("engine: postgres"))) {
            postgres = true;
        } else if (header(qs, file, comment, t.line)) {
            in_header = true, last = LISTS;
        }
    }
    if (in_header)
        refuse(file, at(all, all.n - 1)->line, "the last query has no SQL");
}
