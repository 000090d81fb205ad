/* SPDX-License-Identifier: Apache-2.0 */
/* Lives of links and sessions. */
#include "modules/residents/rules.h"

bool resident_session_is_alive(t_time created_at, t_time seen_at, t_time now)
{
    return now - seen_at < RESIDENT_REST && now - created_at < RESIDENT_LIFE;
}

bool sign_in_is_alive(t_time expires_at, t_time used_at, t_time now)
{
    return !used_at && now < expires_at;
}
