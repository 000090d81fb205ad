/* SPDX-License-Identifier: Apache-2.0 */
/* Start and end of a server: configuration judged, sockets bound, pools made, threads started. */
#include "platform/http/server.h"

#include "platform/log/log.h"

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <signal.h>
#include <sodium.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    MOST_REQUESTS = 4096,
    DESCRIPTORS_BESIDE = 200,
    SERVER_MEMORY = 64 << 20,
    WARM_BLOCK = 64 << 10,
    SLOWEST_BODY_US = 60000000
};

static bool parse_address(const char *text, struct sockaddr_storage *ret_address, socklen_t *ret_n)
{
    struct str s = str_of(text);
    size_t colon = s.n;
    while (colon > 0 && s.p[colon - 1] != ':')
        colon--;
    int64_t port;
    char host[64] = { 0 };
    if (colon == 0 || colon > sizeof host || !str_to_int(str_sub(s, colon, s.n), &port) ||
        port < 0 || port > 65535)
        return false;
    struct str name = str_sub(s, 0, colon - 1);
    if (name.n >= 2 && name.p[0] == '[')
        name = str_sub(name, 1, name.n - 1);
    memcpy(host, name.p, name.n);
    *ret_address = (struct sockaddr_storage) { 0 };
    struct sockaddr_in *four = (struct sockaddr_in *)ret_address;
    struct sockaddr_in6 *six = (struct sockaddr_in6 *)ret_address;
    if (inet_pton(AF_INET, host, &four->sin_addr) == 1) {
        four->sin_family = AF_INET;
        four->sin_port = htons((uint16_t)port);
        *ret_n = sizeof *four;
        return true;
    }
    six->sin6_family = AF_INET6;
    six->sin6_port = htons((uint16_t)port);
    *ret_n = sizeof *six;
    return inet_pton(AF_INET6, host, &six->sin6_addr) == 1;
}

static int bound_port(int fd)
{
    struct sockaddr_storage a = { 0 };
    socklen_t n = sizeof a;
    if (getsockname(fd, (struct sockaddr *)&a, &n) != 0)
        return 0;
    return ntohs(a.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)&a)->sin6_port
                                         : ((struct sockaddr_in *)&a)->sin_port);
}

enum rc listen_on(const char *text, int *ret_socket, int *ret_port)
{
    struct sockaddr_storage address;
    socklen_t n;
    if (!parse_address(text, &address, &n)) {
        log_event(LOG_ERROR, "server.address", LOG_TEXT("listen", str_of(text)));
        return INVALID;
    }
    int fd = socket(address.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    int one = 1;
    if (fd >= 0)
        setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, n) != 0 || listen(fd, 1024) != 0) {
        log_event(LOG_ERROR, "server.listen", LOG_TEXT("listen", str_of(text)),
                  LOG_TEXT("why", str_of(strerrorname_np(errno))));
        if (fd >= 0)
            close(fd);
        return FAILED;
    }
    *ret_socket = fd;
    *ret_port = bound_port(fd);
    return OK;
}

/* Every connection is a descriptor: fewer connections are better than failing accepts. */
static void fit_descriptors(struct http_config *config)
{
    struct rlimit limit;
    if (config->connections <= 0)
        config->connections = 10000;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return;
    rlim_t wanted = (rlim_t)config->connections + DESCRIPTORS_BESIDE;
    if (limit.rlim_cur < wanted) {
        limit.rlim_cur = limit.rlim_max < wanted ? limit.rlim_max : wanted;
        setrlimit(RLIMIT_NOFILE, &limit);
        getrlimit(RLIMIT_NOFILE, &limit);
    }
    if (limit.rlim_cur < wanted) {
        int fewer = limit.rlim_cur > 2 * DESCRIPTORS_BESIDE
                        ? (int)limit.rlim_cur - DESCRIPTORS_BESIDE
                        : DESCRIPTORS_BESIDE / 2;
        log_event(LOG_WARNING, "server.connections", LOG_INT("wanted", config->connections),
                  LOG_INT("possible", fewer));
        config->connections = fewer;
    }
}

static void on_panic(void *cls, const char *file, unsigned int line, const char *reason)
{
    (void)cls;
    log_event(LOG_ERROR, "http.panic", LOG_TEXT("file", str_of(file)), LOG_INT("line", line),
              LOG_TEXT("why", str_of(reason)));
    log_flush();
    abort();
}

