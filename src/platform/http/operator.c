/* SPDX-License-Identifier: Apache-2.0 */
/* The operator's listener: a second daemon with a port and a thread of its own, so that health and
 * figures are answered while the other side is busy.  Routes of the operator zone run here. */
#include "platform/http/server.h"

#include "platform/db/db.h"

#include <microhttpd.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum { OPERATOR_CONNECTIONS = 32 };

static enum rc health(struct req *r)
{
    return reply_bytes(r, 200, "text/plain; charset=utf-8", S("ok\n"));
}

bool server_is_ready(struct http_server *s)
{
    if (atomic_load(&s->stopping) || atomic_load(&s->draining))
        return false;
    if (s->config.store && !db_is_writable(s->config.store))
        return false;
    return !s->config.is_ready || s->config.is_ready(s->config.app);
}

static enum rc ready(struct req *r)
{
    bool yes = server_is_ready(r->http->server);
    return reply_bytes(r, yes ? 200 : 503, "text/plain; charset=utf-8",
                       yes ? S("ready\n") : S("not ready\n"));
}

static enum rc metrics(struct req *r)
{
    return reply_bytes(r, 200, "application/openmetrics-text; version=1.0.0; charset=utf-8",
                       figures_text(r->http->server, r->mem));
}

const struct route operator_routes[] = {
    { GET, "/healthz", ZONE_OPERATOR, ACCESS_ANYONE, INLINE, health, "Says that the process runs" },
    { GET, "/readyz", ZONE_OPERATOR, ACCESS_ANYONE, INLINE, ready,
      "Says whether requests and changes are taken" },
    { GET, "/metrics", ZONE_OPERATOR, ACCESS_ANYONE, INLINE, metrics,
      "The figures of this process in OpenMetrics" },
    { 0 },
};

static void *serve(void *arg)
{
    struct http_server *s = arg;
    int inner = MHD_get_daemon_info(s->operator_daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
    while (atomic_load(&s->operator_running)) {
        MHD_UNSIGNED_LONG_LONG ms;
        struct pollfd fds[2] = { { inner, POLLIN, 0 }, { s->operator_event, POLLIN, 0 } };
        bool timed = MHD_get_timeout(s->operator_daemon, &ms) == MHD_YES && ms < 1000;
        poll(fds, 2, timed ? (int)ms : 1000);
        MHD_run(s->operator_daemon);
        buffer_flush();
    }
    return NULL;
}

enum rc operator_start(struct http_server *s)
{
    int socket;
    enum rc rc = listen_on(s->config.operator_listen, &socket, &s->operator_port);
    if (rc != OK)
        return rc;
    if (pool_make(&s->operator_pool, s, OPERATOR_CONNECTIONS) == OK)
        s->operator_daemon = intake_daemon(s, socket, true);
    if (!s->operator_daemon) {
        close(socket);
        return FAILED;
    }
    s->operator_event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    rc = session_open(s, &s->operator_db);
    if (s->operator_event < 0 || rc != OK)
        return FAILED;
    atomic_store(&s->operator_running, true);
    if (pthread_create(&s->operator_thread, NULL, serve, s) == 0)
        return OK;
    atomic_store(&s->operator_running, false);
    return FAILED;
}

void operator_stop(struct http_server *s)
{
    if (atomic_exchange(&s->operator_running, false)) {
        poke(s->operator_event);
        pthread_join(s->operator_thread, NULL);
    }
    if (s->operator_daemon)
        MHD_stop_daemon(s->operator_daemon);
    s->operator_daemon = NULL;
    pool_free(&s->operator_pool);
    session_close(s->operator_db);
    s->operator_db = NULL;
    if (s->operator_event >= 0)
        close(s->operator_event);
    s->operator_event = -1;
}
