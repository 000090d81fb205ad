/* SPDX-License-Identifier: Apache-2.0 */
/* Location paths: axes, node tests, predicates.  Sets stay in document order without doubles. */
#include "civic/forms/expr_ast.h"

#include <math.h>
#include <stdlib.h>

bool node_list_add(struct node_list *l, const struct node *n)
{
    if (l->n == l->room) {
        size_t room = l->room ? l->room * 2 : 8;
        const struct node **p = arena_try_new(l->mem, const struct node *, room);
        if (!p)
            return false;
        if (l->n)
            memcpy(p, l->p, l->n * sizeof *p);
        l->p = p;
        l->room = room;
    }
    l->p[l->n++] = n;
    return true;
}

static int by_order(const void *a, const void *b)
{
    const struct node *m = *(const struct node *const *)a, *n = *(const struct node *const *)b;
    if (m->order != n->order)
        return m->order < n->order ? -1 : 1;
    return m == n ? 0 : (uintptr_t)m < (uintptr_t)n ? -1 : 1; /* of two trees */
}

void node_list_sort(struct node_list *l)
{
    bool sorted = true;
    for (size_t i = 1; i < l->n && sorted; i++)
        sorted = by_order(&l->p[i - 1], &l->p[i]) < 0;
    if (sorted)
        return;
    qsort(l->p, l->n, sizeof *l->p, by_order);
    size_t kept = 1;
    for (size_t i = 1; i < l->n; i++)
        if (l->p[i] != l->p[kept - 1])
            l->p[kept++] = l->p[i];
    l->n = kept;
}

static const struct node *parent_of(const struct eval *ev, const struct node *n)
{
    if (n->parent)
        return n->parent;
    return n != ev->document && n == ev->document->first ? ev->document : NULL;
}

static bool passes_test(const struct step *s, const struct node *n)
{
    switch (s->test) {
    case TEST_NAME: return str_eq(s->name, n->name);
    case TEST_ANY_NAME:
        return s->axis == AXIS_ATTRIBUTE ? node_is_attribute(n) : node_is_element(n);
    case TEST_NODE: return true;
    case TEST_TEXT: return node_is_text(n);
    case TEST_COMMENT: return str_eq(n->name, S("#comment"));
    case TEST_INSTRUCTION:
        return str_starts(n->name, S("#?")) &&
               (!s->name.n || str_eq(s->name, str_sub(n->name, 2, n->name.n)));
    }
    return false;
}

/* What one step reaches from one node, nearest first. */
struct reach {
    struct eval *ev;
    const struct step *step;
    struct node_list list;
};

static enum rc reach_add(struct reach *r, const struct node *n)
{
    enum rc rc = eval_spend(r->ev, 1);
    if (rc == OK && passes_test(r->step, n) && !node_list_add(&r->list, n))
        rc = eval_spend(r->ev, 1);
    return rc;
}

static const struct node *skip_attributes(const struct node *n, bool back)
{
    while (n && node_is_attribute(n))
        n = back ? n->prev : n->next;
    return n;
}

static enum rc reach_children(struct reach *r, const struct node *n, bool attributes)
{
    enum rc rc = OK;
    for (const struct node *c = n->first; c && rc == OK; c = c->next)
        if (node_is_attribute(c) == attributes)
            rc = reach_add(r, c);
    return rc;
}

static enum rc reach_below(struct reach *r, const struct node *root)
{
    enum rc rc = OK;
    const struct node *n = root;
    while (rc == OK) {
        const struct node *down = skip_attributes(n->first, false);
        while (!down && n && n != root) {
            down = skip_attributes(n->next, false);
            if (!down)
                n = parent_of(r->ev, n);
        }
        if (!down)
            break;
        rc = reach_add(r, down);
        n = down;
    }
    return rc;
}

/* In reverse document order: the deepest of the last first. */
static enum rc reach_below_back(struct reach *r, const struct node *root)
{
    size_t from = r->list.n;
    enum rc rc = reach_add(r, root);
    if (rc == OK)
        rc = reach_below(r, root);
    for (size_t i = from, j = r->list.n; i + 1 < j; i++) {
        const struct node *t = r->list.p[i];
        r->list.p[i] = r->list.p[--j];
        r->list.p[j] = t;
    }
    return rc;
}

