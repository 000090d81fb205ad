/* SPDX-License-Identifier: Apache-2.0 */
/* Parsing location paths: axes, node tests, predicates.  What forms do not have is refused here,
 * unless the expression is for a foreign tree. */
#include "civic/forms/expr_parse.h"

/* [a][b]… as a linked list; `*height` gets the highest. */
const struct ast *parse_predicates(struct parser *p, struct ast *owner)
{
    const struct ast *first = NULL;
    const struct ast **link = &first;
    while (parse_take(p, "[")) {
        p->predicates++;
        struct ast *a = parse_expression(p, 0);
        p->predicates--;
        if (!a || (owner && !parse_grow(p, owner, a)))
            return NULL;
        if (!parse_take(p, "]"))
            return parse_unexpected(p);
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
    if (parse_at(p, "@")) {
        if (!p->foreign)
            return parse_foreign_only(p, p->token.at, "axis", S("@"));
        s->axis = AXIS_ATTRIBUTE;
        parse_advance(p);
        return true;
    }
    if (!names_axis(p))
        return true;
    for (size_t i = 0; i < sizeof axes / sizeof *axes; i++) {
        if (!str_eq(axes[i].name, p->token.text))
            continue;
        if (axes[i].foreign && !p->foreign)
            return parse_foreign_only(p, p->token.at, "axis", p->token.text);
        s->axis = axes[i].axis;
        parse_advance(p);
        parse_advance(p);
        return true;
    }
    return parse_fail_named(p, p->token.at, "axis", p->token.text, "という軸はありません。",
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
        return parse_foreign_only(p, p->token.at, "node-test", p->token.text);
    parse_advance(p);
    parse_advance(p);
    if (s->test == TEST_INSTRUCTION && p->token.kind == TOKEN_TEXT) {
        s->name = p->token.text;
        parse_advance(p);
    }
    if (parse_take(p, ")"))
        return true;
    parse_unexpected(p);
    return false;
}

static bool parse_test(struct parser *p, struct step *s)
{
    if (p->token.kind != TOKEN_NAME) {
        parse_unexpected(p);
        return false;
    }
    struct str name = p->token.text;
    if (next_char(p) == '(' && node_type(name, &s->test))
        return parse_node_type(p, s);
    if (next_char(p) == '(') {
        parse_unexpected(p);
        return false;
    }
    if (name.n > 1 && str_ends(name, S(":*")) && !p->foreign)
        return parse_foreign_only(p, p->token.at, "node-test", name);
    s->test = str_eq(name, S("*")) ? TEST_ANY_NAME : TEST_NAME;
    s->name = s->test == TEST_NAME ? name : S("");
    if (s->axis == AXIS_ATTRIBUTE && s->test == TEST_NAME)
        s->name = arena_fmt(p->mem, "@%.*s", STR(name));
    parse_advance(p);
    return true;
}

static struct step *parse_step(struct parser *p, struct ast *path)
{
    struct step *s = arena_new(p->mem, struct step, 1);
    if (parse_at(p, ".") || parse_at(p, "..")) {
        s->axis = parse_at(p, ".") ? AXIS_SELF : AXIS_PARENT;
        s->test = TEST_NODE;
        parse_advance(p);
        return s;
    }
    if (!parse_axis(p, s) || !parse_test(p, s))
        return NULL;
    s->predicates = parse_predicates(p, path);
    return p->rc == OK ? s : NULL;
}

static bool starts_step(const struct parser *p)
{
    return p->token.kind == TOKEN_NAME || parse_at(p, ".") || parse_at(p, "..") || parse_at(p, "@");
}

static struct step *any_depth(struct parser *p)
{
    if (!p->foreign)
        return parse_foreign_only(p, p->before, "axis", S("//"));
    struct step *s = arena_new(p->mem, struct step, 1);
    s->axis = AXIS_DESCENDANT_OR_SELF;
    s->test = TEST_NODE;
    return s;
}

/* step (/ step)*, the first `/` already taken when `deep` says it was a `//`. */
bool parse_relative(struct parser *p, struct ast *path, bool deep)
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
        if (!parse_at(p, "/") && !parse_at(p, "//"))
            return true;
        deep = parse_at(p, "//");
        parse_advance(p);
    }
}

struct ast *parse_location(struct parser *p)
{
    struct ast *path = parse_new(p, AST_PATH, p->token.at);
    if (parse_at(p, "/") || parse_at(p, "//")) {
        bool deep = parse_at(p, "//");
        path->start = FROM_ROOT;
        parse_advance(p);
        if (!deep && !starts_step(p))
            return path;
        return parse_relative(p, path, deep) ? path : NULL;
    }
    return parse_relative(p, path, false) ? path : NULL;
}

bool parse_starts_location(const struct parser *p)
{
    enum node_test ignored;
    if (p->token.kind == TOKEN_NAME)
        return next_char(p) != '(' || node_type(p->token.text, &ignored);
    return parse_at(p, "/") || parse_at(p, "//") || starts_step(p);
}
