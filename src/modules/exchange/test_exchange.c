/* SPDX-License-Identifier: Apache-2.0 */
/* Webhooks over a real store with a runner whose clock is ours, and a receiver on loopback. */
#include "base/ids.h"
#include "base/json.h"
#include "civic/events/events.h"
#include "modules/exchange/deliveries.h"
#include "modules/exchange/exchange.h"
#include "modules/exchange/exchange_sql.h"
#include "modules/exchange/rules.h"
#include "platform/http-client/http_client.h"
#include "platform/jobs/runner.h"
#include "tests/fixture.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

/* ---- the receiver: answers with a status, keeps what came ---- */

enum { MOST_CALLS = 200, REQUEST = 3000 };

static struct receiver {
    int socket, port;
    pthread_t thread;
    pthread_mutex_t lock;
    int n, status, failures; /* so many times 500, then the status */
    int hang_ms;             /* before the next answer alone */
    char calls[MOST_CALLS][REQUEST];
} receiver = { .lock = PTHREAD_MUTEX_INITIALIZER, .status = 200 };

static int take(const char *request)
{
    int hang_ms;
    pthread_mutex_lock(&receiver.lock);
    snprintf(receiver.calls[receiver.n % MOST_CALLS], REQUEST, "%s", request);
    receiver.n++;
    int status = receiver.failures > 0 ? 500 : receiver.status;
    receiver.failures -= receiver.failures > 0;
    hang_ms = receiver.hang_ms;
    receiver.hang_ms = 0;
    pthread_mutex_unlock(&receiver.lock);
    nanosleep(&(struct timespec) { hang_ms / 1000, hang_ms % 1000 * 1000000L }, NULL);
    return status;
}

static void *receive(void *arg)
{
    for (int fd; (fd = accept(receiver.socket, arg, NULL)) >= 0; close(fd)) {
        char request[REQUEST] = "";
        for (size_t n = 0; n + 1 < sizeof request && !strstr(request, "}");) {
            ssize_t got = read(fd, request + n, sizeof request - 1 - n);
            if (got <= 0)
                break;
            n += (size_t)got;
        }
        dprintf(fd, "HTTP/1.1 %d X\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok",
                take(request));
    }
    return NULL;
}

static void start_receiver(void)
{
    struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t n = sizeof a;
    signal(SIGPIPE, SIG_IGN);
    receiver.socket = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (receiver.socket < 0 || bind(receiver.socket, (struct sockaddr *)&a, sizeof a) != 0 ||
        listen(receiver.socket, 64) != 0 ||
        getsockname(receiver.socket, (struct sockaddr *)&a, &n) != 0)
        abort();
    receiver.port = ntohs(a.sin_port);
    pthread_create(&receiver.thread, NULL, receive, NULL);
}

static int n_calls(void)
{
    pthread_mutex_lock(&receiver.lock);
    int n = receiver.n;
    pthread_mutex_unlock(&receiver.lock);
    return n;
}

static void answer_with(int status, int failures)
{
    pthread_mutex_lock(&receiver.lock);
    receiver.status = status;
    receiver.failures = failures;
    receiver.n = 0;
    pthread_mutex_unlock(&receiver.lock);
}

static struct str call_body(int i)
{
    struct str all = arena_str(test_arena(), str_of(receiver.calls[i])), end = S("\r\n\r\n");
    size_t at = str_find(all, end);
    return at == SIZE_MAX ? S("") : str_sub(all, at + end.n, all.n);
}

static struct str call_header(int i, const char *name)
{
    struct str all = arena_str(test_arena(), str_of(receiver.calls[i])), line;
    size_t at = str_find(all, arena_fmt(test_arena(), "\r\n%s: ", name));
    if (at == SIZE_MAX)
        return S("");
    struct str rest = str_sub(all, at + 4 + strlen(name), all.n);
    str_cut(&rest, '\r', &line);
    return line;
}

static struct str call_type(int i)
{
    const struct json *v = NULL;
    size_t at;
    if (json_parse(test_arena(), call_body(i), &v, &at) != OK)
        return S("");
    return json_str(json_get(v, S("type")));
}

/* ---- the town, with a runner ---- */

static _Atomic t_time ahead; /* of the real clock */

static t_time our_clock(void)
{
    return time_now() + atomic_load(&ahead);
}

static const struct module *const rooms[] = { &exchange_module, NULL };
static const struct route *routes[] = { NULL, NULL };
static const struct db_migration *const more[] = { exchange_migrations, NULL };

