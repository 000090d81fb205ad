/* SPDX-License-Identifier: Apache-2.0 */
/* A small world for the tests of expressions: answers written in one line, a list of two fruits, a
 * fixed clock, and a resolver of names. */
#ifndef CIVIC_FORMS_TEST_EXPR_WORLD_H
#define CIVIC_FORMS_TEST_EXPR_WORLD_H

#include "base/time.h"
#include "civic/forms/expr.h"
#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>

static inline struct node *add_path(struct arena *mem, struct node *root, struct str path,
                                    struct str text)
{
    struct str part;
    struct node *at = root;
    while (str_cut(&path, '/', &part)) {
        bool irrelevant = str_ends(part, S("!"));
        part = str_sub(part, 0, part.n - irrelevant);
        size_t bracket = str_find_char(part, '[');
        int64_t wanted = 1;
        if (bracket != SIZE_MAX && !str_to_int(str_sub(part, bracket + 1, part.n - 1), &wanted))
            abort();
        struct str name = str_sub(part, 0, bracket);
        struct node *child = tree_nth(at, name, (int)wanted);
        at = child ? child : tree_add(mem, at, name, S(""));
        at->irrelevant |= irrelevant;
    }
    if (text.n)
        at->text = text;
    return at;
}

/* "a=1;r[2]/x=3;@a=" under /data; the path after @ is the context. */
static inline struct node *build(struct arena *mem, struct str answers,
                                 const struct node **ret_context)
{
    struct node *root = tree_root(mem, S("data"));
    struct str part;
    *ret_context = NULL;
    while (str_cut(&answers, ';', &part)) {
        struct str rest = part, path;
        str_cut(&rest, '=', &path);
        bool context = str_starts(path, S("@"));
        bool irrelevant = str_ends(rest, S("!"));
        struct node *n = add_path(mem, root, str_sub(path, context, path.n),
                                  str_sub(rest, 0, rest.n - irrelevant));
        n->irrelevant |= irrelevant;
        if (context)
            *ret_context = n;
    }
    return root;
}

/* The first node of that name, by its path. */
static inline enum rc find_name(const void *ctx, struct arena *mem, struct str name,
                                struct str *ret_path)
{
    for (const struct node *n = ctx; n;) {
        if (str_eq(n->name, name)) {
            *ret_path = S("");
            for (; n; n = n->parent)
                *ret_path = arena_fmt(mem, "/%.*s%.*s", STR(n->name), STR(*ret_path));
            return OK;
        }
        if (n->first) {
            n = n->first;
            continue;
        }
        while (n && !n->next)
            n = n->parent;
        n = n ? n->next : NULL;
    }
    return NOT_FOUND;
}

static inline struct node *fruit(struct arena *mem)
{
    static const char *const rows[][3] = { { "a", "りんご", "90" }, { "b", "バナナ", "120" } };
    struct node *root = tree_root(mem, S("root"));
    for (size_t i = 0; i < 2; i++) {
        struct node *item = tree_add(mem, root, S("item"), S(""));
        tree_add(mem, item, S("name"), str_of(rows[i][0]));
        tree_add(mem, item, S("label"), str_of(rows[i][1]));
        tree_add(mem, item, S("price"), str_of(rows[i][2]));
    }
    return root;
}

struct lists {
    struct node *fruit;
    char label[40];
};

static inline const struct node *find_list(const void *ctx, struct str id)
{
    return str_eq(id, S("fruit")) ? ((const struct lists *)ctx)->fruit : NULL;
}

static inline struct str label_of(const void *ctx, const struct field *field, struct str value)
{
    struct lists *l = (struct lists *)ctx;
    (void)field;
    int n = snprintf(l->label, sizeof l->label, "label of %.*s", STR(value));
    return str_n(l->label, (size_t)n);
}

struct world {
    struct lists lists;
    struct calendar calendar;
    struct expr_world w;
    const struct node *context;
    struct expr_names names;
};

static inline void make_world(struct arena *mem, struct str answers, struct world *ret)
{
    *ret = (struct world) { .lists = { .fruit = fruit(mem) } };
    struct node *root = build(mem, answers, &ret->context);
    for (struct node *n = root->first; n; n = n->next)
        n->field = (const struct field *)n; /* any question will do for label_of */
    ret->w =
        (struct expr_world) { .root = root,
                              .instance = find_list,
                              .choice_label = label_of,
                              .ctx = &ret->lists,
                              .now = date_start(date_of(2026, 11, 25)) + 9 * HOUR + 42 * MINUTE,
                              .calendar = &ret->calendar,
                              .language = S("en"),
                              .random_seed = 1,
                              .mem = mem };
    ret->names = (struct expr_names) { .path = find_name, .ctx = root };
}

static inline enum rc run(struct arena *mem, struct world *world, struct str source,
                          struct value *ret, struct expr_error *error)
{
    const struct expr *e;
    enum rc rc = expr_compile(mem, source, &world->names, &e, error);
    return rc == OK ? expr_eval(e, &world->w, world->context, ret, error) : rc;
}

static inline struct str shown(struct arena *mem, const struct value *v)
{
    struct str s = S("");
    if (v->kind != VALUE_NODES)
        return value_string(mem, v);
    for (size_t i = 0; i < v->n_nodes; i++) {
        struct value one = { .kind = VALUE_NODES, .nodes = v->nodes + i, .n_nodes = 1 };
        s = arena_fmt(mem, "%.*s%s%.*s", STR(s), i ? "|" : "", STR(value_string(mem, &one)));
    }
    return s;
}

static inline struct str table(struct arena *mem)
{
    const char *source = getenv("YAKUBA_SOURCE");
    struct str path = arena_fmt(mem, "%s/src/civic/forms/expressions.tsv", source ? source : ".");
    return test_file(mem, path.p);
}

#endif
