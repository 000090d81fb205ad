/* SPDX-License-Identifier: Apache-2.0 */
/* How long an entry is new. */
#include "modules/room_name/rules.h"

bool room_name_is_new(t_time added_at, t_time now)
{
    return now - added_at < ROOM_NAME_NEW_DAYS * DAY;
}