static struct fixture *town(void)
{
    static const struct job_kind *kinds[] = { jobs_own_kinds, events_jobs, NULL, NULL };
    static struct jobs_runner *runner;
    if (!runner)
        routes[0] = exchange_module.routes;
    struct fixture *f = fixture(routes, more);
    if (runner)
        return f;
    start_receiver();
    CHECK_OK(http_client_open(
        &(struct http_client_config) { .allow =
                                           arena_fmt(&f->mem, "127.0.0.1:%d", receiver.port).p },
        &f->hall.http_client));
    events_listen(&f->mem, rooms, &f->hall);
    kinds[2] = exchange_module.jobs;
    CHECK_OK(jobs_runner_start(&(struct jobs_runner_options) { .store = f->hall.store,
                                                               .node = "test",
                                                               .kinds = kinds,
                                                               .app = &f->hall,
                                                               .threads = 4,
                                                               .clock = our_clock },
                               &runner));
    return f;
}

static bool comes_to(int n)
{
    for (int i = 0; i < 1000 && n_calls() < n; i++)
        nanosleep(&(struct timespec) { .tv_nsec = 10000000 }, NULL);
    return CHECK_INT(n_calls(), n);
}

/* Waits; nothing more must come. */
static bool stays_at(int n)
{
    nanosleep(&(struct timespec) { .tv_nsec = 400000000 }, NULL);
    return CHECK_INT(n_calls(), n);
}

struct hook {
    t_id id;
    struct str path, secret;
};

static struct hook hook(struct fixture *f, const char *names)
{
    struct hook h = { 0 };
    struct str mark = S("id=\"secret\" value=\""), rest, to = S("href=\"/staff/webhooks/");
    struct loopback_reply y = fixture_post(
        f, "admin", S("/staff/webhooks"),
        arena_fmt(
            test_arena(), "title=t&url=%.*s%s",
            STR(fixture_encode(arena_fmt(test_arena(), "http://127.0.0.1:%d/in", receiver.port))),
            names));
    CHECK_INT(y.status, 201);
    size_t at = str_find(y.body, mark), link = str_find(y.body, to);
    if (!CHECK(at != SIZE_MAX && link != SIZE_MAX))
        return h;
    rest = str_sub(y.body, at + mark.n, y.body.n);
    str_cut(&rest, '"', &h.secret);
    rest = str_sub(y.body, link + to.n, y.body.n);
    str_cut(&rest, '"', &h.path);
    CHECK_OK(ref_read(&f->hall, TABLE_WEBHOOK, f->town->id, h.path, &h.id));
    h.path = arena_fmt(test_arena(), "/staff/webhooks/%.*s", STR(h.path));
    return h;
}

static int press(struct fixture *f, const struct hook *h, const char *below, const char *fields)
{
    return fixture_post(f, "admin", arena_fmt(test_arena(), "%.*s%s", STR(h->path), below),
                        str_of(fields))
        .status;
}

static bool says(struct fixture *f, const struct hook *h, const char *words)
{
    for (int i = 0; i < 500; i++) {
        if (fixture_shows(fixture_get(f, "admin", h->path), words))
            return true;
        nanosleep(&(struct timespec) { .tv_nsec = 10000000 }, NULL);
    }
    return false;
}

static void end(struct fixture *f, const struct hook *h)
{
    CHECK_INT(press(f, h, "/end", "sure=yes"), 303);
}

static enum rc withdraw(struct fixture *f, t_id case_id)
{
    struct case_file c = fixture_load(f, case_id);
    return cases_act(&f->hall, f->town, f->db, test_arena(),
                     &(struct case_act) { .seen = &c,
                                          .version = c.row.version,
                                          .actor = { S("resident"), 0, S("申請者") },
                                          .now = time_now(),
                                          .event = EVENT_WITHDRAWN,
                                          .is_public = true });
}

#define ALL                                                                                        \
    "&name=case.received&name=case.correction_asked&name=case.decided&name=case.withdrawn&name="   \
    "case.paper_issued"

TEST(an_event_arrives_signed_and_without_a_person)
{
    struct fixture *f = town();
    answer_with(200, 0);
    struct hook h = hook(f, ALL);
    t_id id = fixture_case(f, "signed");
    if (!comes_to(1))
        return;
    struct str body = call_body(0), signature = call_header(0, "Yakuba-Signature"),
               event = call_header(0, "Yakuba-Event-Id");
    int64_t at = 0;
    struct str rest = signature, t;
    str_cut(&rest, ',', &t);
    CHECK(str_to_int(str_sub(t, 2, t.n), &at));
    CHECK_SAME(webhook_signature(test_arena(), h.secret, event, at * SECOND, body), signature);
    CHECK(str_find(body, event) != SIZE_MAX);
    CHECK(str_find(body, str_of(ref_make(&f->hall, TABLE_CASES, f->town->id, id).text)) !=
          SIZE_MAX);
    CHECK(str_find(body, S("見本")) == SIZE_MAX &&
          str_find(body, receipt_number(test_arena(), id)) == SIZE_MAX);
    CHECK_STR(call_type(0), "case.received");
    CHECK(says(f, &h, "届きました"));
    end(f, &h);
}

