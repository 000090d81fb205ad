/* SPDX-License-Identifier: Apache-2.0 */
/* Functions on nodes and truth: choosing, counting, repeats, lists of choices. */
#include "civic/forms/expr_functions.h"

#include <math.h>

/* Lazy: only the branch that is taken is evaluated. */
static enum rc fn_if(struct call *c, struct value *ret)
{
    const struct ast *condition = c->ast->arguments;
    struct value v = { 0 };
    enum rc rc = eval_ast(c->ev, condition, c->focus, &v);
    if (rc != OK)
        return rc;
    const struct ast *branch = value_boolean(&v) ? condition->next : condition->next->next;
    return eval_ast(c->ev, branch, c->focus, ret);
}

static enum rc fn_coalesce(struct call *c, struct value *ret)
{
    const struct ast *first = c->ast->arguments;
    struct value v = { 0 };
    enum rc rc = eval_ast(c->ev, first, c->focus, &v);
    if (rc != OK)
        return rc;
    struct str s = value_string(c->ev->mem, &v);
    if (s.n)
        return return_text(ret, s);
    rc = eval_ast(c->ev, first->next, c->focus, &v);
    return rc == OK ? return_text(ret, value_string(c->ev->mem, &v)) : rc;
}

/* The question's own answer if it has one: a value that is made once and kept. */
static enum rc fn_once(struct call *c, struct value *ret)
{
    struct str own = node_text(c->ev->mem, c->focus->node);
    struct value v = { 0 };
    if (own.n)
        return return_text(ret, own);
    enum rc rc = eval_ast(c->ev, c->ast->arguments, c->focus, &v);
    return rc == OK ? return_text(ret, value_string(c->ev->mem, &v)) : rc;
}

static enum rc return_node(struct call *c, const struct node *n, struct value *ret)
{
    struct node_list l = { .mem = c->ev->mem };
    if (n && !node_list_add(&l, n))
        return eval_spend(c->ev, 0);
    *ret = (struct value) { .kind = VALUE_NODES, .nodes = l.p, .n_nodes = l.n };
    return OK;
}

static enum rc fn_current(struct call *c, struct value *ret)
{
    return return_node(c, c->ev->current, ret);
}

/* Above the list's root element stands a document, as in instance('list')/root/item. */
static enum rc find_instance(struct call *c, struct str id, const struct node **ret)
{
    const struct expr_world *w = c->ev->w;
    const struct node *root = w->instance ? w->instance(w->ctx, id) : NULL;
    if (!root)
        return eval_error(
            c->ev, c->ast->at, "unknown-instance",
            arena_fmt(c->ev->mem, "「%.*s」という選択肢の一覧はありません。", STR(id)),
            arena_fmt(c->ev->mem, "There is no list “%.*s”.", STR(id)));
    struct node *document = arena_new(c->ev->mem, struct node, 1);
    document->first = document->last = (struct node *)root;
    document->order = -1;
    *ret = root->parent ? root->parent : document;
    return OK;
}

static enum rc fn_instance(struct call *c, struct value *ret)
{
    const struct node *document = NULL;
    enum rc rc = find_instance(c, call_text(c, 0), &document);
    return rc == OK ? return_node(c, document, ret) : rc;
}

/* pulldata(list, wanted column, key column, key). */
static enum rc fn_pulldata(struct call *c, struct value *ret)
{
    const struct node *document = NULL;
    struct str want = call_text(c, 1), key = call_text(c, 2), is = call_text(c, 3);
    enum rc rc = find_instance(c, call_text(c, 0), &document);
    const struct node *item = rc == OK ? document->first->first : NULL;
    for (; item && rc == OK; item = item->next) {
        const struct node *k = tree_child(item, key);
        rc = eval_spend(c->ev, 1);
        if (rc == OK && k && str_eq(node_text(c->ev->mem, k), is)) {
            const struct node *found = tree_child(item, want);
            return return_text(ret, found ? node_text(c->ev->mem, found) : S(""));
        }
    }
    return rc == OK ? return_text(ret, S("")) : rc;
}

