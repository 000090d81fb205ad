/* SPDX-License-Identifier: Apache-2.0 */
/* From source to tree: a Pratt parser.  Nesting is bounded; the first mistake is kept with its
 * place. */
#include "civic/forms/expr_ast.h"

#include "base/text.h"

struct parser {
    struct arena *mem;
    struct lexer lexer;
    struct token token;
    size_t before; /* where the token before it stood */
    const struct expr_names *names;
    struct expr_error *error;
    enum rc rc;
    int depth;
    int predicates; /* how many [ are open: there . is the candidate, so ${} needs current() */
    size_t origin;  /* where in the source a ${} stands whose path is being read; else 0 */
    bool foreign;
};

static struct ast *parse_expression(struct parser *p, int least);

static void *fail(struct parser *p, size_t at, const char *code, struct str ja, struct str en)
{
    if (p->rc == OK) {
        p->rc = INVALID;
        *p->error = (struct expr_error) { at + p->origin, code, ja, en };
    }
    return NULL;
}

static void *fail_named(struct parser *p, size_t at, const char *code, struct str name,
                        const char *ja, const char *en)
{
    if (p->rc != OK)
        return NULL;
    if (name.n > 100)
        name = text_first(name, 30);
    return fail(p, at, code, arena_fmt(p->mem, "「%.*s」%s", STR(name), ja),
                arena_fmt(p->mem, "“%.*s” %s", STR(name), en));
}

static void advance(struct parser *p)
{
    p->before = p->token.at;
    p->token = expr_next_token(&p->lexer);
}

static bool at_sign(const struct parser *p, const char *sign)
{
    return p->token.kind == TOKEN_SIGN && strcmp(p->token.sign, sign) == 0;
}

static bool take_sign(struct parser *p, const char *sign)
{
    bool there = at_sign(p, sign);
    if (there)
        advance(p);
    return there;
}

static void *unexpected(struct parser *p)
{
    if (p->token.kind == TOKEN_END)
        return fail(p, p->token.at, "syntax", S("式が途中で終わっています。"),
                    S("The expression ends too early."));
    struct str rest = str_sub(p->lexer.source, p->token.at, p->lexer.source.n);
    struct str what = p->token.text.n ? p->token.text : text_first(rest, 1);
    return fail_named(p, p->token.at, "syntax", what, "はここには書けません。",
                      "cannot stand here.");
}

static void *foreign_only(struct parser *p, size_t at, const char *code, struct str what)
{
    return fail_named(p, at, code, what, "は様式の式では使えません。",
                      "is not allowed in the expressions of a form.");
}

static struct ast *new_ast(struct parser *p, enum ast_kind kind, size_t at)
{
    struct ast *a = arena_new(p->mem, struct ast, 1);
    a->kind = kind;
    a->at = at + p->origin;
    a->height = 1;
    return a;
}

/* A parent is one higher than its highest child; the evaluator's stack depends on it. */
static bool grow(struct parser *p, struct ast *parent, const struct ast *child)
{
    if (child->height >= parent->height)
        parent->height = child->height + 1;
    if (parent->height <= EXPR_DEPTH)
        return true;
    fail(p, p->token.at, "too-deep", S("式の入れ子が深すぎます。"),
         S("The expression is nested too deeply."));
    return false;
}

static bool enter(struct parser *p)
{
    if (arena_failed(p->mem) && p->rc == OK)
        p->rc = FAILED;
    if (++p->depth > EXPR_DEPTH)
        fail(p, p->token.at, "too-deep", S("式の入れ子が深すぎます。"),
             S("The expression is nested too deeply."));
    return p->rc == OK;
}

/* [a][b]… as a linked list; `*height` gets the highest. */
static const struct ast *parse_predicates(struct parser *p, struct ast *owner)
{
    const struct ast *first = NULL;
    const struct ast **link = &first;
    while (take_sign(p, "[")) {
        p->predicates++;
        struct ast *a = parse_expression(p, 0);
        p->predicates--;
        if (!a || (owner && !grow(p, owner, a)))
            return NULL;
        if (!take_sign(p, "]"))
            return unexpected(p);
        *link = a;
        link = (const struct ast **)&a->next;
    }
    return first;
}

