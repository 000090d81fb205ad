/* SPDX-License-Identifier: Apache-2.0 */
/* Replies: what handlers call, the headers that no answer leaves without, error pages, and the
 * response object of the library. */
#include "platform/http/server.h"

#include <assert.h>
#include <microhttpd.h>
#include <sodium.h>

/* Some room of the header array is ours: see reply_finish. */
enum { MOST_HANDLER_HEADERS = MOST_REPLY_HEADERS - 14 };

static void put_header(struct reply *y, struct str name, struct str value)
{
    if (y->n_headers < MOST_REPLY_HEADERS)
        y->headers[y->n_headers++] = (struct req_pair) { name, value };
}

/* A header must not be able to end itself. */
static bool header_value_ok(struct str value)
{
    for (size_t i = 0; i < value.n; i++)
        if ((unsigned char)value.p[i] < 0x20 || value.p[i] == 0x7f)
            return false;
    return true;
}

void reply_header(struct req *r, const char *name, struct str value)
{
    struct reply *y = &r->http->reply;
    assert(y->n_headers < MOST_HANDLER_HEADERS);
    if (header_value_ok(value))
        put_header(y, str_of(name), arena_str(r->mem, value));
}

void reply_cookie(struct req *r, const char *name, struct str value, int64_t max_age_s)
{
    struct str age = S("");
    if (max_age_s)
        age = arena_fmt(r->mem, "; Max-Age=%lld", max_age_s < 0 ? 0LL : (long long)max_age_s);
    reply_header(r, "Set-Cookie",
                 arena_fmt(r->mem, "__Host-%s=%.*s; Path=/; Secure; HttpOnly; SameSite=Lax%.*s",
                           name, STR(value), STR(age)));
}

static enum rc set(struct req *r, int status, const char *content_type, struct str body)
{
    struct reply *y = &r->http->reply;
    assert(!y->set && "a handler replies once");
    y->set = true;
    y->status = status;
    y->content_type = content_type;
    y->body = body;
    return OK;
}

enum rc reply_html(struct req *r, int status, struct str html)
{
    return set(r, status, "text/html; charset=utf-8", html);
}

enum rc reply_bytes(struct req *r, int status, const char *content_type, struct str bytes)
{
    return set(r, status, content_type, bytes);
}

static bool is_token(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '.' ||
           c == '-' || c == '_';
}

enum rc reply_download(struct req *r, const char *content_type, struct str filename,
                       struct str bytes)
{
    struct out o;
    out_init(&o, r->mem, 8192);
    out_str(&o, S("attachment; filename=\""));
    for (size_t i = 0; i < filename.n; i++)
        out_char(&o, is_token(filename.p[i]) ? filename.p[i] : '_');
    out_str(&o, S("\"; filename*=UTF-8''"));
    for (size_t i = 0; i < filename.n; i++)
        if (is_token(filename.p[i]))
            out_char(&o, filename.p[i]);
        else
            out_fmt(&o, "%%%02X", (unsigned char)filename.p[i]);
    reply_header(r, "Content-Disposition", out_text(&o));
    return set(r, 200, content_type, bytes);
}

enum rc reply_redirect(struct req *r, struct url to)
{
    reply_header(r, "Location", to.text);
    return set(r, 303, "text/plain; charset=utf-8", S(""));
}

bool reply_is_set(const struct req *r)
{
    return r->http->reply.set;
}

const struct route *const *req_routes(const struct req *r)
{
    return r->http->server->config.routes;
}

/* ---- error pages ---- */

int reply_status_of(enum rc rc)
{
    switch (rc) {
    case OK: return 200;
    case NOT_FOUND: return 404;
    case CONFLICT: return 409;
    case DENIED: return 403;
    case INVALID: return 422;
    case BUSY: return 503;
    case FULL: return 507;
    case FAILED: break;
    }
    return 500;
}

struct str reply_words(int status)
{
    switch (status) {
    case 400: return S("送られた内容を読み取れませんでした。");
    case 401: return S("だれからの要求かわかりません。トークンを付けて送ってください。");
    case 403: return S("このページを見ることはできません。");
    case 404: return S("お探しのページは見つかりませんでした。");
    case 405: return S("この操作はできません。");
    case 409: return S("ほかの操作と重なりました。もう一度確かめてください。");
    case 413: return S("送られた内容が大きすぎます。");
    case 415: return S("この形式では受け付けられません。");
    case 421: return S("この名前の役場はここにはありません。");
    case 422: return S("入力を確かめてください。");
    case 429: return S("短い間に多くの操作がありました。少し待ってから、もう一度お試しください。");
    case 431: return S("送られた内容が大きすぎます。");
    case 503: return S("ただいま混み合っています。少し待ってから、もう一度お試しください。");
    case 507: return S("ただいま受け付けられません。入力した内容は保存されていません。");
    }
    return S("うまくいきませんでした。もう一度お試しください。");
}

/* Where the program gave no page of its own. The words are ours: nothing here comes from outside.
 */
