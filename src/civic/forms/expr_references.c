/* SPDX-License-Identifier: Apache-2.0 */
/* Which answers an expression reads, as paths without predicates, for the graph of calculations.
 * A path inside [ ] is put behind the path it filters; one in another tree (a list) is left out. */
#include "civic/forms/expr_ast.h"

#include "base/out.h"

struct collector {
    struct arena *mem;
    struct str *paths;
    size_t n, room;
    bool failed;
};

/* Where relative paths start: of the answers (a path, "" = the context), or elsewhere. */
struct base {
    struct str path;
    bool elsewhere;
};

static void add_path(struct collector *c, struct str path)
{
    for (size_t i = 0; i < c->n; i++)
        if (str_eq(c->paths[i], path))
            return;
    if (c->n == c->room) {
        size_t room = c->room ? c->room * 2 : 8;
        struct str *p = arena_try_new(c->mem, struct str, room);
        if (!p) {
            c->failed = true;
            return;
        }
        if (c->n)
            memcpy(p, c->paths, c->n * sizeof *p);
        c->paths = p;
        c->room = room;
    }
    c->paths[c->n++] = path;
}

static bool is_call(const struct ast *a, const char *name)
{
    return a && a->kind == AST_CALL && a->fn && strcmp(a->fn->name, name) == 0;
}

static struct str step_text(const struct step *s)
{
    if (s->axis == AXIS_PARENT)
        return S("..");
    if (s->axis == AXIS_SELF)
        return S(".");
    return s->test == TEST_NAME ? s->name : S("*");
}

static struct str appended(struct arena *mem, struct str path, struct str step)
{
    if (str_eq(step, S(".")))
        return path.n ? path : step;
    if (path.n == 0 || str_eq(path, S(".")))
        return step;
    const char *slash = str_eq(path, S("/")) ? "" : "/";
    return arena_fmt(mem, "%.*s%s%.*s", STR(path), slash, STR(step));
}

static void collect(struct collector *c, const struct ast *a, struct base base);

static void collect_list(struct collector *c, const struct ast *a, struct base base)
{
    for (; a; a = a->next)
        collect(c, a, base);
}

static void collect_path(struct collector *c, const struct ast *a, struct base base)
{
    struct base here = base;
    if (a->start == FROM_ROOT)
        here = (struct base) { S("/"), false };
    if (a->start == FROM_VALUE) {
        collect(c, a->left, base);
        here = (struct base) { S(""), !is_call(a->left, "current") };
        if (a->left->kind == AST_PATH && a->left->start != FROM_VALUE && !a->left->predicates) {
            here = a->left->start == FROM_ROOT ? (struct base) { S("/"), false } : base;
            for (const struct step *s = a->left->steps; s; s = s->next)
                here.path = appended(c->mem, here.path, step_text(s));
        }
        collect_list(c, a->predicates, here);
    }
    for (const struct step *s = a->steps; s; s = s->next) {
        here.path = appended(c->mem, here.path, step_text(s));
        here.elsewhere |= s->axis > AXIS_SELF;
        collect_list(c, s->predicates, here);
    }
    if (!here.elsewhere && here.path.n)
        add_path(c, here.path);
}

static void collect(struct collector *c, const struct ast *a, struct base base)
{
    if (c->failed || arena_failed(c->mem))
        return;
    switch (a->kind) {
    case AST_NUMBER:
    case AST_TEXT: return;
    case AST_NEGATE: collect(c, a->left, base); return;
    case AST_BINARY:
        collect(c, a->left, base);
        collect(c, a->right, base);
        return;
    case AST_CALL:
        if (is_call(a, "once") && !base.elsewhere)
            add_path(c, base.path.n ? base.path : S("."));
        collect_list(c, a->arguments, base);
        return;
    case AST_PATH: collect_path(c, a, base); return;
    }
}

enum rc expr_collect_references(struct arena *mem, struct expr *e)
{
    struct collector c = { .mem = mem };
    collect(&c, e->root, (struct base) { S(""), false });
    e->references = c.paths;
    e->n_references = c.n;
    return c.failed || arena_failed(mem) ? FAILED : OK;
}

size_t expr_references(const struct expr *e, const struct str **ret_paths)
{
    *ret_paths = e->references;
    return e->n_references;
}
