/* SPDX-License-Identifier: Apache-2.0 */
/* Where a list goes on: opaque, sealed under a key of ours, good only for the same town, section,
 * member of staff and list. */
#ifndef MODULES_API_CURSOR_H
#define MODULES_API_CURSOR_H

#include "civic/cases/cases.h"
#include "platform/http/http.h"

struct str api_cursor_make(struct req *r, struct str list, struct date after_on, t_id after_id);
/* False: it is none of ours, or of another list. */
bool api_cursor_read(struct req *r, struct str list, struct str cursor, struct date *ret_after_on,
                     t_id *ret_after_id);

#endif
