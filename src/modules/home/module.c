/* SPDX-License-Identifier: Apache-2.0 */
/* The room's table of contents. */
#include "modules/home/handlers.h"
#include "modules/home/home.h"
#include "modules/home/home_sql.h"

static const struct route routes[] = {
    { GET, "/", ZONE_PUBLIC, ACCESS_ANYONE, QUEUED, home_show, "Home" },
    { GET, "/search", ZONE_PUBLIC, ACCESS_ANYONE, QUEUED, home_search, "Procedures, pages and sections that match" },
    { GET, "/search/suggest", ZONE_PUBLIC, ACCESS_ANYONE, QUEUED, home_suggest, "The best few, while somebody types" },
    { GET, "/life/{event}", ZONE_PUBLIC, ACCESS_ANYONE, QUEUED, home_life, "A life event: its procedures and what to have at hand" },
    { GET, "/privacy", ZONE_PUBLIC, ACCESS_ANYONE, QUEUED, home_privacy, "What is done with personal data" },
    { GET, "/accessibility", ZONE_PUBLIC, ACCESS_ANYONE, QUEUED, home_accessibility, "Who can use these pages" },
    { 0 },
};

static const struct job_kind jobs[] = {
    { .name = "home.count-procedures", .run = home_count, .schedule = "every 3600" },
    { 0 },
};

const struct module home_module = {
    .name = "home",
    .title = T("ホーム"),
    .sentence = "Where residents begin: what they want to do, life events, what is used often, search.",
    .routes = routes,
    .migrations = home_migrations,
    .jobs = jobs,
};