static const struct {
    struct str name;
    enum axis axis;
    bool foreign;
} axes[] = {
    { S_("child"), AXIS_CHILD, false },
    { S_("parent"), AXIS_PARENT, false },
    { S_("self"), AXIS_SELF, false },
    { S_("descendant"), AXIS_DESCENDANT, true },
    { S_("descendant-or-self"), AXIS_DESCENDANT_OR_SELF, true },
    { S_("ancestor"), AXIS_ANCESTOR, true },
    { S_("ancestor-or-self"), AXIS_ANCESTOR_OR_SELF, true },
    { S_("following-sibling"), AXIS_FOLLOWING_SIBLING, true },
    { S_("preceding-sibling"), AXIS_PRECEDING_SIBLING, true },
    { S_("following"), AXIS_FOLLOWING, true },
    { S_("preceding"), AXIS_PRECEDING, true },
    { S_("attribute"), AXIS_ATTRIBUTE, true },
};

static char next_char(const struct parser *p)
{
    struct str rest = str_trim(str_sub(p->lexer.source, p->lexer.at, p->lexer.source.n));
    return rest.n ? rest.p[0] : '\0';
}

static bool names_axis(const struct parser *p)
{
    struct str rest = str_trim(str_sub(p->lexer.source, p->lexer.at, p->lexer.source.n));
    return p->token.kind == TOKEN_NAME && str_starts(rest, S("::"));
}

static bool parse_axis(struct parser *p, struct step *s)
{
    if (at_sign(p, "@")) {
        if (!p->foreign)
            return foreign_only(p, p->token.at, "axis", S("@"));
        s->axis = AXIS_ATTRIBUTE;
        advance(p);
        return true;
    }
    if (!names_axis(p))
        return true;
    for (size_t i = 0; i < sizeof axes / sizeof *axes; i++) {
        if (!str_eq(axes[i].name, p->token.text))
            continue;
        if (axes[i].foreign && !p->foreign)
            return foreign_only(p, p->token.at, "axis", p->token.text);
        s->axis = axes[i].axis;
        advance(p);
        advance(p);
        return true;
    }
    return fail_named(p, p->token.at, "axis", p->token.text, "という軸はありません。",
                      "is not an axis.");
}

static bool node_type(struct str name, enum node_test *ret)
{
    static const struct {
        struct str name;
        enum node_test test;
    } types[] = { { S_("node"), TEST_NODE },
                  { S_("text"), TEST_TEXT },
                  { S_("comment"), TEST_COMMENT },
                  { S_("processing-instruction"), TEST_INSTRUCTION } };
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (str_eq(types[i].name, name)) {
            *ret = types[i].test;
            return true;
        }
    return false;
}

static bool parse_node_type(struct parser *p, struct step *s)
{
    if (s->test != TEST_NODE && !p->foreign)
        return foreign_only(p, p->token.at, "node-test", p->token.text);
    advance(p);
    advance(p);
    if (s->test == TEST_INSTRUCTION && p->token.kind == TOKEN_TEXT) {
        s->name = p->token.text;
        advance(p);
    }
    if (take_sign(p, ")"))
        return true;
    unexpected(p);
    return false;
}

static bool parse_test(struct parser *p, struct step *s)
{
    if (p->token.kind != TOKEN_NAME) {
        unexpected(p);
        return false;
    }
    struct str name = p->token.text;
    if (next_char(p) == '(' && node_type(name, &s->test))
        return parse_node_type(p, s);
    if (next_char(p) == '(') {
        unexpected(p);
        return false;
    }
    if (name.n > 1 && str_ends(name, S(":*")) && !p->foreign)
        return foreign_only(p, p->token.at, "node-test", name);
    s->test = str_eq(name, S("*")) ? TEST_ANY_NAME : TEST_NAME;
    s->name = s->test == TEST_NAME ? name : S("");
    if (s->axis == AXIS_ATTRIBUTE && s->test == TEST_NAME)
        s->name = arena_fmt(p->mem, "@%.*s", STR(name));
    advance(p);
    return true;
}

