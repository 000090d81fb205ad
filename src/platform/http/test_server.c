/* SPDX-License-Identifier: Apache-2.0 */
/* The server over real sockets: order, owners, limits, overload and end. */
#include "platform/http/server.h"
#include "platform/log/log.h"
#include "tests/test.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static _Atomic int running, most_running, finished;

static enum rc page(struct req *r)
{
    return reply_html(r, 200, arena_fmt(r->mem, "page %.*s\n", STR(req_param(r, "name"))));
}

static enum rc slow(struct req *r)
{
    int64_t ms = 0;
    int now = atomic_fetch_add(&running, 1) + 1, most = atomic_load(&most_running);
    while (now > most && !atomic_compare_exchange_weak(&most_running, &most, now))
        ;
    str_to_int(req_param(r, "ms"), &ms);
    nanosleep(&(struct timespec) { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 }, NULL);
    atomic_fetch_sub(&running, 1);
    atomic_fetch_add(&finished, 1);
    return reply_html(r, 200, S("slow\n"));
}

static enum rc take(struct req *r)
{
    return reply_html(r, 200, arena_fmt(r->mem, "took %zu\n", req_body(r).n));
}

static const struct route routes[] = {
    { GET, "/page/{name}", ZONE_PUBLIC, ACCESS_ANYONE, QUEUED, page, "h" },
    { GET, "/inline/{name}", ZONE_PUBLIC, ACCESS_ANYONE, INLINE, page, "h" },
    { GET, "/slow/{ms}", ZONE_PUBLIC, ACCESS_ANYONE, QUEUED, slow, "h" },
    { GET, "/staff/slow/{ms}", ZONE_STAFF, ACCESS_ANYONE, QUEUED, slow, "h" },
    { GET, "/staff/page/{name}", ZONE_STAFF, ACCESS_ANYONE, QUEUED, page, "h" },
    { POST, "/take", ZONE_PUBLIC, ACCESS_ANYONE, QUEUED, take, "h", .cross_site = true,
      .upload = true, .body_limit = 2 << 20 },
    { 0 },
};
static const struct route *const tables[] = { routes, NULL };

struct running_server {
    struct http_server *server;
    pthread_t thread;
    enum rc rc;
};

static void *serve(void *arg)
{
    struct running_server *s = arg;
    s->rc = http_run(s->server);
    return NULL;
}

static struct running_server begin(int workers)
{
    static const unsigned char key[32] = { 2 };
    struct running_server s = { 0 };
    struct http_config config = { .listen = "127.0.0.1:0",
                                  .operator_listen = "127.0.0.1:0",
                                  .zone_public = true,
                                  .zone_staff = true,
                                  .workers = workers,
                                  .connections = 1000,
                                  .routes = tables,
                                  .key = key };
    log_set_level(LOG_ERROR);
    if (!CHECK_OK(http_start(&config, &s.server)))
        abort();
    atomic_store(&most_running, 0);
    atomic_store(&finished, 0);
    return s;
}

/* `s` must stay where it is until end(). */
static void go(struct running_server *s)
{
    if (pthread_create(&s->thread, NULL, serve, s) != 0)
        abort();
}

static void end(struct running_server *s)
{
    http_stop(s->server);
    pthread_join(s->thread, NULL);
    CHECK_OK(s->rc);
    CHECK_OK(http_run(s->server)); /* once more is nothing */
    http_stop(s->server);
    http_release(s->server);
}

