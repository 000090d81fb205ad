/* SPDX-License-Identifier: Apache-2.0 */
/* The fields of a 補正: from their JSON to rows for a screen. */
#ifndef MODULES_DESK_ASKED_H
#define MODULES_DESK_ASKED_H

#include "modules/desk/open.h"
#include "modules/desk/pages/case.h"

size_t desk_asked_rows(struct req *r, const struct desk_case *c, struct str fields,
                       const struct desk_asked_row **ret_rows);

#endif