static void plain_page(struct http_private *p, int status, struct str message)
{
    struct str words = message.n ? message : reply_words(status);
    set(&p->req, status, "text/html; charset=utf-8",
        arena_fmt(p->req.mem,
                  "<!DOCTYPE html>\n<html lang=\"ja\"><meta charset=\"utf-8\"><title>%.*s</title>"
                  "<h1>%.*s</h1>\n<p>%d / %llu</p></html>\n",
                  STR(reply_words(status)), STR(words), status, (unsigned long long)p->req.number));
}

void reply_error(struct http_private *p, int status, struct str message)
{
    const struct http_config *config = &p->server->config;
    p->reply.set = false;
    if (config->error_page && !(p->zones & 1u << ZONE_OPERATOR && p->connection))
        config->error_page(&p->req, status, message);
    if (!p->reply.set)
        plain_page(p, status, message);
    p->reply.status = status;
    p->reply.immutable = p->reply.lasting = false;
}

/* ---- the last touch ---- */

static const struct req_pair always[] = {
    { S_("Content-Security-Policy"),
      S_("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
         "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
         "frame-ancestors 'none'") },
    { S_("X-Content-Type-Options"), S_("nosniff") },
    /* Not no-referrer: with that a browser posts a form with "Origin: null", and the CSRF check sees a stranger. */
    { S_("Referrer-Policy"), S_("same-origin") },
    { S_("Cross-Origin-Opener-Policy"), S_("same-origin") },
    { S_("Cross-Origin-Resource-Policy"), S_("same-origin") },
    { S_("Permissions-Policy"),
      S_("camera=(self), geolocation=(self), microphone=(), payment=(), usb=()") },
};

/* Of a form's answer only the page that asks again may be kept: without it the browser's Back, coming from the next
 * page, ends at a question about sending twice. */
static enum cache cache_of(const struct http_private *p)
{
    if (p->reply.immutable)
        return CACHE_IMMUTABLE;
    bool good = p->reply.status == 200 || p->reply.status == 304 ||
                (p->reply.status == 422 && p->req.route && p->req.route->method == POST);
    return good && p->req.route ? p->req.route->cache : CACHE_NO_STORE;
}

/* A page that may be kept is kept under a tag of its bytes; the same tag again is 304. */
static void revalidate(struct http_private *p)
{
    struct reply *y = &p->reply;
    unsigned char hash[8];
    static const unsigned char key[16] = "yakuba pages 01";
    crypto_shorthash(hash, (const unsigned char *)y->body.p, y->body.n, key);
    char tag[20] = "\"";
    sodium_bin2hex(tag + 1, 17, hash, sizeof hash);
    tag[17] = '"';
    struct str etag = arena_str(p->req.mem, str_n(tag, 18));
    put_header(y, S("ETag"), etag);
    if (str_find(req_header(&p->req, "If-None-Match"), etag) != SIZE_MAX) {
        y->status = 304;
        y->body = S("");
    }
}

void reply_finish(struct http_private *p)
{
    struct reply *y = &p->reply;
    for (size_t i = 0; i < sizeof always / sizeof *always; i++)
        put_header(y, always[i].name, always[i].value);
    enum cache cache = cache_of(p);
    if (cache == CACHE_REVALIDATE && y->status == 200 && y->body.n)
        revalidate(p);
    put_header(y, S("Cache-Control"),
               cache == CACHE_IMMUTABLE    ? S("public, max-age=31536000, immutable")
               : cache == CACHE_REVALIDATE ? S("private, no-cache")
                                           : S("no-store"));
    if (y->content_type && y->status != 304)
        put_header(y, S("Content-Type"), str_of(y->content_type));
    if (p->is_https)
        put_header(y, S("Strict-Transport-Security"), S("max-age=31536000"));
    if (y->retry_after_s)
        put_header(y, S("Retry-After"), arena_fmt(p->req.mem, "%lld", (long long)y->retry_after_s));
    if (y->close)
        put_header(y, S("Connection"), S("close"));
    p->status = y->status;
    p->bytes_out = p->is_head ? 0 : y->body.n;
}

struct MHD_Response *reply_response(struct http_private *p)
{
    const struct reply *y = &p->reply;
    struct MHD_Response *m;
    if (y->lasting || y->body.n == 0) {
        m = MHD_create_response_from_buffer(y->body.n, y->body.n ? (void *)y->body.p : (void *)"",
                                            MHD_RESPMEM_PERSISTENT);
    } else {
        char *buffer = buffer_take(y->body.n);
        if (!buffer)
            return NULL;
        memcpy(buffer, y->body.p, y->body.n);
        m = MHD_create_response_from_buffer_with_free_callback(y->body.n, buffer, buffer_give);
        if (!m)
            buffer_give(buffer);
    }
    for (size_t i = 0; m && i < y->n_headers; i++)
        MHD_add_response_header(m, y->headers[i].name.p, y->headers[i].value.p);
    return m;
}
