/* SPDX-License-Identifier: Apache-2.0 */
/* A password that is shown once. */
#ifndef MODULES_ADMIN_PAGES_ONCE_H
#define MODULES_ADMIN_PAGES_ONCE_H

#include "platform/page/page.h"

struct admin_once_view {
    struct str name, login, password;
};

#endif
