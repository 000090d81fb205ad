/* SPDX-License-Identifier: Apache-2.0 */
/* Writing and sealing over a real store and a real vault. */
#include "base/time.h"
#include "civic/audit/audit.h"
#include "civic/audit/audit_sql.h"
#include "civic/vault/vault.h"
#include "platform/db/db.h"
#include "tests/store.h"
#include "tests/test.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { TOWN = 7 };

struct house {
    struct vault *vault;
    struct db_store *store;
    struct db *db;
};

static struct house opened(const char *name)
{
    static const struct db_migration *const lists[] = { audit_migrations, NULL };
    struct arena *mem = test_arena();
    struct house h = { 0 };
    const char *key = arena_fmt(mem, "%.*s/%s.key", STR(test_folder()), name).p;
    const char *path = arena_fmt(mem, "%.*s/%s.db", STR(test_folder()), name).p;
    if (!CHECK_OK(vault_start(key, &h.vault)) ||
        !CHECK_OK(db_open(
            &(struct db_options) {
                .path = test_store(path), .migrations = lists, .readers = 8, .accept_fast_fsync = true },
            &h.store)) ||
        !CHECK_OK(db_session_open(h.store, &h.db)))
        abort();
    return h;
}

static void closed(struct house *h)
{
    db_session_close(h->db);
    db_close(h->store);
    vault_stop(h->vault);
}

struct doing {
    int n;
    enum rc end;
    t_time at;
};

static enum rc do_something(struct db *db, void *ctx)
{
    const struct doing *d = ctx;
    for (int i = 0; i < d->n; i++) {
        enum rc rc = audit_note(db, TOWN,
                                &(struct audit_entry) { .at = d->at,
                                                        .actor_kind = S("staff"),
                                                        .actor_id = 3,
                                                        .action = S("cases.decided"),
                                                        .subject_table = 17,
                                                        .subject_id = i + 1 });
        if (rc != OK)
            return rc;
    }
    return d->end;
}

static size_t waiting(struct db *db)
{
    struct audit_sql_waiting_rows rows = { 0 };
    CHECK_OK(db_read_begin(db));
    CHECK_OK(audit_sql_waiting(db, test_arena(), TOWN, 1000, &rows));
    db_read_end(db);
    return rows.n;
}

static int64_t sealed(struct db *db)
{
    struct audit_sql_last_link_row last = { 0 };
    bool found = false;
    CHECK_OK(db_read_begin(db));
    CHECK_OK(audit_sql_last_link(db, test_arena(), TOWN, &last, &found));
    db_read_end(db);
    return found ? last.seq : 0;
}

static struct audit_sql_last_head_row head(struct db *db)
{
    struct audit_sql_last_head_row last = { 0 };
    bool found = false;
    CHECK_OK(db_read_begin(db));
    CHECK_OK(audit_sql_last_head(db, test_arena(), TOWN, &last, &found));
    db_read_end(db);
    return last;
}

TEST(a_row_is_kept_with_its_transaction_and_then_sealed)
{
    struct house h = opened("kept");
    CHECK_INT(db_transaction(h.db, do_something, &(struct doing) { 3, CONFLICT, 5 }), CONFLICT);
    CHECK_INT((int64_t)waiting(h.db), 0);
    CHECK_OK(db_transaction(h.db, do_something, &(struct doing) { 3, OK, 5 }));
    CHECK_INT((int64_t)waiting(h.db), 3);
    CHECK_OK(audit_seal_step(h.db, h.vault, TOWN, 1000 * SECOND));
    CHECK_INT((int64_t)waiting(h.db), 0);
    CHECK_INT(sealed(h.db), 3);
    CHECK_OK(audit_seal_step(h.db, h.vault, TOWN, 1001 * SECOND));
    CHECK_INT(sealed(h.db), 3);
    closed(&h);
}