static int64_t ms_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int dial(int port)
{
    struct sockaddr_in a = { .sin_family = AF_INET,
                             .sin_port = htons((uint16_t)port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct timeval limit = { .tv_sec = 20 };
    if (fd < 0 || connect(fd, (struct sockaddr *)&a, sizeof a) != 0)
        abort();
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    return fd;
}

static void say(int fd, struct str text)
{
    while (text.n) {
        ssize_t n = send(fd, text.p, text.n, MSG_NOSIGNAL);
        if (n <= 0)
            return;
        text = str_sub(text, (size_t)n, text.n);
    }
}

/* Reads until the text occurs `times`, the other side ends, or nothing comes for 20 s. */
static struct str hear(int fd, struct str what, int times)
{
    enum { ROOM = 100000 };
    char *text = arena_new(test_arena(), char, ROOM);
    size_t n = 0;
    while (n < ROOM) {
        int seen = 0;
        struct str rest = str_n(text, n);
        for (size_t at; what.n && (at = str_find(rest, what)) != SIZE_MAX; seen++)
            rest = str_sub(rest, at + what.n, rest.n);
        if (what.n && seen >= times)
            break;
        ssize_t got = recv(fd, text + n, ROOM - n, 0);
        if (got <= 0)
            break;
        n += (size_t)got;
    }
    return str_n(text, n);
}

static struct str hear_all(int fd)
{
    return hear(fd, S(""), 0);
}

static struct str get(const char *path)
{
    return arena_fmt(test_arena(), "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n", path);
}

static bool contains(struct str text, const char *what)
{
    return str_find(text, str_of(what)) != SIZE_MAX;
}

TEST(pages_are_answered_inline_and_by_workers_over_one_connection)
{
    struct running_server s = begin(4);
    go(&s);
    int fd = dial(http_port(s.server));
    for (int i = 0; i < 3; i++) {
        say(fd, get("/page/a"));
        struct str y = hear(fd, S("page a\n"), 1);
        CHECK(str_starts(y, S("HTTP/1.1 200 ")) && contains(y, "page a\n"));
        CHECK(contains(y, "Content-Security-Policy: default-src 'none'"));
        CHECK(!contains(y, "Server:"));
        say(fd, get("/inline/b"));
        CHECK(contains(hear(fd, S("page b\n"), 1), "page b\n"));
    }
    close(fd);
    end(&s);
}

TEST(a_second_request_behind_a_suspended_one_is_answered_in_order)
{
    struct running_server s = begin(4);
    go(&s);
    int fd = dial(http_port(s.server));
    say(fd, arena_fmt(test_arena(), "%.*s%.*s%.*s", STR(get("/slow/200")), STR(get("/page/second")),
                      STR(get("/inline/third"))));
    struct str y = hear(fd, S("page third\n"), 1);
    size_t a = str_find(y, S("slow\n")), b = str_find(y, S("page second\n"));
    CHECK(a != SIZE_MAX && b != SIZE_MAX && a < b && b < str_find(y, S("page third\n")));
    close(fd);
    end(&s);
}

/* Assets and refusals are decided at the head; the connection stays for the next request all the same. */
TEST(what_needs_no_body_is_answered_early_and_keeps_the_connection)
{
    struct running_server s = begin(4);
    go(&s);
    int fd = dial(http_port(s.server));
    say(fd, get("/nowhere"));
    struct str y = hear(fd, S("</html>"), 1);
    CHECK(str_starts(y, S("HTTP/1.1 404 ")) && !contains(y, "Connection: close"));
    say(fd, get("/page/after"));
    CHECK(contains(hear(fd, S("page after\n"), 1), "page after\n"));
    close(fd);
    end(&s);
}

TEST(a_client_that_closes_its_sending_half_is_answered)
{
    struct running_server s = begin(4);
    go(&s);
    int fd = dial(http_port(s.server));
    say(fd, get("/slow/100"));
    shutdown(fd, SHUT_WR);
    CHECK(contains(hear(fd, S("slow\n"), 1), "slow\n"));
    close(fd);
    end(&s);
}

TEST(a_client_that_leaves_costs_nothing)
{
    struct running_server s = begin(4);
    go(&s);
    for (int i = 0; i < 20; i++) {
        int fd = dial(http_port(s.server));
        say(fd, i % 2 ? get("/slow/20")
                      : S("POST /take HTTP/1.1\r\nHost: a\r\nContent-Type: "
                          "application/json\r\nContent-Length: 100\r\n\r\nabc"));
        close(fd);
    }
    int fd = dial(http_port(s.server));
    say(fd, get("/page/still"));
    CHECK(contains(hear(fd, S("page still\n"), 1), "page still\n"));
    close(fd);
    end(&s);
}

TEST(a_body_larger_than_its_route_allows_is_refused_before_it_is_sent)
{
    struct running_server s = begin(4);
    go(&s);
    int fd = dial(http_port(s.server));
    int64_t from = ms_now();
    say(fd, S("POST /take HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
              "Content-Length: 629145600\r\n\r\n"));
    struct str y = hear_all(fd);
    CHECK(str_starts(y, S("HTTP/1.1 413 ")));
    CHECK(contains(y, "送られた内容が大きすぎます。") && contains(y, "Connection: close"));
    CHECK(ms_now() - from < 500);
    close(fd);
    end(&s);
}

/* A browser sends its whole body before it looks at the answer. */
TEST(a_client_in_the_midst_of_a_refused_body_still_sees_the_page)
{
    struct running_server s = begin(4);
    go(&s);
    int fd = dial(http_port(s.server));
    size_t n = 8 << 20;
    char *body = arena_new(test_arena(), char, n);
    memset(body, 'a', n);
    say(fd, arena_fmt(test_arena(),
                      "POST /take HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                      "Content-Length: %zu\r\n\r\n",
                      n));
    say(fd, str_n(body, n));
    CHECK(str_starts(hear_all(fd), S("HTTP/1.1 413 ")));
    close(fd);
    end(&s);
}

TEST(a_body_is_read_whole_in_whatever_pieces_it_comes)
{
    struct running_server s = begin(4);
    go(&s);
    int fd = dial(http_port(s.server));
    size_t n = 700000;
    char *body = arena_new(test_arena(), char, n);
    say(fd, arena_fmt(test_arena(),
                      "POST /take HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                      "Content-Length: %zu\r\n\r\n",
                      n));
    for (size_t at = 0, step = 1; at < n; at += step, step = step * 3 + 1)
        say(fd, str_n(body + at, at + step > n ? n - at : step));
    CHECK(contains(hear(fd, S("took 700000\n"), 1), "took 700000\n"));
    say(fd, S("POST /take HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
              "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"));
    CHECK(contains(hear(fd, S("took 5\n"), 1), "took 5\n"));
    close(fd);
    end(&s);
}

TEST(a_chunked_body_over_the_limit_is_refused)
{
    struct running_server s = begin(4);
    go(&s);
    int fd = dial(http_port(s.server));
    size_t n = 0x220000;
    char *body = arena_new(test_arena(), char, n);
    say(fd, S("POST /take HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
              "Transfer-Encoding: chunked\r\n\r\n220000\r\n"));
    say(fd, str_n(body, n));
    say(fd, S("\r\n0\r\n\r\n"));
    CHECK(str_starts(hear(fd, S("</html>"), 1), S("HTTP/1.1 413 ")));
    close(fd);
    end(&s);
}

/* What is smuggled is "GET /inline/smuggled": nobody may answer it. */
TEST(a_smuggled_request_is_never_answered)
{
    static const char *const heads[] = {
        "POST /take HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: "
        "chunked\r\n\r\n0\r\n\r\n",
        "POST /take HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: "
        "4\r\n\r\n0\r\n\r\n",
        "POST /take HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nContent-Length: 50\r\n\r\n",
        "POST /take HTTP/1.1\r\nHost: a\r\nContent-Length: 50\r\nContent-Length: 0\r\n\r\n",
        "POST /take HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n",
        "POST /take HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, identity\r\n\r\n",
        "POST /take HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:\r\n chunked\r\nContent-Length: "
        "5\r\n\r\n",
        "POST /take HTTP/1.1\r\nHost: a\r\nContent-Length: 0x10\r\n\r\n",
        "POST /take HTTP/1.1\r\nHost: a\r\nContent-Length: +0\r\n\r\n",
        "POST /take HTTP/1.1\r\nHost: a\r\nContent-Length : 0\r\nTransfer-Encoding: "
        "chunked\r\n\r\n0\r\n\r\n",
        "GET /page/x HTTP/1.1\r\nHost: a\r\nContent-Length: 40\r\n\r\n",
        "PUT /take HTTP/1.1\r\nHost: a\r\nContent-Length: 40\r\n\r\n",
        "DELETE /page/x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n",
    };
    struct running_server s = begin(4);
    go(&s);
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        int fd = dial(http_port(s.server));
        say(fd, arena_fmt(test_arena(), "%s%.*s", heads[i], STR(get("/inline/smuggled"))));
        shutdown(fd, SHUT_WR);
        struct str y = hear_all(fd);
        if (!CHECK(str_starts(y, S("HTTP/1.1 4")) && !contains(y, "page smuggled")))
            fprintf(stderr, "   %s\n   answered %.*s\n", heads[i], STR(y));
        close(fd);
    }
    end(&s);
}

TEST(headers_beyond_all_measure_are_refused)
{
    struct running_server s = begin(4);
    go(&s);
    char *large = arena_new(test_arena(), char, 65536);
    memset(large, 'h', 65535);
    int fd = dial(http_port(s.server));
    say(fd, arena_fmt(test_arena(), "GET /page/x HTTP/1.1\r\nHost: a\r\nX: %s\r\n\r\n", large));
    CHECK(str_starts(hear_all(fd), S("HTTP/1.1 431 ")));
    close(fd);
    struct out o;
    out_init(&o, test_arena(), 100000);
    out_str(&o, S("GET /page/x HTTP/1.1\r\nHost: a\r\n"));
    for (int i = 0; i < 80; i++)
        out_fmt(&o, "X-%d: y\r\n", i);
    out_str(&o, S("\r\n"));
    fd = dial(http_port(s.server));
    say(fd, out_text(&o));
    CHECK(str_starts(hear(fd, S("</html>"), 1), S("HTTP/1.1 431 ")));
    close(fd);
    end(&s);
}

static int64_t burst_ms(int clients)
{
    struct running_server s = begin(64);
    go(&s);
    int *fds = arena_new(test_arena(), int, (size_t)clients);
    for (int i = 0; i < clients; i++)
        fds[i] = dial(http_port(s.server));
    nanosleep(&(struct timespec) { .tv_nsec = 50000000 }, NULL);
    int64_t from = ms_now();
    for (int i = 0; i < clients; i++)
        say(fds[i], get("/slow/50"));
    for (int i = 0; i < clients; i++)
        CHECK(contains(hear(fds[i], S("slow\n"), 1), "slow\n"));
    int64_t took = ms_now() - from;
    for (int i = 0; i < clients; i++)
        close(fds[i]);
    end(&s);
    return took;
}

/* The chain of wake-ups must reach all sleeping workers: four of 64 are kept for staff. */
TEST(sleeping_workers_are_all_woken_by_a_burst)
{
    int64_t best = burst_ms(60);
    for (int i = 0; i < 4 && best >= 100; i++) {
        int64_t took = burst_ms(60);
        best = took < best ? took : best;
    }
    if (!CHECK(best < 100))
        fprintf(stderr, "   took %lld ms\n", (long long)best);
}

TEST(a_body_that_only_trickles_is_given_up)
{
    struct running_server s = begin(4);
    s.server->slowest_body_us = 300000;
    go(&s);
    int fd = dial(http_port(s.server));
    int64_t from = ms_now();
    say(fd, S("POST /take HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
              "Content-Length: 1000\r\n\r\n"));
    char byte;
    do {
        say(fd, S("a"));
        nanosleep(&(struct timespec) { .tv_nsec = 20000000 }, NULL);
    } while (recv(fd, &byte, 1, MSG_DONTWAIT) < 0 && errno == EAGAIN && ms_now() - from < 5000);
    CHECK(ms_now() - from < 3000);
    close(fd);
    end(&s);
}

TEST(staff_are_served_while_the_public_waits)
{
    struct running_server s = begin(16);
    go(&s);
    int fds[40];
    for (int i = 0; i < 40; i++) {
        fds[i] = dial(http_port(s.server));
        say(fds[i], get("/slow/300"));
    }
    nanosleep(&(struct timespec) { .tv_nsec = 50000000 }, NULL);
    int64_t from = ms_now();
    int staff = dial(http_port(s.server));
    say(staff, get("/staff/page/now"));
    CHECK(contains(hear(staff, S("page now\n"), 1), "page now\n"));
    CHECK(ms_now() - from < 250);
    for (int i = 0; i < 40; i++) {
        CHECK(contains(hear(fds[i], S("slow\n"), 1), "slow\n"));
        close(fds[i]);
    }
    close(staff);
    CHECK_INT(atomic_load(&most_running), 12);
    end(&s);
}

/* Many keep-alive clients in lockstep are what stalls the library's own loop (128 ready events). */
static void lockstep(int clients, int64_t for_ms)
{
    struct running_server s = begin(64);
    go(&s);
    struct pollfd *fds = arena_new(test_arena(), struct pollfd, (size_t)clients);
    struct str ask = get("/page/x");
    for (int i = 0; i < clients; i++) {
        fds[i] = (struct pollfd) { dial(http_port(s.server)), POLLIN, 0 };
        say(fds[i].fd, ask);
    }
    int64_t from = ms_now(), last = from, longest = 0, answers = 0;
    while (ms_now() - from < for_ms) {
        if (poll(fds, (nfds_t)clients, 100) < 0)
            abort();
        int64_t now = ms_now();
        for (int i = 0; i < clients; i++) {
            char text[4096];
            if (!(fds[i].revents & POLLIN) || recv(fds[i].fd, text, sizeof text, 0) <= 0)
                continue;
            answers++;
            last = now;
            say(fds[i].fd, ask);
        }
        if (now - last > longest)
            longest = now - last;
    }
    if (!CHECK(longest < 1000 && answers > 1000))
        fprintf(stderr, "   %lld answers, longest silence %lld ms\n", (long long)answers,
                (long long)longest);
    for (int i = 0; i < clients; i++)
        close(fds[i].fd);
    end(&s);
}

TEST(no_second_passes_without_answers_at_128_clients)
{
    lockstep(128, 3000);
}

TEST(no_second_passes_without_answers_at_256_clients)
{
    lockstep(256, 3000);
}

TEST(stopping_finishes_what_is_under_way_and_takes_nothing_new)
{
    struct running_server s = begin(8);
    go(&s);
    int port = http_port(s.server);
    int slow_one = dial(port), kept = dial(port);
    say(kept, get("/page/before"));
    CHECK(contains(hear(kept, S("page before\n"), 1), "page before\n"));
    say(slow_one, get("/slow/400"));
    nanosleep(&(struct timespec) { .tv_nsec = 100000000 }, NULL);
    http_stop(s.server);
    nanosleep(&(struct timespec) { .tv_nsec = 100000000 }, NULL);
    say(kept, get("/page/after"));
    struct str y = hear(kept, S("</html>"), 1);
    CHECK(str_starts(y, S("HTTP/1.1 503 ")) && contains(y, "Connection: close"));
    CHECK(contains(hear(slow_one, S("slow\n"), 1), "slow\n"));
    close(slow_one);
    close(kept);
    end(&s);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in a = { .sin_family = AF_INET,
                             .sin_port = htons((uint16_t)port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    CHECK(connect(fd, (struct sockaddr *)&a, sizeof a) != 0 && errno == ECONNREFUSED);
    close(fd);
}

TEST(the_operator_is_answered_on_a_port_of_their_own)
{
    struct running_server s = begin(4);
    go(&s);
    int fd = dial(http_operator_port(s.server));
    say(fd, get("/healthz"));
    CHECK(contains(hear(fd, S("ok\n"), 1), "ok\n"));
    say(fd, get("/metrics"));
    CHECK(contains(hear(fd, S("# EOF\n"), 1), "yakuba_queue_length 0\n"));
    say(fd, get("/page/x"));
    CHECK(str_starts(hear(fd, S("</html>"), 1), S("HTTP/1.1 404 ")));
    close(fd);
    fd = dial(http_port(s.server));
    say(fd, get("/metrics"));
    CHECK(str_starts(hear(fd, S("</html>"), 1), S("HTTP/1.1 404 ")));
    close(fd);
    end(&s);
}

/* C strings end at a NUL, lines do not: what follows must not turn into something else. */
TEST(a_nul_in_the_head_is_refused)
{
    static const struct str heads[] = {
        S_("GET /page/x\0y HTTP/1.1\r\nHost: a\r\n\r\n"),
        S_("GET /page/x HTTP/1.1\r\nHost: a\0b\r\n\r\n"),
        S_("POST /take HTTP/1.1\r\nHost: a\r\nContent-Length: 0\0 9\r\n\r\n"),
        S_("GET /page/x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding\0: chunked\r\n\r\n"),
    };
    struct running_server s = begin(4);
    go(&s);
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        int fd = dial(http_port(s.server));
        say(fd, heads[i]);
        shutdown(fd, SHUT_WR);
        struct str y = hear_all(fd);
        if (!CHECK(y.n == 0 || str_starts(y, S("HTTP/1.1 4"))))
            fprintf(stderr, "   case %zu: %.*s\n", i, STR(str_sub(y, 0, 40)));
        close(fd);
    }
    end(&s);
}

TEST(unusual_but_whole_heads_are_read)
{
    static const struct str heads[] = {
        S_("GET /page/x HTTP/1.1\r\nHost: a\r\nX-Empty:\r\nX-None: \r\nX-Tab:\tb\r\nX:y\r\n\r\n"),
        S_("GET /page/x?a=1&b HTTP/1.1\r\nHOST:   a\r\nCookie: a=b; c=d\r\nAccept: */*\r\n\r\n"),
        S_("\r\nGET /page/x HTTP/1.1\r\nHost: a\r\n\r\n"),
        S_("GET /page/x HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n"),
        S_("HEAD /page/x HTTP/1.1\r\nHost: a:8080\r\nX: trailing \r\n\r\n"),
    };
    struct running_server s = begin(4);
    go(&s);
    int kept = dial(http_port(s.server));
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        say(kept, heads[i]);
        struct str y = hear(kept, S("\r\n\r\n"), 1);
        if (!CHECK(str_starts(y, S("HTTP/1.1 200")) || str_starts(y, S("HTTP/1.0 200")) ||
                   str_starts(y, S("page x\nHTTP/1.1 200"))))
            fprintf(stderr, "   case %zu: %.*s\n", i, STR(str_sub(y, 0, 40)));
        nanosleep(&(struct timespec) { .tv_nsec = 20000000 }, NULL);
        char rest[100];
        (void)!recv(kept, rest, sizeof rest, MSG_DONTWAIT);
    }
    close(kept);
    end(&s);
}
