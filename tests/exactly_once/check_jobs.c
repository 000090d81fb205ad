/* SPDX-License-Identifier: Apache-2.0 */
/* Each job takes effect exactly once and in the order of its thread, while jobs fail in every way
 * and a node is killed. check_jobs STORE JOBS [--loose] STORE: a file that is made, run by two
 * runners of this process of which one is abandoned as if killed; or the address of an empty
 * PostgreSQL schema, run by two processes of which one is killed. --loose takes effect in one
 * transaction and leaves finishing to the runner: some effects must then happen twice, or this
 * checker proves nothing. Prints "ok" or "FAILED" with what is wrong; exit 0 only if all is well.
 */
#include "base/time.h"
#include "platform/crypto/crypto.h"
#include "platform/db/db.h"
#include "platform/jobs/jobs_sql.h"
#include "platform/jobs/operate.h"
#include "platform/jobs/runner.h"
#include "platform/log/log.h"
#include "tests/exactly_once/exactly_once_sql.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
    TOWNS = 5,
    THREADS = 150,
    IN_A_TRANSACTION = 50,
    LEASE_S = 3,
    REFUSED_OF_1000 = 5,
    PERCENT_BEFORE_THE_KILL = 40,
    LONGEST_S = 900,
};

struct node {
    const char *name;
    bool loose;
    int64_t doomed_after; /* so many jobs: the later ones linger past their leases and come back as
                             nobody's; 0: never */
    _Atomic int64_t begun;
    _Atomic int lingering, late;
};

struct order { /* what a job is to do; from its payload */
    t_id town_id;
    int64_t number, thread, place; /* thread 0: none */
    const struct job *job;
    bool loose, fails_at_end;
};

static void nap_ms(int64_t ms)
{
    nanosleep(&(struct timespec) { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 }, NULL);
}

/* ---- the jobs ---- */

static enum rc take_effect(struct db *db, void *arg)
{
    const struct order *o = arg;
    int64_t moved = 1;
    enum rc rc = exactly_once_sql_take_effect(db, o->town_id, o->number, NULL);
    if (rc == OK && o->thread)
        rc = exactly_once_sql_begin_thread(db, o->town_id, o->thread, NULL);
    if (rc == OK && o->thread)
        rc = exactly_once_sql_move_thread(db, o->town_id, o->thread, o->place, &moved);
    if (rc == OK && moved == 0)
        return INVALID; /* out of order: a dead letter too many */
    if (rc == OK && !o->loose)
        rc = jobs_finish(db, o->job);
    return rc == OK && o->fails_at_end ? FAILED : rc;
}

static struct order order_of(const struct job *job)
{
    struct order o = { .town_id = job->town_id, .job = job };
    struct str rest = str_sub(job->payload, 1, job->payload.n - 1), part;
    int64_t *into[] = { &o.number, &o.thread, &o.place };
    for (size_t i = 0; i < 3 && str_cut(&rest, ',', &part); i++)
        if (!str_to_int(str_trim(part), into[i]))
            abort();
    return o;
}

static bool is_refused(int64_t number)
{
    return number % 1000 < REFUSED_OF_1000;
}

static enum rc run(void *app, struct db *db, struct arena *mem, const struct job *job)
{
    struct node *node = app;
    struct order o = order_of(job);
    uint32_t dice;
    (void)mem;
    crypto_random(&dice, sizeof dice);
    dice %= 1000;
    if (is_refused(o.number))
        return INVALID;
    if (node->doomed_after && atomic_fetch_add(&node->begun, 1) >= node->doomed_after) {
        atomic_fetch_add(&node->lingering, 1);
        nap_ms(LEASE_S * 1000 + 500);
        atomic_fetch_add(&node->late, 1);
    } else if (dice < 20) {
        return BUSY; /* before */
    } else if (dice < 30) {
        nap_ms(dice);
    }
    o.loose = node->loose;
    o.fails_at_end = dice >= 30 && dice < 45; /* rolled back */
    enum rc rc = db_transaction(db, take_effect, &o);
    if (rc == CONFLICT)
        return OK; /* somebody else has it: what is said now concerns nobody */
    if (rc == OK && dice >= 45 && dice < 60 && !node->loose)
        return FAILED; /* after: done, and says otherwise */
    return rc;
}

