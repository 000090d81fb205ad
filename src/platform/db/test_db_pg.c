/* SPDX-License-Identifier: Apache-2.0 */
/* What only a store on a server can do wrong: connections that die, deadlocks, errors of statements
 * nobody waited for, several nodes that open at once. */
#include "platform/db/shapes/shapes_sql.h"
#include "tests/store.h"
#include "tests/test.h"

#include <libpq-fe.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static const struct db_migration *const lists[] = { shapes_migrations, NULL };

static struct db_store *open_store(const char *address)
{
    struct db_store *store;
    char why[DB_WHY] = "";
    if (!CHECK_OK(db_open(
            &(struct db_options) {
                .path = address, .migrations = lists, .readers = 20, .why = why },
            &store))) {
        fprintf(stderr, "%s\n", why);
        abort();
    }
    return store;
}

static struct db *session(struct db_store *store)
{
    struct db *db;
    if (!CHECK_OK(db_session_open(store, &db)))
        abort();
    return db;
}

static void finish(struct db *db)
{
    struct db_store *store = db_store_of(db);
    db_session_close(db);
    db_close(store);
}

static enum rc count(struct db *db, int64_t thread)
{
    struct shapes_sql_raise_row row;
    struct arena mem;
    arena_init(&mem, 4096);
    return shapes_sql_raise(db, &mem, 1, thread, &row);
}

static int64_t total(struct db *db)
{
    struct shapes_sql_counters_row row = { .total = -1 };
    CHECK_OK(shapes_sql_counters(db, test_arena(), 1, &row));
    return row.total;
}

/* ---- errors of statements that nobody waited for ---- */

static enum rc add_twice(struct db *db, void *ctx)
{
    (void)ctx;
    enum rc rc = shapes_sql_add_owner(db, 1, 5, S("a"), NULL);
    if (rc == OK)
        rc = shapes_sql_add_owner(db, 1, 5, S("b"), NULL);
    return rc;
}

static enum rc add_twice_and_read(struct db *db, void *ctx)
{
    enum rc rc = add_twice(db, ctx);
    return rc == OK ? count(db, 1) : rc;
}

static enum rc add_twice_and_go_on(struct db *db, void *ctx)
{
    (void)!add_twice(db, ctx);
    (void)!count(db, 1);
    return OK;
}

TEST(a_conflict_nobody_waited_for_is_the_answer_of_the_transaction)
{
    struct db *db = session(open_store(test_store(":memory:")));
    CHECK_INT(db_transaction(db, add_twice, NULL), CONFLICT);
    CHECK_INT(db_transaction(db, add_twice_and_read, NULL), CONFLICT);
    CHECK_INT(db_transaction(db, add_twice_and_go_on, NULL),
              CONFLICT); /* nothing is kept, and it says so */
    CHECK_INT(total(db), 0);
    finish(db);
}

/* ---- a row that must change ---- */

static enum rc rename_nothing(struct db *db, void *ctx)
{
    (void)ctx;
    enum rc rc = shapes_sql_add_owner(db, 1, 7, S("a"), DB_MUST_CHANGE);
    if (rc == OK)
        rc = shapes_sql_rename(db, 1, S("nobody"), S("somebody"), DB_MUST_CHANGE);
    return rc == OK ? shapes_sql_add_owner(db, 1, 8, S("b"), NULL) : rc;
}

static enum rc add_owner(struct db *db, void *ctx)
{
    return shapes_sql_add_owner(db, 1, *(t_id *)ctx, S("o"), DB_MUST_CHANGE);
}

TEST(where_a_row_must_change_and_none_does_nothing_is_kept)
{
    struct db *db = session(open_store(test_store(":memory:")));
    t_id id = 7;
    CHECK_INT(db_transaction(db, rename_nothing, NULL), CONFLICT);
    CHECK_INT(db_transaction_shared(db, rename_nothing, NULL), CONFLICT);
    CHECK_OK(db_transaction(db, add_owner, &id));
    CHECK_INT(db_transaction(db, add_owner, &id), CONFLICT);
    finish(db);
}

/* ---- transactions that share a commit ---- */