static enum rc fn_position(struct call *c, struct value *ret)
{
    if (c->n == 0)
        return return_number(ret, (double)c->focus->position);
    enum rc rc = call_needs_nodes(c, 0);
    if (rc != OK)
        return rc;
    return return_number(ret, c->args[0].n_nodes ? (double)c->args[0].nodes[0]->position : NAN);
}

static enum rc fn_last(struct call *c, struct value *ret)
{
    return return_number(ret, (double)c->focus->size);
}

static enum rc fn_count(struct call *c, struct value *ret)
{
    enum rc rc = call_needs_nodes(c, 0);
    return rc == OK ? return_number(ret, (double)c->args[0].n_nodes) : rc;
}

static enum rc fn_count_non_empty(struct call *c, struct value *ret)
{
    enum rc rc = call_needs_nodes(c, 0);
    int64_t n = 0;
    for (size_t i = 0; rc == OK && i < c->args[0].n_nodes; i++) {
        rc = eval_spend(c->ev, 1);
        n += node_text(c->ev->mem, c->args[0].nodes[i]).n > 0;
    }
    return rc == OK ? return_number(ret, (double)n) : rc;
}

static bool same_place(const struct node *a, const struct node *b)
{
    for (; a && b; a = a->parent, b = b->parent)
        if (!str_eq(a->name, b->name))
            return false;
    return a == b;
}

/* The instance asked for, if `n` is a place of one of the repeats given; else 0. */
static int wanted_instance(struct call *c, const struct node *n)
{
    for (size_t i = 1; i + 1 < c->n; i += 2)
        if (c->args[i].n_nodes && same_place(n, c->args[i].nodes[0])) {
            double at = call_number(c, i + 1);
            return at >= 1 && at < 1e9 ? (int)at : -1;
        }
    return 0;
}

/* The node at the same place as `like`, under the instances asked for. */
static const struct node *find_indexed(struct call *c, const struct node *like)
{
    int index = wanted_instance(c, like);
    if (!like->parent || like->parent == c->ev->document)
        return like;
    const struct node *parent = find_indexed(c, like->parent);
    if (!parent || index < 0)
        return NULL;
    return tree_nth(parent, like->name, index ? index : 1);
}

/* indexed-repeat(node, repeat, i [, repeat, i]…): recursion as deep as the tree of the answers. */
static enum rc fn_indexed_repeat(struct call *c, struct value *ret)
{
    if (c->n % 2 == 0)
        return eval_error(c->ev, c->ast->at, "wrong-arity",
                          S("indexed-repeat() の繰り返しと番号の数が合いません。"),
                          S("indexed-repeat() needs a number for each repeat."));
    for (size_t i = 0; i < c->n; i += i ? 2 : 1) {
        enum rc rc = call_needs_nodes(c, i);
        if (rc != OK)
            return rc;
    }
    const struct node *n = c->args[0].n_nodes ? find_indexed(c, c->args[0].nodes[0]) : NULL;
    return return_text(ret, n ? node_text(c->ev->mem, n) : S(""));
}

/* The label of a value in the list of a question. */
static enum rc fn_choice_name(struct call *c, struct value *ret)
{
    const struct expr_world *w = c->ev->w;
    enum rc rc = call_needs_nodes(c, 1);
    if (rc != OK)
        return rc;
    const struct field *field = c->args[1].n_nodes ? c->args[1].nodes[0]->field : NULL;
    if (!field || !w->choice_label)
        return return_text(ret, S(""));
    return return_text(ret, w->choice_label(w->ctx, field, call_text(c, 0)));
}

/* Of the context node when there is no argument. */
static const struct node *named_node(struct call *c, enum rc *rc)
{
    *rc = c->n ? call_needs_nodes(c, 0) : OK;
    if (*rc != OK)
        return NULL;
    if (c->n)
        return c->args[0].n_nodes ? c->args[0].nodes[0] : NULL;
    return c->focus->node;
}

static struct str shown_name(const struct node *n)
{
    if (!n || node_is_element(n))
        return n ? n->name : S("");
    if (node_is_attribute(n))
        return str_sub(n->name, 1, n->name.n);
    return str_starts(n->name, S("#?")) ? str_sub(n->name, 2, n->name.n) : S("");
}

