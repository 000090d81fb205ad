/* SPDX-License-Identifier: Apache-2.0 */
/* Another look at a decided case (罹災証明書: another survey), on the resident's word.  A procedure offers it by the rows
 * `review`, `review_days` and `review_checks` of its sheet; its words stand in `texts`.  The decision and its paper stand
 * until the next decision. */
#ifndef MODULES_APPLY_AGAIN_H
#define MODULES_APPLY_AGAIN_H

#include "modules/apply/pages/status.h"
#include "modules/apply/receipts.h"

enum rc again_show(struct req *r); /* GET and POST /receipts/again */
enum rc again_send(struct req *r);

/* What was decided so far, and whether another look may be asked for. */
MUST_USE enum rc again_fill(struct req *r, const struct case_file *c, struct apply_status_view *v);
/* May the resident withdraw?  Not what was decided before: withdrawing would take the paper's ground away. */
bool again_withdraws(const struct case_file *c);

#endif
