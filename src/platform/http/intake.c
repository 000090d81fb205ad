/* SPDX-License-Identifier: Apache-2.0 */
/* The callbacks of libmicrohttpd: from the request line to the answer handed over (spine.md 4).
 * Everything here runs on the thread that drives the daemon: the loop, or the operator's thread. */
#include "platform/http/server.h"

#include "platform/log/log.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <stdio.h>

enum { SWALLOWED_BEYOND_LIMIT = 1 << 20 };

static const char overloaded[] =
    "<!DOCTYPE html><html lang=\"ja\"><meta charset=\"utf-8\"><title>混み合っています</title>"
    "<h1>ただいま混み合っています</h1><p>少し待ってから、もう一度お試しください。</p></html>";

static bool is_operator(const struct http_private *p)
{
    return p->zones == 1u << ZONE_OPERATOR;
}

static struct arena *scratch(struct http_private *p)
{
    return is_operator(p) ? &p->server->operator_mem : &p->server->loop_mem;
}

/* ---- beginning ---- */

static struct http_private *begin(struct http_server *s, uint32_t zones, const char *uri)
{
    struct request_pool *pool = zones == 1u << ZONE_OPERATOR ? &s->operator_pool : &s->pool;
    struct http_private *p = pool->free;
    if (!p)
        return NULL;
    pool->free = p->next;
    request_begin(p);
    p->state = REQUEST_LINE;
    p->zones = zones;
    request_set_target(p, str_of(uri));
    p->after_target = uri + strlen(uri) + 1;
    return p;
}

static void *on_line(void *cls, const char *uri, struct MHD_Connection *connection)
{
    struct http_server *s = cls;
    (void)connection;
    uint32_t zones = (s->config.zone_public ? 1u << ZONE_PUBLIC : 0) |
                     (s->config.zone_staff ? 1u << ZONE_STAFF : 0);
    return begin(s, zones, uri);
}

static void *on_operator_line(void *cls, const char *uri, struct MHD_Connection *connection)
{
    (void)connection;
    return begin(cls, 1u << ZONE_OPERATOR, uri);
}

/* The library hands out C strings that lie in its buffer where they came in, so a NUL in the head
 * would hide what follows it: "Content-Length: 0\0 9".  Each string must therefore end where the
 * next line begins, CR LF behind; bare LF and folded lines are refused with the same look.  From
 * 1.0 on the library refuses a NUL itself (and no longer keeps the strings in place). */
struct lines {
    struct http_private *request;
    const char *next;
    bool broken;
};

static enum MHD_Result on_header(void *cls, enum MHD_ValueKind kind, const char *name,
                                 const char *value)
{
    struct lines *l = cls;
    (void)kind;
    l->broken |= !value || name != l->next;
    l->next = value ? value + strlen(value) + 2 : NULL;
    return request_add_header(l->request, str_of(name), str_of(value)) ? MHD_YES : MHD_NO;
}

static void read_headers(struct http_private *p, struct MHD_Connection *connection,
                         const char *method, const char *version)
{
    struct lines l = { .request = p, .next = version + strlen(version) + 2 };
    MHD_get_connection_values(connection, MHD_HEADER_KIND, on_header, &l);
    const union MHD_ConnectionInfo *size =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    p->head_broken = MHD_VERSION < 0x01000000 && !p->headers_failed &&
                     (l.broken || version != p->after_target || !size ||
                      l.next + 2 != method + size->header_size);
}

/* IPv4 whole, IPv6 by its /64: one household. */
static void write_client(struct http_private *p, const struct sockaddr *address)
{
    char *text = p->client_text;
    if (address->sa_family == AF_INET) {
        inet_ntop(AF_INET, &((const struct sockaddr_in *)address)->sin_addr, text, 64);
    } else if (address->sa_family == AF_INET6) {
        struct in6_addr six = ((const struct sockaddr_in6 *)address)->sin6_addr;
        if (IN6_IS_ADDR_V4MAPPED(&six)) {
            inet_ntop(AF_INET, &six.s6_addr[12], text, 64);
        } else {
            memset(&six.s6_addr[8], 0, 8);
            inet_ntop(AF_INET6, &six, text, 64);
        }
    }
    p->req.client = str_of(text);
}

