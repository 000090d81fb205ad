/* SPDX-License-Identifier: Apache-2.0 */
/* Evaluation: operators, comparisons, calls.  Recursion is as deep as the tree, which the parser
 * bounds; work is bounded by the step budget, memory by the caller's arena. */
#include "civic/forms/expr_ast.h"

#include <math.h>

enum rc eval_error(struct eval *ev, size_t at, const char *code, struct str ja, struct str en)
{
    *ev->error = (struct expr_error) { at, code, ja, en };
    return INVALID;
}

enum rc eval_spend(struct eval *ev, int64_t n)
{
    ev->steps -= n;
    if (ev->steps < 0 || arena_failed(ev->mem)) {
        *ev->error = (struct expr_error) { 0, "too-much", S("計算が多すぎて終えられません。"),
                                           S("The evaluation needs too much time or memory.") };
        return FAILED;
    }
    return OK;
}

static bool compare_numbers(enum op op, double a, double b)
{
    switch (op) {
    case OP_EQ: return a == b;
    case OP_NE: return a != b;
    case OP_LT: return a < b;
    case OP_LE: return a <= b;
    case OP_GT: return a > b;
    default: return a >= b;
    }
}

/* Two texts are equal as texts, unless both are dates and one has a time: then as moments, since
 * 2012-07-24T09:00+09:00 and 2012-07-24T00:00Z are the same one. */
static bool texts_equal(struct str a, struct str b)
{
    struct moment m, n;
    if (str_eq(a, b))
        return true;
    if (!moment_read(a, &m) || !moment_read(b, &n) || !(m.has_time || n.has_time))
        return false;
    return moment_number(&m) == moment_number(&n);
}

/* Neither side is a set of nodes. */
static bool compare_plain(struct eval *ev, enum op op, const struct value *a, const struct value *b)
{
    bool equality = op == OP_EQ || op == OP_NE;
    if (!equality)
        return compare_numbers(op, value_number(a), value_number(b));
    if (a->kind == VALUE_BOOLEAN || b->kind == VALUE_BOOLEAN)
        return (value_boolean(a) == value_boolean(b)) == (op == OP_EQ);
    if (a->kind == VALUE_NUMBER || b->kind == VALUE_NUMBER)
        return compare_numbers(op, value_number(a), value_number(b));
    return texts_equal(value_string(ev->mem, a), value_string(ev->mem, b)) == (op == OP_EQ);
}

static enum op mirrored(enum op op)
{
    switch (op) {
    case OP_LT: return OP_GT;
    case OP_LE: return OP_GE;
    case OP_GT: return OP_LT;
    case OP_GE: return OP_LE;
    default: return op;
    }
}

/* Existential: true if it holds for some node.  Only = and != against a boolean take the set as a
 * whole (XPath 1.0, 3.4); order against a boolean looks at the nodes, as the other engines do. */
enum rc eval_compare(struct eval *ev, enum op op, const struct value *a, const struct value *b,
                     bool *ret)
{
    if (a->kind != VALUE_NODES && b->kind == VALUE_NODES)
        return eval_compare(ev, mirrored(op), b, a, ret);
    bool as_whole = b->kind == VALUE_BOOLEAN && (op == OP_EQ || op == OP_NE);
    if (a->kind != VALUE_NODES || as_whole) {
        struct value whole = *a;
        if (a->kind == VALUE_NODES)
            whole = value_of_boolean(value_boolean(a));
        *ret = compare_plain(ev, op, &whole, b);
        return OK;
    }
    *ret = false;
    for (size_t i = 0; i < a->n_nodes && !*ret; i++) {
        enum rc rc = eval_spend(ev, 1);
        if (rc != OK)
            return rc;
        struct value one = value_of_text(node_text(ev->mem, a->nodes[i]));
        if (b->kind == VALUE_NODES)
            rc = eval_compare(ev, mirrored(op), b, &one, ret);
        else
            *ret = compare_plain(ev, op, &one, b);
        if (rc != OK)
            return rc;
    }
    return OK;
}

static double calculate(enum op op, double a, double b)
{
    switch (op) {
    case OP_ADD: return a + b;
    case OP_SUB: return a - b;
    case OP_MUL: return a * b;
    case OP_DIV: return a / b;
    default: return fmod(a, b);
    }
}

static enum rc eval_union(struct eval *ev, const struct ast *ast, const struct value *a,
                          const struct value *b, struct value *ret)
{
    if (a->kind != VALUE_NODES || b->kind != VALUE_NODES)
        return eval_error(ev, ast->at, "not-nodes", S("「|」の両側は項目でなければなりません。"),
                          S("Both sides of “|” must be nodes."));
    struct node_list l = { .mem = ev->mem };
    for (size_t i = 0; i < a->n_nodes + b->n_nodes; i++)
        if (!node_list_add(&l, i < a->n_nodes ? a->nodes[i] : b->nodes[i - a->n_nodes]))
            return eval_spend(ev, 0);
    node_list_sort(&l);
    *ret = (struct value) { .kind = VALUE_NODES, .nodes = l.p, .n_nodes = l.n };
    return OK;
}

