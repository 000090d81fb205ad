/* SPDX-License-Identifier: Apache-2.0 */
/* Inside the expression language: tokens, the typed tree, and what the evaluator's files share.
 * The tree is written by the parser alone and read-only afterwards. */
#ifndef CIVIC_FORMS_EXPR_AST_H
#define CIVIC_FORMS_EXPR_AST_H

#include "civic/forms/expr.h"

enum {
    EXPR_DEPTH = 200,          /* nesting of the source and of the tree */
    EXPR_SOURCE = 64 << 10,    /* bytes of one expression */
    EXPR_ARGUMENTS = 1000,     /* of one call */
    EXPR_STEPS = 1000 * 1000,  /* budget of one evaluation unless the caller says otherwise */
    EXPR_LIST_BYTES = 4 << 20, /* longest text that one function may build */
};

enum token_kind {
    TOKEN_END,
    TOKEN_BAD,
    TOKEN_NUMBER,
    TOKEN_TEXT,      /* without its quotes */
    TOKEN_NAME,      /* NCName, or prefix:name, or prefix:* */
    TOKEN_REFERENCE, /* ${name}: the name */
    TOKEN_VARIABLE,  /* $name */
    TOKEN_SIGN,      /* one of the enum op, or punctuation in `sign` */
};

enum op {
    OP_NONE,
    OP_OR,
    OP_AND,
    OP_EQ,
    OP_NE,
    OP_LT,
    OP_LE,
    OP_GT,
    OP_GE,
    OP_ADD,
    OP_SUB,
    OP_MUL,
    OP_DIV,
    OP_MOD,
    OP_UNION,
};

struct token {
    enum token_kind kind;
    struct str text;
    size_t at;
    enum op op;   /* when it stands after an operand */
    char sign[3]; /* "(", "//", "..", "::" … */
};

struct lexer {
    struct str source;
    size_t at;
    bool after_operand; /* then * and or div mod are operators (XPath 1.0, 3.7) */
};
/* The next token; TOKEN_BAD when there is none there. */
struct token expr_next_token(struct lexer *l);

enum axis {
    AXIS_CHILD,
    AXIS_PARENT,
    AXIS_SELF,
    AXIS_DESCENDANT,
    AXIS_DESCENDANT_OR_SELF,
    AXIS_ANCESTOR,
    AXIS_ANCESTOR_OR_SELF,
    AXIS_FOLLOWING_SIBLING,
    AXIS_PRECEDING_SIBLING,
    AXIS_FOLLOWING,
    AXIS_PRECEDING,
    AXIS_ATTRIBUTE,
};

enum node_test { TEST_NAME, TEST_ANY_NAME, TEST_NODE, TEST_TEXT, TEST_COMMENT, TEST_INSTRUCTION };

struct step {
    enum axis axis;
    enum node_test test;
    struct str name;
    const struct ast *predicates; /* linked by `next` */
    const struct step *next;
};

enum path_start { FROM_CONTEXT, FROM_ROOT, FROM_VALUE };

enum ast_kind { AST_NUMBER, AST_TEXT, AST_NEGATE, AST_BINARY, AST_CALL, AST_PATH };

struct ast {
    enum ast_kind kind;
    enum op op;
    size_t at;
    int height;
    double number;
    struct str text;                /* of a literal; of an unknown function its name */
    const struct function *fn;      /* NULL: unknown, an error when reached */
    const struct ast *left, *right; /* operands; left is also what a path starts from */
    const struct ast *arguments;    /* linked by `next` */
    size_t n_arguments;
    bool wrong_arity; /* on foreign trees an error only when reached */
    enum path_start start;
    const struct ast *predicates; /* of the value a path starts from */
    const struct step *steps;
    const void *pattern; /* of regex() with a literal: pcre2_code */
    const struct ast *next;
};

struct expr {
    const struct ast *root;
    struct str source;
    const struct str *references;
    size_t n_references;
};

/* What the evaluator carries; one per evaluation, on the stack. */
struct eval {
    const struct expr_world *w;
    struct arena *mem;
    struct expr_error *error;
    int64_t steps;
    int depth;
    struct node *document; /* above the primary instance's root */
    const struct node *current;
    uint64_t random;
};