static enum rc check_config(struct http_server *s, const struct route *const **ret_routes)
{
    size_t n = 0;
    struct out complaints;
    while (s->config.routes && s->config.routes[n])
        n++;
    const struct route **routes = arena_new(&s->mem, const struct route *, n + 2);
    for (size_t i = 0; i < n; i++)
        routes[i] = s->config.routes[i];
    routes[n] = operator_routes;
    *ret_routes = routes;
    out_init(&complaints, &s->mem, 1 << 16);
    if (http_check_routes(routes, &complaints) != OK) {
        log_event(LOG_ERROR, "server.routes", LOG_TEXT("complaints", out_text(&complaints)));
        return INVALID;
    }
    if (!s->config.key || (!s->config.zone_public && !s->config.zone_staff)) {
        log_event(LOG_ERROR, "server.config",
                  LOG_TEXT("why", s->config.key ? S("no zone") : S("no key")));
        return INVALID;
    }
    return OK;
}

enum rc pool_make(struct request_pool *pool, struct http_server *s, size_t n)
{
    pool->n = n < MOST_REQUESTS ? n : MOST_REQUESTS;
    pool->all = calloc(pool->n, sizeof *pool->all);
    if (!pool->all)
        return FAILED;
    for (size_t i = pool->n; i-- > 0;) {
        request_init(&pool->all[i], s);
        pool->all[i].next = pool->free;
        pool->free = &pool->all[i];
    }
    return OK;
}

void pool_free(struct request_pool *pool)
{
    for (size_t i = 0; i < pool->n && pool->all; i++)
        request_clear(&pool->all[i]);
    free(pool->all);
    *pool = (struct request_pool) { 0 };
}

static enum rc open_sockets(struct http_server *s)
{
    struct epoll_event event = { .events = EPOLLIN };
    enum rc rc = listen_on(s->config.listen, &s->listen_socket, &s->port);
    if (rc != OK)
        return rc;
    s->epoll = epoll_create1(EPOLL_CLOEXEC);
    s->event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    s->linger = linger_new(s->epoll);
    if (s->epoll < 0 || s->event < 0 || !s->linger ||
        pool_make(&s->pool, s, (size_t)s->config.connections) != OK)
        return FAILED;
    s->daemon = intake_daemon(s, s->listen_socket, false);
    if (!s->daemon)
        return FAILED;
    s->listen_socket = -1; /* the library's now */
    event.data.ptr = &s->event;
    if (epoll_ctl(s->epoll, EPOLL_CTL_ADD, s->event, &event) != 0)
        return FAILED;
    event.data.ptr = s->daemon;
    int inner = MHD_get_daemon_info(s->daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
    if (epoll_ctl(s->epoll, EPOLL_CTL_ADD, inner, &event) != 0)
        return FAILED;
    rc = workers_start(s);
    return rc == OK && s->config.operator_listen ? operator_start(s) : rc;
}

static enum rc start(struct http_server *s)
{
    const struct route *const *routes;
    if (sodium_init() < 0)
        return FAILED;
    enum rc rc = check_config(s, &routes);
    if (rc == OK)
        rc = table_build(&s->mem, routes, &s->table);
    if (rc != OK)
        return rc;
    signal(SIGPIPE, SIG_IGN);
    MHD_set_panic_func(on_panic, NULL);
    fit_descriptors(&s->config);
    s->rates = rates_new();
    if (!s->rates)
        return FAILED;
    if (s->config.default_rate_per_minute == 0)
        log_event(LOG_WARNING, "server.no_rate_limits");
    assets_use(s->config.assets);
    return s->config.listen ? open_sockets(s) : OK;
}

enum rc http_start(const struct http_config *config, struct http_server **ret_server)
{
    struct http_server *s = calloc(1, sizeof *s);
    if (!s)
        return FAILED;
    s->config = *config;
    s->listen_socket = s->epoll = s->event = s->operator_event = -1;
    s->slowest_body_us = SLOWEST_BODY_US;
    pthread_mutex_init(&s->loopback_lock, NULL);
    arena_init(&s->mem, SERVER_MEMORY);
    arena_init(&s->loop_mem, ARENA_REQUEST_CEILING);
    arena_init(&s->operator_mem, ARENA_REQUEST_CEILING);
    arena_new(&s->loop_mem, char, WARM_BLOCK); /* see worker.c */
    enum rc rc = start(s);
    if (rc != OK) {
        http_release(s);
        return rc;
    }
    *ret_server = s;
    return OK;
}

int http_port(const struct http_server *s)
{
    return s->port;
}

int http_operator_port(const struct http_server *s)
{
    return s->operator_port;
}

void http_release(struct http_server *s)
{
    if (!s)
        return;
    workers_stop(s);
    if (s->daemon)
        MHD_stop_daemon(s->daemon);
    operator_stop(s);
    linger_free(s->linger);
    session_close(s->loopback_db);
    pool_free(&s->pool);
    if (s->listen_socket >= 0)
        close(s->listen_socket);
    if (s->epoll >= 0)
        close(s->epoll);
    if (s->event >= 0)
        close(s->event);
    rates_free(s->rates);
    buffers_free();
    arena_release(&s->mem);
    arena_release(&s->loop_mem);
    arena_release(&s->operator_mem);
    pthread_mutex_destroy(&s->loopback_lock);
    free(s);
}