TEST(only_what_is_wanted_is_sent)
{
    struct fixture *f = town();
    answer_with(200, 0);
    struct hook h = hook(f, "&name=case.withdrawn");
    t_id id = fixture_case(f, "wanted");
    stays_at(0);
    CHECK_OK(withdraw(f, id));
    comes_to(1);
    CHECK_STR(call_type(0), "case.withdrawn");
    end(f, &h);
}

TEST(five_failures_hold_the_later_events_of_the_case_and_no_other)
{
    struct fixture *f = town();
    answer_with(200, 5);
    struct hook h = hook(f, ALL);
    t_id id = fixture_case(f, "five");
    comes_to(1);
    CHECK_OK(withdraw(f, id));
    for (int i = 2; i <= 6; i++) {
        stays_at(i - 1);
        atomic_fetch_add(&ahead, 2 * HOUR);
        if (i == 6)
            break;
        comes_to(i);
    }
    comes_to(7);
    for (int i = 0; i < 6; i++)
        CHECK_STR(call_type(i), "case.received");
    CHECK_STR(call_type(6), "case.withdrawn");
    for (int i = 1; i < 6; i++)
        CHECK_SAME(call_header(i, "Yakuba-Event-Id"), call_header(0, "Yakuba-Event-Id"));
    end(f, &h);
}

TEST(a_pause_holds_and_resuming_sends_in_order)
{
    struct fixture *f = town();
    answer_with(200, 0);
    struct hook h = hook(f, ALL);
    CHECK_INT(press(f, &h, "/pause", ""), 303);
    CHECK_INT(press(f, &h, "/pause", ""), 409);
    CHECK_INT(press(f, &h, "/test", ""), 409);
    t_id a = fixture_case(f, "pause-a"), b = fixture_case(f, "pause-b");
    CHECK_OK(withdraw(f, a));
    CHECK_OK(withdraw(f, b));
    CHECK(says(f, &h, "止めている 4件"));
    stays_at(0);
    CHECK_INT(press(f, &h, "/resume", ""), 303);
    comes_to(4);
    CHECK(says(f, &h, "送っています"));
    for (int i = 0; i < 4; i++) {
        struct str ref = str_of(ref_make(&f->hall, TABLE_CASES, f->town->id, a).text);
        bool is_a = str_find(call_body(i), ref) != SIZE_MAX;
        for (int j = i + 1; j < 4; j++)
            if (is_a == (str_find(call_body(j), ref) != SIZE_MAX))
                CHECK_STR(call_type(i), "case.received");
    }
    end(f, &h);
}

TEST(a_try_that_was_waiting_when_the_pause_began_keeps_its_place)
{
    struct fixture *f = town();
    answer_with(200, 1);
    struct hook h = hook(f, ALL);
    t_id id = fixture_case(f, "pause-waiting");
    comes_to(1);
    CHECK_OK(withdraw(f, id));
    CHECK(says(f, &h, "待っている 2件"));
    CHECK_INT(press(f, &h, "/pause", ""), 303);
    atomic_fetch_add(&ahead, 2 * HOUR);
    CHECK(says(f, &h, "止めている 2件"));
    CHECK_INT(press(f, &h, "/resume", ""), 303);
    comes_to(3);
    CHECK_STR(call_type(1), "case.received");
    CHECK_STR(call_type(2), "case.withdrawn");
    end(f, &h);
}

TEST(after_24_hours_it_is_dead_the_next_goes_on_and_a_person_sends_it_again)
{
    struct fixture *f = town();
    answer_with(200, 2);
    struct hook h = hook(f, ALL);
    t_id id = fixture_case(f, "dead");
    comes_to(1);
    CHECK_OK(withdraw(f, id));
    atomic_fetch_add(&ahead, 25 * HOUR);
    comes_to(3);
    CHECK_STR(call_type(2), "case.withdrawn");
    CHECK(says(f, &h, "24時間届きませんでした"));
    CHECK(says(f, &h, "届かなかった 1件"));
    CHECK_INT(press(f, &h, "/replay", ""), 303);
    comes_to(4);
    CHECK_STR(call_type(3), "case.received");
    CHECK(says(f, &h, "届かなかった 0件"));
    end(f, &h);
}

