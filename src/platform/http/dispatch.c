/* SPDX-License-Identifier: Apache-2.0 */
/* The checks between the wire and a handler, in order: first those that need no body (on the
 * event thread), then those that may block (on a worker).  A handler cannot forget them. */
#include "platform/http/server.h"

#include "base/time.h"
#include "platform/db/db.h"
#include "platform/log/log.h"

static bool refuse(struct http_private *p, int status, struct str message)
{
    reply_error(p, status, message);
    return false;
}

/* A message whose length two readers could understand differently ends the connection. */
static bool length_is_plain(struct http_private *p)
{
    size_t lengths = request_count_headers(p, S("Content-Length"));
    size_t codings = request_count_headers(p, S("Transfer-Encoding"));
    struct str length = str_trim(req_header(&p->req, "Content-Length"));
    if (lengths > 1 || codings > 1 || (lengths && codings))
        return false;
    if (codings) {
        p->declared = -1;
        return str_eq_nocase(str_trim(req_header(&p->req, "Transfer-Encoding")), S("chunked"));
    }
    p->declared = 0;
    return !lengths || (str_to_int(length, &p->declared) && p->declared >= 0 && length.p[0] != '-');
}

static bool host_is_plain(const struct http_private *p)
{
    struct str host = p->req.host;
    if (request_count_headers(p, S("Host")) > 1 || host.n > 255 || host.n == 0)
        return false;
    for (size_t i = 0; i < host.n; i++) {
        char c = host.p[i];
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
              c == '.' || c == '-' || c == ':' || c == '[' || c == ']'))
            return false;
    }
    return true;
}

static bool read_method(struct http_private *p)
{
    p->is_head = str_eq(p->method_name, S("HEAD"));
    p->req.method = str_eq(p->method_name, S("POST"))                ? POST
                    : p->is_head || str_eq(p->method_name, S("GET")) ? GET
                                                                     : 0;
    return p->req.method != 0;
}

/* No route: the wrong method, a slash too many, or nothing there. */
static bool no_route(struct http_private *p, uint32_t allowed, bool slash)
{
    if (slash && p->req.method == GET && allowed & 1u << GET) {
        struct str path = str_sub(p->req.path, 0, p->req.path.n - 1);
        struct str query = p->query_text;
        reply_redirect(&p->req, (struct url) { arena_fmt(p->req.mem, "%.*s%s%.*s", STR(path),
                                                         query.n ? "?" : "", STR(query)) });
        p->reply.status = 301;
        return false;
    }
    if (slash || !allowed)
        return refuse(p, 404, S(""));
    bool get = allowed & 1u << GET, post = allowed & 1u << POST;
    reply_header(&p->req, "Allow",
                 get && post ? S("GET, HEAD, POST")
                 : get       ? S("GET, HEAD")
                             : S("POST"));
    return refuse(p, 405, S(""));
}

static bool find_route(struct http_private *p)
{
    bool slash;
    uint32_t allowed;
    if (!path_parse(&p->intake, p->req.path, &p->segments, &slash))
        return refuse(p, 400, S(""));
    bool known = read_method(p);
    const struct table_entry *e =
        table_match(&p->server->table, &p->segments, p->req.method, p->zones, &allowed);
    if (!e || !known || slash)
        return no_route(p, allowed, slash);
    p->req.route = e->route;
    return true;
}

static bool rate_ok(struct http_private *p)
{
    const struct http_server *s = p->server;
    const struct route *route = p->req.route;
    int rate = route->rate_per_minute ? route->rate_per_minute : s->config.default_rate_per_minute;
    if (!s->config.default_rate_per_minute || route->zone == ZONE_OPERATOR || rate <= 0)
        return true;
    const void *scope = route->rate_per_minute ? (const void *)route : &s->config + route->zone;
    if (rates_take(s->rates, p->req.client, scope, rate, clock_us(), &p->reply.retry_after_s))
        return true;
    return refuse(p, 429, S(""));
}

static bool type_ok(const struct http_private *p)
{
    struct str type = req_header(&p->req, "Content-Type");
    type = str_trim(str_sub(type, 0, str_find_char(type, ';')));
    if (p->req.route->api) /* a form of any site can send the other types without asking first */
        return str_eq_nocase(type, S("application/json"));
    return str_eq_nocase(type, S("application/x-www-form-urlencoded")) ||
           str_eq_nocase(type, S("application/json")) ||
           (p->req.route->upload && str_eq_nocase(type, S("multipart/form-data")));
}

