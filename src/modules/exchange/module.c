/* SPDX-License-Identifier: Apache-2.0 */
/* The exchange room's table of contents. */
#include "modules/exchange/exchange.h"

#include "modules/exchange/deliveries.h"
#include "modules/exchange/exchange_sql.h"
#include "modules/exchange/handlers.h"
#include "modules/exchange/rules.h"

#define MANAGE ZONE_STAFF, ACCESS_PERMISSION, QUEUED
#define ONE    "/staff/webhooks/{ref}"

static const struct route routes[] = {
    { GET, "/staff/webhooks", MANAGE, exchange_webhooks_show,
      "Who is told of events, and the form of a new one", .permission = "exchange.manage" },
    { POST, "/staff/webhooks", MANAGE, exchange_webhook_add, "Add a webhook; shows its secret once",
      .permission = "exchange.manage", .rate_per_minute = 60 },
    { GET, ONE, MANAGE, exchange_webhook_show, "A webhook and what was sent",
      .permission = "exchange.manage" },
    { GET, ONE "/deliveries/{delivery}", MANAGE, exchange_delivery_show, "A delivery and its tries",
      .permission = "exchange.manage" },
    { POST, ONE "/deliveries/{delivery}/replay", MANAGE, exchange_replay,
      "Send a delivery again now", .permission = "exchange.manage" },
    { POST, ONE "/replay", MANAGE, exchange_replay_dead,
      "Send again what did not arrive within 24 hours", .permission = "exchange.manage" },
    { POST, ONE "/test", MANAGE, exchange_test, "Send a test event",
      .permission = "exchange.manage" },
    { POST, ONE "/pause", MANAGE, exchange_pause, "Hold deliveries",
      .permission = "exchange.manage" },
    { POST, ONE "/resume", MANAGE, exchange_resume_send, "Send what was held, and go on",
      .permission = "exchange.manage" },
    { POST, ONE "/secret", MANAGE, exchange_rotate, "Another secret; shows it once",
      .permission = "exchange.manage" },
    { POST, ONE "/end", MANAGE, exchange_end, "End a webhook for good",
      .permission = "exchange.manage" },
    { 0 },
};

static const struct permission permissions[] = {
    { "exchange.manage", T("ほかのシステムとの連携を管理する") },
    { NULL },
};

static const struct menu_entry menu[] = {
    { ZONE_STAFF, "/staff/webhooks", T("連携"), "globe", "exchange.manage", 910 },
    { 0 },
};

#define LISTEN(event_name)                                                                         \
    {                                                                                              \
        .name = (event_name), .handle = exchange_hear, .is_wanted = exchange_is_wanted             \
    }

static const struct module_event events[] = {
    LISTEN("case.received"),  LISTEN("case.correction_asked"), LISTEN("case.decided"),
    LISTEN("case.withdrawn"), LISTEN("case.paper_issued"),     { 0 },
};

/* 24 hours are counted by rules.c; so many tries are never made in them. */
static const struct job_kind jobs[] = {
    { .name = JOB_DELIVER,
      .run = exchange_deliver,
      .attempts = 200,
      .first_delay_s = WEBHOOK_FIRST_DELAY_S },
    { .name = JOB_RESUME, .run = exchange_resume },
    { .name = JOB_SWEEP, .run = exchange_sweep, .schedule = "at 03:40" },
    { 0 },
};

const struct module exchange_module = {
    .name = "exchange",
    .title = T("連携"),
    .sentence = "Tells other systems what happened: signed webhooks, in order, for 24 hours.",
    .routes = routes,
    .permissions = permissions,
    .menu = menu,
    .migrations = exchange_migrations,
    .jobs = jobs,
    .events = events,
};
