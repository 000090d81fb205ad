/* SPDX-License-Identifier: Apache-2.0 */
/* Calls to a real server on loopback, and everything that tries to lead a call inside. */
#include "base/out.h"
#include "platform/http-client/guard.h"
#include "tests/test.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* ---- a server: one connection after another, the answer by the path ---- */

struct server {
    int socket, port;
    pthread_t thread;
    atomic_int n_calls;
    char last[4096]; /* the request, once its answer was sent */
};

static void answer(int fd, const char *request)
{
    static char large[200000];
    if (strstr(request, " /moved "))
        dprintf(fd, "HTTP/1.1 302 Found\r\nLocation: /ok\r\nContent-Length: 0\r\nConnection: "
                    "close\r\n\r\n");
    else if (strstr(request, " /gone "))
        dprintf(fd, "HTTP/1.1 410 Gone\r\nContent-Length: 4\r\nConnection: close\r\n\r\ngone");
    else if (strstr(request, " /slow "))
        nanosleep(&(struct timespec) { .tv_sec = 1 }, NULL);
    else if (strstr(request, " /large ")) {
        memset(large, 'x', sizeof large);
        dprintf(fd, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
        (void)!write(fd, large, sizeof large);
    } else if (strstr(request, " /headers ")) {
        dprintf(fd, "HTTP/1.1 200 OK\r\n");
        for (int i = 0; i < 100; i++)
            dprintf(fd, "X-%d: y\r\n", i);
        dprintf(fd, "Connection: close\r\n\r\n");
    } else
        dprintf(
            fd,
            "HTTP/1.1 200 OK\r\nX-Said: yes\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok");
}

static bool is_whole(const char *request)
{
    const char *body = strstr(request, "\r\n\r\n"), *length = strstr(request, "Content-Length: ");
    return body && (!length || strlen(body + 4) >= (size_t)strtol(length + 16, NULL, 10));
}

static void *serve(void *arg)
{
    struct server *s = arg;
    for (;;) {
        int fd = accept(s->socket, NULL, NULL);
        if (fd < 0)
            return NULL;
        char request[4096] = "";
        for (size_t n = 0; n + 1 < sizeof request && !is_whole(request);) {
            ssize_t got = read(fd, request + n, sizeof request - 1 - n);
            if (got <= 0)
                break;
            n += (size_t)got;
            request[n] = 0;
        }
        memcpy(s->last, request, sizeof request);
        atomic_fetch_add(&s->n_calls, 1);
        answer(fd, request);
        close(fd);
    }
}

static struct server *server(void)
{
    static struct server s;
    struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t n = sizeof a;
    if (s.port)
        return &s;
    signal(SIGPIPE, SIG_IGN);
    s.socket = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (s.socket < 0 || bind(s.socket, (struct sockaddr *)&a, sizeof a) != 0 ||
        listen(s.socket, 16) != 0 || getsockname(s.socket, (struct sockaddr *)&a, &n) != 0)
        abort();
    s.port = ntohs(a.sin_port);
    pthread_create(&s.thread, NULL, serve, &s);
    return &s;
}

static struct http_client *client(const char *allow, const char *resolve, const char *ca_file)
{
    struct http_client *c = NULL;
    CHECK_OK(http_client_open(
        &(struct http_client_config) { .allow = allow, .resolve = resolve, .ca_file = ca_file },
        &c));
    return c;
}

static const char *at(const char *fmt, int port)
{
    struct out o;
    out_init(&o, test_arena(), 300);
    for (; *fmt; fmt++)
        if (*fmt == '#')
            out_int(&o, port);
        else
            out_char(&o, *fmt);
    return arena_cstr(test_arena(), out_text(&o));
}

static enum rc get(struct http_client *c, const char *url, struct http_client_answer *ret)
{
    return http_client_send(
        c, test_arena(), &(struct http_client_call) { .method = "GET", .url = str_of(url) }, ret);
}

/* ---- what a call does ---- */

TEST(a_call_sends_what_it_says_and_gives_back_the_answer)
{
    struct server *s = server();
    struct http_client *c = client(at("127.0.0.1:#", s->port), NULL, NULL);
    struct http_client_answer a;
    const struct http_client_header headers[] = { { S_("Content-Type"), S_("application/json") },
                                                  { S_("X-Mine"), S_("1") } };
    struct http_client_call call = { .method = "POST",
                                     .url = str_of(at("http://127.0.0.1:#/in?a=1", s->port)),
                                     .headers = headers,
                                     .n_headers = 2,
                                     .body = S("{\"a\":1}"),
                                     .https_only = true };
    CHECK_OK(http_client_send(c, test_arena(), &call, &a));
    CHECK_INT(a.status, 200);
    CHECK_STR(a.body, "ok");
    CHECK_STR(http_client_header(&a, S("x-said")), "yes");
    CHECK(strstr(s->last, "POST /in?a=1 HTTP/1.1\r\n") == s->last);
    CHECK(strstr(s->last, "Content-Type: application/json\r\n") != NULL);
    CHECK(strstr(s->last, "X-Mine: 1\r\n") != NULL);
    CHECK(strstr(s->last, "User-Agent: yakuba\r\n") != NULL);
    CHECK(strstr(s->last, "\r\n\r\n{\"a\":1}") != NULL);
    http_client_close(c);
}

TEST(a_status_is_an_answer_and_a_redirect_is_not_followed)
{
    struct server *s = server();
    struct http_client *c = client(at("127.0.0.1:#", s->port), NULL, NULL);
    struct http_client_answer a;
    int before = atomic_load(&s->n_calls);
    CHECK_OK(get(c, at("http://127.0.0.1:#/moved", s->port), &a));
    CHECK_INT(a.status, 302);
    CHECK_STR(http_client_header(&a, S("Location")), "/ok");
    CHECK_OK(get(c, at("http://127.0.0.1:#/gone", s->port), &a));
    CHECK_INT(a.status, 410);
    CHECK_STR(a.body, "gone");
    CHECK_INT(atomic_load(&s->n_calls), before + 2);
    http_client_close(c);
}

TEST(time_size_and_headers_have_limits)
{
    struct server *s = server();
    struct http_client *c = client(at("127.0.0.1:#", s->port), NULL, NULL);
    struct http_client_answer a;
    struct http_client_call call = { .method = "GET",
                                     .url = str_of(at("http://127.0.0.1:#/slow", s->port)),
                                     .time_ms = 200 };
    CHECK_INT(http_client_send(c, test_arena(), &call, &a), FAILED);
    CHECK(a.error.n > 0);
    CHECK(a.took_ms >= 150 && a.took_ms < 900);
    call.time_ms = 0;
    call.url = str_of(at("http://127.0.0.1:#/large", s->port));
    call.answer_limit = 1000;
    CHECK_INT(http_client_send(c, test_arena(), &call, &a), FAILED);
    CHECK_STR(a.error, "The answer is larger than it may be.");
    call.cut_answer = true;
    CHECK_OK(http_client_send(c, test_arena(), &call, &a));
    CHECK_INT(a.status, 200);
    CHECK(a.is_cut);
    CHECK_INT((int64_t)a.body.n, 1000);
    CHECK_INT(get(c, at("http://127.0.0.1:#/headers", s->port), &a), FAILED);
    CHECK_STR(a.error, "The answer is larger than it may be.");
    http_client_close(c);
}

TEST(a_line_end_in_a_header_is_not_sent)
{
    struct server *s = server();
    struct http_client *c = client(at("127.0.0.1:#", s->port), NULL, NULL);
    struct http_client_answer a;
    const struct http_client_header bad[] = { { S_("X-A"), S_("1\r\nX-B: 2") } };
    struct http_client_call call = { .method = "GET",
                                     .url = str_of(at("http://127.0.0.1:#/ok", s->port)),
                                     .headers = bad,
                                     .n_headers = 1 };
    int before = atomic_load(&s->n_calls);
    CHECK_INT(http_client_send(c, test_arena(), &call, &a), INVALID);
    CHECK_INT(atomic_load(&s->n_calls), before);
    http_client_close(c);
}

TEST(nobody_listening_is_said_in_words)
{
    struct http_client *c = client("127.0.0.1:1", NULL, NULL);
    struct http_client_answer a;
    CHECK_INT(get(c, "http://127.0.0.1:1/", &a), FAILED);
    CHECK_INT(a.status, 0);
    CHECK(a.error.n > 0);
    http_client_close(c);
}

/* ---- where a call must not go ---- */

static const struct {
    const char *url;
    enum http_client_refusal why;
} corpus[] = {
    { "http://127.0.0.1:#/", HTTP_CLIENT_PRIVATE },
    { "http://127.1:#/", HTTP_CLIENT_PRIVATE },
    { "http://2130706433:#/", HTTP_CLIENT_PRIVATE },
    { "http://0x7f000001:#/", HTTP_CLIENT_PRIVATE },
    { "http://0x7f.0.0.1:#/", HTTP_CLIENT_PRIVATE },
    { "http://017700000001:#/", HTTP_CLIENT_PRIVATE },
    { "http://0177.0.0.1:#/", HTTP_CLIENT_PRIVATE },
    { "http://127.0.0.1.:#/", HTTP_CLIENT_PRIVATE },
    { "http://localhost:#/", HTTP_CLIENT_PRIVATE },
    { "http://LOCALHOST.:#/", HTTP_CLIENT_PRIVATE },
    { "http://0.0.0.0:#/", HTTP_CLIENT_PRIVATE },
    { "http://0:#/", HTTP_CLIENT_PRIVATE },
    { "http://[::1]:#/", HTTP_CLIENT_PRIVATE },
    { "http://[::]:#/", HTTP_CLIENT_PRIVATE },
    { "http://[::ffff:127.0.0.1]:#/", HTTP_CLIENT_PRIVATE },
    { "http://[::ffff:7f00:1]:#/", HTTP_CLIENT_PRIVATE },
    { "http://[::127.0.0.1]:#/", HTTP_CLIENT_PRIVATE },
    { "http://[64:ff9b::7f00:1]:#/", HTTP_CLIENT_PRIVATE },
    { "http://[2002:7f00:1::]:#/", HTTP_CLIENT_PRIVATE },
    { "http://[fd00:ec2::254]/", HTTP_CLIENT_PRIVATE },
    { "http://[fe80::1]/", HTTP_CLIENT_PRIVATE },
    { "http://[ff02::1]/", HTTP_CLIENT_PRIVATE },
    { "http://169.254.169.254/latest/meta-data/", HTTP_CLIENT_PRIVATE },
    { "http://2852039166/", HTTP_CLIENT_PRIVATE },
    { "http://100.100.100.200/", HTTP_CLIENT_PRIVATE },
    { "http://168.63.129.16/", HTTP_CLIENT_PRIVATE },
    { "http://192.0.0.192/", HTTP_CLIENT_PRIVATE },
    { "http://10.0.0.1/", HTTP_CLIENT_PRIVATE },
    { "http://172.31.255.255/", HTTP_CLIENT_PRIVATE },
    { "http://192.168.1.1/", HTTP_CLIENT_PRIVATE },
    { "http://224.0.0.1/", HTTP_CLIENT_PRIVATE },
    { "http://255.255.255.255/", HTTP_CLIENT_PRIVATE },
    { "https://203.0.113.5/", HTTP_CLIENT_PRIVATE },
    { "http://xtown.example.jp@127.0.0.1:#/", HTTP_CLIENT_USERINFO },
    { "http://user:word@127.0.0.1:#/", HTTP_CLIENT_USERINFO },
    { "http://@127.0.0.1:#/", HTTP_CLIENT_USERINFO },
    { "http://127.0.0.1:#\\@xtown.example.jp/", HTTP_CLIENT_NO_URL },
    { "http://127.0.0.1:# /", HTTP_CLIENT_NO_URL },
    { "http://127.0.0.1:#/\r\nX: y", HTTP_CLIENT_NO_URL },
    { "http://[::1%25lo]:#/", HTTP_CLIENT_NO_URL },
    { "http://127.0.0.1:99999/", HTTP_CLIENT_NO_URL },
    { "http://１２７.0.0.1:#/", HTTP_CLIENT_NO_URL },
    { "http:///", HTTP_CLIENT_NO_URL },
    { "", HTTP_CLIENT_NO_URL },
    { "https://8.8.8.8:25/", HTTP_CLIENT_PORT },
    { "https://8.8.8.8:22/", HTTP_CLIENT_PORT },
    { "file:///etc/passwd", HTTP_CLIENT_SCHEME },
    { "gopher://127.0.0.1:#/", HTTP_CLIENT_SCHEME },
    { "ftp://127.0.0.1/", HTTP_CLIENT_SCHEME },
    { "dict://127.0.0.1:#/", HTTP_CLIENT_SCHEME },
    { "smb://127.0.0.1/", HTTP_CLIENT_SCHEME },
};

TEST(nothing_leads_a_call_inside)
{
    struct server *s = server();
    /* The list names another port: that must not help. */
    struct http_client *c = client(at("127.0.0.1:1, xtown.example.jp:#", s->port), NULL, NULL);
    int before = atomic_load(&s->n_calls);
    for (size_t i = 0; i < sizeof corpus / sizeof *corpus; i++) {
        struct http_client_answer a;
        const char *url = at(corpus[i].url, s->port);
        bool good = CHECK_INT(get(c, url, &a), DENIED) & CHECK_INT(a.refusal, corpus[i].why) &
                    CHECK_INT(http_client_look(c, test_arena(), str_of(url), false), corpus[i].why);
        CHECK(a.error.n > 0);
        if (!good)
            printf("    %s (%.*s)\n", url, STR(a.error));
    }
    CHECK_INT(atomic_load(&s->n_calls), before);
    http_client_close(c);
}

TEST(a_name_that_turns_inside_after_it_was_looked_at_comes_to_nothing)
{
    struct server *s = server();
    struct http_client *c = client(NULL, at("turn.example.jp:#:127.0.0.1", s->port), NULL);
    struct http_client_answer a;
    int before = atomic_load(&s->n_calls);
    CHECK_INT(get(c, at("http://turn.example.jp:#/", s->port), &a), DENIED);
    CHECK_INT(a.refusal, HTTP_CLIENT_PRIVATE);
    http_client_close(c);
    c = client(NULL, at("turn.example.jp:#:[::1],127.0.0.1,[::ffff:127.0.0.1]", s->port), NULL);
    CHECK_INT(get(c, at("http://turn.example.jp:#/", s->port), &a), DENIED);
    http_client_close(c);
    /* Where the list names the host, its address does not matter. */
    c = client(at("Turn.example.jp.:#", s->port), at("turn.example.jp:#:127.0.0.1", s->port), NULL);
    CHECK_OK(get(c, at("http://turn.example.jp:#/", s->port), &a));
    CHECK_INT(atomic_load(&s->n_calls), before + 1);
    http_client_close(c);
}

TEST(https_is_asked_for_unless_the_list_names_the_place)
{
    struct server *s = server();
    struct http_client *c = client(at("127.0.0.1:#", s->port), NULL, NULL);
    CHECK_INT(http_client_look(c, test_arena(), S("http://8.8.8.8/in"), true), HTTP_CLIENT_SCHEME);
    CHECK_INT(http_client_look(c, test_arena(), S("http://8.8.8.8/in"), false), HTTP_CLIENT_GOOD);
    CHECK_INT(http_client_look(c, test_arena(), S("https://8.8.8.8:8443/in"), true),
              HTTP_CLIENT_GOOD);
    CHECK_INT(http_client_look(c, test_arena(), S("https://[2606:4700::1111]/in"), true),
              HTTP_CLIENT_GOOD);
    CHECK_INT(http_client_look(c, test_arena(), str_of(at("http://127.0.0.1:#/", s->port)), true),
              HTTP_CLIENT_GOOD);
    CHECK_INT(http_client_look(c, test_arena(), S("https://no-such-host.invalid/"), true),
              HTTP_CLIENT_UNKNOWN_HOST);
    http_client_close(c);
}

TEST(an_allow_list_that_cannot_be_read_is_refused)
{
    static const char *const bad[] = { "localhost", "localhost:", ":80",         "a:0",
                                       "a:70000",   "::1:80",     "http://a:80", "[]:80" };
    struct http_client *c;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        CHECK_INT(http_client_open(&(struct http_client_config) { .allow = bad[i] }, &c), INVALID);
    c = client(" a.example.jp:443 , [::1]:8080,", NULL, NULL);
    http_client_close(c);
}

/* ---- TLS ---- */

static const char *in_folder(const char *name)
{
    return arena_fmt(test_arena(), "%.*s/%s", STR(test_folder()), name).p;
}

static pid_t start_tls(int port, const char *key, const char *certificate)
{
    pid_t pid = fork();
    if (pid)
        return pid;
    (void)!freopen("/dev/null", "w", stdout);
    (void)!freopen("/dev/null", "w", stderr);
    execlp("openssl", "openssl", "s_server", "-accept", at("127.0.0.1:#", port), "-key", key,
           "-cert", certificate, "-www", (char *)NULL);
    _exit(127);
}

static int free_port(void)
{
    struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t n = sizeof a;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || bind(fd, (struct sockaddr *)&a, sizeof a) != 0 ||
        getsockname(fd, (struct sockaddr *)&a, &n) != 0)
        abort();
    close(fd);
    return ntohs(a.sin_port);
}

