/* SPDX-License-Identifier: Apache-2.0 */
/* The accounts room's table of contents. */
#include "modules/accounts/accounts.h"
#include "modules/accounts/accounts_sql.h"
#include "modules/accounts/login.h"
#include "modules/accounts/rules.h"
#include "civic/town/town.h"

static const struct route routes[] = {
    { GET, "/staff/login", ZONE_STAFF, ACCESS_ANYONE, QUEUED, accounts_login_form, "Log-in page of staff" },
    { POST, "/staff/login", ZONE_STAFF, ACCESS_ANYONE, QUEUED, accounts_login, "Sign in", .rate_per_minute = 20 },
    { POST, "/staff/logout", ZONE_STAFF, ACCESS_SIGNED_IN, QUEUED, accounts_logout, "Sign out" },
    { GET, "/staff/password", ZONE_STAFF, ACCESS_SIGNED_IN, QUEUED, accounts_password_form, "Change one's own password" },
    { POST, "/staff/password", ZONE_STAFF, ACCESS_SIGNED_IN, QUEUED, accounts_password, "Take the new password",
      .rate_per_minute = 20 },
    { 0 },
};

static const struct menu_entry menu[] = {
    { ZONE_STAFF, "/staff/password", T("パスワード"), "lock", NULL, 950 },
    { 0 },
};

struct sweeping {
    t_id town_id;
    t_time now;
};

static enum rc drop_old(struct db *db, void *arg)
{
    const struct sweeping *s = arg;
    enum rc rc = accounts_sql_sessions_drop(db, s->town_id, s->now - SESSION_REST, NULL);
    return rc == OK ? accounts_sql_failures_drop(db, s->town_id, s->now - DAY, NULL) : rc;
}

static enum rc sweep(void *app, struct db *db, struct arena *mem, const struct job *job)
{
    (void)app, (void)mem;
    return db_transaction(db, drop_old, &(struct sweeping){ job->town_id, job->now });
}

static const struct job_kind jobs[] = {
    { .name = "accounts.sweep-sessions", .run = sweep, .schedule = "every 3600" },
    { 0 },
};

const struct module accounts_module = {
    .name = "accounts",
    .title = T("ログイン"),
    .sentence = "Signs staff in and out and knows who is asking.",
    .routes = routes,
    .menu = menu,
    .migrations = accounts_migrations,
    .jobs = jobs,
};