static void read_forwarded(struct http_private *p)
{
    struct str list = S(""), item, last = S("");
    for (size_t i = 0; i < p->n_headers; i++) /* a proxy may add a line of its own: the last one is ours */
        if (str_eq_nocase(p->headers[i].name, S("X-Forwarded-For")))
            list = p->headers[i].value;
    p->is_https |= str_eq_nocase(req_header(&p->req, "X-Forwarded-Proto"), S("https"));
    while (list_next(&list, &item))
        last = item; /* what our own proxy saw; the rest anybody may write */
    struct sockaddr_in four = { .sin_family = AF_INET };
    struct sockaddr_in6 six = { .sin6_family = AF_INET6 };
    char text[64];
    if (last.n == 0 || last.n >= sizeof text)
        return;
    memcpy(text, last.p, last.n);
    text[last.n] = 0;
    if (inet_pton(AF_INET, text, &four.sin_addr) == 1)
        write_client(p, (struct sockaddr *)&four);
    else if (inet_pton(AF_INET6, text, &six.sin6_addr) == 1)
        write_client(p, (struct sockaddr *)&six);
}

static void read_peer(struct http_private *p, struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    if (info && info->client_addr)
        write_client(p, info->client_addr);
    bool local = str_starts(p->req.client, S("127.")) || str_eq(p->req.client, S("::"));
    p->is_https = p->server->config.tls_certificate && !is_operator(p);
    if (p->server->config.trust_forwarded && local)
        read_forwarded(p);
    info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    p->socket = info ? info->connect_fd : -1;
}

/* ---- answering ---- */

static enum MHD_Result hand_over(struct http_private *p, struct MHD_Connection *connection)
{
    if (!p->response)
        return MHD_NO; /* no memory for an answer: the connection ends */
    p->state = REQUEST_SENDING;
    enum MHD_Result ok = MHD_queue_response(connection, (unsigned int)p->status, p->response);
    MHD_destroy_response(p->response);
    p->response = NULL;
    return ok;
}

/* The reply is set, on this thread: finish it and hand it over. */
static enum MHD_Result answer(struct http_private *p, struct MHD_Connection *connection)
{
    reply_finish(p);
    p->response = reply_response(p);
    p->req.mem = NULL;
    return hand_over(p, connection);
}

/* An answer before the body was read ends the connection: its rest would be taken for a request.  The library
 * ends it after every answer to a head, so one without a body (an asset) is answered when it calls again. */
static enum MHD_Result answer_early(struct http_private *p, struct MHD_Connection *connection)
{
    if (p->declared == 0 && !p->reply.close && !p->headers_failed) {
        reply_finish(p);
        p->response = reply_response(p);
        p->req.mem = NULL;
        p->state = REQUEST_DONE;
        return MHD_YES;
    }
    p->reply.close = true;
    if (p->socket >= 0 && !is_operator(p))
        linger_add(p->server->linger, p->socket, clock_us());
    return answer(p, connection);
}

static enum MHD_Result on_head(struct http_private *p, struct MHD_Connection *connection,
                               const char *method, const char *version)
{
    p->connection = connection;
    p->started_us = clock_us();
    atomic_fetch_add(&p->server->figures.live, 1);
    if (!is_operator(p))
        p->server->n_live++; /* the loop's alone */
    p->method_name = arena_str(&p->intake, str_of(method));
    read_headers(p, connection, method, version);
    read_peer(p, connection);
    p->req.mem = scratch(p);
    arena_reset(p->req.mem);
    p->state = REQUEST_READING;
    return dispatch_head(p) ? MHD_YES : answer_early(p, connection);
}