static enum rc fn_name(struct call *c, struct value *ret)
{
    enum rc rc;
    const struct node *n = named_node(c, &rc);
    return rc == OK ? return_text(ret, shown_name(n)) : rc;
}

static enum rc fn_local_name(struct call *c, struct value *ret)
{
    enum rc rc;
    struct str name = shown_name(named_node(c, &rc));
    size_t colon = str_find_char(name, ':');
    if (rc != OK)
        return rc;
    return return_text(ret, colon == SIZE_MAX ? name : str_sub(name, colon + 1, name.n));
}

/* Park and Miller's minimal standard generator, as the other engines use it for a given seed. */
static uint32_t park_miller(uint32_t *state)
{
    *state = (uint32_t)((uint64_t)*state * 16807 % 2147483647);
    return *state;
}

static uint32_t first_state(double seed)
{
    double whole = fmod(trunc(seed), 2147483647.0);
    if (isnan(whole))
        whole = 0;
    return (uint32_t)(whole <= 0 ? whole + 2147483646 : whole);
}

/* The same nodes in another order: inside-out Fisher and Yates. */
static enum rc fn_randomize(struct call *c, struct value *ret)
{
    enum rc rc = call_needs_nodes(c, 0);
    if (rc != OK)
        return rc;
    size_t n = c->args[0].n_nodes;
    const struct node **p = arena_try_new(c->ev->mem, const struct node *, n);
    if (!p)
        return eval_spend(c->ev, 0);
    uint32_t state = first_state(c->n > 1 ? call_number(c, 1) : NAN);
    for (size_t i = 0; i < n; i++) {
        double part = c->n > 1 ? (park_miller(&state) - 1) / 2147483646.0
                               : (double)(eval_random(c->ev) >> 11) * 0x1p-53;
        size_t j = (size_t)(part * (double)(i + 1));
        p[i] = p[j];
        p[j] = c->args[0].nodes[i];
    }
    *ret = (struct value) { .kind = VALUE_NODES, .nodes = p, .n_nodes = n };
    return OK;
}

static enum rc fn_boolean(struct call *c, struct value *ret)
{
    return return_boolean(ret, value_boolean(&c->args[0]));
}

static enum rc fn_not(struct call *c, struct value *ret)
{
    return return_boolean(ret, !value_boolean(&c->args[0]));
}

static enum rc fn_true(struct call *c, struct value *ret)
{
    (void)c;
    return return_boolean(ret, true);
}

static enum rc fn_false(struct call *c, struct value *ret)
{
    (void)c;
    return return_boolean(ret, false);
}

static enum rc fn_boolean_from_string(struct call *c, struct value *ret)
{
    struct str s = call_text(c, 0);
    return return_boolean(ret, str_eq(s, S("true")) || str_eq(s, S("1")));
}

const struct function expr_node_functions[] = {
    { "if", 3, 3, false, true, fn_if },
    { "coalesce", 2, 2, false, true, fn_coalesce },
    { "once", 1, 1, false, true, fn_once },
    { "current", 0, 0, false, false, fn_current },
    { "instance", 1, 1, false, false, fn_instance },
    { "pulldata", 4, 4, false, false, fn_pulldata },
    { "position", 0, 1, false, false, fn_position },
    { "last", 0, 0, false, false, fn_last },
    { "count", 1, 1, false, false, fn_count },
    { "count-non-empty", 1, 1, false, false, fn_count_non_empty },
    { "indexed-repeat", 3, 7, false, false, fn_indexed_repeat },
    { "jr:choice-name", 2, 2, false, false, fn_choice_name },
    { "name", 1, 1, true, false, fn_name },
    { "local-name", 1, 1, true, false, fn_local_name },
    { "randomize", 1, 2, false, false, fn_randomize },
    { "boolean", 1, 1, false, false, fn_boolean },
    { "not", 1, 1, false, false, fn_not },
    { "true", 0, 0, false, false, fn_true },
    { "false", 0, 0, false, false, fn_false },
    { "boolean-from-string", 1, 1, false, false, fn_boolean_from_string },
    { 0 },
};