static enum rc eval_binary(struct eval *ev, const struct ast *ast, const struct focus *focus,
                           struct value *ret)
{
    struct value a, b;
    enum rc rc = eval_ast(ev, ast->left, focus, &a);
    if (rc != OK)
        return rc;
    if (ast->op == OP_OR || ast->op == OP_AND) {
        bool decided = value_boolean(&a) == (ast->op == OP_OR);
        rc = decided ? OK : eval_ast(ev, ast->right, focus, &a);
        if (rc == OK)
            *ret = value_of_boolean(value_boolean(&a));
        return rc;
    }
    rc = eval_ast(ev, ast->right, focus, &b);
    if (rc != OK)
        return rc;
    if (ast->op == OP_UNION)
        return eval_union(ev, ast, &a, &b, ret);
    if (ast->op >= OP_ADD) {
        *ret = value_of_number(calculate(ast->op, value_number(&a), value_number(&b)));
        return OK;
    }
    bool holds = false;
    rc = eval_compare(ev, ast->op, &a, &b, &holds);
    *ret = value_of_boolean(holds);
    return rc;
}

enum rc eval_call(struct eval *ev, const struct ast *ast, const struct focus *focus,
                  struct value *ret)
{
    if (!ast->fn)
        return eval_error(ev, ast->at, "unknown-function",
                          arena_fmt(ev->mem, "「%.*s」という関数はありません。", STR(ast->text)),
                          arena_fmt(ev->mem, "“%.*s” is not a function.", STR(ast->text)));
    if (ast->wrong_arity)
        return eval_error(ev, ast->at, "wrong-arity", S("関数に渡す値の数が違います。"),
                          S("A function is given the wrong number of arguments."));
    struct call c = { .ev = ev, .focus = focus, .ast = ast, .n = ast->n_arguments };
    if (!ast->fn->lazy && c.n) {
        struct value few[4], *args = few;
        if (c.n > 4)
            args = arena_new(ev->mem, struct value, c.n);
        size_t i = 0;
        for (const struct ast *a = ast->arguments; a; a = a->next) {
            enum rc rc = eval_ast(ev, a, focus, &args[i++]);
            if (rc != OK)
                return rc;
        }
        c.args = args;
        return ast->fn->run(&c, ret);
    }
    return ast->fn->run(&c, ret);
}

enum rc eval_ast(struct eval *ev, const struct ast *ast, const struct focus *focus,
                 struct value *ret)
{
    enum rc rc = eval_spend(ev, 1);
    if (rc != OK)
        return rc;
    switch (ast->kind) {
    case AST_NUMBER: *ret = value_of_number(ast->number); return OK;
    case AST_TEXT: *ret = value_of_text(ast->text); return OK;
    case AST_NEGATE:
        rc = eval_ast(ev, ast->left, focus, ret);
        if (rc == OK)
            *ret = value_of_number(-value_number(ret));
        return rc;
    case AST_BINARY: return eval_binary(ev, ast, focus, ret);
    case AST_CALL: return eval_call(ev, ast, focus, ret);
    case AST_PATH: return eval_path(ev, ast, focus, ret);
    }
    return FAILED;
}

/* The node that absolute paths start from.  Foreign trees bring their own, without a name. */
static struct node document_of(const struct node *root)
{
    struct node document = { .order = -1 };
    document.first = document.last = (struct node *)root;
    return document;
}

enum rc expr_eval(const struct expr *e, const struct expr_world *w, const struct node *context,
                  struct value *ret_value, struct expr_error *ret_error)
{
    struct expr_error error = { 0 };
    struct node *document = arena_new(w->mem, struct node, 1);
    *document = document_of(w->root);
    if (w->root && w->root->parent)
        document = w->root->parent;
    struct eval ev = {
        .w = w,
        .mem = w->mem,
        .error = &error,
        .steps = w->steps > 0 ? w->steps : EXPR_STEPS,
        .document = document,
        .random = w->random_seed,
    };
    ev.current = context ? context : ev.document;
    struct focus focus = { ev.current, 1, 1 };
    struct value v = { 0 };
    enum rc rc = eval_ast(&ev, e->root, &focus, &v);
    if (rc == OK || arena_failed(w->mem))
        rc = eval_spend(&ev, 0);
    if (rc == OK)
        *ret_value = v;
    else if (ret_error)
        *ret_error = error;
    return rc;
}