enum { SHARERS = 16, EACH = 60, BAD_EVERY = 12 };

struct sharing {
    struct db_store *store;
    int number, wrong;
};

/* Every twelfth adds what the one before it has added. */
static void *share_often(void *arg)
{
    struct sharing *x = arg;
    struct db *db = session(x->store);
    for (int i = 0; i < EACH; i++) {
        bool bad = i % BAD_EVERY == BAD_EVERY - 1;
        t_id id = 1 + x->number * EACH + i - bad;
        x->wrong += db_transaction_shared(db, add_owner, &id) != (bad ? CONFLICT : OK);
    }
    db_session_close(db);
    return NULL;
}

static int count_missing(struct db *db)
{
    int missing = 0;
    for (int i = 0; i < SHARERS * EACH; i++) {
        t_id id = 1 + i;
        bool bad = i % EACH % BAD_EVERY == BAD_EVERY - 1;
        missing += db_transaction(db, add_owner, &id) != (bad ? OK : CONFLICT);
    }
    return missing;
}

TEST(transactions_that_come_together_share_commits_and_the_bad_fail_alone)
{
    struct db_store *store = open_store(test_store(":memory:"));
    struct sharing x[SHARERS];
    pthread_t threads[SHARERS];
    for (int i = 0; i < SHARERS; i++) {
        x[i] = (struct sharing) { store, i, 0 };
        if (pthread_create(&threads[i], NULL, share_often, &x[i]) != 0)
            abort();
    }
    for (int i = 0; i < SHARERS; i++) {
        pthread_join(threads[i], NULL);
        CHECK_INT(x[i].wrong, 0);
    }
    struct db_figures f;
    struct db *db = session(store);
    db_figures(store, &f);
    CHECK(f.transactions >= SHARERS * EACH * (BAD_EVERY - 1) / BAD_EVERY);
    CHECK(f.commits < f.transactions);
    CHECK_INT(count_missing(db), 0);
    finish(db);
}

/* ---- connections that die ---- */

static const char *node_address;

static void kill_connections(void)
{
    PGconn *pg = PQconnectdb(getenv("YAKUBA_STORE"));
    PGresult *r = PQexec(pg, "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
                             "WHERE application_name = 'yakuba-to-be-killed'");
    CHECK(PQresultStatus(r) == PGRES_TUPLES_OK && PQntuples(r) > 0);
    PQclear(r);
    PQfinish(pg);
}

static enum rc count_and_be_killed(struct db *db, void *ctx)
{
    int *runs = ctx;
    enum rc rc = count(db, 1);
    if (++*runs == 1)
        kill_connections();
    return rc == OK ? count(db, 2) : rc;
}

static enum rc count_once(struct db *db, void *ctx)
{
    (void)ctx;
    return count(db, 1);
}

TEST(a_connection_lost_before_commit_costs_nothing)
{
    if (!test_store_is_on_server())
        SKIP("YAKUBA_STORE names no server");
    node_address =
        arena_fmt(test_arena(), "%s&application_name=yakuba-to-be-killed", test_store(":memory:"))
            .p;
    struct db *db = session(open_store(node_address));
    int runs = 0;
    CHECK_OK(db_transaction(db, count_and_be_killed, &runs));
    CHECK_INT(runs, 2);
    CHECK_INT(total(db), 2);
    kill_connections(); /* idle ones: nobody notices */
    CHECK_INT(total(db), 2);
    CHECK_OK(db_transaction(db, count_once, NULL));
    CHECK_OK(db_read_begin(db));
    CHECK_INT(total(db), 3);
    kill_connections();
    struct shapes_sql_counters_row row;
    CHECK_INT(shapes_sql_counters(db, test_arena(), 1, &row), BUSY); /* that view is gone */
    db_read_end(db);
    CHECK_INT(total(db), 3);
    CHECK(db_is_writable(db_store_of(db)));
    finish(db);
}

/* A role of its own, which can be locked out. */
static bool role(const char *change, const char *name, const char *how)
{
    PGconn *pg = PQconnectdb(getenv("YAKUBA_STORE"));
    PGresult *r = PQexec(pg, arena_fmt(test_arena(), "%s ROLE %s %s", change, name, how).p);
    bool done = PQresultStatus(r) == PGRES_COMMAND_OK;
    PQclear(r);
    PQfinish(pg);
    return done;
}