static const struct job_kind kinds[] = {
    { .name = "check.effect", .run = run, .attempts = 50, .first_delay_s = 1, .lease_s = LEASE_S },
    { 0 },
};

/* ---- adding ---- */

struct batch {
    int64_t first, n;
    bool loose; /* without threads, in which a second time would be out of order and not take effect
                 */
};

static enum rc add_batch(struct db *db, void *arg)
{
    static int64_t places[TOWNS][THREADS + 1], begun[TOWNS][THREADS + 1];
    static int64_t last_first = -1;
    const struct batch *b = arg;
    if (b->first == last_first) /* again: the places of this batch are given anew */
        memcpy(places, begun, sizeof places);
    memcpy(begun, places, sizeof places);
    last_first = b->first;
    enum rc rc = OK;
    for (int64_t i = b->first; i < b->first + b->n && rc == OK; i++) {
        char payload[80], key[40], thread_name[40];
        int64_t town = i % TOWNS,
                thread = b->loose || i % 2 || is_refused(i) ? 0 : 1 + i / 2 % THREADS;
        int64_t place = thread ? ++places[town][thread] : 0;
        snprintf(payload, sizeof payload, "[%lld, %lld, %lld]", (long long)i, (long long)thread,
                 (long long)place);
        snprintf(key, sizeof key, "number %lld", (long long)i);
        snprintf(thread_name, sizeof thread_name, "thread %lld", (long long)thread);
        rc = jobs_add(db, &(struct job_new) { .town_id = 1 + town,
                                              .kind = "check.effect",
                                              .payload = str_of(payload),
                                              .key = i % 4 ? S("") : str_of(key),
                                              .thread = thread ? str_of(thread_name) : S("") });
    }
    return rc;
}

static enum rc add_all(struct db *db, int64_t n, bool loose)
{
    enum rc rc = OK;
    for (int64_t i = 0; i < n && rc == OK; i += IN_A_TRANSACTION)
        rc = db_transaction(
            db, add_batch,
            &(struct batch) { i, n - i < IN_A_TRANSACTION ? n - i : IN_A_TRANSACTION, loose });
    return rc;
}

/* ---- the nodes ---- */

static const struct db_migration *const lists[] = { jobs_migrations, exactly_once_migrations,
                                                    NULL };

static struct db_store *open_store(const char *address)
{
    char why[DB_WHY] = "";
    struct db_store *store;
    struct db_options o = { .path = address,
                            .migrations = lists,
                            .readers = 2 * JOBS_SESSIONS + 2,
                            .accept_fast_fsync = true,
                            .why = why };
    if (db_open(&o, &store) == OK)
        return store;
    fprintf(stderr, "check_jobs: %s\n", why);
    exit(1);
}

static struct jobs_runner *start(struct db_store *store, struct node *node)
{
    static const struct job_kind *const kind_lists[] = { kinds, jobs_own_kinds, NULL };
    struct jobs_runner *r;
    struct jobs_runner_options o = {
        .store = store, .node = node->name, .kinds = kind_lists, .app = node
    };
    if (jobs_runner_start(&o, &r) != OK) {
        fputs("check_jobs: no runner\n", stderr);
        exit(1);
    }
    return r;
}

static pid_t fork_node(const char *address, const char *name, bool loose)
{
    pid_t pid = fork();
    if (pid != 0)
        return pid;
    struct node node = { .name = name, .loose = loose };
    struct db_store *store = open_store(address);
    start(store, &node);
    for (;;)
        pause();
}

/* How many jobs are open, dead ones not counted, and how many are dead. */
static int64_t open_jobs(struct db *db, int64_t *ret_dead)
{
    struct arena mem;
    struct jobs_counts c = { 0 };
    int64_t n = 0;
    arena_init(&mem, 1 << 20);
    *ret_dead = 0;
    if (jobs_count(db, &mem, &c) != OK)
        n = -1;
    for (size_t i = 0; i < c.n; i++) {
        n += c.p[i].later + c.p[i].ready + c.p[i].behind + c.p[i].running + c.p[i].again;
        *ret_dead += c.p[i].dead;
    }
    arena_release(&mem);
    return n;
}