TEST(a_certificate_must_be_trusted_and_of_that_name)
{
    const char *key = in_folder("key.pem"), *certificate = in_folder("certificate.pem");
    const char *const make[] = { "openssl",
                                 "req",
                                 "-x509",
                                 "-newkey",
                                 "ec",
                                 "-pkeyopt",
                                 "ec_paramgen_curve:P-256",
                                 "-nodes",
                                 "-days",
                                 "2",
                                 "-keyout",
                                 key,
                                 "-out",
                                 certificate,
                                 "-subj",
                                 "/CN=in.example.jp",
                                 "-addext",
                                 "subjectAltName=DNS:in.example.jp",
                                 NULL };
    struct http_client_answer a = { 0 };
    pid_t maker = fork();
    int status = 1;
    if (maker == 0) {
        (void)!freopen("/dev/null", "w", stderr);
        execvp("openssl", (char *const *)(uintptr_t)make);
        _exit(127);
    }
    waitpid(maker, &status, 0);
    if (!CHECK_INT(status, 0))
        return;
    int port = free_port();
    pid_t pid = start_tls(port, key, certificate);
    const char *allow = at("in.example.jp:#, other.example.jp:#", port);
    const char *resolve = at("in.example.jp:#:127.0.0.1", port);
    struct http_client *c = client(allow, resolve, certificate);
    enum rc rc = FAILED;
    for (int i = 0; rc != OK && i < 100; i++) {
        nanosleep(&(struct timespec) { .tv_nsec = 50000000 }, NULL);
        rc = get(c, at("https://in.example.jp:#/", port), &a);
    }
    CHECK_OK(rc);
    CHECK_INT(a.status, 200);
    http_client_close(c);
    c = client(allow, resolve, NULL); /* nobody the system trusts */
    CHECK_INT(get(c, at("https://in.example.jp:#/", port), &a), FAILED);
    CHECK_INT(a.status, 0);
    CHECK(a.error.n > 0);
    http_client_close(c);
    c = client(allow, at("other.example.jp:#:127.0.0.1", port), certificate);
    CHECK_INT(get(c, at("https://other.example.jp:#/", port), &a), FAILED);
    http_client_close(c);
    kill(pid, SIGTERM);
    waitpid(pid, &status, 0);
}

