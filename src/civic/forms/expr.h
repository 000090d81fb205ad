/* SPDX-License-Identifier: Apache-2.0 */
/* The expression language: ODK XPath (reference: getodk/xforms-spec; our readings where engines
 * disagree are in docs/decisions and README.md here).  Pure: no clock, no I/O, no globals; a
 * compiled expression is read-only and shared by threads. */
#ifndef CIVIC_FORMS_EXPR_H
#define CIVIC_FORMS_EXPR_H

#include "base/arena.h"
#include "base/rc.h"
#include "base/time.h"
#include "civic/forms/tree.h"

struct expr; /* compiled; lives in the arena given to expr_compile */

enum value_kind { VALUE_STRING, VALUE_NUMBER, VALUE_BOOLEAN, VALUE_NODES };

struct value {
    enum value_kind kind;
    struct str text;
    double number;
    bool boolean;
    const struct node **nodes; /* document order, no doubles */
    size_t n_nodes;
};

struct expr_error {
    size_t at;         /* byte in the source */
    const char *code;  /* stable: "unknown-function", "syntax", "wrong-arity", … */
    struct str ja, en; /* one sentence each */
};

/* Resolves ${name} at compile time: writes the path (relative or absolute, forms.md 1.3). NOT_FOUND
 * if there is no such question. NULL resolver: ${} is an error. */
struct expr_names {
    enum rc (*path)(const void *ctx, struct arena *mem, struct str name, struct str *ret_path);
    const void *ctx;
    bool foreign; /* over documents that are not answers: every axis, //, @, |, functions that
                     default to the context node, and an unknown function fails only when reached */
};

MUST_USE enum rc expr_compile(struct arena *mem, struct str source, const struct expr_names *names,
                              const struct expr **ret_expr, struct expr_error *ret_error);

/* Every ${name} and every relative or absolute path the expression reads, as paths; for the graph.
 */
size_t expr_references(const struct expr *e, const struct str **ret_paths);

struct expr_world {          /* what an evaluation may know */
    const struct node *root; /* primary instance (element node); absolute paths start above it */
    const struct node *(*instance)(const void *ctx,
                                   struct str id); /* root element of a list; may be NULL */
    struct str (*choice_label)(const void *ctx, const struct field *field, struct str value);
    const void *ctx;
    t_time now;                      /* today(), now(): given, never read */
    const struct calendar *calendar; /* gov:business-days; may be NULL */
    struct str language;
    uint64_t random_seed;
    int64_t steps;     /* budget; 0 = 1,000,000 */
    struct arena *mem; /* results */
};

/* INVALID with the reason for a run-time error; FAILED when the budget or the arena is used up. */
MUST_USE enum rc expr_eval(const struct expr *e, const struct expr_world *w,
                           const struct node *context, struct value *ret_value,
                           struct expr_error *ret_error);

/* Conversions of the language. */
double value_number(const struct value *v);
bool value_boolean(const struct value *v);
struct str value_string(struct arena *mem, const struct value *v);
double expr_string_to_number(struct str s);
struct str expr_number_to_string(struct arena *mem, double d);

#endif