TEST(the_head_is_signed_each_minute_and_only_when_there_is_something_new)
{
    struct house h = opened("head");
    CHECK_OK(audit_seal_step(h.db, h.vault, TOWN, 1000 * SECOND));
    CHECK_INT(head(h.db).number, 0);
    for (int i = 0; i < 130; i++) {
        if (i != 100)
            CHECK_OK(db_transaction(h.db, do_something, &(struct doing) { 1, OK, 5 }));
        CHECK_OK(audit_seal_step(h.db, h.vault, TOWN, (1000 + i) * SECOND));
    }
    CHECK_INT(head(h.db).number, 3);
    CHECK_INT(head(h.db).seq, 120);
    CHECK_OK(audit_seal_step(h.db, h.vault, TOWN, 5000 * SECOND));
    CHECK_OK(audit_seal_step(h.db, h.vault, TOWN, 9000 * SECOND));
    CHECK_INT(head(h.db).number, 4);
    CHECK_INT(head(h.db).seq, 129);
    closed(&h);
}

static enum rc late(struct db *db, void *ctx)
{
    struct audit_sql_add_in in = { .town_id = TOWN, .id = *(t_id *)ctx, .at = 1 };
    in.actor_kind = S("machine");
    in.action = S("late");
    in.detail = S("{}");
    enum rc rc = audit_sql_add(db, &in, NULL);
    return rc == OK ? audit_sql_wait(db, TOWN, in.id, NULL) : rc;
}

TEST(a_row_that_commits_late_with_a_small_key_is_sealed_too)
{
    struct house h = opened("late");
    t_id ids[] = { 900000, 5, 899999 };
    for (int i = 0; i < 3; i++) {
        CHECK_OK(db_transaction(h.db, late, &ids[i]));
        CHECK_OK(audit_seal_step(h.db, h.vault, TOWN, 1000 * SECOND));
        CHECK_INT(sealed(h.db), i + 1);
        CHECK_INT((int64_t)waiting(h.db), 0);
    }
    closed(&h);
}

TEST(more_rows_than_a_slice_are_sealed_in_one_step)
{
    struct house h = opened("many");
    for (int i = 0; i < 6; i++)
        CHECK_OK(db_transaction(h.db, do_something, &(struct doing) { 100, OK, 5 }));
    CHECK_OK(audit_seal_step(h.db, h.vault, TOWN, 1000 * SECOND));
    CHECK_INT(sealed(h.db), 600);
    CHECK_INT((int64_t)waiting(h.db), 0);
    closed(&h);
}

static struct house loaded;
static atomic_bool stop;
static atomic_int n_written;

static void *write_much(void *arg)
{
    struct db *db;
    (void)arg;
    if (db_session_open(loaded.store, &db) != OK)
        return NULL;
    while (!atomic_load(&stop)) {
        struct doing d = { 1, OK, time_now() };
        if (db_transaction(db, do_something, &d) == OK)
            atomic_fetch_add(&n_written, 1);
        /* SQLite's one writer sets the pace by itself: about 2,000 rows a second. */
        nanosleep(&(struct timespec) { .tv_nsec = test_store_is_on_server() ? 2000000 : 500000 }, NULL);
    }
    db_session_close(db);
    return NULL;
}

TEST(under_load_the_tail_is_at_most_two_seconds_old)
{
    pthread_t threads[4];
    t_time worst = 0;
    loaded = opened("load");
    for (int i = 0; i < 4; i++)
        pthread_create(&threads[i], NULL, write_much, NULL);
    for (int i = 0; i < 4; i++) {
        nanosleep(&(struct timespec) { .tv_sec = 1 }, NULL);
        struct audit_sql_waiting_rows rows = { 0 };
        CHECK_OK(db_read_begin(loaded.db));
        CHECK_OK(audit_sql_waiting(loaded.db, test_arena(), TOWN, 1, &rows));
        db_read_end(loaded.db);
        t_time oldest = rows.n ? rows.p[0].at : time_now();
        CHECK_OK(audit_seal_step(loaded.db, loaded.vault, TOWN, time_now()));
        if (time_now() - oldest > worst)
            worst = time_now() - oldest;
    }
    atomic_store(&stop, true);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    CHECK_OK(audit_seal_step(loaded.db, loaded.vault, TOWN, time_now()));
    CHECK_INT(sealed(loaded.db), atomic_load(&n_written));
    CHECK(worst < 2 * SECOND);
    printf("audit: %d rows in 4 s, sealed at most %.2f s after they were written\n",
           atomic_load(&n_written), (double)worst / (double)SECOND);
    closed(&loaded);
}
