/* SPDX-License-Identifier: Apache-2.0 */
/* One epoll loop; answers are small and have a Content-Length. */
#include "tests/bench/rush.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { ROOM = 16 << 10, SILENCE_MS = 10000 };

struct line { /* one connection */
    int fd;
    bool asks;
    int64_t from_us;
    size_t n;
    char bytes[ROOM];
};

struct running {
    const struct rush *rush;
    struct line *lines;
    int epoll;
    int64_t started_us;
    size_t next, done, bad;
    double *took_ms;
};

static int64_t now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static bool dial(struct running *r, struct line *l)
{
    struct sockaddr_in a = { .sin_family = AF_INET,
                             .sin_port = htons((uint16_t)r->rush->port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    struct epoll_event e = { .events = EPOLLIN, .data.ptr = l };
    int one = 1;
    l->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (l->fd < 0 || connect(l->fd, (struct sockaddr *)&a, sizeof a) != 0)
        return false;
    setsockopt(l->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    return epoll_ctl(r->epoll, EPOLL_CTL_ADD, l->fd, &e) == 0;
}

/* When request i may go out. */
static int64_t due_us(const struct running *r, size_t i)
{
    return r->rush->per_second > 0
               ? r->started_us + (int64_t)((double)i * 1e6 / r->rush->per_second)
               : now_us();
}

static void ask(struct running *r, struct line *l)
{
    struct str bytes = r->rush->requests[r->next];
    l->from_us = due_us(r, r->next++);
    l->n = 0;
    l->asks = true;
    if (send(l->fd, bytes.p, bytes.n, MSG_NOSIGNAL) != (ssize_t)bytes.n)
        r->bad++;
}

static bool is_whole(const struct line *l)
{
    struct str all = str_n(l->bytes, l->n);
    size_t end = str_find(all, S("\r\n\r\n")), at = str_find(all, S("Content-Length: "));
    int64_t length = 0;
    if (end == SIZE_MAX)
        return false;
    if (at < end) {
        struct str rest = str_sub(all, at + 16, end + 2);
        str_to_int(str_sub(rest, 0, str_find_char(rest, '\r')), &length);
    }
    return l->n >= end + 4 + (size_t)length;
}

static void hear(struct running *r, struct line *l)
{
    ssize_t n = recv(l->fd, l->bytes + l->n, ROOM - l->n, MSG_DONTWAIT);
    if (n <= 0) {
        r->bad++;
        r->done++;
        l->asks = true; /* a dead line asks no more */
        epoll_ctl(r->epoll, EPOLL_CTL_DEL, l->fd, NULL);
        return;
    }
    l->n += (size_t)n;
    if (!is_whole(l))
        return;
    struct str all = str_n(l->bytes, l->n);
    r->bad += !str_starts(all, r->rush->wanted) || str_find(all, r->rush->place) == SIZE_MAX;
    r->took_ms[r->done++] = (double)(now_us() - l->from_us) / 1e3;
    l->asks = false;
}

static void send_what_is_due(struct running *r)
{
    for (int i = 0; i < r->rush->clients && r->next < r->rush->n; i++)
        if (!r->lines[i].asks && due_us(r, r->next) <= now_us())
            ask(r, &r->lines[i]);
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void go(struct running *r)
{
    struct epoll_event events[256];
    int64_t heard_us = now_us();
    r->started_us = now_us();
    while (r->done < r->rush->n && now_us() - heard_us < SILENCE_MS * 1000) {
        send_what_is_due(r);
        int n = epoll_wait(r->epoll, events, 256, r->rush->per_second > 0 ? 1 : 1000);
        for (int i = 0; i < n; i++) {
            struct line *l = events[i].data.ptr;
            hear(r, l);
            if (!l->asks && r->next < r->rush->n && due_us(r, r->next) <= now_us())
                ask(r, l);
        }
        if (n > 0)
            heard_us = now_us();
    }
}

bool rush_run(const struct rush *rush, struct rush_figures *ret_figures)
{
    struct running r = { .rush = rush, .epoll = epoll_create1(EPOLL_CLOEXEC) };
    r.lines = calloc((size_t)rush->clients, sizeof *r.lines);
    r.took_ms = calloc(rush->n + 1, sizeof *r.took_ms);
    bool good = r.lines && r.took_ms && rush->n > 0;
    for (int i = 0; good && i < rush->clients; i++)
        good = dial(&r, &r.lines[i]);
    if (good) {
        go(&r);
        size_t n = r.done;
        *ret_figures = (struct rush_figures) { .seconds = (double)(now_us() - r.started_us) / 1e6,
                                               .answered = n };
        ret_figures->bad = r.bad + rush->n - n;
        qsort(r.took_ms, n, sizeof *r.took_ms, by_value);
        if (n > 0) {
            ret_figures->p50_ms = r.took_ms[n / 2];
            ret_figures->p99_ms = r.took_ms[n * 99 / 100];
            ret_figures->longest_ms = r.took_ms[n - 1];
        }
    }
    for (int i = 0; r.lines && i < rush->clients; i++)
        if (r.lines[i].fd > 0)
            close(r.lines[i].fd);
    close(r.epoll);
    free(r.lines);
    free(r.took_ms);
    return good;
}