static struct step *parse_step(struct parser *p, struct ast *path)
{
    struct step *s = arena_new(p->mem, struct step, 1);
    if (at_sign(p, ".") || at_sign(p, "..")) {
        s->axis = at_sign(p, ".") ? AXIS_SELF : AXIS_PARENT;
        s->test = TEST_NODE;
        advance(p);
        return s;
    }
    if (!parse_axis(p, s) || !parse_test(p, s))
        return NULL;
    s->predicates = parse_predicates(p, path);
    return p->rc == OK ? s : NULL;
}

static bool starts_step(const struct parser *p)
{
    return p->token.kind == TOKEN_NAME || at_sign(p, ".") || at_sign(p, "..") || at_sign(p, "@");
}

static struct step *any_depth(struct parser *p)
{
    if (!p->foreign)
        return foreign_only(p, p->before, "axis", S("//"));
    struct step *s = arena_new(p->mem, struct step, 1);
    s->axis = AXIS_DESCENDANT_OR_SELF;
    s->test = TEST_NODE;
    return s;
}

/* step (/ step)*, the first `/` already taken when `deep` says it was a `//`. */
static bool parse_relative(struct parser *p, struct ast *path, bool deep)
{
    struct step **link = (struct step **)&path->steps;
    while (*link)
        link = (struct step **)&(*link)->next;
    for (;;) {
        if (deep) {
            if (!(*link = any_depth(p)))
                return false;
            link = (struct step **)&(*link)->next;
        }
        if (!(*link = parse_step(p, path)))
            return false;
        link = (struct step **)&(*link)->next;
        if (!at_sign(p, "/") && !at_sign(p, "//"))
            return true;
        deep = at_sign(p, "//");
        advance(p);
    }
}

static struct ast *parse_location(struct parser *p)
{
    struct ast *path = new_ast(p, AST_PATH, p->token.at);
    if (at_sign(p, "/") || at_sign(p, "//")) {
        bool deep = at_sign(p, "//");
        path->start = FROM_ROOT;
        advance(p);
        if (!deep && !starts_step(p))
            return path;
        return parse_relative(p, path, deep) ? path : NULL;
    }
    return parse_relative(p, path, false) ? path : NULL;
}

/* A path given by the resolver of ${}, read by the same parser. */
static struct ast *parse_inner(struct parser *p, struct str source, size_t at)
{
    struct parser inner = *p;
    inner.lexer = (struct lexer) { .source = source };
    inner.origin = at;
    advance(&inner);
    struct ast *a = parse_expression(&inner, 0);
    if (a && inner.token.kind != TOKEN_END)
        a = unexpected(&inner);
    p->rc = inner.rc;
    return a;
}

static struct ast *parse_reference(struct parser *p, struct str name, size_t at)
{
    struct str path;
    if (str_starts(name, S("last-saved#")))
        return fail(p, at, "last-saved", S("前回の回答（last-saved）は使えません。"),
                    S("Answers saved on a device (last-saved) are not supported."));
    enum rc rc = p->names ? NOT_FOUND : INVALID;
    if (p->names && p->names->path)
        rc = p->names->path(p->names->ctx, p->mem, name, &path);
    if (rc == FAILED)
        p->rc = FAILED;
    if (rc != OK)
        return fail_named(p, at, "unknown-name", name, "という項目はありません。",
                          "is not the name of a question.");
    if (p->predicates && !str_starts(path, S("/")))
        path = arena_fmt(p->mem, "current()/%.*s", STR(path));
    return parse_inner(p, path, at);
}

/* jr:choice-name(v, '${q}'): the path stands in quotes. */
static struct ast *quoted_path(struct parser *p, const struct ast *text)
{
    struct str s = str_trim(text->text);
    if (str_starts(s, S("${")) && str_ends(s, S("}")))
        return parse_reference(p, str_trim(str_sub(s, 2, s.n - 1)), text->at);
    return parse_inner(p, s, text->at);
}

