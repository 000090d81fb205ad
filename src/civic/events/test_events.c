/* SPDX-License-Identifier: Apache-2.0 */
/* Events of real cases, brought to two rooms of this test by a runner. */
#include "civic/events/events.h"

#include "civic/events/events_sql.h"
#include "platform/jobs/runner.h"
#include "tests/fixture.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

enum { MOST_HEARD = 100, OTHER_TOWN = 8 };

static struct heard {
    pthread_mutex_t lock;
    size_t n;
    struct event events[MOST_HEARD];
    char names[MOST_HEARD][32];
} good = { .lock = PTHREAD_MUTEX_INITIALIZER };
static atomic_int n_asked, n_failures;
static atomic_bool is_wanted = true;

/* Kept outside the store only to look at: a room writes rows. */
static enum rc hear(void *app, struct db *db, struct arena *mem, const struct event *e)
{
    (void)app, (void)db, (void)mem;
    pthread_mutex_lock(&good.lock);
    size_t i = good.n++ % MOST_HEARD;
    good.events[i] = *e;
    memcpy(good.names[i], e->name.p, e->name.n);
    good.names[i][e->name.n] = 0;
    pthread_mutex_unlock(&good.lock);
    return OK;
}

static enum rc fail(void *app, struct db *db, struct arena *mem, const struct event *e)
{
    (void)app, (void)db, (void)mem, (void)e;
    atomic_fetch_add(&n_failures, 1);
    return FAILED;
}

static enum rc ask(void *app, struct db *db, t_id town_id, bool *ret_wanted)
{
    (void)app, (void)db, (void)town_id;
    atomic_fetch_add(&n_asked, 1);
    *ret_wanted = atomic_load(&is_wanted);
    return OK;
}

static const struct module_event good_events[] = {
    { "case.received", hear, ask },
    { "case.correction_asked", hear, ask },
    { "case.withdrawn", hear, ask },
    { 0 },
};
static const struct module_event bad_events[] = { { "case.received", fail, NULL }, { 0 } };
static const struct module good_room = { .name = "good", .events = good_events };
static const struct module bad_room = { .name = "bad", .events = bad_events };
static const struct module *const rooms[] = { &bad_room, &good_room, NULL };

static struct fixture *town(void)
{
    static const struct route none[] = { { 0 } };
    static const struct route *const routes[] = { none, NULL };
    static const struct job_kind *const kinds[] = { jobs_own_kinds, events_jobs, NULL };
    static struct jobs_runner *runner;
    struct fixture *f = fixture(routes, NULL);
    if (runner)
        return f;
    events_listen(&f->mem, rooms, &f->hall);
    CHECK_OK(jobs_runner_start(
        &(struct jobs_runner_options) {
            .store = f->hall.store, .node = "test", .kinds = kinds, .app = &f->hall, .threads = 3 },
        &runner));
    return f;
}

static size_t n_heard(void)
{
    pthread_mutex_lock(&good.lock);
    size_t n = good.n;
    pthread_mutex_unlock(&good.lock);
    return n;
}

static void clear(void)
{
    pthread_mutex_lock(&good.lock);
    good.n = 0;
    pthread_mutex_unlock(&good.lock);
}

static void pause_ms(int ms)
{
    nanosleep(&(struct timespec) { .tv_nsec = ms * 1000000L }, NULL);
}

static bool hears(size_t n)
{
    for (int i = 0; i < 500 && n_heard() < n; i++)
        pause_ms(10);
    return CHECK_INT((int64_t)n_heard(), (int64_t)n);
}

static enum rc refuse(struct db *db, void *ctx)
{
    (void)db, (void)ctx;
    return INVALID;
}

static enum rc withdraw(struct fixture *f, t_id case_id, enum rc (*also)(struct db *db, void *ctx))
{
    struct case_file c = fixture_load(f, case_id);
    return cases_act(&f->hall, f->town, f->db, test_arena(),
                     &(struct case_act) { .seen = &c,
                                          .version = c.row.version,
                                          .actor = { S("resident"), 0, S("申請者") },
                                          .now = time_now(),
                                          .event = EVENT_WITHDRAWN,
                                          .also = also });
}

