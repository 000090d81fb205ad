/* SPDX-License-Identifier: Apache-2.0 */
/* The accounts room's table of contents. */
#include "modules/accounts/accounts.h"
#include "modules/accounts/accounts_sql.h"
#include "modules/accounts/login.h"

static const struct route routes[] = {
    { GET, "/staff/login", ZONE_STAFF, ACCESS_ANYONE, QUEUED, accounts_login_form, "Log-in page of staff" },
    { POST, "/staff/login", ZONE_STAFF, ACCESS_ANYONE, QUEUED, accounts_login, "Sign in", .rate_per_minute = 20 },
    { POST, "/staff/logout", ZONE_STAFF, ACCESS_SIGNED_IN, QUEUED, accounts_logout, "Sign out" },
    { 0 },
};

const struct module accounts_module = {
    .name = "accounts",
    .title = T("ログイン"),
    .sentence = "Signs staff in and out and knows who is asking.",
    .routes = routes,
    .migrations = accounts_migrations,
};
