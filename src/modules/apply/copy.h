/* SPDX-License-Identifier: Apache-2.0 */
/* Answers of an earlier application for a new one. */
#ifndef MODULES_APPLY_COPY_H
#define MODULES_APPLY_COPY_H

#include "civic/forms/answers.h"

enum { COPY_MOST_LEFT = 300 };

struct copy { /* labels are told once, however many people have them */
    struct str *anew, *gone;
    size_t n_anew, n_gone, copied;
};

/* Into `to`, empty and of the form as it is now: not files, not sealed answers, not what the form says is of one occasion,
 * not what it does not ask any more. */
void copy_answers(struct arena *mem, const struct answers *from, struct answers *to, struct copy *ret_copy);

#endif
