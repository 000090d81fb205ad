/* SPDX-License-Identifier: Apache-2.0 */
/* How long links and sessions live, how many links an address gets. Pure. */
#ifndef MODULES_RESIDENTS_RULES_H
#define MODULES_RESIDENTS_RULES_H

#include "base/time.h"

#define SIGN_IN_LIFE (30 * MINUTE)
#define RESIDENT_REST (30 * MINUTE)
#define RESIDENT_LIFE (12 * HOUR)

enum { SIGN_INS_AN_HOUR = 5 }; /* for one address: nobody fills another's mailbox through us */

bool resident_session_is_alive(t_time created_at, t_time seen_at, t_time now);
/* used_at 0: not used. */
bool sign_in_is_alive(t_time expires_at, t_time used_at, t_time now);

#endif
