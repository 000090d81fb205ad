/* SPDX-License-Identifier: Apache-2.0 */
/* The shipped procedures: their sheets are part of the binary and are compiled at start. */
#ifndef APP_PLANS_H
#define APP_PLANS_H

#include "civic/forms/plan.h"

/* FAILED when a shipped procedure does not compile; the findings go to standard error. */
MUST_USE enum rc plans_load(struct arena *mem, const struct plan *const **ret_plans, size_t *ret_n);

#endif
