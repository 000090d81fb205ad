/* SPDX-License-Identifier: Apache-2.0 */
/* What a procedure costs with somebody's answers: sheet fees. */
#include "civic/forms/answers.h"

#include <math.h>

enum { MOST_YEN = 1000000000 };

static enum rc add_fee(const struct fee *fee, const struct answers *a, const struct expr_world *w,
                       struct money *sum)
{
    struct value v = { 0 };
    struct expr_error error;
    enum rc rc = OK;
    if (fee->relevant) {
        rc = expr_eval(fee->relevant, w, a->root, &v, &error);
        if (rc != OK || !value_boolean(&v))
            return rc;
    }
    rc = expr_eval(fee->calculation, w, a->root, &v, &error);
    if (rc != OK)
        return rc;
    double yen = value_number(&v);
    if (!(yen >= 0 && yen <= MOST_YEN)) /* not a number, too */
        return INVALID;
    sum->yen += llround(yen);
    return OK;
}

enum rc answers_fees(const struct answers *a, const struct expr_world *w, struct money *ret_fees)
{
    struct money sum = { 0 };
    enum rc rc = OK;
    for (size_t i = 0; rc == OK && i < a->plan->n_fees; i++)
        rc = add_fee(&a->plan->fees[i], a, w, &sum);
    if (rc == OK)
        *ret_fees = sum;
    return rc;
}
