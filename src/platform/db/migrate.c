/* SPDX-License-Identifier: Apache-2.0 */
/* Applies migrations at opening, each in a transaction of its own, forward only; compares the
 * checksums of those applied before; refuses a store that knows more than the program. */
#include "platform/db/db_sql.h"
#include "platform/db/store.h"

#include "base/time.h"

#include <time.h>

struct known { /* while the applied ones are compared with the program's */
    const struct db_migration *const *lists;
    char *why;
};

static t_time now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return (t_time)t.tv_sec * SECOND + t.tv_nsec / 1000;
}

static bool lists_have(const struct db_migration *list, struct str module, int64_t number)
{
    for (; list && list->module; list++)
        if (str_eq(str_of(list->module), module) && list->number == number)
            return true;
    return false;
}

static enum rc check_known(void *ctx, const struct db_sql_migrations_done_row *row)
{
    const struct known *k = ctx;
    bool is = lists_have(db_migrations, row->module, row->number);
    for (size_t i = 0; k->lists && k->lists[i]; i++)
        is = is || lists_have(k->lists[i], row->module, row->number);
    if (is)
        return OK;
    db_say(k->why, "the store is newer than this program: it has migration %lld of %.*s",
           (long long)row->number, STR(row->module));
    return INVALID;
}

static enum rc apply(struct db *w, const struct db_migration *m, char *why)
{
    const struct db_engine *e = w->engine;
    int64_t changed;
    const char *wrong = e->script(w, "BEGIN");
    enum rc rc = wrong ? BUSY : OK;
    if (rc == OK && (wrong = e->script(w, e->migration_text(m))))
        rc = FAILED;
    if (rc == OK)
        rc = db_sql_migration_add(w, str_of(m->module), m->number, str_of(m->checksum), now(),
                                  &changed);
    if (rc == OK && (wrong = e->script(w, "COMMIT")))
        rc = FAILED;
    if (rc != OK) {
        db_say(why, "migration %d of %s failed: %s", m->number, m->module,
               wrong ? wrong : rc_name(rc));
        (void)!e->script(w, "ROLLBACK");
    }
    return rc;
}

static enum rc apply_list(struct db *w, struct arena *mem, const struct db_migration *m, char *why)
{
    for (; m->module; m++) {
        struct db_sql_migration_done_row row = { 0 };
        bool found = false;
        bool first = !w->engine->has_table(w, "db_migration_done");
        enum rc rc =
            first ? OK : db_sql_migration_done(w, mem, str_of(m->module), m->number, &row, &found);
        if (rc == OK && !found)
            rc = apply(w, m, why);
        if (rc != OK)
            return rc;
        if (found && !str_eq(row.checksum, str_of(m->checksum))) {
            db_say(why, "migration %d of %s was changed after it was applied", m->number,
                   m->module);
            return INVALID;
        }
    }
    return OK;
}

enum rc db_migrate(struct db *w, const struct db_migration *const *lists, char *why)
{
    struct arena mem;
    arena_init(&mem, 1 << 20);
    struct known known = { lists, why };
    enum rc rc = apply_list(w, &mem, db_migrations, why);
    if (rc == OK)
        rc = db_sql_migrations_done(w, &mem, check_known, &known);
    for (size_t i = 0; rc == OK && lists && lists[i]; i++)
        rc = apply_list(w, &mem, lists[i], why);
    arena_release(&mem);
    return rc;
}
