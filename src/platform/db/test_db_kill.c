/* SPDX-License-Identifier: Apache-2.0 */
/* kill -9 in mid-load: every key that was acknowledged is there after reopening, whole.  The
 * negative control acknowledges before COMMIT and must lose. */
#include "platform/db/db.h"
#include "platform/db/shapes/shapes_sql.h"
#include "tests/store.h"
#include "tests/test.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { THREADS = 8, ROUNDS = 10, MOST_ACKS = 200000 };

static const struct db_migration *const lists[] = { shapes_migrations, NULL };
static int report_fd;

static struct db_store *open_store(struct str path, int64_t ack_us)
{
    struct db_store *store;
    if (db_open(&(struct db_options) { .path = path.p,
                                       .migrations = lists,
                                       .readers = THREADS,
                                       .accept_fast_fsync = true,
                                       .ack_before_commit_us = ack_us },
                &store) != OK)
        abort();
    return store;
}

static enum rc add_both(struct db *db, void *ctx)
{
    int64_t changed;
    t_id id = *(t_id *)ctx;
    struct shapes_sql_add_in in = { .town_id = 1,
                                    .id = id,
                                    .name = S("n"),
                                    .most = INT64_MIN,
                                    .seen_on = NO_DATE,
                                    .paid = { INT64_MIN },
                                    .detail = S("{}"),
                                    .owner_id = id };
    enum rc rc = shapes_sql_add(db, &in, &changed);
    return rc == OK ? shapes_sql_add_owner(db, 1, id, S("o"), &changed) : rc;
}

static void *write_forever(void *arg)
{
    struct db *db;
    t_id id;
    if (db_session_open(arg, &db) != OK)
        abort();
    for (;;)
        if (db_new_id(db, TABLE_THING, &id) != OK || db_transaction(db, add_both, &id) != OK ||
            write(report_fd, &id, sizeof id) != sizeof id)
            abort();
}

static void child(struct str path, int64_t ack_us)
{
    struct db_store *store = open_store(path, ack_us);
    for (int i = 0; i < THREADS; i++) {
        pthread_t t;
        if (pthread_create(&t, NULL, write_forever, store) != 0)
            abort();
    }
    for (;;)
        pause();
}

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Starts a child, kills it `ms` after its first receipt and when `least` have come; the receipts.
 */
static int run_and_kill(struct str path, int64_t ack_us, int64_t ms, int least, t_id *acks)
{
    int ends[2], n = 0;
    if (pipe(ends) != 0)
        abort();
    pid_t pid = fork();
    if (pid == 0) {
        close(ends[0]);
        report_fd = ends[1];
        child(path, ack_us);
    }
    close(ends[1]);
    int64_t until = 0;
    bool killed = false;
    for (;;) {
        struct pollfd p = { .fd = ends[0], .events = POLLIN };
        int64_t left = until ? until - now_ms() : 60000;
        if (!killed && ((until && left <= 0 && n >= least) || left < -60000)) {
            kill(pid, SIGKILL);
            killed = true;
        }
        poll(&p, 1, killed ? -1 : left < 1 ? 1 : (int)left);
        if (p.revents == 0)
            continue;
        if (read(ends[0], &acks[n], sizeof *acks) != sizeof *acks || n + 1 == MOST_ACKS)
            break;
        n++;
        if (!until)
            until = now_ms() + ms;
    }
    close(ends[0]);
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    return n;
}

static void count_lost(struct str path, const t_id *acks, int n, int *ret_lost, int *ret_half)
{
    struct db_store *store = open_store(path, 0);
    struct db *db;
    if (db_session_open(store, &db) != OK)
        abort();
    *ret_lost = *ret_half = 0;
    for (int i = 0; i < n; i++) {
        struct shapes_sql_find_row row = { 0 };
        bool found = false;
        CHECK_OK(shapes_sql_find(db, test_arena(), 1, acks[i], &row, &found));
        *ret_lost += !found;
        *ret_half += found && row.owner_name.p == NULL;
    }
    db_session_close(db);
    db_close(store);
}

TEST(every_acknowledged_key_survives_kill_9)
{
    static t_id acks[MOST_ACKS];
    int n = 0;
    struct str path = str_of(test_store(arena_fmt(test_arena(), "%.*s/killed", STR(test_folder())).p));
    for (int round = 0; round < ROUNDS; round++) {
        int lost, half;
        n += run_and_kill(path, 0, 20 + round * 23, 1, acks + n);
        count_lost(path, acks, n, &lost, &half); /* those of the earlier rounds too */
        CHECK_INT(lost, 0);
        CHECK_INT(half, 0);
    }
    printf("killed %d times: %d receipts, none lost\n", ROUNDS, n);
    CHECK(n >= ROUNDS);
}

TEST(a_store_that_acknowledges_before_its_commit_is_caught)
{
    if (test_store_is_on_server())
        SKIP("on a server no store acknowledges early");
    static t_id acks[MOST_ACKS];
    for (int round = 0; round < 3; round++) {
        int lost, half;
        struct str path = arena_fmt(test_arena(), "%.*s/lies-%d", STR(test_folder()), round);
        int n = run_and_kill(path, 50000, 0, 20, acks);
        count_lost(path, acks, n, &lost, &half);
        printf("negative control: %d receipts, %d lost\n", n, lost);
        CHECK(lost > 0);
    }
}
