/* SPDX-License-Identifier: Apache-2.0 */
/* Several nodes, several towns, a clock that jumps, an operator. */
#include "platform/jobs/operate.h"
#include "platform/jobs/test_jobs.h"

enum { MOST_SEEN = 2000 };

static atomic_int n_runs, n_seen, may_pass;
static struct {
    t_id town;
    char key[60];
    int attempt;
} seen[MOST_SEEN];
static _Atomic t_time offset;

static t_time odd_clock(void)
{
    return time_now() + atomic_load(&offset);
}

static void begin(void)
{
    atomic_store(&n_runs, 0);
    atomic_store(&n_seen, 0);
    atomic_store(&may_pass, 0);
    atomic_store(&offset, 0);
}

static enum rc note(void *app, struct db *db, struct arena *mem, const struct job *job)
{
    int i = atomic_fetch_add(&n_seen, 1);
    (void)app, (void)db, (void)mem;
    if (i < MOST_SEEN) {
        seen[i].town = job->town_id;
        seen[i].attempt = job->attempt;
        snprintf(seen[i].key, sizeof seen[i].key, "%.*s", STR(job->key));
    }
    atomic_fetch_add(&n_runs, 1);
    return OK;
}

static enum rc slow(void *app, struct db *db, struct arena *mem, const struct job *job)
{
    (void)app, (void)db, (void)mem, (void)job;
    bench_nap(2500);
    atomic_fetch_add(&n_runs, 1);
    return OK;
}

static enum rc until_told(void *app, struct db *db, struct arena *mem, const struct job *job)
{
    (void)app, (void)db, (void)mem;
    atomic_fetch_add(&n_seen, 1);
    while (!atomic_load(&may_pass) && !jobs_must_stop(job))
        bench_nap(5);
    if (!atomic_load(&may_pass))
        return BUSY;
    seen[0].attempt = job->attempt;
    atomic_fetch_add(&n_runs, 1);
    return OK;
}

static enum rc busy_until_told(void *app, struct db *db, struct arena *mem, const struct job *job)
{
    (void)app, (void)db, (void)mem;
    atomic_fetch_add(&n_seen, 1);
    jobs_note(job, "the relay at %s is down", "mail.example.jp");
    if (!atomic_load(&may_pass))
        return BUSY;
    atomic_fetch_add(&n_runs, 1);
    return OK;
}

static const struct job_kind kinds[] = {
    { .name = "test.note", .run = note },
    { .name = "test.slow", .run = slow, .lease_s = 1 },
    { .name = "test.until-told", .run = until_told, .lease_s = 60 },
    { .name = "test.busy", .run = busy_until_told, .first_delay_s = 1, .attempts = 2 },
    { .name = "test.busy-long", .run = busy_until_told, .first_delay_s = 300 },
    { 0 },
};

static const struct job_kind scheduled[] = {
    { .name = "test.each-second", .run = note, .schedule = "every 1" },
    { .name = "test.once", .run = note, .schedule = "every 2678400", .whole_store = true },
    { 0 },
};

static size_t two_towns(void *app, struct arena *mem, const t_id **ret_towns)
{
    static const t_id towns[] = { 3, 4 };
    (void)app, (void)mem;
    *ret_towns = towns;
    return 2;
}

TEST(towns_take_turns)
{
    begin();
    struct bench b = bench_open(2);
    struct job_new many[100], few[20];
    for (int i = 0; i < 100; i++)
        many[i] = (struct job_new){ .town_id = 1, .kind = "test.note", .priority = JOB_URGENT };
    for (int i = 0; i < 20; i++)
        few[i] = (struct job_new){ .town_id = 2 + i % 2, .kind = "test.note", .priority = JOB_WHEN_QUIET };
    for (int i = 0; i < 10; i++)
        CHECK_OK(bench_add(&b, many, 100));
    CHECK_OK(bench_add(&b, few, 20));
    struct jobs_runner *r = bench_runner(&b, (struct jobs_runner_options){ .threads = 1 }, kinds);
    CHECK(bench_wait(&n_runs, 1020));
    jobs_runner_stop(r);
    int last = 0;
    for (int i = 0; i < 1020; i++)
        if (seen[i].town != 1)
            last = i;
    CHECK(last >= 20 && last <= 100); /* a third each, and what was in hand; not behind a thousand */
    bench_close(&b);
}

