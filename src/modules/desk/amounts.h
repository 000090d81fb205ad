/* SPDX-License-Identifier: Apache-2.0 */
/* Months and amounts of a grant: computed by the procedure's rules, kept in decision.detail as
 * {"first_month":"2026-12","children":[{"name","birth","relation","monthly"}],"total_monthly":n}.
 */
#ifndef MODULES_DESK_AMOUNTS_H
#define MODULES_DESK_AMOUNTS_H

#include "modules/desk/open.h"
#include "modules/desk/pages/amounts.h"

/* "{}" when the procedure has no rules for amounts, or they grant nothing. */
MUST_USE enum rc desk_amounts_of(struct arena *mem, const struct calendar *calendar,
                                 const struct case_file *c, struct str *ret_detail);
MUST_USE enum rc desk_amounts_detail(struct req *r, const struct desk_case *c,
                                     struct str *ret_detail);
/* The procedure pays: a grant needs amounts. */
bool desk_amounts_needed(const struct desk_case *c);
/* The outcome that a survey came to; NULL: the procedure has none, or none is recorded yet. */
const struct outcome *desk_found_outcome(struct arena *mem, const struct desk_case *c,
                                         struct str detail);
/* False when the detail has no amounts. */
bool desk_amounts_show(struct arena *mem, struct str detail, struct desk_amounts_view *ret_view);

#endif