static const struct str not_ready = S_("ただいま受け付けられません。少し待ってから、もう一度お試しください。"
                                       "受付票が出ていない申請は、まだ届いていません。");
static const struct str stale = S_("このページを開いてから時間がたちました。"
                                   "ページを開き直して、もう一度お試しください。");

static bool body_ok(struct http_private *p)
{
    const struct route *route = p->req.route;
    if (route->method != POST) /* GET has no body: nobody would read it, somebody might */
        return p->declared == 0 || refuse(p, 400, S(""));
    p->body_limit = route->body_limit ? route->body_limit : BODY_DEFAULT_LIMIT;
    if (p->declared > 0 && (uint64_t)p->declared > p->body_limit)
        return refuse(p, 413, S(""));
    if (p->declared != 0 && !type_ok(p))
        return refuse(p, 415, S(""));
    if (!route->cross_site && !csrf_origin_ok(p))
        return refuse(p, 403, stale);
    return true;
}

bool dispatch_head(struct http_private *p)
{
    p->req.number = atomic_fetch_add(&p->server->next_number, 1) + 1;
    p->req.now = time_now();
    p->req.app = p->server->config.app;
    p->req.host = req_header(&p->req, "Host");
    if (p->headers_failed)
        return refuse(p, 431, S(""));
    if (p->head_broken || !length_is_plain(p)) {
        p->reply.close = true;
        return refuse(p, 400, S(""));
    }
    if (!p->target.n || !request_target_ok(p) || !host_is_plain(p))
        return refuse(p, 400, S(""));
    if (atomic_load(&p->server->draining)) {
        p->reply.close = true;
        p->reply.retry_after_s = 5;
        return refuse(p, 503, S(""));
    }
    if (asset_reply(p))
        return false;
    return find_route(p) && rate_ok(p) && body_ok(p);
}

/* ---- on the worker ---- */

static enum rc to_login(struct http_private *p)
{
    struct req *r = &p->req;
    struct out o;
    out_init(&o, r->mem, 4 * MOST_TARGET);
    out_str(&o, S("/staff/login"));
    if (r->method == GET && !str_eq(r->path, S("/staff"))) {
        out_str(&o, S("?next="));
        for (size_t i = 0; i < r->path.n; i++) /* as sent: ASCII, escapes escaped once more */
            if (r->path.p[i] == '%' || r->path.p[i] == '&' || r->path.p[i] == '+')
                out_fmt(&o, "%%%02X", (unsigned char)r->path.p[i]);
            else
                out_char(&o, r->path.p[i]);
    }
    return reply_redirect(r, (struct url) { out_text(&o) });
}

/* The session ended while somebody wrote: the error page gives back what was typed (body_ok has seen that it was
 * sent from a page of ours). */
static bool give_back(struct http_private *p)
{
    const struct req_pair *pairs;
    struct str why = S("");
    if (request_parse(p, &why) != OK || req_all_fields(&p->req, &pairs) == 0)
        return to_login(p) != OK;
    return refuse(p, 403, S("まだ保存していません。ログインしてから、もう一度入力してください。"));
}

/* True: the handler may run. False: the reply is set. */
static bool access_ok(struct http_private *p)
{
    struct req *r = &p->req;
    const struct route *route = r->route;
    bool staff_zone = route->zone == ZONE_STAFF;
    if (route->access == ACCESS_ANYONE)
        return true;
    if (staff_zone ? !r->staff_id : !r->account_id) {
        if (route->api) {
            reply_header(r, "WWW-Authenticate", S("Bearer realm=\"yakuba\""));
            return refuse(p, 401, S(""));
        }
        if (staff_zone)
            return r->method == POST ? give_back(p) : to_login(p) != OK;
        return refuse(p, 403, S("ログインしてからお使いください。"));
    }
    if (route->access == ACCESS_SIGNED_IN)
        return true;
    const struct http_config *config = &p->server->config;
    return (config->may && config->may(r, route->permission)) ||
           refuse(p, 403, S("この操作をする権限がありません。"));
}