struct focus {
    const struct node *node;
    int64_t position, size;
};

struct call {
    struct eval *ev;
    const struct focus *focus;
    const struct ast *ast;
    const struct value *args;
    size_t n;
};

struct function {
    const char *name;
    int least, most; /* arguments; most -1 = any number */
    bool context;    /* may also be called with none, over the context node, on foreign trees */
    bool lazy;       /* looks at its arguments itself */
    enum rc (*run)(struct call *c, struct value *ret);
};

const struct function *expr_function(struct str name); /* NULL if unknown */
struct str expr_function_like(struct str name);        /* a name that may be meant, or "" */
/* The tables that expr_function looks through. */
extern const struct function expr_text_functions[], expr_number_functions[], expr_date_functions[],
    expr_node_functions[], expr_place_functions[], expr_gov_functions[];

MUST_USE enum rc eval_ast(struct eval *ev, const struct ast *ast, const struct focus *focus,
                          struct value *ret);
MUST_USE enum rc eval_path(struct eval *ev, const struct ast *ast, const struct focus *focus,
                           struct value *ret);
MUST_USE enum rc eval_compare(struct eval *ev, enum op op, const struct value *a,
                              const struct value *b, bool *ret);
MUST_USE enum rc eval_call(struct eval *ev, const struct ast *ast, const struct focus *focus,
                           struct value *ret);
/* INVALID with one reason in both languages. */
enum rc eval_error(struct eval *ev, size_t at, const char *code, struct str ja, struct str en);
/* Takes n steps off the budget: FAILED when it is used up or the arena is full. */
MUST_USE enum rc eval_spend(struct eval *ev, int64_t n);

/* Nodes: a list that grows in the arena. */
struct node_list {
    struct arena *mem;
    const struct node **p;
    size_t n, room;
};
MUST_USE bool node_list_add(struct node_list *l, const struct node *n);
void node_list_sort(struct node_list *l); /* document order, no doubles */

/* Values. */
static inline struct value value_of_text(struct str s)
{
    return (struct value) { .kind = VALUE_STRING, .text = s };
}
static inline struct value value_of_number(double d)
{
    return (struct value) { .kind = VALUE_NUMBER, .number = d };
}
static inline struct value value_of_boolean(bool b)
{
    return (struct value) { .kind = VALUE_BOOLEAN, .boolean = b };
}
/* String-value of a node: what a person would read there. */
struct str node_text(struct arena *mem, const struct node *n);
struct str call_text(struct call *c, size_t i);
double call_number(struct call *c, size_t i);

/* Foreign trees (from XML) also hold these, which answer trees never do. */
static inline bool node_is_attribute(const struct node *n)
{
    return n->name.n && n->name.p[0] == '@';
}
static inline bool node_is_text(const struct node *n)
{
    return n->name.n == 5 && memcmp(n->name.p, "#text", 5) == 0;
}
static inline bool node_is_element(const struct node *n)
{
    return n->name.n && n->name.p[0] != '@' && n->name.p[0] != '#';
}

/* Day numbers of ISO dates, times and date-times (forms.md 5.2). */
struct moment {
    int64_t day;   /* as written */
    int64_t milli; /* of that day, as written */
    int offset;    /* minutes east of UTC */
    bool has_time, has_offset;
};
bool moment_read(struct str s, struct moment *ret);      /* date or dateTime */
bool moment_read_time(struct str s, struct moment *ret); /* time alone, or dateTime */
double moment_number(const struct moment *m);

/* regex(): PCRE2 with limits and no JIT, in the arena. */
MUST_USE enum rc pattern_compile(struct arena *mem, struct str pattern, const void **ret_pattern);
MUST_USE enum rc pattern_match(struct arena *mem, const void *pattern, struct str subject,
                               bool *ret_match);

/* Collects what an expression reads (expr_references). */
MUST_USE enum rc expr_collect_references(struct arena *mem, struct expr *e);

#endif
