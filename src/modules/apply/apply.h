/* SPDX-License-Identifier: Apache-2.0 */
/* Applying: for residents, from the first question to the notice. */
#ifndef MODULES_APPLY_H
#define MODULES_APPLY_H

#include "base/json.h"
#include "platform/module.h"

extern const struct module apply_module;

/* Where a case stands, as the page shows it before the birth date is given. NOT_FOUND unless number
 * and code, as typed, are right. */
MUST_USE enum rc apply_status_json(struct req *r, struct str number, struct str code,
                                   struct json_writer *j);

#endif
