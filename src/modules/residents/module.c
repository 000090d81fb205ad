/* SPDX-License-Identifier: Apache-2.0 */
/* The residents room's table of contents. */
#include "civic/town/town.h"
#include "modules/residents/handlers.h"
#include "modules/residents/residents.h"
#include "modules/residents/residents_sql.h"
#include "modules/residents/rules.h"

#define ANYBODY ZONE_PUBLIC, ACCESS_ANYONE, QUEUED
#define SIGNED_IN ZONE_PUBLIC, ACCESS_SIGNED_IN, QUEUED

static const struct route routes[] = {
    { GET, "/account", ANYBODY, residents_mine, "My cases, or the form that asks for a link" },
    { POST, "/account", ANYBODY, sign_in_ask, "Ask for a link by mail", .rate_per_minute = 6 },
    { GET, "/account/sent", ANYBODY, sign_in_sent, "The link is on its way" },
    { GET, "/account/in/{link}", ANYBODY, sign_in_link, "The link: a button, nothing is used up", .rate_per_minute = 30 },
    { POST, "/account/in", ANYBODY, sign_in_confirm, "Sign in with a link", .rate_per_minute = 30 },
    { POST, "/account/link", SIGNED_IN, residents_link_send, "Take a case in by number and code", .rate_per_minute = 30 },
    { POST, "/account/unlink", SIGNED_IN, residents_unlink, "Let a case go" },
    { POST, "/account/leave", SIGNED_IN, residents_sign_out, "Sign out" },
    { POST, "/account/leave-everywhere", SIGNED_IN, residents_sign_out_everywhere, "Sign out on all devices" },
    { GET, "/account/delete", SIGNED_IN, residents_leave, "Delete the account? asked once" },
    { POST, "/account/delete", SIGNED_IN, residents_leave_send, "Delete the account" },
    { 0 },
};

struct sweeping {
    t_id town_id;
    t_time now;
};

static enum rc drop_old(struct db *db, void *arg)
{
    const struct sweeping *s = arg;
    enum rc rc = residents_sql_sweep_sign_ins(db, s->town_id, s->now, NULL);
    if (rc == OK)
        rc = residents_sql_sweep_sessions(db, s->town_id, s->now - RESIDENT_REST, s->now - RESIDENT_LIFE, NULL);
    return rc == OK ? residents_sql_sweep_requests(db, s->town_id, s->now - HOUR, NULL) : rc;
}

static enum rc sweep(void *app, struct db *db, struct arena *mem, const struct job *job)
{
    (void)app, (void)mem;
    return db_transaction(db, drop_old, &(struct sweeping){ job->town_id, job->now });
}

static const struct job_kind jobs[] = {
    { .name = residents_link_kind, .run = residents_send_link, .first_delay_s = 5, .lease_s = 30, .give_up_s = 1800 },
    { .name = "residents.sweep", .run = sweep, .schedule = "every 3600" },
    { 0 },
};

const struct module residents_module = {
    .name = "residents",
    .title = T("わたしの申請"),
    .sentence = "Residents who like sign in by e-mail and see their cases in one list; nothing needs it.",
    .routes = routes,
    .migrations = residents_migrations,
    .jobs = jobs,
};
