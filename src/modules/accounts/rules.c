/* SPDX-License-Identifier: Apache-2.0 */
/* Lives of sessions and waits after failures. */
#include "modules/accounts/rules.h"

enum { FREE_TRIES = 5, LONGEST_WAIT_MINUTES = 15 };

bool accounts_session_is_alive(t_time created_at, t_time seen_at, t_time now)
{
    return now - seen_at < SESSION_REST && now - created_at < SESSION_LIFE;
}

t_time accounts_next_try(int64_t failures, t_time last_at)
{
    if (failures < FREE_TRIES)
        return 0;
    int64_t minutes = failures - FREE_TRIES + 1;
    return last_at + (minutes < LONGEST_WAIT_MINUTES ? minutes : LONGEST_WAIT_MINUTES) * MINUTE;
}
