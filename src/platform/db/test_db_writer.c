/* SPDX-License-Identifier: Apache-2.0 */
/* The shared commit: exact counts under many threads, savepoints, limits, keys, opening and
 * closing. */
#include "platform/db/db.h"
#include "platform/db/shapes/shapes_sql.h"
#include "tests/store.h"
#include "tests/test.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { THREADS = 64, EACH_THREAD = 200, DRAWS = 3000 };

static const struct db_migration *const lists[] = { shapes_migrations, NULL };
static char why[DB_WHY];

static enum rc open_at(struct str path, int64_t readers, struct db_store **ret_store)
{
    return db_open(&(struct db_options) { .path = test_store(path.p),
                                          .migrations = lists,
                                          .readers = (int)readers,
                                          .accept_fast_fsync = true,
                                          .why = why },
                   ret_store);
}

static struct db_store *open_memory(void)
{
    struct db_store *store;
    if (!CHECK_OK(open_at(S(":memory:"), THREADS + 1, &store)))
        abort();
    return store;
}

static struct db *session(struct db_store *store)
{
    struct db *db;
    if (db_session_open(store, &db) != OK)
        abort();
    return db;
}

static struct shapes_sql_counters_row counters(struct db_store *store)
{
    struct shapes_sql_counters_row row = { -1, -1 };
    struct db *db = session(store);
    CHECK_OK(shapes_sql_counters(db, test_arena(), 1, &row));
    db_session_close(db);
    return row;
}

static enum rc add_thing(struct db *db, t_id id)
{
    int64_t changed;
    struct shapes_sql_add_in in = { .town_id = 1,
                                    .id = id,
                                    .name = S("n"),
                                    .most = INT64_MIN,
                                    .seen_on = NO_DATE,
                                    .paid = { INT64_MIN },
                                    .detail = S("{}") };
    return shapes_sql_add(db, &in, &changed);
}

struct worker {
    pthread_t thread;
    struct db_store *store;
    int64_t number;
    t_id *ids; /* room for what it draws */
    t_id id;   /* for the transaction under way */
    int failures;
    enum rc rc;
};

static void run_threads(struct db_store *store, struct worker *w, int n, void *(*fn)(void *))
{
    for (int i = 0; i < n; i++) {
        w[i].store = store;
        w[i].number = i;
        if (pthread_create(&w[i].thread, NULL, fn, &w[i]) != 0)
            abort();
    }
    for (int i = 0; i < n; i++)
        pthread_join(w[i].thread, NULL);
}

static enum rc raise_and_add(struct db *db, void *ctx)
{
    struct worker *w = ctx;
    struct arena mem;
    struct shapes_sql_raise_row row;
    arena_init(&mem, 4096);
    enum rc rc = shapes_sql_raise(db, &mem, 1, w->number, &row);
    return rc == OK ? add_thing(db, w->id) : rc;
}

static void *raise_often(void *arg)
{
    struct worker *w = arg;
    struct db *db = session(w->store);
    for (int i = 0; i < EACH_THREAD; i++)
        if (db_new_id(db, TABLE_THING, &w->id) != OK || db_transaction(db, raise_and_add, w) != OK)
            w->failures++;
    db_session_close(db);
    return NULL;
}

TEST(every_transaction_of_64_threads_is_counted_exactly)
{
    struct db_store *store;
    struct worker w[THREADS] = { 0 };
    struct str path = arena_fmt(test_arena(), "%.*s/count", STR(test_folder()));
    if (!CHECK_OK(open_at(path, THREADS, &store)))
        return;
    struct db_figures before, f;
    db_figures(store, &before);
    run_threads(store, w, THREADS, raise_often);
    db_figures(store, &f);
    for (int i = 0; i < THREADS; i++)
        CHECK_INT(w[i].failures, 0);
    CHECK_INT(counters(store).total, THREADS * EACH_THREAD);
    CHECK_INT(counters(store).things, THREADS * EACH_THREAD);
    CHECK((int64_t)f.transactions >= THREADS * EACH_THREAD);
    double commits = (double)(f.commits - before.commits);
    printf("shared commit: %d transactions, %.1f per commit, %.1f per fsync, fsync %.3f ms\n",
           THREADS * EACH_THREAD, THREADS * EACH_THREAD / commits,
           THREADS * EACH_THREAD / (double)(f.fsyncs - before.fsyncs), f.fsync_ms);
    CHECK(test_store_is_on_server() || commits < THREADS * EACH_THREAD / 2.0); /* they do share */
    db_close(store);
}

/* Odd threads write something new and then what exists already. */
static enum rc maybe_conflict(struct db *db, void *ctx)
{
    struct worker *w = ctx;
    enum rc rc = add_thing(db, 1000 + w->number);
    if (rc == OK && w->number % 2)
        rc = add_thing(db, 1);
    return rc;
}