static enum rc note(struct fixture *f, t_id case_id)
{
    struct case_file c = fixture_load(f, case_id);
    return cases_act(&f->hall, f->town, f->db, test_arena(),
                     &(struct case_act) { .seen = &c,
                                          .version = c.row.version,
                                          .actor = { S("staff"), 1, S("仮名 あおい") },
                                          .now = time_now(),
                                          .event = EVENT_NOTED,
                                          .note = S("メモ") });
}

TEST(a_room_hears_the_acts_of_a_case_in_order_and_once)
{
    struct fixture *f = town();
    clear();
    t_id id = fixture_case(f, "events-order");
    CHECK_OK(note(f, id)); /* stays within */
    CHECK_OK(withdraw(f, id, NULL));
    if (!hears(2))
        return;
    CHECK_STR(str_of(good.names[0]), "case.received");
    CHECK_STR(str_of(good.names[1]), "case.withdrawn");
    CHECK_INT(good.events[0].case_id, id);
    CHECK_INT(good.events[0].case_version, 1);
    CHECK_INT(good.events[1].case_version, 3);
    pause_ms(200);
    CHECK_INT((int64_t)n_heard(), 2);
}

TEST(a_room_that_fails_holds_up_itself_alone)
{
    struct fixture *f = town();
    clear();
    int before = atomic_load(&n_failures);
    fixture_case(f, "events-failing");
    hears(1);
    for (int i = 0; i < 300 && atomic_load(&n_failures) == before; i++)
        pause_ms(10);
    CHECK(atomic_load(&n_failures) > before);
}

TEST(an_act_that_does_not_take_place_tells_nothing)
{
    struct fixture *f = town();
    clear();
    t_id id = fixture_case(f, "events-none");
    hears(1);
    CHECK_INT(withdraw(f, id, refuse), INVALID);
    pause_ms(300);
    CHECK_INT((int64_t)n_heard(), 1);
    CHECK_OK(withdraw(f, id, NULL));
    hears(2);
}

TEST(what_came_before_is_one_case_and_one_event)
{
    struct fixture *f = town();
    clear();
    t_id id = fixture_case(f, "events-twice");
    CHECK_INT(fixture_case(f, "events-twice"), id);
    hears(1);
    pause_ms(300);
    CHECK_INT((int64_t)n_heard(), 1);
}

TEST(where_nothing_is_wanted_no_job_is_made)
{
    struct fixture *f = town();
    clear();
    int before = atomic_load(&n_asked);
    atomic_store(&is_wanted, false);
    fixture_case(f, "events-unwanted");
    atomic_store(&is_wanted, true);
    CHECK_INT(atomic_load(&n_asked), before + 1);
    pause_ms(300);
    CHECK_INT((int64_t)n_heard(), 0);
}

static enum rc add_events(struct db *db, void *arg)
{
    const t_time *at = arg;
    enum rc rc = OK;
    for (t_id i = 1; i <= 1200 && rc == OK; i++) /* the first 1,100 are old */
        rc = events_sql_add(db, OTHER_TOWN, i, S("case.received"), 0, 0, i <= 1100 ? *at - 181 * DAY : *at - 179 * DAY, NULL);
    return rc;
}

TEST(old_events_are_forgotten_and_younger_ones_kept)
{
    struct fixture *f = town();
    struct events_sql_by_id_row row;
    bool first, last;
    t_time now = time_now();
    const struct job_kind *sweep = &events_jobs[1];
    struct job job = { .town_id = OTHER_TOWN, .kind = str_of(sweep->name), .now = now };
    CHECK_OK(db_transaction(f->db, add_events, &now));
    CHECK_OK(sweep->run(&f->hall, f->db, test_arena(), &job));
    CHECK_OK(events_sql_by_id(f->db, test_arena(), OTHER_TOWN, 1100, &row, &first));
    CHECK_OK(events_sql_by_id(f->db, test_arena(), OTHER_TOWN, 1101, &row, &last));
    CHECK(!first && last);
}
