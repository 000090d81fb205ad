/* SPDX-License-Identifier: Apache-2.0 */
/* Opening and closing a session of staff. */
#ifndef MODULES_ACCOUNTS_SESSION_H
#define MODULES_ACCOUNTS_SESSION_H

#include "platform/http/http.h"

/* Makes the session, ends the one this browser had, forgets failures under `name_key`, and sets the cookie: a new token
 * at every log-in. */
MUST_USE enum rc accounts_session_open(struct req *r, t_id staff_id, struct str name_key);
MUST_USE enum rc accounts_session_close(struct req *r);

#endif
