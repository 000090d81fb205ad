/* SPDX-License-Identifier: Apache-2.0 */
/* One call by libcurl: its callbacks fill an answer in the caller's arena and stop at the limits.
 */
#include "platform/http-client/guard.h"

#include "base/out.h"

#include <assert.h>
#include <netdb.h>
#include <stdlib.h>
#include <sys/types.h>
#include <unistd.h>

enum {
    DEFAULT_TIME_MS = 10000,
    DEFAULT_ANSWER = 1 << 20,
    MOST_HEADERS = 64,
    MOST_HEADER_BYTES = 16 << 10,
};

struct http_client {
    struct arena mem; /* lives as long as the client */
    struct guard guard;
    char *ca_file;
    struct curl_slist *resolve;
};

struct sending { /* one call */
    struct arena *mem;
    const struct http_client_call *call;
    struct guard_target target;
    struct http_client_answer *answer;
    struct http_client_header headers[MOST_HEADERS];
    size_t header_bytes, answer_limit;
    struct out body;
    bool is_private; /* an address was refused */
    bool too_large;
};

static const char *refusal_words(enum http_client_refusal refusal)
{
    switch (refusal) {
    case HTTP_CLIENT_GOOD: return "";
    case HTTP_CLIENT_NO_URL: return "The address cannot be read.";
    case HTTP_CLIENT_SCHEME: return "Only https may be called.";
    case HTTP_CLIENT_USERINFO: return "An address with a user name is not called.";
    case HTTP_CLIENT_PORT: return "This port is not called.";
    case HTTP_CLIENT_PRIVATE: return "The address is not of the public Internet.";
    case HTTP_CLIENT_UNKNOWN_HOST: return "The host name has no address.";
    }
    return "";
}

/* ---- callbacks ---- */

/* The guard's last word: the address that is about to be connected to. */
static curl_socket_t open_socket(void *ctx, curlsocktype purpose, struct curl_sockaddr *a)
{
    struct sending *s = ctx;
    if (purpose != CURLSOCKTYPE_IPCXN)
        return CURL_SOCKET_BAD;
    if (!s->target.is_allowed && !guard_is_public(&a->addr, a->addrlen)) {
        s->is_private = true;
        return CURL_SOCKET_BAD;
    }
    return socket(a->family, a->socktype | SOCK_CLOEXEC, a->protocol);
}

static size_t take_body(char *p, size_t size, size_t n, void *ctx)
{
    struct sending *s = ctx;
    size_t bytes = size * n, room = s->answer_limit - s->body.n;
    if (bytes <= room) {
        out_put(&s->body, p, bytes);
        return bytes;
    }
    out_put(&s->body, p, room);
    s->answer->is_cut = true;
    s->too_large = !s->call->cut_answer;
    return 0; /* what comes after is not read */
}

static size_t take_header(char *p, size_t size, size_t n, void *ctx)
{
    struct sending *s = ctx;
    struct str line = str_n(p, size * n), name;
    s->header_bytes += line.n;
    if (s->header_bytes > MOST_HEADER_BYTES || s->answer->n_headers == MOST_HEADERS) {
        s->too_large = true;
        return 0;
    }
    if (str_starts(line, S("HTTP/"))) /* of 100 Continue, then of the answer */
        s->answer->n_headers = 0;
    else if (str_find_char(line, ':') != SIZE_MAX && str_cut(&line, ':', &name))
        s->headers[s->answer->n_headers++] =
            (struct http_client_header) { arena_str(s->mem, name),
                                          arena_str(s->mem, str_trim(line)) };
    return size * n;
}

/* ---- the call ---- */

static bool has_line_end(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] == '\r' || s.p[i] == '\n' || !s.p[i])
            return true;
    return false;
}

static bool is_method(const char *method)
{
    for (const char *c = method; *c; c++)
        if (*c < 'A' || *c > 'Z')
            return false;
    return *method != 0;
}

static struct curl_slist *add_line(struct curl_slist *list, const char *line, bool *failed)
{
    struct curl_slist *longer = curl_slist_append(list, line);
    *failed |= !longer;
    return longer ? longer : list;
}

/* INVALID when a header cannot be sent as it is. */
static enum rc header_list(const struct sending *s, struct curl_slist **ret_list)
{
    const struct http_client_call *c = s->call;
    struct curl_slist *list = NULL;
    bool failed = false;
    for (size_t i = 0; i < c->n_headers; i++)
        if (!c->headers[i].name.n || has_line_end(c->headers[i].name) ||
            has_line_end(c->headers[i].value))
            return INVALID;
    list = add_line(list, "Expect:", &failed);
    for (size_t i = 0; i < c->n_headers; i++)
        list = add_line(
            list,
            arena_fmt(s->mem, "%.*s: %.*s", STR(c->headers[i].name), STR(c->headers[i].value)).p,
            &failed);
    *ret_list = list;
    return failed ? FAILED : OK;
}

static void set_request(CURL *curl, const struct http_client_call *c)
{
    if (c->body.n || strcmp(c->method, "POST") == 0 || strcmp(c->method, "PUT") == 0) {
        curl_easy_setopt(curl, CURLOPT_POST, 1L);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)c->body.n);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, c->body.n ? c->body.p : "");
    }
    if (strcmp(c->method, "HEAD") == 0)
        curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
    else
        curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, c->method);
}

