/* SPDX-License-Identifier: Apache-2.0 */
/* A disk that fills up or breaks at the n-th write, for every n of a scripted load: what was
 * acknowledged is there, FULL kept nothing, and no transaction is half there. */
#include "platform/db/shapes/shapes_sql.h"
#include "platform/db/sqlite.h"
#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { TRANSACTIONS = 10, MOST_WRITES = 2000, THREADS = 8 };

static const struct db_migration *const lists[] = { shapes_migrations, NULL };
static char path[200];
static enum rc told[THREADS * TRANSACTIONS];

static struct db_vfs *vfs_of(struct db_store *store)
{
    return &sqlite_store_of(store)->vfs;
}

static void remove_store(void)
{
    static const char *const endings[] = { "", "-wal", "-shm", "-lock" };
    for (size_t i = 0; i < 4; i++)
        remove(arena_fmt(test_arena(), "%s%s", path, endings[i]).p);
}

static struct db_store *open_store(void)
{
    struct db_store *store;
    snprintf(path, sizeof path, "%s/yakuba-faults-%d",
             access("/dev/shm", W_OK) ? "/tmp" : "/dev/shm", getpid());
    char why[DB_WHY] = "";
    enum rc rc = db_open(&(struct db_options) { .path = path,
                                                .migrations = lists,
                                                .readers = THREADS,
                                                .accept_fast_fsync = true,
                                                .why = why },
                         &store);
    if (rc != OK) {
        fprintf(stderr, "%s\n", why);
        abort();
    }
    return store;
}

/* A thing and its owner under one key: either both are there or none. */
static enum rc add_both(struct db *db, void *ctx)
{
    int64_t changed;
    t_id id = *(t_id *)ctx;
    char text[3000];
    memset(text, 'x', sizeof text);
    struct shapes_sql_add_in in = { .town_id = 1,
                                    .id = id,
                                    .name = str_n(text, sizeof text),
                                    .most = INT64_MIN,
                                    .seen_on = NO_DATE,
                                    .paid = { INT64_MIN },
                                    .detail = S("{}"),
                                    .owner_id = id };
    enum rc rc = shapes_sql_add(db, &in, &changed);
    return rc == OK ? shapes_sql_add_owner(db, 1, id, S("o"), &changed) : rc;
}

static void load(struct db *db, t_id first)
{
    for (t_id id = first; id < first + TRANSACTIONS; id++)
        told[id - 1] = db_transaction(db, add_both, &id);
}

static int bad; /* counted, so that a thousand rounds do not print a thousand lines */

static void compare(struct db_store *store, int n_told, bool full_keeps_nothing)
{
    struct db *db;
    if (db_session_open(store, &db) != OK)
        abort();
    for (int i = 0; i < n_told; i++) {
        struct shapes_sql_find_row row;
        bool found = false;
        bad += shapes_sql_find(db, test_arena(), 1, i + 1, &row, &found) != OK;
        bad += told[i] == OK && !found;                        /* acknowledged, lost */
        bad += told[i] == FULL && found && full_keeps_nothing; /* refused, kept */
        bad += found && row.owner_name.p == NULL;              /* half */
        bad += told[i] != OK && told[i] != FULL && told[i] != FAILED;
    }
    db_session_close(db);
}

/* Answers whether anything failed. */
static bool one_round(uint64_t n, uint64_t times, int code)
{
    remove_store();
    struct db_store *store = open_store();
    struct db *db;
    if (db_session_open(store, &db) != OK)
        abort();
    db_vfs_fail(vfs_of(store), n, times, code);
    load(db, 1);
    int failed = 0;
    for (int i = 0; i < TRANSACTIONS; i++)
        failed += told[i] != OK;
    if (code == SQLITE_FULL && failed)
        bad += !db_is_writable(store) || told[TRANSACTIONS - 1] == FAILED;
    if (code != SQLITE_FULL && failed)
        bad += db_is_writable(store) || told[TRANSACTIONS - 1] == OK;
    db_session_close(db);
    uint64_t done = code == SQLITE_IOERR_FSYNC ? vfs_of(store)->fsyncs : vfs_of(store)->writes;
    bool reached = done >= vfs_of(store)->fail_at;
    db_close(store);
    store = open_store();
    compare(store, TRANSACTIONS, true);
    db_close(store);
    return reached || failed;
}

