/* SPDX-License-Identifier: Apache-2.0 */
/* A request without a socket: the same checks, handler and reply on the calling thread, one at a
 * time.  For tests and for pages made beforehand. */
#include "platform/http/server.h"

#include <stdlib.h>

static void read_headers(struct http_private *p, const char *headers, struct str body)
{
    struct str rest = str_of(headers), line;
    while (str_cut(&rest, '\n', &line)) {
        line = str_trim(line);
        size_t colon = str_find_char(line, ':');
        if (colon != SIZE_MAX)
            request_add_header(p, str_sub(line, 0, colon),
                               str_trim(str_sub(line, colon + 1, line.n)));
    }
    if (!request_count_headers(p, S("Host")))
        request_add_header(p, S("Host"), S("localhost"));
    if (body.n && !request_count_headers(p, S("Content-Type")))
        request_add_header(p, S("Content-Type"), S("application/x-www-form-urlencoded"));
    if (body.n && !request_count_headers(p, S("Content-Length")) &&
        !request_count_headers(p, S("Transfer-Encoding")))
        request_add_header(p, S("Content-Length"), arena_fmt(&p->intake, "%zu", body.n));
}

static enum rc add_body(struct http_private *p, struct str body)
{
    enum rc rc = body.n ? request_add_body(p, body.p, body.n) : OK;
    return rc == OK ? request_end_body(p) : rc;
}

static void run(struct http_private *p, struct str body)
{
    if (dispatch_head(p)) {
        enum rc rc = add_body(p, body);
        if (rc != OK) {
            reply_error(p, rc == FULL ? 413 : 507, S(""));
        } else {
            p->req.db = p->req.route->run == INLINE ? NULL : p->server->loopback_db;
            dispatch_run(p);
        }
    }
    reply_finish(p);
}

static void copy_reply(const struct http_private *p, struct arena *mem,
                       struct loopback_reply *ret_reply)
{
    struct out o;
    out_init(&o, mem, 1 << 16);
    for (size_t i = 0; i < p->reply.n_headers; i++)
        out_fmt(&o, "%.*s: %.*s\n", STR(p->reply.headers[i].name), STR(p->reply.headers[i].value));
    *ret_reply = (struct loopback_reply) {
        .status = p->status,
        .headers = out_text(&o),
        .body = p->is_head ? S("") : arena_str(mem, p->reply.body),
    };
}

enum rc http_loopback(struct http_server *s, const char *method, const char *target,
                      const char *headers, struct str body, struct arena *mem,
                      struct loopback_reply *ret_reply)
{
    struct arena work;
    struct http_private *p = malloc(sizeof *p);
    if (!p)
        return FAILED;
    arena_init(&work, ARENA_REQUEST_CEILING);
    request_init(p, s);
    request_begin(p);
    p->zones = (s->config.zone_public ? 1u << ZONE_PUBLIC : 0) |
               (s->config.zone_staff ? 1u << ZONE_STAFF : 0) | 1u << ZONE_OPERATOR;
    p->method_name = arena_str(&p->intake, str_of(method));
    p->req.mem = &work;
    p->req.client = S("127.0.0.1");
    request_set_target(p, str_of(target));
    read_headers(p, headers ? headers : "", body);
    pthread_mutex_lock(&s->loopback_lock);
    enum rc rc = s->loopback_db ? OK : session_open(s, &s->loopback_db);
    if (rc == OK) {
        run(p, body);
        copy_reply(p, mem, ret_reply);
    }
    pthread_mutex_unlock(&s->loopback_lock);
    request_clear(p);
    arena_release(&work);
    free(p);
    return rc;
}
