/* SPDX-License-Identifier: Apache-2.0 */
/* From source to tree: a Pratt parser.  Nesting is bounded; the first mistake is kept with its
 * place. */
#include "civic/forms/expr_parse.h"

#include "base/text.h"

void *parse_fail(struct parser *p, size_t at, const char *code, struct str ja, struct str en)
{
    if (p->rc == OK) {
        p->rc = INVALID;
        *p->error = (struct expr_error) { at + p->origin, code, ja, en };
    }
    return NULL;
}

void *parse_fail_named(struct parser *p, size_t at, const char *code, struct str name,
                       const char *ja, const char *en)
{
    if (p->rc != OK)
        return NULL;
    if (name.n > 100)
        name = text_first(name, 30);
    return parse_fail(p, at, code, arena_fmt(p->mem, "「%.*s」%s", STR(name), ja),
                      arena_fmt(p->mem, "“%.*s” %s", STR(name), en));
}

void parse_advance(struct parser *p)
{
    p->before = p->token.at;
    p->token = expr_next_token(&p->lexer);
}

bool parse_at(const struct parser *p, const char *sign)
{
    return p->token.kind == TOKEN_SIGN && strcmp(p->token.sign, sign) == 0;
}

bool parse_take(struct parser *p, const char *sign)
{
    bool there = parse_at(p, sign);
    if (there)
        parse_advance(p);
    return there;
}

void *parse_unexpected(struct parser *p)
{
    if (p->token.kind == TOKEN_END)
        return parse_fail(p, p->token.at, "syntax", S("式が途中で終わっています。"),
                          S("The expression ends too early."));
    struct str rest = str_sub(p->lexer.source, p->token.at, p->lexer.source.n);
    struct str what = p->token.text.n ? p->token.text : text_first(rest, 1);
    return parse_fail_named(p, p->token.at, "syntax", what, "はここには書けません。",
                            "cannot stand here.");
}

void *parse_foreign_only(struct parser *p, size_t at, const char *code, struct str what)
{
    return parse_fail_named(p, at, code, what, "は様式の式では使えません。",
                            "is not allowed in the expressions of a form.");
}

struct ast *parse_new(struct parser *p, enum ast_kind kind, size_t at)
{
    struct ast *a = arena_new(p->mem, struct ast, 1);
    a->kind = kind;
    a->at = at + p->origin;
    a->height = 1;
    return a;
}

/* A parent is one higher than its highest child; the evaluator's stack depends on it. */
bool parse_grow(struct parser *p, struct ast *parent, const struct ast *child)
{
    if (child->height >= parent->height)
        parent->height = child->height + 1;
    if (parent->height <= EXPR_DEPTH)
        return true;
    parse_fail(p, p->token.at, "too-deep", S("式の入れ子が深すぎます。"),
               S("The expression is nested too deeply."));
    return false;
}

static bool enter(struct parser *p)
{
    if (arena_failed(p->mem) && p->rc == OK)
        p->rc = FAILED;
    if (++p->depth > EXPR_DEPTH)
        parse_fail(p, p->token.at, "too-deep", S("式の入れ子が深すぎます。"),
                   S("The expression is nested too deeply."));
    return p->rc == OK;
}

/* A path given by the resolver of ${}, read by the same parser. */
static struct ast *parse_inner(struct parser *p, struct str source, size_t at)
{
    struct parser inner = *p;
    inner.lexer = (struct lexer) { .source = source };
    inner.origin = at;
    parse_advance(&inner);
    struct ast *a = parse_expression(&inner, 0);
    if (a && inner.token.kind != TOKEN_END)
        a = parse_unexpected(&inner);
    p->rc = inner.rc;
    return a;
}

static struct ast *parse_reference(struct parser *p, struct str name, size_t at)
{
    struct str path;
    if (str_starts(name, S("last-saved#")))
        return parse_fail(p, at, "last-saved", S("前回の回答（last-saved）は使えません。"),
                          S("Answers saved on a device (last-saved) are not supported."));
    enum rc rc = p->names ? NOT_FOUND : INVALID;
    if (p->names && p->names->path)
        rc = p->names->path(p->names->ctx, p->mem, name, &path);
    if (rc == FAILED)
        p->rc = FAILED;
    if (rc != OK)
        return parse_fail_named(p, at, "unknown-name", name, "という項目はありません。",
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
        parse_fail_named(p, call->at, "wrong-arity", name, "に渡す値の数が違います。",
                         "is given the wrong number of arguments.");
        return false;
    }
    if (str_eq(name, S("regex")) && call->arguments->next->kind == AST_TEXT) {
        enum rc rc = pattern_compile(p->mem, call->arguments->next->text, &call->pattern);
        if (rc == FAILED)
            p->rc = FAILED;
        else if (rc != OK)
            parse_fail_named(p, call->arguments->next->at, "bad-pattern",
                             call->arguments->next->text, "は正しい正規表現ではありません。",
                             "is not a valid regular expression.");
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
        if (!a || !parse_grow(p, call, a))
            return false;
        *link = a;
        link = (struct ast **)&a->next;
        if (++call->n_arguments > EXPR_ARGUMENTS)
            return parse_fail(p, call->at, "too-long", S("渡す値が多すぎます。"),
                              S("There are too many arguments."));
    } while (parse_take(p, ","));
    return parse_take(p, ")") || parse_unexpected(p);
}