/* Until at most this many are open. */
static bool wait_until(struct db *db, int64_t most_open)
{
    int64_t dead, until = time_now() + LONGEST_S * SECOND;
    while (time_now() < until) {
        int64_t n = open_jobs(db, &dead);
        if (n >= 0 && n <= most_open)
            return true;
        nap_ms(50);
    }
    return false;
}

static int check(struct db *db, int64_t n, bool came_to_its_end)
{
    struct exactly_once_sql_effects_row e = { 0 };
    struct arena mem;
    int64_t dead, refused = 0;
    arena_init(&mem, 1 << 16);
    bool ok = exactly_once_sql_effects(db, &mem, &e) == OK && came_to_its_end;
    int64_t open = open_jobs(db, &dead);
    for (int64_t i = 0; i < n; i++)
        refused += is_refused(i);
    ok = ok && open == 0 && dead == refused && e.n == n - refused && e.most == 1;
    printf("%s  %lld jobs: %lld took effect, %lld times in all, the most often %lld; %lld dead "
           "letters of %lld; %lld open\n",
           ok ? "ok" : "FAILED", (long long)n, (long long)e.n, (long long)e.total,
           (long long)e.most, (long long)dead, (long long)refused, (long long)open);
    arena_release(&mem);
    return ok ? 0 : 1;
}

static void say_rate(const char *how, int64_t n, t_time from)
{
    double s = (double)(time_now() - from) / 1e6;
    fprintf(stderr, "%s: %lld jobs in %.1f s, %.0f jobs/s with the kill and its leases\n", how,
            (long long)n, s, (double)n / s);
}

static int with_runners(const char *address, int64_t n, bool loose)
{
    struct node a = { .name = "node-a", .loose = loose, .doomed_after = n / 10 },
                b = { .name = "node-b", .loose = loose };
    struct db_store *store = open_store(address);
    struct db *db;
    if (db_session_open(store, &db) != OK || add_all(db, n, loose) != OK)
        return 1;
    t_time from = time_now();
    struct jobs_runner *first = start(store, &a), *second = start(store, &b);
    for (t_time until = from + LONGEST_S * SECOND;
         !atomic_load(&a.lingering) && time_now() < until;)
        nap_ms(1);
    nap_ms(50); /* its other threads, too */
    jobs_runner_abandon(first);
    bool ended = wait_until(db, 0);
    say_rate("two runners", n, from);
    fprintf(stderr, "%d runs came back after their leases\n", atomic_load(&a.late));
    jobs_runner_stop(second);
    int wrong = check(db, n, ended);
    db_session_close(db);
    db_close(store);
    return wrong;
}

static int with_processes(const char *address, int64_t n, bool loose)
{
    pid_t a = fork_node(address, "node-a", loose), b = fork_node(address, "node-b", loose);
    struct db_store *store = open_store(address);
    struct db *db;
    if (a < 0 || b < 0 || db_session_open(store, &db) != OK)
        return 1;
    t_time from = time_now();
    bool ended =
        add_all(db, n, loose) == OK && wait_until(db, n * (100 - PERCENT_BEFORE_THE_KILL) / 100);
    kill(a, SIGKILL);
    waitpid(a, NULL, 0);
    ended = wait_until(db, 0) && ended;
    say_rate("two processes", n, from);
    kill(b, SIGKILL);
    waitpid(b, NULL, 0);
    int wrong = check(db, n, ended);
    db_session_close(db);
    db_close(store);
    return wrong;
}

int main(int argc, char **argv)
{
    int64_t n;
    bool loose = argc == 4 && strcmp(argv[3], "--loose") == 0;
    if (argc < 3 || argc > 4 || (argc == 4 && !loose) || !str_to_int(str_of(argv[2]), &n) ||
        n < 1) {
        fputs("usage: check_jobs STORE JOBS [--loose]\n", stderr);
        return 2;
    }
    log_set_level(LOG_ERROR + 1);
    if (crypto_init() != OK)
        return 1;
    bool on_server = str_starts(str_of(argv[1]), S("postgres"));
    return on_server ? with_processes(argv[1], n, loose) : with_runners(argv[1], n, loose);
}
