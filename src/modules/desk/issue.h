/* SPDX-License-Identifier: Apache-2.0 */
/* The notice of a decision: made right after the decision, and read by staff. */
#ifndef MODULES_DESK_ISSUE_H
#define MODULES_DESK_ISSUE_H

#include "modules/desk/open.h"
#include "modules/desk/pages/case.h"

/* Makes the notice of a case that was just decided. *ret_message: "" or why there is no paper; the
 * decision stands either way, and issuing again gives the same paper. */
MUST_USE enum rc desk_issue(struct req *r, t_id case_id, struct str *ret_message);
/* The papers of a case, for its page; false when it has none. */
MUST_USE enum rc desk_papers(struct req *r, const struct desk_case *c, struct desk_case_view *v);

#endif