static enum MHD_Result on_piece(struct http_private *p, struct MHD_Connection *connection,
                                const char *piece, size_t *n)
{
    size_t size = *n;
    *n = 0;
    if (p->state == REQUEST_REFUSED) {
        p->body_room += size; /* counts what is swallowed */
        return p->body_room > SWALLOWED_BEYOND_LIMIT ? MHD_NO : MHD_YES;
    }
    enum rc rc = request_add_body(p, piece, size);
    if (rc == OK)
        return MHD_YES;
    (void)connection;
    p->status = rc == FULL ? 413 : 507;
    p->state = REQUEST_REFUSED;
    p->body_room = 0;
    return MHD_YES;
}

static enum MHD_Result run_here(struct http_private *p, struct MHD_Connection *connection,
                                struct db *db)
{
    p->req.mem = scratch(p);
    arena_reset(p->req.mem);
    p->req.db = db;
    dispatch_run(p);
    p->req.db = NULL;
    return answer(p, connection);
}

static enum MHD_Result refuse_here(struct http_private *p, struct MHD_Connection *connection,
                                   int status)
{
    p->req.mem = scratch(p);
    arena_reset(p->req.mem);
    reply_error(p, status, S(""));
    return answer(p, connection);
}

/* Suspend first, publish second: after queue_put() the request is the worker's (spine.md 6.2). */
static enum MHD_Result to_worker(struct http_private *p, struct MHD_Connection *connection)
{
    struct http_server *s = p->server;
    int64_t retry_s;
    p->queued_us = clock_us();
    p->state = REQUEST_QUEUED;
    s->n_suspended++;
    MHD_suspend_connection(connection);
    if (queue_put(&s->queue, p, p->req.route->zone == ZONE_STAFF, &retry_s))
        return MHD_YES;
    atomic_fetch_add(&s->figures.refused, 1);
    p->req.mem = &s->loop_mem;
    arena_reset(p->req.mem);
    p->reply.retry_after_s = retry_s;
    reply_error(p, 503, S(""));
    reply_finish(p);
    p->response = reply_response(p);
    p->req.mem = NULL;
    p->state = REQUEST_DONE;
    s->n_suspended--;
    MHD_resume_connection(connection);
    return MHD_YES;
}

static enum MHD_Result on_whole(struct http_private *p, struct MHD_Connection *connection)
{
    if (p->state == REQUEST_REFUSED)
        return refuse_here(p, connection, p->status);
    if (request_end_body(p) != OK)
        return refuse_here(p, connection, 507);
    if (is_operator(p))
        return run_here(p, connection, p->server->operator_db);
    if (p->req.route->run == INLINE)
        return run_here(p, connection, NULL);
    return to_worker(p, connection);
}

static enum MHD_Result no_room(struct MHD_Connection *connection)
{
    struct MHD_Response *m = MHD_create_response_from_buffer(
        sizeof overloaded - 1, (void *)overloaded, MHD_RESPMEM_PERSISTENT);
    if (!m)
        return MHD_NO;
    MHD_add_response_header(m, "Content-Type", "text/html; charset=utf-8");
    MHD_add_response_header(m, "Content-Security-Policy", "default-src 'none'");
    MHD_add_response_header(m, "X-Content-Type-Options", "nosniff");
    MHD_add_response_header(m, "Cache-Control", "no-store");
    MHD_add_response_header(m, "Retry-After", "5");
    MHD_add_response_header(m, "Connection", "close");
    enum MHD_Result ok = MHD_queue_response(connection, 503, m);
    MHD_destroy_response(m);
    return ok;
}

static enum MHD_Result on_request(void *cls, struct MHD_Connection *connection, const char *url,
                                  const char *method, const char *version, const char *piece,
                                  size_t *n, void **request)
{
    struct http_private *p = *request;
    (void)cls, (void)url;
    if (!p)
        return no_room(connection);
    if (p->state == REQUEST_LINE)
        return on_head(p, connection, method, version);
    if (p->state == REQUEST_DONE)
        return hand_over(p, connection);
    return *n ? on_piece(p, connection, piece, n) : on_whole(p, connection);
}