/* Its store is the server's own, or the one that was borrowed. */
static bool store_is_ready(const struct http_private *p)
{
    return server_is_ready(p->server) && (!p->req.db || db_is_writable(db_store_of(p->req.db)));
}

static bool borrowed(struct http_private *p)
{
    const struct http_config *config = &p->server->config;
    if (p->req.route->run != QUEUED || !config->borrow)
        return true;
    enum rc rc = config->borrow(&p->req, &p->lender);
    if (rc == OK)
        return true;
    p->lender = NULL;
    p->reply.retry_after_s = rc == NOT_FOUND ? 0 : 30;
    return refuse(p, rc == NOT_FOUND ? 421 : 503, rc == NOT_FOUND ? S("") : not_ready);
}

static void return_store(struct http_private *p)
{
    struct db *db = p->req.db;
    if (!p->lender)
        return;
    p->req.db = NULL;
    p->server->config.give_back(p->lender, db);
    p->lender = NULL;
}

static bool identified(struct http_private *p)
{
    const struct http_config *config = &p->server->config;
    if (p->req.route->run != QUEUED || !config->identify)
        return true;
    enum rc rc = config->identify(&p->req);
    if (p->reply.set)
        return false;
    if (rc == FAILED && !store_is_ready(p)) {
        p->reply.retry_after_s = 30;
        return refuse(p, 503, not_ready);
    }
    p->reply.retry_after_s = rc == BUSY ? 2 : 0;
    return rc == OK || refuse(p, rc == NOT_FOUND ? 421 : reply_status_of(rc), S(""));
}

static void checks_and_handler(struct http_private *p)
{
    const struct route *route = p->req.route;
    struct str why = S("");
    enum rc query = request_parse_query(p, &why); /* it may name the visitor's language; told when access is known */
    if (!identified(p) || !access_ok(p))
        return;
    if (query != OK) {
        refuse(p, 400, why);
        return;
    }
    if (request_parse(p, &why) != OK) {
        refuse(p, 400, why);
        return;
    }
    if (route->method == POST && !route->cross_site && !csrf_token_ok(p)) {
        refuse(p, 403, stale);
        return;
    }
    enum rc rc = route->handler(&p->req);
    if (p->reply.set)
        return;
    if (rc == OK || rc == FAILED)
        log_event(LOG_ERROR, rc == OK ? "request.unanswered" : "request.failed",
                  LOG_INT("request", (int64_t)p->req.number),
                  LOG_TEXT("route", str_of(route->path)));
    if (rc == FAILED && !store_is_ready(p)) { /* not this request's fault, and known to the operator */
        p->reply.retry_after_s = 30;
        refuse(p, 503, not_ready);
        return;
    }
    p->reply.retry_after_s = rc == BUSY ? 2 : 0;
    refuse(p, rc == OK ? 500 : reply_status_of(rc), S(""));
}

/* The arena is used up: nothing made in it may leave, so the page is made in a fresh one. */
static void start_over(struct http_private *p)
{
    log_event(LOG_WARNING, "request.memory", LOG_INT("request", (int64_t)p->req.number),
              LOG_TEXT("route", str_of(p->req.route->path)));
    arena_reset(p->req.mem);
    p->reply = (struct reply) { .retry_after_s = 10 };
    p->query = p->form = (struct form) { 0 };
    p->csrf = p->visitor = S("");
    p->req.identity = NULL;
    p->req.app = p->server->config.app; /* what identify put there was held by the arena */
    p->req.town_id = p->req.staff_id = p->req.session_id = p->req.account_id = p->req.account_session_id = 0;
    reply_error(p, 503, S(""));
}

static void in_snapshot(struct http_private *p)
{
    enum rc rc = session_begin(p->req.db);
    if (rc == OK) {
        checks_and_handler(p);
        session_end(p->req.db);
        return;
    }
    bool down = rc == FAILED && !store_is_ready(p);
    p->reply.retry_after_s = down ? 30 : rc == BUSY ? 2 : 0;
    refuse(p, down ? 503 : reply_status_of(rc), down ? not_ready : S(""));
}

void dispatch_run(struct http_private *p)
{
    if (borrowed(p))
        in_snapshot(p);
    return_store(p);
    if (arena_failed(p->req.mem))
        start_over(p);
}
