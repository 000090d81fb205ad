/* SPDX-License-Identifier: Apache-2.0 */
/* What the form of a proposal shows. */
#ifndef MODULES_DESK_PAGES_DECISION_H
#define MODULES_DESK_PAGES_DECISION_H

#include "modules/desk/pages/amounts.h"
#include "modules/desk/pages/due.h"
#include "modules/desk/rules.h"
#include "platform/page/page.h"

struct desk_outcome_row {
    int number;
    struct str name, label, hint;
    bool chosen;
};

struct desk_decision_view {
    struct str procedure, person, number, reason, appeal, proposer, outcome_error, reason_error,
        appeal_error;
    int64_t version;
    int n_faults, n_pending;
    struct desk_due_view due;
    LIST(struct desk_outcome_row) outcomes;
    LIST(struct desk_fault) faults;
    LIST(struct str) pending;
    struct desk_amounts_view amounts;
    struct url action, to_case;
    bool has_faults, has_outcome_error, has_reason_error, has_appeal_error, has_amounts,
        has_pending, has_surveyed;
    struct str surveyed;
};

#endif