/* ---- ending ---- */

static const char *const zone_names[] = { "", "public", "staff", "operator" };

static void tell(const struct http_private *p, int64_t us)
{
    const struct route *route = p->req.route;
    log_event(LOG_INFO, "request", LOG_INT("request", (int64_t)p->req.number),
              LOG_TEXT("method", p->is_head              ? S("HEAD")
                                 : p->req.method == POST ? S("POST")
                                                         : S("GET")),
              LOG_TEXT("route", str_of(route ? route->path : "")), LOG_INT("status", p->status),
              LOG_INT("ms", us / 1000), LOG_INT("bytes", (int64_t)p->bytes_out),
              LOG_TEXT("zone", str_of(zone_names[route ? route->zone : 0])));
}

static void on_completed(void *cls, struct MHD_Connection *connection, void **request,
                         enum MHD_RequestTerminationCode how)
{
    struct http_server *s = cls;
    struct http_private *p = *request;
    (void)connection, (void)how;
    if (!p)
        return;
    if (p->state != REQUEST_LINE) {
        int64_t us = clock_us() - p->started_us;
        if (p->state != REQUEST_SENDING)
            p->status = 499; /* it went away, or was closed, before there was an answer */
        if (p->response)
            MHD_destroy_response(p->response);
        figures_count(&s->figures, p->status, us, p->bytes_out);
        atomic_fetch_sub(&s->figures.live, 1);
        if (!is_operator(p))
            s->n_live--;
        tell(p, us);
    }
    struct request_pool *pool = is_operator(p) ? &s->operator_pool : &s->pool;
    request_begin(p); /* drops the body */
    p->next = pool->free;
    pool->free = p;
    *request = NULL;
}

/* The library's own complaints can be provoked by visitors: counted and bounded by the log. */
static void on_library_words(void *cls, const char *fmt, va_list ap)
{
    char text[200];
    (void)cls;
    vsnprintf(text, sizeof text, fmt, ap);
    log_event(LOG_DEBUG, "http.library", LOG_TEXT("words", str_of(text)));
}

static size_t keep_escapes(void *cls, struct MHD_Connection *connection, char *text)
{
    (void)cls, (void)connection;
    return strlen(text);
}

struct MHD_Daemon *intake_daemon(struct http_server *s, int socket, bool operator_zone)
{
    unsigned int connections = operator_zone ? 32 : (unsigned int)s->config.connections;
    bool tls = s->config.tls_certificate && !operator_zone;
    struct MHD_OptionItem tls_options[] = {
        { MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)(uintptr_t)s->config.tls_certificate },
        { MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)(uintptr_t)s->config.tls_key },
        { MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)(uintptr_t) "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2" },
        { MHD_OPTION_END, 0, NULL },
    };
    return MHD_start_daemon(
        MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG | (tls ? MHD_USE_TLS : 0), 0, NULL, NULL,
        on_request, s,
        MHD_OPTION_EXTERNAL_LOGGER, on_library_words, NULL, /* first: it is used at once */
        MHD_OPTION_ARRAY, tls ? tls_options : &tls_options[3],
        MHD_OPTION_LISTEN_SOCKET, socket, MHD_OPTION_CONNECTION_LIMIT, connections,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)16384, MHD_OPTION_CONNECTION_TIMEOUT, 30u,
        MHD_OPTION_LISTEN_BACKLOG_SIZE, 1024u, MHD_OPTION_STRICT_FOR_CLIENT, 1,
        MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1, MHD_OPTION_URI_LOG_CALLBACK,
        operator_zone ? on_operator_line : on_line, s, MHD_OPTION_UNESCAPE_CALLBACK, keep_escapes,
        NULL, MHD_OPTION_NOTIFY_COMPLETED, on_completed, s, MHD_OPTION_END);
}
