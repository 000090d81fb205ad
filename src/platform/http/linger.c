/* SPDX-License-Identifier: Apache-2.0 */
/* Lingering sockets.  When a request is refused while its body is on the way, the library answers
 * and closes; the kernel would then answer the rest of the body with a reset, and the visitor's
 * browser would lose the page that says why.  So a second descriptor of the socket is kept and the
 * rest is read and dropped, within bounds. */
#include "platform/http/server.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MOST_LINGERING = 64, LONGEST_US = 10000000, MOST_BYTES = 64 << 20, AT_ONCE = 256 << 10 };

struct lingering {
    int fd; /* -1 = free */
    int64_t until_us;
    int64_t bytes;
};

struct lingers {
    int epoll;
    size_t n;
    struct lingering sockets[MOST_LINGERING];
    char waste[64 << 10];
};

struct lingers *linger_new(int epoll)
{
    struct lingers *l = calloc(1, sizeof *l);
    if (!l)
        return NULL;
    l->epoll = epoll;
    for (int i = 0; i < MOST_LINGERING; i++)
        l->sockets[i].fd = -1;
    return l;
}

static void end(struct lingers *l, struct lingering *s)
{
    epoll_ctl(l->epoll, EPOLL_CTL_DEL, s->fd, NULL);
    close(s->fd);
    s->fd = -1;
    l->n--;
}

void linger_free(struct lingers *l)
{
    for (int i = 0; l && i < MOST_LINGERING; i++)
        if (l->sockets[i].fd >= 0)
            end(l, &l->sockets[i]);
    free(l);
}

void linger_add(struct lingers *l, int socket, int64_t now_us)
{
    struct lingering *s = l->sockets;
    if (l->n == MOST_LINGERING)
        return;
    while (s->fd >= 0)
        s++;
    s->fd = fcntl(socket, F_DUPFD_CLOEXEC, 0);
    struct epoll_event event = { .events = EPOLLIN, .data.ptr = l };
    if (s->fd < 0)
        return;
    if (epoll_ctl(l->epoll, EPOLL_CTL_ADD, s->fd, &event) != 0) {
        close(s->fd);
        s->fd = -1;
        return;
    }
    s->until_us = now_us + LONGEST_US;
    s->bytes = 0;
    l->n++;
}

/* True when the other side has ended, or the bounds are reached. */
static bool drain(struct lingers *l, struct lingering *s)
{
    for (size_t turn = 0; turn < AT_ONCE; turn += sizeof l->waste) {
        ssize_t n = recv(s->fd, l->waste, sizeof l->waste, MSG_DONTWAIT);
        if (n == 0)
            return true;
        if (n < 0)
            return false;
        s->bytes += n;
        if (s->bytes > MOST_BYTES)
            return true;
    }
    return false;
}

void linger_run(struct lingers *l, int64_t now_us)
{
    for (size_t i = 0, seen = 0, n = l->n; seen < n && i < MOST_LINGERING; i++) {
        struct lingering *s = &l->sockets[i];
        if (s->fd < 0)
            continue;
        seen++;
        if (drain(l, s) || now_us > s->until_us)
            end(l, s);
    }
}
