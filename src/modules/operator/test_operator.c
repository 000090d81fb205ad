/* SPDX-License-Identifier: Apache-2.0 */
/* The operator's page of jobs: what it shows, what its buttons do, who may call. */
#include "modules/operator/operator.h"
#include "platform/jobs/operate.h"
#include "platform/jobs/runner.h"
#include "tests/fixture.h"

#include <stdatomic.h>
#include <stdio.h>
#include <time.h>

static atomic_int n_done;
static atomic_bool is_mended;

static enum rc deliver(void *app, struct db *db, struct arena *mem, const struct job *job)
{
    (void)app, (void)db, (void)mem;
    if (!atomic_load(&is_mended)) {
        jobs_note(job, "受信側が<410>を返しました");
        return INVALID;
    }
    atomic_fetch_add(&n_done, 1);
    return OK;
}

static const struct job_kind kinds[] = { { .name = "test.deliver", .run = deliver }, { 0 } };

static enum rc add_three(struct db *db, void *arg)
{
    enum rc rc = OK;
    (void)arg;
    for (int i = 0; i < 3 && rc == OK; i++)
        rc = jobs_add(db, &(struct job_new){ .town_id = 7, .kind = "test.deliver" });
    return rc;
}

static struct fixture *town(void)
{
    static const struct route *lists[2];
    lists[0] = operator_module.routes;
    return fixture(lists, NULL);
}

static struct loopback_reply ask(struct fixture *f, const char *method, struct str target, const char *headers,
                                 struct str body)
{
    struct loopback_reply y = { 0 };
    CHECK_OK(http_loopback(f->server, method, arena_cstr(test_arena(), target), headers, body, test_arena(), &y));
    return y;
}

static struct loopback_reply look(struct fixture *f, struct str target)
{
    return ask(f, "GET", target, NULL, S(""));
}

static struct str between(struct str text, struct str before, char after)
{
    size_t at = str_find(text, before);
    struct str rest = at == SIZE_MAX ? S("") : str_sub(text, at + before.n, text.n), part = S("");
    str_cut(&rest, after, &part);
    return part;
}

/* As a browser does that has the page before it: its cookie, and the token of its forms. */
static struct loopback_reply press(struct fixture *f, struct str target, struct str fields)
{
    struct loopback_reply page = look(f, S("/jobs"));
    struct str cookie = between(page.headers, S("__Host-visitor="), ';');
    struct str token = between(page.body, S("name=\"csrf\" value=\""), '"');
    return ask(f, "POST", target, arena_fmt(test_arena(), "Cookie: __Host-visitor=%.*s\n", STR(cookie)).p,
               arena_fmt(test_arena(), "csrf=%.*s&%.*s", STR(token), STR(fields)));
}

static struct jobs_runner *start(struct fixture *f)
{
    static const struct job_kind *const lists[] = { kinds, NULL };
    struct jobs_runner *r = NULL;
    CHECK_OK(jobs_runner_start(&(struct jobs_runner_options){ .store = f->hall.store, .node = "test", .kinds = lists,
                                                               .threads = 2 },
                               &r));
    return r;
}

static size_t n_dead(struct fixture *f, t_id *ret_first)
{
    struct jobs_sql_dead_rows rows = { 0 };
    CHECK_OK(jobs_sql_dead(f->db, test_arena(), &(struct jobs_sql_dead_in){ .limit = 10 }, &rows));
    *ret_first = rows.n ? rows.p[0].id : 0;
    return rows.n;
}

static bool wait_for(struct fixture *f, size_t dead, int done)
{
    t_id first;
    for (int i = 0; i < 1000; i++) {
        if (n_dead(f, &first) == dead && atomic_load(&n_done) == done)
            return true;
        nanosleep(&(struct timespec){ .tv_nsec = 10000000 }, NULL);
    }
    return false;
}

