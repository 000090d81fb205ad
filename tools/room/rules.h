/* SPDX-License-Identifier: Apache-2.0 */
/* The rules of room_name. Pure: no request, no database, no clock. */
#ifndef MODULES_ROOM_NAME_RULES_H
#define MODULES_ROOM_NAME_RULES_H

#include "base/time.h"

enum { ROOM_NAME_NEW_DAYS = 7 };

/* Is an entry of that moment marked as new? */
bool room_name_is_new(t_time added_at, t_time now);

#endif
