/* SPDX-License-Identifier: Apache-2.0 */
/* A load generator: N keep-alive connections on one thread, each sending the next request when its
 * answer is whole.  Prints one line: rate, p50, p99, longest, errors, longest silence.
 *     load PORT PATH CLIENTS SECONDS */
#include "base/str.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { ROOM = 64 << 10, MOST_SAMPLES = 8 << 20 };

struct client {
    int fd;
    int64_t from_us;
    size_t n, wanted; /* bytes of this answer seen; 0 wanted = head not whole yet */
    char head[4096];
};

static char request[1000];
static int request_n;
static uint32_t *samples;
static size_t n_samples, n_errors;
static int64_t last_us, silence_us;

static int64_t now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void ask(struct client *c)
{
    c->n = c->wanted = 0;
    c->from_us = now_us();
    if (send(c->fd, request, (size_t)request_n, MSG_NOSIGNAL) != request_n)
        n_errors++;
}

static void dial(struct client *c, int port, int epoll)
{
    struct sockaddr_in a = { .sin_family = AF_INET,
                             .sin_port = htons((uint16_t)port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    struct epoll_event e = { .events = EPOLLIN, .data.ptr = c };
    int one = 1;
    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (c->fd < 0 || connect(c->fd, (struct sockaddr *)&a, sizeof a) != 0) {
        perror("load: connect");
        exit(1);
    }
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    epoll_ctl(epoll, EPOLL_CTL_ADD, c->fd, &e);
}

/* The length of the whole answer, once its head is here. */
static size_t whole_length(const struct client *c)
{
    struct str head = str_n(c->head, c->n < sizeof c->head ? c->n : sizeof c->head);
    size_t end = str_find(head, S("\r\n\r\n"));
    size_t at = str_find(head, S("Content-Length: "));
    int64_t length = 0;
    if (end == SIZE_MAX)
        return 0;
    if (!str_starts(head, S("HTTP/1.1 200")))
        n_errors++;
    if (at != SIZE_MAX) {
        struct str rest = str_sub(head, at + 16, end + 2);
        str_to_int(str_sub(rest, 0, str_find_char(rest, '\r')), &length);
    }
    return end + 4 + (size_t)length;
}

static void hear(struct client *c, int64_t until)
{
    static char waste[ROOM];
    ssize_t n = recv(c->fd, waste, sizeof waste, MSG_DONTWAIT);
    if (n <= 0) {
        n_errors++;
        close(c->fd);
        return;
    }
    if (c->n < sizeof c->head) {
        size_t take = sizeof c->head - c->n < (size_t)n ? sizeof c->head - c->n : (size_t)n;
        memcpy(c->head + c->n, waste, take);
    }
    c->n += (size_t)n;
    if (!c->wanted)
        c->wanted = whole_length(c);
    if (!c->wanted || c->n < c->wanted)
        return;
    int64_t now = now_us();
    if (last_us && now - last_us > silence_us)
        silence_us = now - last_us;
    last_us = now;
    if (n_samples < MOST_SAMPLES)
        samples[n_samples++] = (uint32_t)(now - c->from_us);
    if (now < until)
        ask(c);
}

static int by_value(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static void run(int epoll, int64_t until)
{
    struct epoll_event events[512];
    while (now_us() < until) {
        int n = epoll_wait(epoll, events, 512, 100);
        for (int i = 0; i < n; i++)
            hear(events[i].data.ptr, until);
    }
}

int main(int argc, char **argv)
{
    int64_t port, clients, seconds;
    if (argc != 5 || !str_to_int(str_of(argv[1]), &port) ||
        !str_to_int(str_of(argv[3]), &clients) || !str_to_int(str_of(argv[4]), &seconds) ||
        clients < 1 || clients > 20000) {
        fputs("usage: load PORT PATH CLIENTS SECONDS\n", stderr);
        return 2;
    }
    request_n =
        snprintf(request, sizeof request,
                 "GET %s HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n\r\n", argv[2]);
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    struct client *all = calloc((size_t)clients, sizeof *all);
    samples = calloc(MOST_SAMPLES, sizeof *samples);
    if (!all || !samples)
        return 1;
    for (int64_t i = 0; i < clients; i++)
        dial(&all[i], (int)port, epoll);
    int64_t start = now_us();
    for (int64_t i = 0; i < clients; i++)
        ask(&all[i]);
    run(epoll, start + 500000); /* warm */
    size_t warm = n_samples;
    n_samples = 0;
    silence_us = last_us = 0;
    (void)warm;
    for (int64_t i = 0; i < clients; i++) /* whoever rested at the end of the warm-up */
        if (all[i].wanted && all[i].n >= all[i].wanted)
            ask(&all[i]);
    int64_t from = now_us();
    run(epoll, from + seconds * 1000000);
    double took = (double)(now_us() - from) / 1e6;
    qsort(samples, n_samples, sizeof *samples, by_value);
    if (n_samples == 0)
        return 1;
    printf("%s clients %lld: %.0f /s, p50 %.2f ms, p99 %.2f ms, longest %.1f ms, errors %zu, "
           "longest silence %.1f ms\n",
           argv[2], (long long)clients, (double)n_samples / took, samples[n_samples / 2] / 1e3,
           samples[n_samples * 99 / 100] / 1e3, samples[n_samples - 1] / 1e3, n_errors,
           (double)silence_us / 1e3);
    free(all);
    free(samples);
    return n_errors != 0;
}