TEST(scheduled_jobs_are_added_once_per_time_and_town_by_two_nodes_and_after_a_clock_set_back)
{
    begin();
    struct bench b = bench_open(2 * JOBS_SESSIONS);
    struct jobs_runner_options o = { .towns = two_towns, .clock = odd_clock };
    struct jobs_runner *a = bench_runner(&b, o, scheduled);
    o.node = "node-b";
    struct jobs_runner *c = bench_runner(&b, o, scheduled);
    CHECK(bench_wait(&n_runs, 7));
    atomic_store(&offset, -3 * SECOND);
    bench_nap(2500); /* the same seconds once more */
    jobs_runner_stop(a);
    jobs_runner_stop(c);
    int n = atomic_load(&n_seen), each[2] = { 0 }, once = 0, twice = 0;
    for (int i = 0; i < n; i++) {
        for (int j = 0; j < i; j++)
            twice += seen[i].town == seen[j].town && strcmp(seen[i].key, seen[j].key) == 0;
        each[seen[i].town - 3]++;
    }
    for (int i = 0; i < n; i++) /* the month's has no neighbour in the other town */
        for (int j = 0, other = 0; j <= n; j++) {
            if (j == n)
                once += !other;
            else
                other += seen[i].town != seen[j].town && strcmp(seen[i].key, seen[j].key) == 0;
        }
    CHECK_INT(twice, 0);
    CHECK_INT(once, 1);
    CHECK_INT(each[0], each[1] + 1);
    CHECK(each[1] >= 3);
    bench_close(&b);
}

TEST(a_lease_is_renewed_while_the_job_runs)
{
    begin();
    struct bench b = bench_open(2 * JOBS_SESSIONS);
    struct jobs_runner *a = bench_runner(&b, (struct jobs_runner_options){ 0 }, kinds);
    struct jobs_runner *c = bench_runner(&b, (struct jobs_runner_options){ .node = "node-b" }, kinds);
    CHECK_OK(bench_add(&b, &(struct job_new){ .town_id = 1, .kind = "test.slow" }, 1));
    CHECK(bench_wait(&n_runs, 1));
    bench_nap(1500);
    jobs_runner_stop(a);
    jobs_runner_stop(c);
    CHECK_INT(atomic_load(&n_runs), 1);
    bench_close(&b);
}

TEST(a_node_that_ends_gives_its_job_back_without_counting_the_run)
{
    begin();
    struct bench b = bench_open(JOBS_SESSIONS);
    struct jobs_runner *a = bench_runner(&b, (struct jobs_runner_options){ 0 }, kinds);
    CHECK_OK(bench_add(&b, &(struct job_new){ .town_id = 1, .kind = "test.until-told" }, 1));
    CHECK(bench_wait(&n_seen, 1));
    jobs_runner_stop(a);
    atomic_store(&may_pass, 1);
    a = bench_runner(&b, (struct jobs_runner_options){ 0 }, kinds);
    CHECK(bench_wait(&n_runs, 1));
    jobs_runner_stop(a);
    CHECK_INT(seen[0].attempt, 1);
    bench_close(&b);
}

TEST(a_clock_set_back_a_day_delays_neither_the_next_try_nor_the_taking_over)
{
    begin();
    struct bench b = bench_open(2 * JOBS_SESSIONS);
    struct jobs_runner_options o = { .clock = odd_clock };
    struct jobs_runner *a = bench_runner(&b, o, kinds);
    struct job_new jobs[] = { { .town_id = 1, .kind = "test.busy-long" }, { .town_id = 1, .kind = "test.until-told" } };
    CHECK_OK(bench_add(&b, jobs, 2));
    CHECK(bench_wait(&n_seen, 2));
    bench_nap(100); /* the failure is written down */
    jobs_runner_abandon(a);
    atomic_store(&may_pass, 1);
    atomic_store(&offset, -DAY);
    t_time from = time_now();
    o.node = "node-b";
    a = bench_runner(&b, o, kinds);
    CHECK(bench_wait(&n_runs, 2));
    CHECK(time_now() - from < 10 * SECOND);
    jobs_runner_stop(a);
    bench_close(&b);
}

TEST(a_job_for_later_waits_for_its_time)
{
    begin();
    struct bench b = bench_open(JOBS_SESSIONS);
    struct jobs_runner *r = bench_runner(&b, (struct jobs_runner_options){ 0 }, kinds);
    CHECK_OK(bench_add(&b, &(struct job_new){ .town_id = 1, .kind = "test.note", .run_at = time_now() + 1500000 }, 1));
    bench_nap(1000);
    CHECK_INT(atomic_load(&n_runs), 0);
    CHECK(bench_wait(&n_runs, 1));
    jobs_runner_stop(r);
    bench_close(&b);
}