TEST(a_store_that_cannot_be_asked_is_busy_and_not_empty)
{
    if (!test_store_is_on_server())
        SKIP("YAKUBA_STORE names no server");
    const char *name = arena_fmt(test_arena(), "away_%d", (int)getpid()).p;
    if (!role("CREATE", name, "SUPERUSER LOGIN"))
        SKIP("no role can be made on this server");
    const char *address = test_store(":memory:");
    struct db *keeper = session(open_store(address)); /* who owns the tables */
    struct db *db = session(open_store(
        arena_fmt(test_arena(), "%s&user=%s&application_name=yakuba-to-be-killed", address, name)
            .p));
    struct shapes_sql_counters_row row;
    CHECK_OK(db_transaction(db, count_once, NULL));
    CHECK_INT(total(db), 1);
    CHECK(role("ALTER", name, "NOLOGIN"));
    kill_connections();
    for (int i = 0; i < 3; i++) {
        CHECK_INT(shapes_sql_counters(db, test_arena(), 1, &row), BUSY);
        CHECK_OK(db_read_begin(db));
        CHECK_INT(shapes_sql_counters(db, test_arena(), 1, &row), BUSY);
        CHECK_INT(shapes_sql_counters(db, test_arena(), 1, &row), BUSY);
        db_read_end(db);
    }
    CHECK(role("ALTER", name, "LOGIN"));
    CHECK_INT(total(db), 1);
    finish(db);
    finish(keeper);
    CHECK(role("DROP", name, ""));
}

/* ---- deadlocks ---- */

struct crossing {
    struct db_store *store;
    int64_t first, second;
    enum rc rc;
};

static enum rc cross(struct db *db, void *ctx)
{
    const struct crossing *x = ctx;
    enum rc rc = count(db, x->first);
    nanosleep(&(struct timespec) { .tv_nsec = 20000000 }, NULL);
    return rc == OK ? count(db, x->second) : rc;
}

static void *cross_often(void *arg)
{
    struct crossing *x = arg;
    struct db *db = session(x->store);
    for (int i = 0; i < 3 && x->rc == OK; i++)
        x->rc = db_transaction(db, cross, x);
    db_session_close(db);
    return NULL;
}

TEST(a_deadlock_is_run_again)
{
    struct db_store *store = open_store(test_store(":memory:"));
    struct crossing x[2] = { { .store = store, .first = 1, .second = 2 },
                             { .store = store, .first = 2, .second = 1 } };
    pthread_t threads[2];
    for (int i = 0; i < 2; i++)
        if (pthread_create(&threads[i], NULL, cross_often, &x[i]) != 0)
            abort();
    for (int i = 0; i < 2; i++) {
        pthread_join(threads[i], NULL);
        CHECK_OK(x[i].rc);
    }
    struct db *db = session(store);
    CHECK_INT(total(db), 12);
    finish(db);
}

/* ---- several nodes ---- */

static void *open_and_draw(void *arg)
{
    t_id *id = arg;
    struct db *db = session(open_store(node_address));
    if (db_new_id(db, TABLE_THING, id) != OK)
        *id = 0;
    finish(db);
    return NULL;
}

TEST(nodes_that_open_at_once_migrate_once_and_share_no_keys)
{
    enum { NODES = 4 };
    if (!test_store_is_on_server())
        SKIP("YAKUBA_STORE names no server");
    pthread_t threads[NODES];
    t_id ids[NODES];
    node_address = test_store(":memory:");
    for (int i = 0; i < NODES; i++)
        if (pthread_create(&threads[i], NULL, open_and_draw, &ids[i]) != 0)
            abort();
    for (int i = 0; i < NODES; i++)
        pthread_join(threads[i], NULL);
    for (int i = 0; i < NODES; i++)
        for (int k = 0; k < i; k++)
            CHECK(ids[i] > 0 && ids[i] / 10000 != ids[k] / 10000);
}
