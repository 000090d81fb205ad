/* SPDX-License-Identifier: Apache-2.0 */
/* Jobs are run, tried again, given up, kept in order. */
#include "platform/jobs/test_jobs.h"

enum { TOWN = 7 };

static atomic_int n_runs, n_busy;
static struct {
    char text[200];
    int n;
} order;

static enum rc note_payload(void *app, struct db *db, struct arena *mem, const struct job *job)
{
    (void)app, (void)db, (void)mem;
    order.text[order.n++] = job->payload.p[1]; /* one thread runs these */
    atomic_fetch_add(&n_runs, 1);
    return OK;
}

static enum rc busy_twice(void *app, struct db *db, struct arena *mem, const struct job *job)
{
    (void)app, (void)db, (void)mem;
    atomic_fetch_add(&n_busy, 1);
    if (job->attempt < 3)
        return BUSY;
    atomic_fetch_add(&n_runs, 1);
    return OK;
}

static enum rc refuse(void *app, struct db *db, struct arena *mem, const struct job *job)
{
    (void)app, (void)db, (void)mem;
    jobs_note(job, "the receiver answered %d", 410);
    atomic_fetch_add(&n_runs, 1);
    return NOT_FOUND;
}

static const struct job_kind kinds[] = {
    { .name = "test.note", .run = note_payload },
    { .name = "test.busy-twice", .run = busy_twice, .first_delay_s = 1 },
    { .name = "test.refuse", .run = refuse },
    { 0 },
};

static void begin(void)
{
    atomic_store(&n_runs, 0);
    atomic_store(&n_busy, 0);
    memset(&order, 0, sizeof order);
}

TEST(a_job_is_run_at_once_and_then_gone)
{
    begin();
    struct bench b = bench_open(JOBS_SESSIONS);
    struct jobs_runner *r = bench_runner(&b, (struct jobs_runner_options){ 0 }, kinds);
    bench_nap(300);
    t_time before = time_now();
    CHECK_OK(bench_add(&b, &(struct job_new){ .town_id = TOWN, .kind = "test.note", .payload = S("\"a\"") }, 1));
    CHECK(bench_wait(&n_runs, 1));
    CHECK(time_now() - before < 500000); /* no second of waiting for a look */
    jobs_runner_stop(r);
    struct jobs_sql_due_row row;
    bool found = true;
    CHECK_OK(jobs_sql_due(b.db, test_arena(), S("running"), INT64_MAX, &row, &found));
    CHECK(!found);
    CHECK_INT(atomic_load(&n_runs), 1);
    bench_close(&b);
}

TEST(a_key_is_added_once_even_when_its_job_is_done)
{
    begin();
    struct bench b = bench_open(JOBS_SESSIONS);
    struct job_new job = { .town_id = TOWN, .kind = "test.note", .key = S("k"), .payload = S("\"a\"") };
    CHECK_OK(bench_add(&b, &job, 1));
    CHECK_INT(bench_add(&b, &job, 1), CONFLICT);
    struct jobs_runner *r = bench_runner(&b, (struct jobs_runner_options){ 0 }, kinds);
    CHECK(bench_wait(&n_runs, 1));
    jobs_runner_stop(r);
    CHECK_INT(bench_add(&b, &job, 1), CONFLICT);
    job.town_id++;
    CHECK_OK(bench_add(&b, &job, 1));
    bench_close(&b);
}

TEST(jobs_of_a_thread_run_in_the_order_in_which_they_were_added)
{
    begin();
    struct bench b = bench_open(JOBS_SESSIONS);
    struct job_new jobs[26];
    char payloads[26][4];
    for (int i = 0; i < 26; i++) {
        snprintf(payloads[i], sizeof payloads[i], "\"%c\"", 'a' + i);
        jobs[i] = (struct job_new){ .town_id = TOWN, .kind = "test.note", .thread = S("case 1"),
                                    .payload = str_n(payloads[i], 3),
                                    .priority = i % 2 ? JOB_URGENT : JOB_WHEN_QUIET };
    }
    struct jobs_runner *r = bench_runner(&b, (struct jobs_runner_options){ 0 }, kinds);
    CHECK_OK(bench_add(&b, jobs, 13));
    CHECK_OK(bench_add(&b, jobs + 13, 13));
    CHECK(bench_wait(&n_runs, 26));
    jobs_runner_stop(r);
    CHECK_STR(str_of(order.text), "abcdefghijklmnopqrstuvwxyz");
    bench_close(&b);
}

TEST(the_more_urgent_goes_first)
{
    begin();
    struct bench b = bench_open(2);
    struct job_new jobs[] = {
        { .town_id = TOWN, .kind = "test.note", .payload = S("\"c\""), .priority = JOB_WHEN_QUIET },
        { .town_id = TOWN, .kind = "test.note", .payload = S("\"b\"") },
        { .town_id = TOWN, .kind = "test.note", .payload = S("\"a\""), .priority = JOB_URGENT },
    };
    CHECK_OK(bench_add(&b, jobs, 3));
    struct jobs_runner *r = bench_runner(&b, (struct jobs_runner_options){ .threads = 1 }, kinds);
    CHECK(bench_wait(&n_runs, 3));
    jobs_runner_stop(r);
    CHECK_STR(str_of(order.text), "abc");
    bench_close(&b);
}

TEST(what_is_busy_is_tried_again_and_what_is_refused_is_dead_at_once)
{
    begin();
    struct bench b = bench_open(JOBS_SESSIONS);
    struct jobs_runner *r = bench_runner(&b, (struct jobs_runner_options){ 0 }, kinds);
    struct job_new jobs[] = {
        { .town_id = TOWN, .kind = "test.busy-twice", .thread = S("t") },
        { .town_id = TOWN, .kind = "test.note", .thread = S("t"), .payload = S("\"a\"") },
        { .town_id = TOWN, .kind = "test.refuse" },
    };
    CHECK_OK(bench_add(&b, jobs, 3));
    CHECK(bench_wait(&n_runs, 1));
    bench_nap(300);
    CHECK_INT(order.n, 0); /* behind the one that waits for its next try */
    CHECK(bench_wait(&n_runs, 3));
    jobs_runner_stop(r);
    CHECK_INT(atomic_load(&n_busy), 3);
    CHECK_INT(order.n, 1);
    struct jobs_sql_due_row row;
    bool found = false;
    CHECK_OK(jobs_sql_due(b.db, test_arena(), S("dead"), INT64_MAX, &row, &found));
    CHECK(found);
    bench_close(&b);
}