static void *unknown_function(struct parser *p, struct str name)
{
    struct str like = expr_function_like(name);
    const char *ja = "という関数はありません。", *en = "is not a function.";
    if (like.n) {
        ja = arena_fmt(p->mem, "という関数はありません。「%.*s」ではありませんか。", STR(like)).p;
        en = arena_fmt(p->mem, "is not a function; “%.*s” may be meant.", STR(like)).p;
    }
    return parse_fail_named(p, p->token.at, "unknown-function", name, ja, en);
}

static struct ast *parse_call(struct parser *p)
{
    struct str name = p->token.text;
    struct ast *call = parse_new(p, AST_CALL, p->token.at);
    call->text = name;
    call->fn = expr_function(name);
    if (!call->fn && !p->foreign)
        return unknown_function(p, name);
    parse_advance(p);
    parse_advance(p);
    if (!parse_take(p, ")") && !parse_arguments(p, call))
        return NULL;
    return !call->fn || finish_call(p, call, name) ? call : NULL;
}

static struct ast *parse_literal(struct parser *p)
{
    struct ast *a =
        parse_new(p, p->token.kind == TOKEN_NUMBER ? AST_NUMBER : AST_TEXT, p->token.at);
    a->text = p->token.text;
    if (a->kind == AST_NUMBER)
        a->number = expr_string_to_number(a->text);
    parse_advance(p);
    return a;
}

static struct ast *parse_primary(struct parser *p)
{
    struct token t = p->token;
    switch (t.kind) {
    case TOKEN_NUMBER:
    case TOKEN_TEXT: return parse_literal(p);
    case TOKEN_REFERENCE: parse_advance(p); return parse_reference(p, t.text, t.at);
    case TOKEN_VARIABLE:
        return parse_fail_named(p, t.at, "variable", t.text, "という変数は使えません。",
                                "is a variable; there are none.");
    case TOKEN_NAME: return parse_call(p);
    default: break;
    }
    if (!parse_take(p, "("))
        return parse_unexpected(p);
    struct ast *a = parse_expression(p, 0);
    if (a && !parse_take(p, ")"))
        return parse_unexpected(p);
    return a;
}

/* primary [predicate]* (/ steps)? */
static struct ast *parse_path(struct parser *p)
{
    if (parse_starts_location(p))
        return parse_location(p);
    size_t at = p->token.at;
    struct ast *primary = parse_primary(p);
    if (!primary || (!parse_at(p, "[") && !parse_at(p, "/") && !parse_at(p, "//")))
        return primary;
    struct ast *path = parse_new(p, AST_PATH, at);
    path->start = FROM_VALUE;
    path->left = primary;
    if (!parse_grow(p, path, primary))
        return NULL;
    path->predicates = parse_predicates(p, path);
    if (p->rc != OK)
        return NULL;
    if (parse_at(p, "/") || parse_at(p, "//")) {
        bool deep = parse_at(p, "//");
        parse_advance(p);
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
    if (!parse_at(p, "-"))
        return parse_path(p);
    struct ast *minus = parse_new(p, AST_NEGATE, p->token.at);
    parse_advance(p);
    struct ast *a = parse_expression(p, BINDING_MINUS);
    if (!a || !parse_grow(p, minus, a))
        return NULL;
    minus->left = a;
    return minus;
}

struct ast *parse_expression(struct parser *p, int least)
{
    struct ast *left = enter(p) ? parse_operand(p) : NULL;
    while (left && p->token.kind == TOKEN_SIGN && binding(p->token.op) > least) {
        struct ast *both = parse_new(p, AST_BINARY, p->token.at);
        both->op = p->token.op;
        if (both->op == OP_UNION && !p->foreign) {
            left = parse_foreign_only(p, p->token.at, "union", S("|"));
            break;
        }
        parse_advance(p);
        struct ast *right = parse_expression(p, binding(both->op));
        if (!right || !parse_grow(p, both, left) || !parse_grow(p, both, right)) {
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
        parse_fail(&p, 0, "too-long", S("式が長すぎます。"), S("The expression is too long."));
    else if (!text_is_utf8(source))
        parse_fail(&p, 0, "encoding", S("式の文字が UTF-8 ではありません。"),
                   S("The expression is not valid UTF-8."));
    if (p.rc == OK) {
        parse_advance(&p);
        e->root = parse_expression(&p, 0);
        if (e->root && p.token.kind != TOKEN_END)
            parse_unexpected(&p);
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
