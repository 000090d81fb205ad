/* SPDX-License-Identifier: Apache-2.0 */
/* Proposing and deciding, for pages and programs alike. */
#ifndef MODULES_DESK_DECISION_H
#define MODULES_DESK_DECISION_H

#include "modules/desk/open.h"

struct desk_proposed {
    const struct outcome *outcome; /* NULL: none chosen */
    struct str reason, appeal;
    struct str detail; /* amounts: see amounts.h */
    const struct outcome *surveyed; /* see desk_found_outcome */
};
size_t desk_proposed_faults(const struct desk_case *c, const struct desk_proposed *p,
                            struct desk_fault ret_faults[DESK_MOST_FAULTS]);
/* `version` as in desk_act. */
MUST_USE enum rc desk_propose(struct req *r, const struct desk_case *c, int64_t version,
                              const struct desk_proposed *p);
/* The proposal that waits, if one does: what it says. NULL otherwise. */
const struct outcome *desk_proposed_outcome(const struct desk_case *c);
/* Decides as proposed. CONFLICT when nothing waits; who proposed is the caller's to ask
 * (desk_may_approve). */
MUST_USE enum rc desk_decide(struct req *r, const struct desk_case *c, int64_t version);
/* Text areas come with \r\n. */
struct str desk_plain_lines(struct arena *mem, struct str text);

#endif