static bool finish_call(struct parser *p, struct ast *call, struct str name)
{
    const struct function *f = call->fn;
    int n = (int)call->n_arguments;
    bool over_context = f->context && n == 0 && p->foreign;
    bool fits = over_context || (n >= f->least && (f->most < 0 || n <= f->most));
    if (!fits && p->foreign) {
        call->wrong_arity = true;
        return true;
    }
    if (!fits) {
        fail_named(p, call->at, "wrong-arity", name, "に渡す値の数が違います。",
                   "is given the wrong number of arguments.");
        return false;
    }
    if (str_eq(name, S("regex")) && call->arguments->next->kind == AST_TEXT) {
        enum rc rc = pattern_compile(p->mem, call->arguments->next->text, &call->pattern);
        if (rc == FAILED)
            p->rc = FAILED;
        else if (rc != OK)
            fail_named(p, call->arguments->next->at, "bad-pattern", call->arguments->next->text,
                       "は正しい正規表現ではありません。", "is not a valid regular expression.");
    }
    return p->rc == OK;
}

static struct ast *parse_argument(struct parser *p, const struct ast *call)
{
    struct ast *a = parse_expression(p, 0);
    bool quoted = call->fn && call->n_arguments == 1 &&
                  strcmp(call->fn->name, "jr:choice-name") == 0 && a && a->kind == AST_TEXT;
    return quoted ? quoted_path(p, a) : a;
}

/* expression (, expression)* ) */
static bool parse_arguments(struct parser *p, struct ast *call)
{
    struct ast **link = (struct ast **)&call->arguments;
    do {
        struct ast *a = parse_argument(p, call);
        if (!a || !grow(p, call, a))
            return false;
        *link = a;
        link = (struct ast **)&a->next;
        if (++call->n_arguments > EXPR_ARGUMENTS)
            return fail(p, call->at, "too-long", S("渡す値が多すぎます。"),
                        S("There are too many arguments."));
    } while (take_sign(p, ","));
    return take_sign(p, ")") || unexpected(p);
}

static struct ast *parse_call(struct parser *p)
{
    struct str name = p->token.text;
    struct ast *call = new_ast(p, AST_CALL, p->token.at);
    call->text = name;
    call->fn = expr_function(name);
    if (!call->fn && !p->foreign)
        return fail_named(p, p->token.at, "unknown-function", name, "という関数はありません。",
                          "is not a function.");
    advance(p);
    advance(p);
    if (!take_sign(p, ")") && !parse_arguments(p, call))
        return NULL;
    return !call->fn || finish_call(p, call, name) ? call : NULL;
}

static struct ast *parse_literal(struct parser *p)
{
    struct ast *a = new_ast(p, p->token.kind == TOKEN_NUMBER ? AST_NUMBER : AST_TEXT, p->token.at);
    a->text = p->token.text;
    if (a->kind == AST_NUMBER)
        a->number = expr_string_to_number(a->text);
    advance(p);
    return a;
}

static struct ast *parse_primary(struct parser *p)
{
    struct token t = p->token;
    switch (t.kind) {
    case TOKEN_NUMBER:
    case TOKEN_TEXT: return parse_literal(p);
    case TOKEN_REFERENCE: advance(p); return parse_reference(p, t.text, t.at);
    case TOKEN_VARIABLE:
        return fail_named(p, t.at, "variable", t.text, "という変数は使えません。",
                          "is a variable; there are none.");
    case TOKEN_NAME: return parse_call(p);
    default: break;
    }
    if (!take_sign(p, "("))
        return unexpected(p);
    struct ast *a = parse_expression(p, 0);
    if (a && !take_sign(p, ")"))
        return unexpected(p);
    return a;
}

static bool starts_location(const struct parser *p)
{
    enum node_test ignored;
    if (p->token.kind == TOKEN_NAME)
        return next_char(p) != '(' || node_type(p->token.text, &ignored);
    return at_sign(p, "/") || at_sign(p, "//") || starts_step(p);
}