static enum rc add_one(struct db *db, void *ctx)
{
    (void)ctx;
    return add_thing(db, 1);
}

static void *conflict_once(void *arg)
{
    struct worker *w = arg;
    struct db *db = session(w->store);
    w->rc = db_transaction(db, maybe_conflict, w);
    db_session_close(db);
    return NULL;
}

TEST(a_conflict_rolls_back_only_its_own_savepoint)
{
    struct db_store *store = open_memory();
    struct worker w[THREADS] = { 0 };
    struct db *db = session(store);
    CHECK_OK(db_transaction(db, maybe_conflict, &(struct worker) { .number = -1000 + 2 }));
    CHECK_OK(db_transaction(db, add_one, NULL));
    struct shapes_sql_counters_row before = counters(store);
    CHECK_INT(before.things, 2);
    db_session_close(db);
    run_threads(store, w, THREADS, conflict_once);
    for (int i = 0; i < THREADS; i++)
        CHECK_INT(w[i].rc, i % 2 ? CONFLICT : OK);
    CHECK_INT(counters(store).things, before.things + THREADS / 2);
    db_close(store);
}

static enum rc deny(struct db *db, void *ctx)
{
    enum rc rc = add_thing(db, *(t_id *)ctx);
    return rc == OK ? DENIED : rc;
}

TEST(a_refusal_by_the_closure_is_returned_and_nothing_is_kept)
{
    struct db_store *store = open_memory();
    struct db *db = session(store);
    t_id id = 5;
    CHECK_INT(db_transaction(db, deny, &id), DENIED);
    CHECK_INT(counters(store).things, 0);
    db_session_close(db);
    db_close(store);
}

static enum rc endless(struct db *db, void *ctx)
{
    struct worker *w = ctx;
    struct shapes_sql_endless_row row;
    struct arena mem;
    arena_init(&mem, 4096);
    enum rc rc = add_thing(db, 2000 + w->number);
    int64_t changed;
    if (rc == OK && w->number % 8 == 3)
        rc = shapes_sql_endless(db, &mem, &row);
    if (rc == OK && w->number % 8 == 5)
        rc = shapes_sql_fill(db, 1, &changed);
    return rc;
}

static void *endless_once(void *arg)
{
    struct worker *w = arg;
    struct db *db = session(w->store);
    w->rc = db_transaction(db, endless, w);
    db_session_close(db);
    return NULL;
}

TEST(a_closure_that_takes_too_long_fails_alone)
{
    struct db_store *store = open_memory();
    struct worker w[16] = { 0 };
    run_threads(store, w, 16, endless_once);
    for (int i = 0; i < 16; i++)
        if (i % 8 == 5 && w[i].rc == BUSY)
            CHECK(test_store_is_on_server()); /* waited too long for the other one's keys */
        else
            CHECK_INT(w[i].rc, i % 8 == 3 || i % 8 == 5 ? FAILED : OK);
    CHECK_INT(counters(store).things, 12);
    CHECK(db_is_writable(store));
    db_close(store);
}

static void *draw_often(void *arg)
{
    struct worker *w = arg;
    struct db *db = session(w->store);
    for (int i = 0; i < DRAWS; i++)
        if (db_new_id(db, TABLE_OWNER, &w->ids[i]) != OK)
            w->failures++;
    db_session_close(db);
    return NULL;
}

static int compare(const void *a, const void *b)
{
    t_id x = *(const t_id *)a, y = *(const t_id *)b;
    return (x > y) - (x < y);
}

TEST(keys_never_repeat_neither_between_threads_nor_after_reopening)
{
    enum { N = 8 };
    t_id *ids = arena_new(test_arena(), t_id, 2 * N * DRAWS);
    struct str path = arena_fmt(test_arena(), "%.*s/ids", STR(test_folder()));
    for (int round = 0; round < 2; round++) {
        struct db_store *store;
        struct worker w[N] = { 0 };
        if (!CHECK_OK(open_at(path, N, &store)))
            return;
        for (int i = 0; i < N; i++)
            w[i].ids = ids + (round * N + i) * DRAWS;
        run_threads(store, w, N, draw_often);
        for (int i = 0; i < N; i++)
            CHECK_INT(w[i].failures, 0);
        db_close(store);
    }
    qsort(ids, (size_t)2 * N * DRAWS, sizeof *ids, compare);
    int repeated = 0;
    for (int i = 1; i < 2 * N * DRAWS; i++)
        repeated += ids[i] == ids[i - 1];
    CHECK_INT(repeated, 0);
    CHECK(ids[0] > 0);
}

struct drawn {
    t_id id[3];
    enum rc end;
};