static enum rc reach_siblings(struct reach *r, const struct node *n, bool back)
{
    enum rc rc = OK;
    if (node_is_attribute(n))
        return OK;
    for (n = back ? n->prev : n->next; n && rc == OK; n = back ? n->prev : n->next)
        if (!node_is_attribute(n))
            rc = reach_add(r, n);
    return rc;
}

static enum rc reach_ancestors(struct reach *r, const struct node *n)
{
    enum rc rc = OK;
    for (n = parent_of(r->ev, n); n && rc == OK; n = parent_of(r->ev, n))
        rc = reach_add(r, n);
    return rc;
}

static enum rc reach_following(struct reach *r, const struct node *n)
{
    enum rc rc = OK;
    if (node_is_attribute(n)) {
        n = n->parent;
        rc = reach_below(r, n);
    }
    for (; n && rc == OK; n = parent_of(r->ev, n))
        for (const struct node *s = n->next; s && rc == OK; s = s->next) {
            if (node_is_attribute(s))
                continue;
            rc = reach_add(r, s);
            if (rc == OK)
                rc = reach_below(r, s);
        }
    return rc;
}

static enum rc reach_preceding(struct reach *r, const struct node *n)
{
    enum rc rc = OK;
    if (node_is_attribute(n))
        n = n->parent;
    for (; n && rc == OK; n = parent_of(r->ev, n))
        for (const struct node *s = n->prev; s && rc == OK; s = s->prev)
            if (!node_is_attribute(s))
                rc = reach_below_back(r, s);
    return rc;
}

static enum rc reach(struct reach *r, const struct node *n)
{
    const struct node *up = parent_of(r->ev, n);
    enum rc rc = OK;
    switch (r->step->axis) {
    case AXIS_CHILD: return reach_children(r, n, false);
    case AXIS_ATTRIBUTE: return reach_children(r, n, true);
    case AXIS_SELF: return reach_add(r, n);
    case AXIS_PARENT: return up ? reach_add(r, up) : OK;
    case AXIS_DESCENDANT: return reach_below(r, n);
    case AXIS_DESCENDANT_OR_SELF: rc = reach_add(r, n); return rc == OK ? reach_below(r, n) : rc;
    case AXIS_ANCESTOR: return reach_ancestors(r, n);
    case AXIS_ANCESTOR_OR_SELF: rc = reach_add(r, n); return rc == OK ? reach_ancestors(r, n) : rc;
    case AXIS_FOLLOWING_SIBLING: return reach_siblings(r, n, false);
    case AXIS_PRECEDING_SIBLING: return reach_siblings(r, n, true);
    case AXIS_FOLLOWING: return reach_following(r, n);
    case AXIS_PRECEDING: return reach_preceding(r, n);
    }
    return rc;
}

static bool keeps(const struct value *v, int64_t position)
{
    if (v->kind == VALUE_NUMBER)
        return v->number == (double)position;
    return value_boolean(v);
}

/* The same for every candidate: it looks neither at the node nor at its position. */
static bool is_fixed(const struct ast *a)
{
    if (a->kind == AST_NUMBER || a->kind == AST_TEXT)
        return true;
    bool from_current = a->start == FROM_VALUE && a->left->kind == AST_CALL && a->left->fn &&
                        strcmp(a->left->fn->name, "current") == 0 && !a->predicates;
    if (a->kind != AST_PATH || (a->start != FROM_ROOT && !from_current))
        return false;
    for (const struct step *s = a->steps; s; s = s->next)
        if (s->predicates)
            return false;
    return true;
}

/* [column = something fixed]: how lists of choices are filtered. */
static bool is_column_filter(const struct ast *a)
{
    if (a->kind != AST_BINARY || a->op != OP_EQ || a->left->kind != AST_PATH ||
        a->left->start != FROM_CONTEXT)
        return false;
    const struct step *s = a->left->steps;
    return s && !s->next && s->axis == AXIS_CHILD && s->test == TEST_NAME && !s->predicates &&
           is_fixed(a->right);
}

