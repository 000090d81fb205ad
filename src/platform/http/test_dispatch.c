/* SPDX-License-Identifier: Apache-2.0 */
/* The dispatcher, by loopback: what reaches a handler and what does not. */
#include "platform/http/api.h"
#include "platform/http/assets.h"
#include "platform/http/server.h"
#include "tests/test.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>

static int handled;

static enum rc hello(struct req *r)
{
    handled++;
    return reply_html(r, 200, arena_fmt(r->mem, "こんにちは %.*s", STR(req_param(r, "name"))));
}

static enum rc show_form(struct req *r)
{
    return reply_html(r, 200, req_csrf(r));
}

static enum rc send(struct req *r)
{
    handled++;
    return reply_html(r, 200, arena_str(r->mem, req_field(r, "text")));
}

static enum rc send_file(struct req *r)
{
    const struct upload *u;
    size_t n = req_uploads(r, &u);
    return reply_html(
        r, 200,
        arena_fmt(r->mem, "%zu %.*s %zu", n, STR(n ? u[0].filename : S("")), n ? u[0].bytes.n : 0));
}

static enum rc fail_with(struct req *r)
{
    static const struct {
        const char *name;
        enum rc rc;
    } known[] = { { "not-found", NOT_FOUND }, { "conflict", CONFLICT }, { "denied", DENIED },
                  { "invalid", INVALID },     { "busy", BUSY },         { "full", FULL },
                  { "failed", FAILED },       { "silent", OK } };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (str_eq(req_param(r, "how"), str_of(known[i].name)))
            return known[i].rc;
    return OK;
}

static enum rc eat_memory(struct req *r)
{
    for (int i = 0; i < 100 && !arena_failed(r->mem); i++)
        arena_new(r->mem, char, 200000);
    return reply_html(r, 200, S("half a page"));
}

static enum rc download(struct req *r)
{
    return reply_download(r, "application/pdf", S("受付票\r\nX: y\".pdf"), S("%PDF"));
}

#define P ZONE_PUBLIC, ACCESS_ANYONE, QUEUED
static const struct route routes[] = {
    { GET, "/", P, hello, "h" },
    { GET, "/hello/{name}", P, hello, "h", .cache = CACHE_REVALIDATE },
    { GET, "/hello/new", P, show_form, "h" },
    { GET, "/form", P, show_form, "h" },
    { POST, "/form", P, send, "h" },
    { POST, "/hook", P, send, "h", .cross_site = true },
    { POST, "/file", P, send_file, "h", .upload = true, .body_limit = 1 << 20, .cross_site = true },
    { GET, "/fail/{how}", P, fail_with, "h" },
    { GET, "/memory", P, eat_memory, "h" },
    { GET, "/download", P, download, "h" },
    { GET, "/mine", ZONE_PUBLIC, ACCESS_SIGNED_IN, QUEUED, hello, "h" },
    { GET, "/inline", ZONE_PUBLIC, ACCESS_ANYONE, INLINE, hello, "h" },
    { GET, "/limited", P, hello, "h", .rate_per_minute = 3 },
    { GET, "/staff/cases/{ref}", ZONE_STAFF, ACCESS_SIGNED_IN, QUEUED, hello, "h" },
    { GET, "/staff/decide", ZONE_STAFF, ACCESS_PERMISSION, QUEUED, hello, "h",
      .permission = "cases.decide" },
    { POST, "/staff/cases", ZONE_STAFF, ACCESS_SIGNED_IN, QUEUED, send, "h" },
    { 0 },
};
static const struct route *const tables[] = { routes, NULL };

static enum rc identify(struct req *r)
{
    if (str_eq(r->host, S("elsewhere.example.jp")))
        return NOT_FOUND;
    r->town_id = 1;
    struct str who = req_cookie(r, "staff");
    if (who.n) {
        r->staff_id = 7;
        r->session_id = 70;
        r->permissions = str_eq(who, S("chief"));
    }
    return OK;
}