static enum rc draw_inside(struct db *db, void *ctx)
{
    struct drawn *d = ctx;
    for (int i = 0; i < 3; i++) {
        enum rc rc = db_new_id(db, TABLE_OWNER, &d->id[i]);
        if (rc != OK)
            return rc;
    }
    return d->end;
}

TEST(keys_drawn_inside_a_transaction_do_not_outlive_its_rollback)
{
    struct db_store *store = open_memory();
    struct db *db = session(store);
    struct drawn d = { .end = DENIED }, kept = { .end = OK };
    t_id outside;
    CHECK_INT(db_transaction(db, draw_inside, &d), DENIED);
    CHECK_OK(db_transaction(db, draw_inside, &kept));
    CHECK(kept.id[0] > 0 && kept.id[1] == kept.id[0] + 1);
    CHECK_OK(db_new_id(db, TABLE_OWNER, &outside));
    CHECK(outside > kept.id[2]);
    db_session_close(db);
    db_close(store);
}

TEST(a_second_opener_is_refused_and_told_why)
{
    if (test_store_is_on_server())
        SKIP("several nodes may open a store on a server");
    struct db_store *store, *second = NULL;
    struct str path = arena_fmt(test_arena(), "%.*s/locked", STR(test_folder()));
    if (!CHECK_OK(open_at(path, 1, &store)))
        return;
    CHECK_INT(open_at(path, 1, &second), INVALID);
    CHECK(strstr(why, "in use by another process") != NULL);
    db_close(store);
    CHECK_OK(open_at(path, 1, &second));
    db_close(second);
}

TEST(a_newer_store_and_a_changed_migration_are_refused)
{
    struct db_store *store;
    struct str path = arena_fmt(test_arena(), "%.*s/newer", STR(test_folder()));
    if (!CHECK_OK(open_at(path, 1, &store)))
        return;
    db_close(store);
    struct db_migration older[2] = { shapes_migrations[0], { 0 } };
    const struct db_migration *list[] = { older, NULL };
    struct db_options o = {
        .path = test_store(path.p), .migrations = list, .accept_fast_fsync = true, .why = why
    };
    CHECK_INT(db_open(&o, &store), INVALID);
    CHECK(strstr(why, "newer than this program") != NULL);
    struct db_migration changed[3] = { shapes_migrations[0], shapes_migrations[1], { 0 } };
    changed[1].checksum = "00";
    list[0] = changed;
    CHECK_INT(db_open(&o, &store), INVALID);
    CHECK(strstr(why, "was changed after it was applied") != NULL);
}

TEST(a_migration_that_fails_leaves_nothing_behind)
{
    struct db_store *store;
    struct str path = arena_fmt(test_arena(), "%.*s/half", STR(test_folder()));
    struct db_migration bad[3] = { shapes_migrations[0], shapes_migrations[1], { 0 } };
    bad[1].sqlite =
        "CREATE TABLE counter (x INTEGER) STRICT; CREATE TABLE counter (x INTEGER) STRICT;";
    bad[1].postgres = "CREATE TABLE counter (x bigint); CREATE TABLE counter (x bigint);";
    const struct db_migration *list[] = { bad, NULL };
    CHECK(db_open(
              &(struct db_options) {
                  .path = test_store(path.p), .migrations = list, .why = why, .accept_fast_fsync = true },
              &store) != OK);
    CHECK(strstr(why, "migration 2 of platform/db/shapes failed") != NULL);
    if (CHECK_OK(open_at(path, 1, &store)))
        db_close(store);
}

TEST(a_disk_that_syncs_too_fast_is_refused)
{
    struct db_store *store;
    struct stat st;
    if (stat("/dev/shm", &st) != 0)
        SKIP("no file system in memory here");
    struct str path = arena_fmt(test_arena(), "/dev/shm/yakuba-fast-%d", getpid());
    CHECK_INT(db_open(&(struct db_options) { .path = path.p, .why = why }, &store), INVALID);
    CHECK(strstr(why, "does not keep what it promises") != NULL);
    remove(arena_fmt(test_arena(), "%s-lock", path.p).p);
}

TEST(closing_leaves_everything_in_the_one_file)
{
    if (test_store_is_on_server())
        SKIP("a server keeps its own files");
    struct db_store *store;
    struct stat st = { 0 };
    struct str path = arena_fmt(test_arena(), "%.*s/closed", STR(test_folder()));
    if (!CHECK_OK(open_at(path, 1, &store)))
        return;
    struct db *db = session(store);
    CHECK_OK(db_transaction(db, maybe_conflict, &(struct worker) { .number = 0 }));
    db_session_close(db);
    db_close(store);
    CHECK(stat(arena_fmt(test_arena(), "%s-wal", path.p).p, &st) != 0 || st.st_size == 0);
    CHECK_OK(open_at(path, 1, &store));
    CHECK_INT(counters(store).things, 1);
    db_close(store);
    CHECK(stat(path.p, &st) == 0 && (st.st_mode & 077) == 0); /* nobody else may read it */
}

