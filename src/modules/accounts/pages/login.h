/* SPDX-License-Identifier: Apache-2.0 */
/* What the log-in page shows. */
#ifndef MODULES_ACCOUNTS_PAGES_LOGIN_H
#define MODULES_ACCOUNTS_PAGES_LOGIN_H

#include "platform/page/page.h"

struct accounts_login_view {
    struct str login, message, next;
    bool has_message;
};

#endif