TEST(a_410_ends_the_subscription)
{
    struct fixture *f = town();
    answer_with(410, 0);
    struct hook h = hook(f, ALL);
    CHECK_INT(press(f, &h, "/test", ""), 303);
    comes_to(1);
    CHECK_STR(call_type(0), WEBHOOK_TEST);
    CHECK(says(f, &h, "終わりました"));
    fixture_case(f, "gone");
    stays_at(1);
    CHECK_INT(press(f, &h, "/resume", ""), 409);
    CHECK_INT(press(f, &h, "/secret", ""), 409);
}

TEST(ending_drops_what_waits)
{
    struct fixture *f = town();
    answer_with(500, 0);
    struct hook h = hook(f, ALL);
    fixture_case(f, "ending");
    comes_to(1);
    CHECK_INT(press(f, &h, "/end", ""), 422);
    CHECK_INT(press(f, &h, "/end", "sure=yes"), 303);
    atomic_fetch_add(&ahead, 2 * HOUR);
    CHECK(says(f, &h, "取りやめました"));
    stays_at(1);
}

TEST(another_secret_signs_from_then_on)
{
    struct fixture *f = town();
    answer_with(200, 0);
    struct hook h = hook(f, ALL);
    struct loopback_reply y =
        fixture_post(f, "admin", arena_fmt(test_arena(), "%.*s/secret", STR(h.path)), S(""));
    CHECK_INT(y.status, 200);
    CHECK(!fixture_shows(y, arena_cstr(test_arena(), h.secret)));
    CHECK(!fixture_shows(fixture_get(f, "admin", h.path), arena_cstr(test_arena(), h.secret)));
    end(f, &h);
}

TEST(who_may_not_manage_and_another_ref_find_nothing)
{
    struct fixture *f = town();
    answer_with(200, 0);
    struct hook h = hook(f, ALL);
    CHECK_INT(fixture_get(f, "head", S("/staff/webhooks")).status, 403);
    CHECK_INT(fixture_get(f, "head", h.path).status, 403);
    CHECK_INT(fixture_get(f, "admin", S("/staff/webhooks/00000000000000000000000000")).status, 404);
    CHECK_INT(press(f, &h, "/deliveries/00000000000000000000000000/replay", ""), 404);
    CHECK_INT(
        fixture_post(f, "admin", S("/staff/webhooks"), S("title=&url=https%3A%2F%2F127.0.0.1%2F"))
            .status,
        422);
    end(f, &h);
}

TEST(a_receiver_that_lets_a_call_hang_is_left_alone_for_a_while)
{
    struct fixture *f = town();
    answer_with(500, 0);
    struct hook h = hook(f, ALL);
    receiver.hang_ms = WEBHOOK_HANGING_MS + 300;
    fixture_case(f, "hang-1");
    comes_to(1);
    nanosleep(&(struct timespec) { .tv_sec = WEBHOOK_HANGING_MS / 1000, .tv_nsec = 800000000 },
              NULL);
    answer_with(200, 0);
    fixture_case(f, "hang-2");
    stays_at(0);
    atomic_fetch_add(&ahead, 2 * HOUR);
    comes_to(2);
    end(f, &h);
}

TEST(a_destination_that_is_allowed_no_more_is_not_called)
{
    struct fixture *f = town();
    answer_with(200, 0);
    struct hook h = hook(f, ALL);
    struct http_client *before = f->hall.http_client, *strict;
    CHECK_OK(http_client_open(&(struct http_client_config) { 0 }, &strict));
    f->hall.http_client = strict;
    CHECK_INT(press(f, &h, "/test", ""), 303);
    CHECK(says(f, &h, "もう一度送ります"));
    stays_at(0);
    f->hall.http_client = before;
    end(f, &h);
    nanosleep(&(struct timespec) { .tv_nsec = 100000000 }, NULL);
    http_client_close(strict);
}

TEST(what_is_old_is_forgotten_but_not_what_waits)
{
    struct fixture *f = town();
    answer_with(200, 0);
    struct hook h = hook(f, ALL);
    fixture_case(f, "sweep");
    comes_to(1);
    CHECK(says(f, &h, "届きました"));
    CHECK_INT(press(f, &h, "/pause", ""), 303);
    fixture_case(f, "sweep-held");
    CHECK(says(f, &h, "止めている 1件"));
    struct job job = { .town_id = f->town->id, .now = time_now() + 29 * DAY };
    CHECK_OK(exchange_sweep(&f->hall, f->db, test_arena(), &job));
    CHECK(fixture_shows(fixture_get(f, "admin", h.path), "届きました"));
    job.now += 2 * DAY;
    CHECK_OK(exchange_sweep(&f->hall, f->db, test_arena(), &job));
    CHECK(!fixture_shows(fixture_get(f, "admin", h.path), "届きました"));
    CHECK(fixture_shows(fixture_get(f, "admin", h.path), "止めている 1件"));
    end(f, &h);
}