TEST(only_public_addresses_are_public)
{
    static const struct {
        const char *address;
        bool is_public;
    } table[] = {
        { "8.8.8.8", true },          { "1.1.1.1", true },        { "9.255.255.255", true },
        { "11.0.0.0", true },         { "100.63.255.255", true }, { "100.64.0.0", false },
        { "100.127.255.255", false }, { "100.128.0.0", true },    { "172.15.255.255", true },
        { "172.16.0.0", false },      { "172.32.0.0", true },     { "198.17.255.255", true },
        { "198.18.0.0", false },      { "198.20.0.0", true },     { "223.255.255.255", true },
        { "239.1.1.1", false },       { "192.0.1.1", true },      { "2400:8500::1", true },
        { "2001:200::1", true },      { "2001::1", false },       { "2001:1ff::1", false },
        { "2001:db8::1", false },     { "3fff:fff::1", false },   { "3ffe::1", true },
        { "4000::1", false },         { "fc00::1", false },       { "fdff::1", false },
        { "fec0::1", false },
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct sockaddr_in v4 = { .sin_family = AF_INET };
        struct sockaddr_in6 v6 = { .sin6_family = AF_INET6 };
        bool got = inet_pton(AF_INET, table[i].address, &v4.sin_addr) == 1
                       ? guard_is_public((struct sockaddr *)&v4, sizeof v4)
                       : inet_pton(AF_INET6, table[i].address, &v6.sin6_addr) == 1 &&
                             guard_is_public((struct sockaddr *)&v6, sizeof v6);
        if (!CHECK(got == table[i].is_public))
            printf("    %s\n", table[i].address);
    }
    CHECK(!guard_is_public(&(struct sockaddr) { .sa_family = AF_UNIX }, sizeof(struct sockaddr)));
}
