/* SPDX-License-Identifier: Apache-2.0 */
/* Notices on the page of a case: what was said to the resident, by which way it left, what became
 * of it. */
#ifndef MODULES_DESK_MESSAGES_H
#define MODULES_DESK_MESSAGES_H

#include "modules/desk/open.h"
#include "modules/desk/pages/case.h"

MUST_USE enum rc desk_messages(struct req *r, const struct desk_case *c, struct desk_case_view *v);

#endif