TEST(dead_letters_are_shown_replayed_and_dropped)
{
    struct fixture *f = town();
    t_id first;
    char field[60];
    struct jobs_runner *r = start(f);
    CHECK_OK(db_transaction(f->db, add_three, NULL));
    CHECK(wait_for(f, 3, 0));
    n_dead(f, &first);
    struct loopback_reply y = look(f, S("/jobs"));
    CHECK_INT(y.status, 200);
    CHECK(fixture_shows(y, "INVALID: 受信側が&lt;410&gt;を返しました") && fixture_shows(y, "test.deliver") &&
          fixture_shows(y, "都市X"));

    atomic_store(&is_mended, true);
    snprintf(field, sizeof field, "letter=7/%lld", (long long)first);
    CHECK_INT(press(f, S("/jobs/drop"), str_of(field)).status, 303);
    CHECK(wait_for(f, 2, 0));
    y = press(f, S("/jobs/replay"), str_of(field));
    CHECK(y.status == 303 && str_find(y.headers, S("did=gone")) != SIZE_MAX);
    n_dead(f, &first);
    snprintf(field, sizeof field, "letter=7/%lld", (long long)first);
    CHECK_INT(press(f, S("/jobs/replay"), str_of(field)).status, 303);
    CHECK(wait_for(f, 1, 1));
    CHECK_INT(press(f, S("/jobs/replay"), S("kind=test.deliver")).status, 303);
    CHECK(wait_for(f, 0, 2));
    CHECK(fixture_shows(look(f, S("/jobs")), "失敗したジョブはありません。"));
    jobs_runner_stop(r);
}

TEST(a_kind_is_paused_and_resumed_by_its_button)
{
    struct fixture *f = town();
    struct jobs_runner *r = start(f);
    int before = atomic_load(&n_done);
    atomic_store(&is_mended, true);
    CHECK_INT(press(f, S("/jobs/pause"), S("kind=test.deliver")).status, 303);
    CHECK_OK(db_transaction(f->db, add_three, NULL));
    nanosleep(&(struct timespec){ .tv_nsec = 300000000 }, NULL);
    CHECK_INT(atomic_load(&n_done), before);
    CHECK(fixture_shows(look(f, S("/jobs")), "停止中"));
    struct str json = look(f, S("/jobs.json")).body;
    CHECK(str_find(json, S("\"kind\":\"test.deliver\",\"paused\":true,\"ready\":3")) != SIZE_MAX);
    CHECK_INT(press(f, S("/jobs/resume"), S("kind=test.deliver")).status, 303);
    CHECK(wait_for(f, 0, before + 3));
    jobs_runner_stop(r);
}

TEST(what_names_no_letter_and_no_kind_is_refused)
{
    struct fixture *f = town();
    struct jobs_runner *r = start(f);
    CHECK_INT(press(f, S("/jobs/drop"), S("letter=7")).status, 422);
    CHECK_INT(press(f, S("/jobs/drop"), S("kind=test.deliver")).status, 422);
    CHECK_INT(press(f, S("/jobs/replay"), S("letter=x/1")).status, 422);
    CHECK_INT(press(f, S("/jobs/pause"), S("kind=")).status, 422);
    CHECK_INT(press(f, S("/jobs/pause"), S("kind=A%22b")).status, 422);
    struct loopback_reply y = ask(f, "POST", S("/jobs/pause"), NULL, S("kind=test.deliver"));
    CHECK_INT(y.status, 403); /* no token of a form of ours */
    jobs_runner_stop(r);
}

TEST(the_operators_port_is_called_by_address_alone)
{
    static const char *const may[] = { "127.0.0.1:8081", "localhost:8081", "LOCALHOST", "[::1]:8081", "192.0.2.7", "big.localhost:8081" };
    static const char *const may_not[] = { "xtown.example.jp:8081", "localhost.example.jp", "alocalhost", "a", "127.0.0.1.example.jp", "" };
    for (size_t i = 0; i < 5; i++) {
        CHECK_OK(operator_identify(&(struct req){ .host = str_of(may[i]) }));
        CHECK_INT(operator_identify(&(struct req){ .host = str_of(may_not[i]) }), NOT_FOUND);
    }
}