static void set_options(CURL *curl, const struct http_client *client, struct sending *s)
{
    long time_ms = s->call->time_ms ? s->call->time_ms : DEFAULT_TIME_MS;
    curl_easy_setopt(curl, CURLOPT_CURLU, s->target.url);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, time_ms);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, time_ms);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (client->ca_file)
        curl_easy_setopt(curl, CURLOPT_CAINFO, client->ca_file);
    if (client->resolve)
        curl_easy_setopt(curl, CURLOPT_RESOLVE, client->resolve);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "yakuba");
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, s);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, s);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, s);
    set_request(curl, s->call);
}

static enum rc settle(struct sending *s, CURL *curl, CURLcode code)
{
    struct http_client_answer *a = s->answer;
    long status = 0;
    double took = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(curl, CURLINFO_TOTAL_TIME, &took);
    a->took_ms = (int)(took * 1000);
    a->body = out_text(&s->body);
    a->headers = s->headers;
    bool cut_as_asked = code == CURLE_WRITE_ERROR && a->is_cut && !s->too_large;
    if (code == CURLE_OK || cut_as_asked) {
        a->status = (int)status;
        return status ? OK : FAILED;
    }
    if (s->is_private && (code == CURLE_COULDNT_CONNECT || code == CURLE_OPERATION_TIMEDOUT)) {
        a->refusal = HTTP_CLIENT_PRIVATE;
        a->error = str_of(refusal_words(a->refusal));
        return DENIED;
    }
    a->error =
        s->too_large ? S("The answer is larger than it may be.") : str_of(curl_easy_strerror(code));
    return FAILED;
}

static enum rc perform(struct http_client *client, struct sending *s)
{
    struct curl_slist *list = NULL;
    CURL *curl = curl_easy_init();
    enum rc rc = curl ? header_list(s, &list) : FAILED;
    if (rc == OK) {
        set_options(curl, client, s);
        curl_easy_setopt(curl, CURLOPT_HTTPHEADER, list);
        rc = settle(s, curl, curl_easy_perform(curl));
    } else {
        s->answer->error = rc == INVALID ? S("A header has a line end in it.")
                                         : S("No memory is left for the call.");
    }
    curl_slist_free_all(list);
    if (curl)
        curl_easy_cleanup(curl);
    return rc;
}

enum rc http_client_send(struct http_client *client, struct arena *mem,
                         const struct http_client_call *call, struct http_client_answer *ret_answer)
{
    struct sending *s = arena_new(mem, struct sending, 1);
    *s = (struct sending) { .mem = mem,
                            .call = call,
                            .answer = ret_answer,
                            .answer_limit =
                                call->answer_limit ? call->answer_limit : DEFAULT_ANSWER };
    assert(is_method(call->method));
    *ret_answer = (struct http_client_answer) { 0 };
    out_init(&s->body, mem, s->answer_limit);
    enum rc rc = DENIED;
    ret_answer->refusal =
        guard_target(&client->guard, mem, call->url, call->https_only, &s->target);
    if (ret_answer->refusal == HTTP_CLIENT_GOOD)
        rc = perform(client, s);
    else
        ret_answer->error = str_of(refusal_words(ret_answer->refusal));
    curl_url_cleanup(s->target.url);
    return rc == OK && arena_failed(mem) ? FAILED : rc;
}

/* ---- looking beforehand ---- */

static enum http_client_refusal look_at_addresses(struct arena *mem, const struct guard_target *t)
{
    struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *all = NULL;
    if (getaddrinfo(arena_cstr(mem, t->host), NULL, &hints, &all) != 0)
        return HTTP_CLIENT_UNKNOWN_HOST;
    enum http_client_refusal refusal = HTTP_CLIENT_GOOD;
    for (const struct addrinfo *a = all; a; a = a->ai_next)
        if (!guard_is_public(a->ai_addr, a->ai_addrlen))
            refusal = HTTP_CLIENT_PRIVATE;
    freeaddrinfo(all);
    return refusal;
}

enum http_client_refusal http_client_look(struct http_client *client, struct arena *mem,
                                          struct str url, bool https_only)
{
    struct guard_target t;
    enum http_client_refusal refusal = guard_target(&client->guard, mem, url, https_only, &t);
    if (refusal == HTTP_CLIENT_GOOD && !t.is_allowed)
        refusal = look_at_addresses(mem, &t);
    curl_url_cleanup(t.url);
    return refusal;
}

struct str http_client_header(const struct http_client_answer *answer, struct str name)
{
    for (size_t i = 0; i < answer->n_headers; i++)
        if (str_eq_nocase(answer->headers[i].name, name))
            return answer->headers[i].value;
    return S("");
}

/* ---- the client ---- */

enum rc http_client_open(const struct http_client_config *config, struct http_client **ret_client)
{
    struct http_client *c = calloc(1, sizeof *c);
    if (!c || curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        free(c);
        return FAILED;
    }
    arena_init(&c->mem, 1 << 20);
    struct str allow = arena_str(&c->mem, str_of(config->allow));
    enum rc rc = guard_read(&c->mem, allow, &c->guard);
    if (config->ca_file)
        c->ca_file = arena_cstr(&c->mem, str_of(config->ca_file));
    if (config->resolve)
        c->resolve = curl_slist_append(NULL, config->resolve);
    if (rc == OK)
        *ret_client = c;
    else
        http_client_close(c);
    return rc;
}

void http_client_close(struct http_client *client)
{
    if (!client)
        return;
    curl_slist_free_all(client->resolve);
    arena_release(&client->mem);
    free(client);
    curl_global_cleanup();
}