static bool may(const struct req *r, const char *permission)
{
    return r->permissions && strcmp(permission, "cases.decide") == 0;
}

static bool is_gone;

static bool is_ready(void *app)
{
    (void)app;
    return !is_gone;
}

static const struct asset assets[] = {
    { "style.css", "/assets/style-1.css", "text/css; charset=utf-8", "\"abc\"",
      .plain = { (const unsigned char *)"plain", 5 }, .gzip = { (const unsigned char *)"gz", 2 },
      .brotli = { (const unsigned char *)"b", 1 } },
    { 0 },
};

static struct http_server *server(void)
{
    static struct http_server *s;
    static unsigned char key[32] = { 1 };
    struct http_config config = { .zone_public = true,
                                  .zone_staff = true,
                                  .routes = tables,
                                  .key = key,
                                  .identify = identify,
                                  .may = may,
                                  .is_ready = is_ready,
                                  .assets = assets,
                                  .default_rate_per_minute = 6000 };
    if (!s && http_start(&config, &s) != OK)
        abort();
    return s;
}

static struct loopback_reply ask(const char *method, const char *target, const char *headers,
                                 struct str body)
{
    struct loopback_reply y = { 0 };
    CHECK_OK(http_loopback(server(), method, target, headers, body, test_arena(), &y));
    return y;
}

static bool has(struct loopback_reply y, const char *line)
{
    return str_find(y.headers, str_of(line)) != SIZE_MAX;
}

/* A token with its cookie, as a browser would hold them. */
static const char *visitor_cookie(struct str *ret_token)
{
    struct loopback_reply y = ask("GET", "/form", "", S(""));
    size_t at = str_find(y.headers, S("__Host-visitor="));
    struct str cookie = at == SIZE_MAX ? S("") : str_sub(y.headers, at, at + 15 + 26);
    *ret_token = y.body;
    return arena_cstr(test_arena(), arena_fmt(test_arena(), "Cookie: %.*s\n", STR(cookie)));
}

TEST(a_page_is_answered_with_every_protecting_header)
{
    struct loopback_reply y = ask("GET", "/hello/%E5%B1%B1", "", S(""));
    CHECK_INT(y.status, 200);
    CHECK_STR(y.body, "こんにちは 山");
    CHECK(has(y, "Content-Security-Policy: default-src 'none'; script-src 'self'"));
    CHECK(has(y, "frame-ancestors 'none'"));
    CHECK(has(y, "X-Content-Type-Options: nosniff\n"));
    CHECK(has(y, "Referrer-Policy: same-origin\n"));
    CHECK(has(y, "Cross-Origin-Opener-Policy: same-origin\n"));
    CHECK(has(y, "Cross-Origin-Resource-Policy: same-origin\n"));
    CHECK(has(y, "Permissions-Policy: camera=(self)"));
    CHECK(has(y, "Content-Type: text/html; charset=utf-8\n"));
    CHECK(!has(y, "Server:"));
    CHECK(!has(y, "Strict-Transport-Security"));
}

TEST(error_pages_carry_the_same_headers_and_are_not_stored)
{
    static const char *const targets[] = { "/nowhere", "/a/../b", "/fail/failed", "/memory" };
    for (size_t i = 0; i < 4; i++) {
        struct loopback_reply y = ask("GET", targets[i], "", S(""));
        CHECK(y.status >= 400);
        CHECK(has(y, "Content-Security-Policy: default-src 'none'"));
        CHECK(has(y, "Cache-Control: no-store\n"));
        CHECK(y.body.n > 100);
    }
}

TEST(a_literal_segment_is_nearer_than_a_parameter)
{
    CHECK(ask("GET", "/hello/new", "", S("")).body.n == 32);
    CHECK_STR(ask("GET", "/hello/newer", "", S("")).body, "こんにちは newer");
}