static enum rc has_column(struct eval *ev, const struct node *n, struct str name,
                          const struct value *wanted, bool *ret)
{
    *ret = false;
    for (const struct node *c = n->first; c && !*ret; c = c->next) {
        if (!str_eq(c->name, name))
            continue;
        struct value one = { .kind = VALUE_NODES, .nodes = &c, .n_nodes = 1 };
        enum rc rc = eval_compare(ev, OP_EQ, &one, wanted, ret);
        if (rc != OK)
            return rc;
    }
    return eval_spend(ev, 1);
}

/* What filter() does, with the fixed side evaluated once: lists are long. */
static enum rc filter_column(struct eval *ev, const struct ast *a, struct node_list *l, size_t from)
{
    struct focus focus = { l->p[from], 1, (int64_t)(l->n - from) };
    struct value wanted = { 0 };
    enum rc rc = eval_ast(ev, a->right, &focus, &wanted);
    size_t kept = from;
    for (size_t i = from; i < l->n && rc == OK; i++) {
        bool holds = false;
        rc = has_column(ev, l->p[i], a->left->steps->name, &wanted, &holds);
        if (holds)
            l->p[kept++] = l->p[i];
    }
    if (rc == OK)
        l->n = kept;
    return rc;
}

/* Keeps those of p[from..n) for which each predicate holds. */
static enum rc filter(struct eval *ev, const struct ast *predicates, struct node_list *l,
                      size_t from)
{
    for (const struct ast *a = predicates; a && l->n > from; a = a->next) {
        if (is_column_filter(a)) {
            enum rc rc = filter_column(ev, a, l, from);
            if (rc != OK)
                return rc;
            continue;
        }
        size_t kept = from;
        int64_t size = (int64_t)(l->n - from);
        for (size_t i = from; i < l->n; i++) {
            struct focus focus = { l->p[i], (int64_t)(i - from) + 1, size };
            struct value v = { 0 };
            enum rc rc = eval_ast(ev, a, &focus, &v);
            if (rc != OK)
                return rc;
            if (keeps(&v, focus.position))
                l->p[kept++] = l->p[i];
        }
        l->n = kept;
    }
    return OK;
}

static enum rc take_step(struct eval *ev, const struct step *s, struct node_list *l)
{
    struct reach r = { .ev = ev, .step = s, .list = { .mem = ev->mem } };
    for (size_t i = 0; i < l->n; i++) {
        size_t from = r.list.n;
        enum rc rc = reach(&r, l->p[i]);
        if (rc == OK && s->predicates)
            rc = filter(ev, s->predicates, &r.list, from);
        if (rc != OK)
            return rc;
    }
    node_list_sort(&r.list);
    *l = r.list;
    return OK;
}

static enum rc start(struct eval *ev, const struct ast *ast, const struct focus *focus,
                     struct node_list *l)
{
    if (ast->start != FROM_VALUE) {
        const struct node *n = ast->start == FROM_ROOT ? ev->document : focus->node;
        return node_list_add(l, n) ? OK : eval_spend(ev, 1);
    }
    struct value v = { 0 };
    enum rc rc = eval_ast(ev, ast->left, focus, &v);
    if (rc != OK)
        return rc;
    if (v.kind != VALUE_NODES)
        return eval_error(ev, ast->at, "not-nodes",
                          S("「[」や「/」の前は項目でなければなりません。"),
                          S("Only nodes can be followed by “[” or “/”."));
    for (size_t i = 0; i < v.n_nodes; i++)
        if (!node_list_add(l, v.nodes[i]))
            return eval_spend(ev, 1);
    return filter(ev, ast->predicates, l, 0);
}

enum rc eval_path(struct eval *ev, const struct ast *ast, const struct focus *focus,
                  struct value *ret)
{
    struct node_list l = { .mem = ev->mem };
    enum rc rc = start(ev, ast, focus, &l);
    for (const struct step *s = ast->steps; s && rc == OK; s = s->next)
        rc = take_step(ev, s, &l);
    if (rc == OK)
        *ret = (struct value) { .kind = VALUE_NODES, .nodes = l.p, .n_nodes = l.n };
    return rc;
}
