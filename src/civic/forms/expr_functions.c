/* SPDX-License-Identifier: Apache-2.0 */
/* Finding a function by name, and what all of them use to read their arguments. */
#include "civic/forms/expr_functions.h"

static const struct function *const tables[] = { expr_node_functions,   expr_text_functions,
                                                 expr_number_functions, expr_date_functions,
                                                 expr_place_functions,  expr_gov_functions };
enum { TABLES = sizeof tables / sizeof *tables, LONGEST_NAME = 40 };

const struct function *expr_function(struct str name)
{
    for (size_t i = 0; i < TABLES; i++)
        for (const struct function *f = tables[i]; f->name; f++)
            if (str_eq(str_of(f->name), name))
                return f;
    return NULL;
}

/* Letters to add, drop or change between two short names (Levenshtein). */
static size_t difference(struct str a, struct str b)
{
    size_t row[LONGEST_NAME + 1];
    for (size_t j = 0; j <= b.n; j++)
        row[j] = j;
    for (size_t i = 1; i <= a.n; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b.n; j++) {
            size_t changed = diagonal + (a.p[i - 1] != b.p[j - 1]);
            diagonal = row[j];
            size_t least = row[j] < row[j - 1] ? row[j] + 1 : row[j - 1] + 1;
            row[j] = changed < least ? changed : least;
        }
    }
    return row[b.n];
}

struct str expr_function_like(struct str name)
{
    struct str best = S("");
    size_t least = 3;
    if (name.n < 3 || name.n > LONGEST_NAME)
        return best;
    for (size_t i = 0; i < TABLES; i++)
        for (const struct function *f = tables[i]; f->name; f++) {
            size_t n = difference(name, str_of(f->name));
            if (n < least) {
                least = n;
                best = str_of(f->name);
            }
        }
    return best;
}

struct str call_text(struct call *c, size_t i)
{
    struct str s;
    if (i < c->n)
        s = value_string(c->ev->mem, &c->args[i]);
    else
        s = node_text(c->ev->mem, c->focus->node);
    c->ev->steps -= (int64_t)(s.n / 64); /* long texts cost more than short ones */
    return s;
}

double call_number(struct call *c, size_t i)
{
    if (i < c->n)
        return value_number(&c->args[i]);
    const struct node *own = c->focus->node;
    struct value v = { .kind = VALUE_NODES, .nodes = &own, .n_nodes = 1 };
    return value_number(&v);
}

void call_out(struct call *c, struct out *o)
{
    /* The buffer doubles: a quarter of the arena keeps all its sizes within the arena's grace. */
    size_t ceiling = c->ev->mem->ceiling / 4;
    out_init(o, c->ev->mem, ceiling < EXPR_LIST_BYTES ? ceiling : EXPR_LIST_BYTES);
}

enum rc call_return_out(struct call *c, struct out *o, struct value *ret)
{
    if (out_failed(o))
        c->ev->steps = -1;
    *ret = value_of_text(out_text(o));
    return eval_spend(c->ev, 0);
}

enum rc call_needs_nodes(struct call *c, size_t i)
{
    if (i < c->n && c->args[i].kind == VALUE_NODES)
        return OK;
    struct str name = str_of(c->ast->fn->name);
    return eval_error(c->ev, c->ast->at, "not-nodes",
                      arena_fmt(c->ev->mem, "%.*s() には項目を渡してください。", STR(name)),
                      arena_fmt(c->ev->mem, "%.*s() needs nodes.", STR(name)));
}

bool call_next_token(struct str *rest, struct str *ret_token)
{
    *rest = str_trim(*rest);
    size_t n = 0;
    while (n < rest->n && str_trim(str_sub(*rest, n, n + 1)).n)
        n++;
    *ret_token = str_sub(*rest, 0, n);
    *rest = str_sub(*rest, n, rest->n);
    return n > 0;
}
