/* SPDX-License-Identifier: Apache-2.0 */
/* The event loop.  It owns the daemon: every call that takes the daemon or a connection is made on
 * this thread.  Our epoll set holds the library's epoll descriptor, one eventfd for finished
 * requests and for stopping, and lingering sockets.  MHD_run() is called with nothing to wait for,
 * so the library's stall at 128 ready events cannot happen (spine.md 0.2). */
#include "platform/http/server.h"

#include "platform/log/log.h"

#include <errno.h>
#include <microhttpd.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { LONGEST_NAP_MS = 1000, DRAIN_LIMIT_US = 10000000, SLOWEST_BYTES_PER_S = 16 << 10 };

int64_t clock_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

void poke(int event)
{
    uint64_t one = 1;
    while (write(event, &one, sizeof one) < 0 && errno == EINTR)
        ;
}

void loop_done(struct http_private *p)
{
    struct http_server *s = p->server;
    struct http_private *head = atomic_load_explicit(&s->done, memory_order_relaxed);
    do
        p->next = head;
    while (!atomic_compare_exchange_weak_explicit(&s->done, &head, p, memory_order_release,
                                                  memory_order_relaxed));
    if (!head)
        poke(s->event);
}

static void resume_done(struct http_server *s)
{
    struct http_private *p = atomic_exchange_explicit(&s->done, NULL, memory_order_acquire);
    struct http_private *in_order = NULL;
    while (p) {
        struct http_private *next = p->next;
        p->next = in_order;
        in_order = p;
        p = next;
    }
    while (in_order) {
        p = in_order;
        in_order = p->next;
        p->state = REQUEST_DONE;
        s->n_suspended--;
        MHD_resume_connection(p->connection);
    }
}

static int nap_ms(struct http_server *s)
{
    MHD_UNSIGNED_LONG_LONG ms;
    if (atomic_load_explicit(&s->done, memory_order_relaxed))
        return 0;
    if (MHD_get_timeout(s->daemon, &ms) != MHD_YES || ms > LONGEST_NAP_MS)
        return LONGEST_NAP_MS;
    return (int)ms;
}

/* A body that trickles in holds a request and, with a file, disk: it gets a minute, and more for
 * what it has brought.  The library notices the end of the socket and closes. */
static void end_slow_bodies(struct http_server *s, int64_t now_us)
{
    if (now_us < s->next_look_us)
        return;
    s->next_look_us = now_us + s->slowest_body_us / 60;
    for (size_t i = 0; i < s->pool.n; i++) {
        struct http_private *p = &s->pool.all[i];
        int64_t for_size = (int64_t)p->body_n * 1000000 / SLOWEST_BYTES_PER_S;
        if ((p->state == REQUEST_READING || p->state == REQUEST_REFUSED) && p->socket >= 0 &&
            now_us - p->started_us > s->slowest_body_us + for_size)
            shutdown(p->socket, SHUT_RDWR);
    }
}

static void one_round(struct http_server *s)
{
    struct epoll_event events[16];
    int n = epoll_wait(s->epoll, events, 16, nap_ms(s));
    for (int i = 0; i < n; i++) {
        uint64_t count;
        if (events[i].data.ptr == &s->event && read(s->event, &count, sizeof count) < 0)
            break; /* somebody else cleared it: nothing is lost, the list is looked at below */
    }
    resume_done(s);
    MHD_run(s->daemon);
    int64_t now = clock_us();
    linger_run(s->linger, now);
    end_slow_bodies(s, now);
    buffer_flush();
}

/* Stops listening, answers what is under way, refuses what still comes (spine.md 6.18). */
static void drain(struct http_server *s)
{
    int64_t until = clock_us() + DRAIN_LIMIT_US;
    atomic_store(&s->draining, true);
    int socket = MHD_quiesce_daemon(s->daemon);
    if (socket >= 0)
        close(socket);
    s->listen_socket = -1;
    while (s->n_live && clock_us() < until)
        one_round(s);
    if (s->n_suspended == 0)
        return;
    log_event(LOG_ERROR, "server.killed", LOG_INT("requests", (int64_t)s->n_suspended));
    log_flush();
    _exit(1); /* a handler hangs; what was acknowledged is on disk */
}

enum rc http_run(struct http_server *s)
{
    if (!s->daemon)
        return s->ran ? OK : FAILED;
    s->ran = true;
    log_event(LOG_INFO, "server.started", LOG_INT("port", s->port),
              LOG_INT("operator_port", s->operator_port), LOG_INT("workers", s->n_workers));
    while (!atomic_load(&s->stopping))
        one_round(s);
    drain(s);
    workers_stop(s);
    MHD_stop_daemon(s->daemon);
    s->daemon = NULL;
    operator_stop(s);
    buffers_free();
    log_event(LOG_INFO, "server.stopped", LOG_INT("port", s->port));
    log_flush();
    return OK;
}

void http_stop(struct http_server *s)
{
    atomic_store(&s->stopping, true);
    if (s->event >= 0)
        poke(s->event);
}