/* primary [predicate]* (/ steps)? */
static struct ast *parse_path(struct parser *p)
{
    if (starts_location(p))
        return parse_location(p);
    size_t at = p->token.at;
    struct ast *primary = parse_primary(p);
    if (!primary || (!at_sign(p, "[") && !at_sign(p, "/") && !at_sign(p, "//")))
        return primary;
    struct ast *path = new_ast(p, AST_PATH, at);
    path->start = FROM_VALUE;
    path->left = primary;
    if (!grow(p, path, primary))
        return NULL;
    path->predicates = parse_predicates(p, path);
    if (p->rc != OK)
        return NULL;
    if (at_sign(p, "/") || at_sign(p, "//")) {
        bool deep = at_sign(p, "//");
        advance(p);
        if (!parse_relative(p, path, deep))
            return NULL;
    }
    return path;
}

static int binding(enum op op)
{
    switch (op) {
    case OP_NONE: return 0;
    case OP_OR: return 1;
    case OP_AND: return 2;
    case OP_EQ:
    case OP_NE: return 3;
    case OP_LT:
    case OP_LE:
    case OP_GT:
    case OP_GE: return 4;
    case OP_ADD:
    case OP_SUB: return 5;
    case OP_MUL:
    case OP_DIV:
    case OP_MOD: return 6;
    case OP_UNION: return 8;
    }
    return 0;
}

enum { BINDING_MINUS = 7 };

static struct ast *parse_operand(struct parser *p)
{
    if (!at_sign(p, "-"))
        return parse_path(p);
    struct ast *minus = new_ast(p, AST_NEGATE, p->token.at);
    advance(p);
    struct ast *a = parse_expression(p, BINDING_MINUS);
    if (!a || !grow(p, minus, a))
        return NULL;
    minus->left = a;
    return minus;
}

static struct ast *parse_expression(struct parser *p, int least)
{
    struct ast *left = enter(p) ? parse_operand(p) : NULL;
    while (left && p->token.kind == TOKEN_SIGN && binding(p->token.op) > least) {
        struct ast *both = new_ast(p, AST_BINARY, p->token.at);
        both->op = p->token.op;
        if (both->op == OP_UNION && !p->foreign) {
            left = foreign_only(p, p->token.at, "union", S("|"));
            break;
        }
        advance(p);
        struct ast *right = parse_expression(p, binding(both->op));
        if (!right || !grow(p, both, left) || !grow(p, both, right)) {
            left = NULL;
            break;
        }
        both->left = left;
        both->right = right;
        left = both;
    }
    p->depth--;
    return p->rc == OK ? left : NULL;
}

enum rc expr_compile(struct arena *mem, struct str source, const struct expr_names *names,
                     const struct expr **ret_expr, struct expr_error *ret_error)
{
    struct expr_error error = { 0 };
    struct expr *e = arena_new(mem, struct expr, 1);
    e->source = arena_str(mem, source);
    struct parser p = { .mem = mem, .names = names, .error = &error };
    p.foreign = names && names->foreign;
    p.lexer.source = e->source;
    if (source.n > EXPR_SOURCE)
        fail(&p, 0, "too-long", S("式が長すぎます。"), S("The expression is too long."));
    else if (!text_is_utf8(source))
        fail(&p, 0, "encoding", S("式の文字が UTF-8 ではありません。"),
             S("The expression is not valid UTF-8."));
    if (p.rc == OK) {
        advance(&p);
        e->root = parse_expression(&p, 0);
        if (e->root && p.token.kind != TOKEN_END)
            unexpected(&p);
    }
    if (p.rc == OK)
        p.rc = expr_collect_references(mem, e);
    if (arena_failed(mem))
        p.rc = FAILED;
    if (p.rc == FAILED)
        error = (struct expr_error) { 0, "too-much", S("式を読むのに必要な記憶が足りません。"),
                                      S("Reading the expression needs too much memory.") };
    if (p.rc == OK)
        *ret_expr = e;
    else if (ret_error)
        *ret_error = error;
    return p.rc;
}
