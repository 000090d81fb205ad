/* SPDX-License-Identifier: Apache-2.0 */
/* Handlers of the log-in page. */
#ifndef MODULES_ACCOUNTS_LOGIN_H
#define MODULES_ACCOUNTS_LOGIN_H

#include "platform/http/http.h"

enum rc accounts_login_form(struct req *r);
enum rc accounts_login(struct req *r);
enum rc accounts_logout(struct req *r);

#endif
