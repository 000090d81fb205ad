/* SPDX-License-Identifier: Apache-2.0 */
/* How long sessions live and how long a name must wait after failures.  Pure. */
#ifndef MODULES_ACCOUNTS_RULES_H
#define MODULES_ACCOUNTS_RULES_H

#include "base/time.h"

#define SESSION_REST (30 * MINUTE)
#define SESSION_LIFE (12 * HOUR)

bool accounts_session_is_alive(t_time created_at, t_time seen_at, t_time now);
/* The moment from which the next try under this name is taken. */
t_time accounts_next_try(int64_t failures, t_time last_at);

/* What is wrong with a new password, in words; "" when nothing is. */
struct str accounts_password_fault(struct str password, struct str before, struct str login);

#endif
