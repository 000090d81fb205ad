/* SPDX-License-Identifier: Apache-2.0 */
/* Handlers of the log-in page. */
#ifndef MODULES_ACCOUNTS_LOGIN_H
#define MODULES_ACCOUNTS_LOGIN_H

#include "platform/http/http.h"

/* What stands for a name in the table of failures: people type their password into the wrong box. */
struct str accounts_name_key(struct req *r, struct str login);
/* A try counts before the password is looked at. BUSY: too many before. */
MUST_USE enum rc accounts_count_try(struct req *r, struct str login);
/* OK, DENIED, BUSY. No snapshot is held meanwhile; another begins. */
MUST_USE enum rc accounts_compare(struct req *r, struct str hash, struct str password);

enum rc accounts_login_form(struct req *r);
enum rc accounts_login(struct req *r);
enum rc accounts_password_form(struct req *r);
enum rc accounts_password(struct req *r);
enum rc accounts_logout(struct req *r);

#endif
