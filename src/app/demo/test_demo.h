/* SPDX-License-Identifier: Apache-2.0 */
/* A store of its own for the tests of the demonstration: real vault, real file, nothing that serves. */
#ifndef APP_DEMO_TEST_DEMO_H
#define APP_DEMO_TEST_DEMO_H

#include "app/demo/town.h"
#include "app/plans.h"
#include "civic/audit/audit_sql.h"
#include "civic/cases/cases_sql.h"
#include "civic/documents/documents_sql.h"
#include "civic/events/events_sql.h"
#include "civic/notices/notices_sql.h"
#include "civic/people/people_sql.h"
#include "civic/sections/sections_sql.h"
#include "civic/tasks/tasks_sql.h"
#include "civic/town/town_sql.h"
#include "platform/db/db.h"
#include "tests/store.h"
#include "tests/test.h"

#include <stdlib.h>

static const struct config demo_config = { .data = "a temporary folder" };

static inline struct running *demo_store(const char *name)
{
    static const struct db_migration *const lists[] = {
        town_migrations,  sections_migrations,  people_migrations,  cases_migrations,
        tasks_migrations, documents_migrations, notices_migrations, audit_migrations,
        events_migrations, NULL,
    };
    static struct vault *vault;
    struct running *r = calloc(1, sizeof *r);
    if (!r)
        abort();
    arena_init(&r->mem, (size_t)64 << 20);
    struct str key = arena_fmt(&r->mem, "%s/vault.key", test_folder().p);
    struct str path = arena_fmt(&r->mem, "%s/%s.db", test_folder().p, name);
    if (!vault && (!CHECK_OK(crypto_init()) || !CHECK_OK(vault_start(key.p, &vault))))
        abort();
    r->hall.vault = vault;
    vault_server_keys(vault, &r->hall.keys);
    if (!CHECK_OK(db_open(&(struct db_options){ .path = test_store(path.p), .migrations = lists, .readers = 4,
                                                .accept_fast_fsync = true },
                          &r->hall.store)) ||
        !CHECK_OK(db_session_open(r->hall.store, &r->db)) ||
        !CHECK_OK(plans_load(&r->mem, &r->hall.plans, &r->hall.n_plans)))
        abort();
    return r;
}

/* The town of this test program, made once. */
static inline struct running *demo_opened(void)
{
    static struct running *r;
    if (!r) {
        r = demo_store("town");
        CHECK_OK(demo_make_town(r, &demo_config));
    }
    return r;
}

#endif