TEST(a_paused_kind_waits_over_a_restart_and_goes_on_at_once_when_resumed)
{
    begin();
    struct bench b = bench_open(JOBS_SESSIONS);
    struct jobs_counts counts;
    CHECK_OK(jobs_pause(b.db, S("test.note")));
    CHECK_OK(bench_add(&b, &(struct job_new){ .town_id = 1, .kind = "test.note" }, 1));
    for (int i = 0; i < 2; i++) {
        struct jobs_runner *r = bench_runner(&b, (struct jobs_runner_options){ 0 }, kinds);
        bench_nap(600);
        jobs_runner_stop(r);
    }
    CHECK_INT(atomic_load(&n_runs), 0);
    CHECK_OK(jobs_count(b.db, test_arena(), &counts));
    CHECK(counts.n == 1);
    CHECK(counts.p[0].is_paused && counts.p[0].ready == 1 && counts.p[0].oldest > 0);
    struct jobs_runner *r = bench_runner(&b, (struct jobs_runner_options){ 0 }, kinds);
    bench_nap(300);
    t_time from = time_now();
    CHECK_OK(jobs_resume(b.db, S("test.note")));
    CHECK(bench_wait(&n_runs, 1));
    CHECK(time_now() - from < 500000);
    jobs_runner_stop(r);
    bench_close(&b);
}

TEST(dead_letters_are_replayed_at_the_end_of_their_thread_or_dropped)
{
    begin();
    struct bench b = bench_open(JOBS_SESSIONS);
    struct jobs_sql_dead_rows dead = { 0 };
    struct job_new jobs[] = { { .town_id = 1, .kind = "test.busy", .thread = S("t"), .key = S("k") },
                              { .town_id = 1, .kind = "test.busy" } };
    CHECK_OK(bench_add(&b, jobs, 2));
    struct jobs_runner *r = bench_runner(&b, (struct jobs_runner_options){ 0 }, kinds);
    for (int i = 0; i < 2000 && dead.n < 2; i++) {
        bench_nap(5);
        CHECK_OK(jobs_sql_dead(b.db, test_arena(), &(struct jobs_sql_dead_in){ .limit = 10 }, &dead));
    }
    CHECK(dead.n == 2);
    CHECK_INT(atomic_load(&n_seen), 4);
    CHECK_STR(dead.p[0].error, "BUSY: the relay at mail.example.jp is down");
    CHECK_INT(dead.p[0].attempts, 2);
    bool first_has_key = dead.p[0].thread.n > 0;
    t_id with_key = dead.p[first_has_key ? 0 : 1].id, other = dead.p[first_has_key ? 1 : 0].id;
    CHECK_OK(jobs_drop(b.db, 1, other));
    CHECK_INT(jobs_drop(b.db, 1, other), NOT_FOUND);
    CHECK_INT(jobs_replay(b.db, 1, other), NOT_FOUND);
    CHECK_INT(bench_add(&b, jobs, 1), CONFLICT);
    atomic_store(&may_pass, 1);
    CHECK_OK(jobs_replay(b.db, 1, with_key));
    CHECK(bench_wait(&n_runs, 1));
    jobs_runner_stop(r);
    CHECK_INT(bench_add(&b, jobs, 1), CONFLICT);
    int64_t replayed = -1;
    CHECK_OK(jobs_replay_kind(b.db, test_arena(), S("test.busy"), &replayed));
    CHECK_INT(replayed, 0);
    bench_close(&b);
}

TEST(finished_jobs_are_forgotten_after_their_time)
{
    begin();
    struct bench b = bench_open(JOBS_SESSIONS);
    struct job_new job = { .town_id = 1, .kind = "test.note", .key = S("k"), .thread = S("t") };
    CHECK_OK(bench_add(&b, &job, 1));
    struct jobs_runner *r = bench_runner(&b, (struct jobs_runner_options){ 0 }, kinds);
    CHECK(bench_wait(&n_runs, 1));
    jobs_runner_stop(r);
    CHECK_OK(jobs_own_kinds[0].run(NULL, b.db, test_arena(), &(struct job){ .now = time_now() + 39 * DAY }));
    CHECK_INT(bench_add(&b, &job, 1), CONFLICT);
    CHECK_OK(jobs_own_kinds[0].run(NULL, b.db, test_arena(), &(struct job){ .now = time_now() + 41 * DAY }));
    CHECK_OK(bench_add(&b, &job, 1));
    bench_close(&b);
}

TEST(a_kind_twice_or_a_wrong_schedule_starts_no_runner)
{
    static const struct job_kind twice[] = { { .name = "a", .run = note }, { .name = "a", .run = note }, { 0 } };
    static const struct job_kind wrong[] = { { .name = "a", .run = note, .schedule = "at noon" }, { 0 } };
    struct bench b = bench_open(JOBS_SESSIONS);
    struct jobs_runner *r;
    const struct job_kind *const first[] = { twice, NULL }, *const second[] = { wrong, NULL };
    CHECK_INT(jobs_runner_start(&(struct jobs_runner_options){ .store = b.store, .kinds = first }, &r), INVALID);
    CHECK_INT(jobs_runner_start(&(struct jobs_runner_options){ .store = b.store, .kinds = second }, &r), INVALID);
    bench_close(&b);
}
