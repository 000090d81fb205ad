/* SPDX-License-Identifier: Apache-2.0 */
/* JSON Schema 2020-12 of a procedure's answers, as POST /api/v1/cases takes them. */
#ifndef MODULES_API_PLAN_SCHEMA_H
#define MODULES_API_PLAN_SCHEMA_H

#include "base/json.h"
#include "civic/forms/plan.h"

/* What follows from other answers (relevance, constraints, offers that depend) no schema says: a
 * set of answers that fits can still be refused, one that does not fit always is, but for what
 * people may write and programs need not: full-width digits, dates by era. */
void plan_schema_write(struct json_writer *j, struct arena *mem, const struct plan *plan);

#endif