TEST(addresses_that_are_no_paths_of_ours_are_refused)
{
    static const char *const bad[] = {
        "/hello//x",     "//hello",       "/hello/..",        "/hello/%2e%2e", "/hello/.",
        "/hello/a%2Fb",  "/hello/a%5Cb",  "/hello/%00",       "/hello/%zz",    "/hello/%1",
        "/hello/%",      "/hello/%ff",    "/hello/%0d",       "/hello/a#b",    "hello",
        "http://x/form", "/hello/%C0%AE", "/hello/%ED%A0%80", "/hello/\x01",   "/hello/\xe5",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (!CHECK_INT(ask("GET", bad[i], "", S("")).status, 400))
            fprintf(stderr, "   %s\n", bad[i]);
    CHECK_INT(ask("GET", "/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q", "", S("")).status, 400);
    CHECK_INT(ask("GET", "/form?a=%zz", "", S("")).status, 400);
    CHECK_INT(ask("GET", "/form?a=%ff", "", S("")).status, 400);
}

TEST(a_slash_at_the_end_leads_to_the_page_itself)
{
    struct loopback_reply y = ask("GET", "/form/?a=1", "", S(""));
    CHECK_INT(y.status, 301);
    CHECK(has(y, "Location: /form?a=1\n"));
    CHECK_INT(ask("POST", "/form/", "", S("")).status, 404);
    CHECK_INT(ask("GET", "/nothing/", "", S("")).status, 404);
}

TEST(methods_are_head_as_get_and_nothing_else_unasked)
{
    struct loopback_reply y = ask("HEAD", "/hello/x", "", S(""));
    CHECK_INT(y.status, 200);
    CHECK_INT((int64_t)y.body.n, 0);
    y = ask("PUT", "/form", "", S(""));
    CHECK_INT(y.status, 405);
    CHECK(has(y, "Allow: GET, HEAD, POST\n"));
    CHECK(has(ask("POST", "/hello/x", "", S("")), "Allow: GET, HEAD\n"));
    CHECK(has(ask("GET", "/hook", "", S("")), "Allow: POST\n"));
    CHECK_INT(ask("TRACE", "/nowhere", "", S("")).status, 404);
    CHECK_INT(ask("get", "/form", "", S("")).status, 405);
}

TEST(a_form_needs_the_token_of_its_page)
{
    struct str token;
    const char *cookie = visitor_cookie(&token);
    struct str body = arena_fmt(test_arena(), "csrf=%.*s&text=%%E3%%81%%82+b", STR(token));
    struct loopback_reply y = ask("POST", "/form", cookie, body);
    CHECK_INT(y.status, 200);
    CHECK_STR(y.body, "あ b");
    handled = 0;
    CHECK_INT(ask("POST", "/form", "", body).status, 403);
    CHECK_INT(ask("POST", "/form", cookie, S("text=a")).status, 403);
    CHECK_INT(ask("POST", "/form", cookie, S("csrf=AAAA&text=a")).status, 403);
    CHECK_INT(
        ask("POST", "/form", "Cookie: __Host-visitor=0123456789ABCDEFGHJKMNPQRS\n", body).status,
        403);
    y = ask("POST", "/form", cookie, S("csrf=&text=a"));
    CHECK_INT(y.status, 403);
    CHECK(str_find(y.body, S("このページを開いてから時間がたちました")) != SIZE_MAX);
    CHECK_INT(handled, 0);
    CHECK_INT(ask("POST", "/hook", "", S("text=a")).status, 200);
}

TEST(a_token_may_come_in_a_header)
{
    struct str token;
    const char *cookie = visitor_cookie(&token);
    const char *headers = arena_cstr(
        test_arena(), arena_fmt(test_arena(), "%sX-CSRF: %.*s\nContent-Type: application/json\n",
                                cookie, STR(token)));
    CHECK_INT(ask("POST", "/form", headers, S("{}")).status, 200);
}

TEST(a_form_of_another_site_is_refused_even_with_a_token)
{
    struct str token;
    const char *cookie = visitor_cookie(&token);
    struct str body = arena_fmt(test_arena(), "csrf=%.*s", STR(token));
    static const struct {
        const char *header;
        int status;
    } cases[] = {
        { "Origin: http://localhost\n", 200 },
        { "Origin: https://localhost\n", 403 },
        { "Origin: http://localhost.evil.example\n", 403 },
        { "Origin: null\n", 403 },
        { "Sec-Fetch-Site: same-origin\n", 200 },
        { "Sec-Fetch-Site: none\n", 200 },
        { "Sec-Fetch-Site: cross-site\n", 403 },
        { "Sec-Fetch-Site: same-site\n", 403 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct str headers = arena_fmt(test_arena(), "%s%s", cookie, cases[i].header);
        CHECK_INT(ask("POST", "/form", arena_cstr(test_arena(), headers), body).status,
                  cases[i].status);
    }
}

TEST(the_visitor_cookie_is_set_only_when_a_form_is_shown)
{
    CHECK(!has(ask("GET", "/hello/x", "", S("")), "Set-Cookie"));
    struct loopback_reply y = ask("GET", "/form", "", S(""));
    CHECK(has(y, "; Path=/; Secure; HttpOnly; SameSite=Lax\n"));
    struct str token;
    const char *cookie = visitor_cookie(&token);
    y = ask("GET", "/form", cookie, S(""));
    CHECK(!has(y, "Set-Cookie"));
    CHECK_SAME(y.body, token);
}

TEST(a_signed_in_token_is_bound_to_the_session)
{
    struct str token;
    visitor_cookie(&token);
    struct loopback_reply y = ask("GET", "/form", "Cookie: __Host-staff=clerk\n", S(""));
    CHECK(!has(y, "Set-Cookie"));
    struct str body = arena_fmt(test_arena(), "csrf=%.*s", STR(y.body));
    CHECK_INT(ask("POST", "/staff/cases", "Cookie: __Host-staff=clerk\n", body).status, 200);
    body = arena_fmt(test_arena(), "csrf=%.*s", STR(token));
    CHECK_INT(ask("POST", "/staff/cases", "Cookie: __Host-staff=clerk\n", body).status, 403);
}

TEST(access_is_checked_before_the_handler)
{
    handled = 0;
    struct loopback_reply y = ask("GET", "/staff/cases/AB%20C", "", S(""));
    CHECK_INT(y.status, 303);
    CHECK(has(y, "Location: /staff/login?next=/staff/cases/AB%2520C\n"));
    CHECK_INT(ask("POST", "/staff/cases", "", S("a=b")).status, 403); /* with what was typed, not away from it */
    CHECK_INT(ask("POST", "/staff/cases", "", S("")).status, 303);
    CHECK_INT(ask("GET", "/mine", "", S("")).status, 403);
    CHECK_INT(ask("GET", "/mine", "Cookie: __Host-staff=clerk\n", S("")).status, 403);
    CHECK_INT(ask("GET", "/staff/decide", "Cookie: __Host-staff=clerk\n", S("")).status, 403);
    CHECK_INT(handled, 0);
    CHECK_INT(ask("GET", "/staff/decide", "Cookie: __Host-staff=chief\n", S("")).status, 200);
    CHECK_INT(ask("GET", "/staff/cases/x", "Cookie: a=b; __Host-staff=clerk\n", S("")).status, 200);
    CHECK_INT(ask("GET", "/staff/cases/x", "Cookie: staff=clerk\n", S("")).status, 303);
    CHECK_INT(ask("GET", "/hello/x", "Host: elsewhere.example.jp\n", S("")).status, 421);
}

TEST(results_of_handlers_become_pages)
{
    static const struct {
        const char *target;
        int status;
    } cases[] = { { "/fail/not-found", 404 }, { "/fail/conflict", 409 }, { "/fail/denied", 403 },
                  { "/fail/invalid", 422 },   { "/fail/busy", 503 },     { "/fail/full", 507 },
                  { "/fail/failed", 500 },    { "/fail/silent", 500 },   { "/memory", 503 } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        CHECK_INT(ask("GET", cases[i].target, "", S("")).status, cases[i].status);
    CHECK(has(ask("GET", "/fail/busy", "", S("")), "Retry-After: 2\n"));
}

TEST(a_failure_while_the_program_is_not_ready_says_when_to_come_again)
{
    is_gone = true;
    struct loopback_reply y = ask("GET", "/fail/failed", "", S(""));
    CHECK_INT(y.status, 503);
    CHECK(has(y, "Retry-After: 30\n"));
    CHECK(str_find(y.body, S("まだ届いていません")) != SIZE_MAX);
    CHECK_INT(ask("GET", "/fail/not-found", "", S("")).status, 404);
    CHECK_INT(ask("GET", "/readyz", "", S("")).status, 503);
    is_gone = false;
    CHECK_INT(ask("GET", "/fail/failed", "", S("")).status, 500);
    CHECK_INT(ask("GET", "/readyz", "", S("")).status, 200);
}

TEST(lengths_that_two_readers_could_read_differently_are_refused)
{
    static const char *const bad[] = {
        "Content-Length: 3\nContent-Length: 3\n",
        "Content-Length: 3\nTransfer-Encoding: chunked\n",
        "Transfer-Encoding: gzip, chunked\n",
        "Transfer-Encoding: chunked\nTransfer-Encoding: x\n",
        "Content-Length: +3\n",
        "Content-Length: 0x3\n",
        "Content-Length: -3\n",
        "Host: a\nHost: b\n",
        "Host: a b\n",
        "Host: a/b\n",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        CHECK_INT(ask("POST", "/hook", bad[i], S("a=b")).status, 400);
    CHECK(has(ask("POST", "/hook", bad[0], S("a=b")), "Connection: close\n"));
    CHECK_INT(ask("GET", "/form", "Content-Length: 3\n", S("")).status, 400);
}

TEST(bodies_have_limits_and_types)
{
    CHECK_INT(ask("POST", "/hook", "Content-Length: 629145600\n", S("a=b")).status, 413);
    char *large = arena_new(test_arena(), char, 70000);
    memset(large, 'a', 70000);
    CHECK_INT(ask("POST", "/hook", "", str_n(large, 65536)).status, 200);
    CHECK_INT(ask("POST", "/hook", "", str_n(large, 65537)).status, 413);
    CHECK_INT(ask("POST", "/hook", "Transfer-Encoding: chunked\n", str_n(large, 65537)).status,
              413);
    CHECK_INT(ask("POST", "/hook", "Content-Type: text/plain\n", S("a=b")).status, 415);
    CHECK_INT(
        ask("POST", "/hook", "Content-Type: multipart/form-data; boundary=x\n", S("a")).status,
        415);
    CHECK_INT(ask("POST", "/hook", "", S("a=%ff")).status, 400);
}

TEST(a_large_upload_goes_through_a_file_and_comes_back_whole)
{
    size_t n = 600000;
    struct str head =
        S("--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"表.jpg\"\r\n\r\n");
    char *body = arena_new(test_arena(), char, n + 500);
    memcpy(body, head.p, head.n);
    memset(body + head.n, 'z', n);
    memcpy(body + head.n + n, "\r\n--x--\r\n", 9);
    struct loopback_reply y =
        ask("POST", "/file", "Content-Type: multipart/form-data; boundary=x\n",
            str_n(body, head.n + n + 9));
    CHECK_INT(y.status, 200);
    CHECK_STR(y.body, "1 表.jpg 600000");
}

TEST(pages_that_may_be_kept_are_revalidated_by_their_bytes)
{
    struct loopback_reply y = ask("GET", "/hello/x", "", S(""));
    CHECK(has(y, "Cache-Control: private, no-cache\n"));
    size_t at = str_find(y.headers, S("ETag: "));
    CHECK(at != SIZE_MAX);
    struct str etag = str_sub(y.headers, at + 6, at + 24);
    struct str again = arena_fmt(test_arena(), "If-None-Match: %.*s\n", STR(etag));
    y = ask("GET", "/hello/x", arena_cstr(test_arena(), again), S(""));
    CHECK_INT(y.status, 304);
    CHECK_INT((int64_t)y.body.n, 0);
    CHECK(has(y, "Content-Security-Policy"));
    CHECK_INT(ask("GET", "/hello/y", arena_cstr(test_arena(), again), S("")).status, 200);
    CHECK(has(ask("GET", "/form", "", S("")), "Cache-Control: no-store\n"));
}

TEST(assets_are_negotiated_and_kept_for_ever)
{
    struct loopback_reply y = ask("GET", "/assets/style-1.css", "", S(""));
    CHECK_STR(y.body, "plain");
    CHECK(has(y, "Cache-Control: public, max-age=31536000, immutable\n"));
    CHECK(has(y, "ETag: \"abc\"\n") && has(y, "Vary: Accept-Encoding\n"));
    CHECK_STR(ask("GET", "/assets/style-1.css", "Accept-Encoding: gzip, deflate\n", S("")).body,
              "gz");
    y = ask("GET", "/assets/style-1.css", "Accept-Encoding: gzip, br;q=0.9\n", S(""));
    CHECK_STR(y.body, "b");
    CHECK(has(y, "Content-Encoding: br\n") && has(y, "ETag: \"abc-br\"\n"));
    CHECK_INT(
        ask("GET", "/assets/style-1.css", "Accept-Encoding: br\nIf-None-Match: \"abc-br\"\n", S(""))
            .status,
        304);
    CHECK_STR(ask("GET", "/assets/style-1.css", "Accept-Encoding: br;q=0, gzip\n", S("")).body,
              "gz");
    y = ask("GET", "/assets/style-1.css", "If-None-Match: \"x\", W/\"abc\"\n", S(""));
    CHECK_INT(y.status, 304);
    CHECK_INT(ask("HEAD", "/assets/style-1.css", "", S("")).status, 200);
    CHECK_INT(ask("GET", "/assets/none.css", "", S("")).status, 404);
    CHECK_STR(asset_url("style.css").text, "/assets/style-1.css");
}

TEST(a_client_that_asks_too_often_is_told_to_wait)
{
    for (int i = 0; i < 3; i++)
        CHECK_INT(ask("GET", "/limited", "", S("")).status, 200);
    struct loopback_reply y = ask("GET", "/limited", "", S(""));
    CHECK_INT(y.status, 429);
    CHECK(has(y, "Retry-After: 20\n") || has(y, "Retry-After: 21\n"));
    CHECK_INT(ask("GET", "/form", "", S("")).status, 200);
}

TEST(a_download_has_a_name_that_cannot_break_its_header)
{
    struct loopback_reply y = ask("GET", "/download", "", S(""));
    CHECK(has(y, "Content-Disposition: attachment; filename=\"_________"));
    CHECK(has(y, "filename*=UTF-8''%E5%8F%97%E4%BB%98%E7%A5%A8%0D%0AX%3A%20y%22.pdf\n"));
    CHECK(!has(y, "\nX: y"));
}

TEST(health_and_figures_are_answered)
{
    CHECK_STR(ask("GET", "/healthz", "", S("")).body, "ok\n");
    CHECK_STR(ask("GET", "/readyz", "", S("")).body, "ready\n");
    struct loopback_reply y = ask("GET", "/metrics", "", S(""));
    CHECK(str_ends(y.body, S("# EOF\n")));
    CHECK(str_find(y.body, S("\nyakuba_request_seconds_bucket{le=\"+Inf\"} ")) != SIZE_MAX);
}

static const struct api_doc some_doc = { .id = "some" };

TEST(tables_that_say_too_little_or_too_much_stop_the_start)
{
    static const struct route bad[] = {
        { GET, "/a", ZONE_PUBLIC, ACCESS_UNSET, QUEUED, hello, "h" },
        { GET, "/b", ZONE_UNSET, ACCESS_ANYONE, QUEUED, hello, "h" },
        { GET, "/c", ZONE_PUBLIC, ACCESS_ANYONE, RUN_UNSET, hello, "h" },
        { GET, "/d", ZONE_PUBLIC, ACCESS_PERMISSION, QUEUED, hello, "h" },
        { GET, "/e", ZONE_PUBLIC, ACCESS_SIGNED_IN, INLINE, hello, "h" },
        { 0, "/f", ZONE_PUBLIC, ACCESS_ANYONE, QUEUED, hello, "h" },
        { GET, "g", ZONE_PUBLIC, ACCESS_ANYONE, QUEUED, hello, "h" },
        { GET, "/h/", ZONE_PUBLIC, ACCESS_ANYONE, QUEUED, hello, "h" },
        { POST, "/i", ZONE_PUBLIC, ACCESS_ANYONE, QUEUED, hello, "h", .api = &some_doc },
        { GET, "/j", ZONE_PUBLIC, ACCESS_ANYONE, INLINE, hello, "h", .api = &some_doc },
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct route one[] = { bad[i], { 0 } };
        const struct route *const list[] = { one, NULL };
        struct out o;
        out_init(&o, test_arena(), 10000);
        CHECK_INT(http_check_routes(list, &o), INVALID);
        CHECK(o.n > 0);
    }
    static const struct route twice[] = { { GET, "/x/{a}/b", P, hello, "h" },
                                          { GET, "/x/c/{d}", P, hello, "h" },
                                          { 0 } };
    const struct route *const list[] = { twice, NULL };
    struct out o;
    out_init(&o, test_arena(), 10000);
    CHECK_INT(http_check_routes(list, &o), INVALID);
    CHECK_INT(http_check_routes(tables, &o), OK);
}

/* ---- requests of attackers: the OWASP rule set's own tests ---- */

/* The value of a "key: value" line of simple YAML, without its quotes. */
static bool yaml_value(struct str line, const char *key, struct str *ret_value)
{
    struct str name = str_of(key);
    line = str_trim(line);
    if (!str_starts(line, name))
        return false;
    line = str_trim(str_sub(line, name.n, line.n));
    if (line.n >= 2 && (line.p[0] == '"' || line.p[0] == '\'') && line.p[line.n - 1] == line.p[0])
        line = str_sub(line, 1, line.n - 1);
    *ret_value = line;
    return line.n > 0;
}

static int n_attacks;

static void attack(const char *path)
{
    struct str rest = test_file(test_arena(), path), line, value;
    while (str_cut(&rest, '\n', &line)) {
        struct loopback_reply y = { .status = 200 };
        if (yaml_value(line, "uri:", &value))
            y = ask("GET", arena_cstr(test_arena(), value), "", S(""));
        else if (yaml_value(line, "data:", &value))
            y = ask("POST", "/hook", "", value);
        else if (yaml_value(line, "Cookie:", &value) || yaml_value(line, "User-Agent:", &value))
            y = ask("GET", "/form",
                    arena_cstr(test_arena(), arena_fmt(test_arena(), "Cookie: %.*s\n", STR(value))),
                    S(""));
        else
            continue;
        n_attacks++;
        if (!CHECK(y.status == 200 || y.status == 301 || (y.status >= 400 && y.status < 500)))
            fprintf(stderr, "   %d %.*s\n", y.status, STR(value));
        CHECK(has(y, "Content-Security-Policy: default-src 'none'"));
    }
}

static int visit(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st, (void)ftw;
    if (type == FTW_F && str_ends(str_of(path), S(".yaml")))
        attack(path);
    return 0;
}

TEST(attacks_of_others_get_an_answer_and_nothing_else)
{
    const char *path = test_data("torture/crs-regression-tests/tests");
    if (!path)
        SKIP("no torture/crs-regression-tests in YAKUBA_DATA");
    n_attacks = 0;
    CHECK_INT(nftw(path, visit, 16, FTW_PHYS), 0);
    CHECK(n_attacks > 500);
}
