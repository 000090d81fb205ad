/* SPDX-License-Identifier: Apache-2.0 */
/* For the files that hold functions of the expression language: reading arguments, giving back
 * results.  A function with `context` reads the context node where an argument is missing. */
#ifndef CIVIC_FORMS_EXPR_FUNCTIONS_H
#define CIVIC_FORMS_EXPR_FUNCTIONS_H

#include "base/out.h"
#include "civic/forms/expr_ast.h"

/* A buffer for a result, bounded; FAILED from call_return_out when it was too small. */
void call_out(struct call *c, struct out *o);
MUST_USE enum rc call_return_out(struct call *c, struct out *o, struct value *ret);
MUST_USE enum rc call_needs_nodes(struct call *c, size_t i);
/* The next of blank-separated tokens; false at the end. */
bool call_next_token(struct str *rest, struct str *ret_token);

static inline enum rc return_text(struct value *ret, struct str s)
{
    *ret = value_of_text(s);
    return OK;
}
static inline enum rc return_number(struct value *ret, double d)
{
    *ret = value_of_number(d);
    return OK;
}
static inline enum rc return_boolean(struct value *ret, bool b)
{
    *ret = value_of_boolean(b);
    return OK;
}

/* Pseudo-random numbers of this evaluation (from w->random_seed; never for secrets). */
uint64_t eval_random(struct eval *ev);

/* The day of a value: ISO date, date-time (its day as written) or day number; false for others. */
bool value_moment(struct call *c, size_t i, struct moment *ret);

#endif