static void every_n(uint64_t times, int code, const char *name)
{
    uint64_t n = 1;
    bad = 0;
    while (n < MOST_WRITES && one_round(n, times, code)) {
        arena_reset(test_arena());
        n++;
    }
    printf("%s: %llu places of failure\n", name, (unsigned long long)n - 1);
    CHECK(n > 10 && n < MOST_WRITES);
    CHECK_INT(bad, 0);
    remove_store();
}

TEST(a_full_disk_at_any_write_loses_nothing_acknowledged)
{
    every_n(1, SQLITE_FULL, "disk full once");
}

TEST(a_disk_that_stays_full_for_a_while_loses_nothing_acknowledged)
{
    every_n(5, SQLITE_FULL, "disk full for five writes");
}

TEST(a_broken_write_stops_the_writer_and_loses_nothing_acknowledged)
{
    every_n(1, SQLITE_IOERR_WRITE, "write error");
}

TEST(a_failed_fsync_stops_the_writer_and_loses_nothing_acknowledged)
{
    uint64_t n = 1;
    bad = 0;
    while (n < MOST_WRITES && one_round(n, 1, SQLITE_IOERR_FSYNC))
        n++;
    CHECK(n > TRANSACTIONS);
    CHECK_INT(bad, 0);
    remove_store();
}

struct worker {
    pthread_t thread;
    struct db *db;
    t_id first;
};

static void *load_in_thread(void *arg)
{
    struct worker *w = arg;
    load(w->db, w->first);
    return NULL;
}

/* `settings` make statements themselves meet the disk: a cache so small that a batch spills, or a
 * file that may not grow.  The writer sleeps, nothing is queued yet: its connection may be touched.
 */
static void shared_rounds(int rounds, const char *settings, int even, int odd)
{
    bad = 0;
    int refused = 0;
    for (int round = 0; round < rounds; round++) {
        int code = round % 2 ? odd : even;
        remove_store();
        struct db_store *store = open_store();
        struct worker w[THREADS];
        if (sqlite3_exec(sqlite_store_of(store)->writer.sqlite, settings, NULL, NULL, NULL) != SQLITE_OK)
            abort();
        if (code)
            db_vfs_fail(vfs_of(store), (uint64_t)(1 + round * 7), 1, code);
        for (int i = 0; i < THREADS; i++) {
            w[i].first = i * TRANSACTIONS + 1;
            if (db_session_open(store, &w[i].db) != OK ||
                pthread_create(&w[i].thread, NULL, load_in_thread, &w[i]) != 0)
                abort();
        }
        for (int i = 0; i < THREADS; i++) {
            pthread_join(w[i].thread, NULL);
            db_session_close(w[i].db);
        }
        db_close(store);
        for (int i = 0; i < THREADS * TRANSACTIONS; i++)
            refused += told[i] != OK;
        store = open_store();
        compare(store, THREADS * TRANSACTIONS, true);
        db_close(store);
        arena_reset(test_arena());
    }
    CHECK_INT(bad, 0);
    CHECK(refused > 0);
    remove_store();
}

TEST(a_failure_in_a_shared_batch_loses_nothing_acknowledged)
{
    shared_rounds(30, "", SQLITE_FULL, SQLITE_IOERR_WRITE);
}

TEST(a_failure_in_the_middle_of_a_batch_loses_nothing_acknowledged)
{
    shared_rounds(30, "PRAGMA cache_size=4; PRAGMA cache_spill=1", SQLITE_FULL, SQLITE_IOERR_WRITE);
}

TEST(a_file_that_may_not_grow_refuses_whole_batches)
{
    shared_rounds(10, "PRAGMA max_page_count=60", 0, 0);
}

TEST(readers_go_on_after_the_writer_has_stopped)
{
    remove_store();
    struct db_store *store = open_store();
    struct db *db;
    struct shapes_sql_counters_row row;
    t_id id = 1;
    CHECK_OK(db_session_open(store, &db));
    CHECK_OK(db_transaction(db, add_both, &id));
    db_vfs_fail(vfs_of(store), 1, 1, SQLITE_IOERR_FSYNC);
    id = 2;
    CHECK_INT(db_transaction(db, add_both, &id), FAILED);
    id = 3;
    CHECK_INT(db_transaction(db, add_both, &id), FAILED);
    CHECK(!db_is_writable(store) && db_has_stopped(store));
    CHECK_OK(shapes_sql_counters(db, test_arena(), 1, &row));
    CHECK(row.things >= 1);
    db_session_close(db);
    db_close(store);
    remove_store();
}