TEST(an_idle_store_checkpoints_by_itself)
{
    if (test_store_is_on_server())
        SKIP("a server checkpoints by itself");
    struct db_store *store = open_memory();
    struct db *db = session(store);
    struct db_figures f = { 0 };
    CHECK_OK(db_transaction(db, maybe_conflict, &(struct worker) { .number = 0 }));
    for (int i = 0; i < 200 && f.checkpoints == 0; i++) {
        nanosleep(&(struct timespec) { .tv_nsec = 20000000 }, NULL);
        db_figures(store, &f);
    }
    CHECK(f.checkpoints >= 1);
    db_session_close(db);
    db_close(store);
}

static _Atomic bool soak_over;

static void *raise_until_over(void *arg)
{
    struct worker *w = arg;
    struct db *db = session(w->store);
    while (!atomic_load(&soak_over))
        if (db_new_id(db, TABLE_THING, &w->id) != OK || db_transaction(db, raise_and_add, w) != OK)
            w->failures++;
    db_session_close(db);
    return NULL;
}

/* Each transaction raises a counter and adds a thing: in any snapshot the two are equal. */
static void *read_until_over(void *arg)
{
    struct worker *w = arg;
    struct db *db = session(w->store);
    struct arena mem;
    arena_init(&mem, 1 << 16);
    int64_t last = 0;
    while (!atomic_load(&soak_over)) {
        struct shapes_sql_counters_row a = { 0 }, b = { 0 };
        arena_reset(&mem);
        if (db_read_begin(db) != OK) {
            w->failures++;
            break;
        }
        w->failures += shapes_sql_counters(db, &mem, 1, &a) != OK;
        w->failures += shapes_sql_counters(db, &mem, 1, &b) != OK;
        db_read_end(db);
        w->failures += a.total != a.things || b.total != a.total || a.total < last;
        last = a.total;
    }
    arena_release(&mem);
    db_session_close(db);
    return NULL;
}

TEST(after_a_transaction_its_own_work_is_seen)
{
    struct db_store *store = open_memory();
    struct db *db = session(store);
    struct shapes_sql_counters_row a = { 0 }, b = { 0 };
    struct worker w = { .store = store };
    CHECK_OK(db_new_id(db, TABLE_THING, &w.id));
    CHECK_OK(db_read_begin(db));
    CHECK_OK(shapes_sql_counters(db, test_arena(), 1, &a));
    CHECK_OK(db_transaction(db, raise_and_add, &w));
    CHECK_OK(shapes_sql_counters(db, test_arena(), 1, &b));
    CHECK_INT(b.total, a.total + 1);
    CHECK_INT(b.things, a.things + 1);
    db_read_end(db);
    db_session_close(db);
    db_close(store);
}

TEST(readers_see_whole_transactions_while_others_write_and_the_writer_checkpoints)
{
    enum { WRITERS = 8, READERS = 4 };
    struct db_store *store = open_memory();
    struct worker w[WRITERS] = { 0 }, readers[READERS] = { 0 };
    struct db_figures f = { 0 };
    atomic_store(&soak_over, false);
    for (int i = 0; i < WRITERS; i++) {
        w[i].store = store, w[i].number = i;
        pthread_create(&w[i].thread, NULL, raise_until_over, &w[i]);
    }
    for (int i = 0; i < READERS; i++) {
        readers[i].store = store;
        pthread_create(&readers[i].thread, NULL, read_until_over, &readers[i]);
    }
    int rounds = test_store_is_on_server() ? 100 : 500;
    for (int i = 0; i < rounds && f.checkpoints < 10; i++) {
        nanosleep(&(struct timespec) { .tv_nsec = 20000000 }, NULL);
        db_figures(store, &f);
    }
    atomic_store(&soak_over, true);
    for (int i = 0; i < WRITERS; i++) {
        pthread_join(w[i].thread, NULL);
        CHECK_INT(w[i].failures, 0);
    }
    for (int i = 0; i < READERS; i++) {
        pthread_join(readers[i].thread, NULL);
        CHECK_INT(readers[i].failures, 0);
    }
    CHECK(test_store_is_on_server() || f.checkpoints >= 10);
    CHECK(f.commits > 100);
    db_close(store);
}

TEST(more_sessions_than_announced_are_refused)
{
    struct db_store *store;
    struct db *a, *b;
    CHECK_OK(open_at(S(":memory:"), 1, &store));
    CHECK_OK(db_session_open(store, &a));
    CHECK_INT(db_session_open(store, &b), BUSY);
    db_session_close(a);
    db_close(store);
}
