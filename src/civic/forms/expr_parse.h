/* SPDX-License-Identifier: Apache-2.0 */
/* What the two halves of the parser share.  A function that fails keeps the first mistake in
 * p->error, sets p->rc, and gives NULL or false. */
#ifndef CIVIC_FORMS_EXPR_PARSE_H
#define CIVIC_FORMS_EXPR_PARSE_H

#include "civic/forms/expr_ast.h"

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

/* Mistakes: always NULL, which is also false. */
void *parse_fail(struct parser *p, size_t at, const char *code, struct str ja, struct str en);
void *parse_fail_named(struct parser *p, size_t at, const char *code, struct str name,
                       const char *ja, const char *en);
void *parse_unexpected(struct parser *p);
void *parse_foreign_only(struct parser *p, size_t at, const char *code, struct str what);

void parse_advance(struct parser *p);
bool parse_at(const struct parser *p, const char *sign);
bool parse_take(struct parser *p, const char *sign);

struct ast *parse_new(struct parser *p, enum ast_kind kind, size_t at);
/* Makes the parent one higher than the child; false past EXPR_DEPTH, which bounds the stack. */
bool parse_grow(struct parser *p, struct ast *parent, const struct ast *child);

/* Operators that bind more than `least`. */
struct ast *parse_expression(struct parser *p, int least);
bool parse_starts_location(const struct parser *p);
struct ast *parse_location(struct parser *p);
/* step (/ step)*, appended to the path; `deep` when the / before it was a //. */
bool parse_relative(struct parser *p, struct ast *path, bool deep);
/* [a][b]… as a linked list; the owner grows. */
const struct ast *parse_predicates(struct parser *p, struct ast *owner);

#endif
