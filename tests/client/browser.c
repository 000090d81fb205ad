/* SPDX-License-Identifier: Apache-2.0 */
/* HTTP/1.1 with Content-Length over a blocking socket: enough for our own server, nothing more. */
#include "tests/client/browser.h"

#include "base/out.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define BOUNDARY "yakuba-test-boundary-7d91"

enum { LARGEST_ANSWER = 1 << 20, PATIENCE_S = 30 };

void browser_init(struct browser *b, int port)
{
    *b = (struct browser) { .port = port, .fd = -1 };
}

void browser_close(struct browser *b)
{
    if (b->fd >= 0)
        close(b->fd);
    b->fd = -1;
}

struct str browser_cookie(const struct browser *b, const char *name)
{
    for (int i = 0; i < b->n_cookies; i++)
        if (strcmp(b->cookies[i].name, name) == 0)
            return str_of(b->cookies[i].value);
    return S("");
}

struct str between(struct str text, struct str before, struct str after)
{
    size_t from = str_find(text, before);
    if (from == SIZE_MAX)
        return S("");
    text = str_sub(text, from + before.n, text.n);
    size_t to = str_find(text, after);
    return to == SIZE_MAX ? S("") : str_sub(text, 0, to);
}

static bool dial(struct browser *b)
{
    struct sockaddr_in a = { .sin_family = AF_INET,
                             .sin_port = htons((uint16_t)b->port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    struct timeval patience = { .tv_sec = PATIENCE_S };
    int one = 1;
    if (b->fd >= 0)
        return true;
    b->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (b->fd < 0)
        return false;
    setsockopt(b->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    setsockopt(b->fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (connect(b->fd, (struct sockaddr *)&a, sizeof a) == 0)
        return true;
    browser_close(b);
    return false;
}

static bool say(int fd, struct str bytes)
{
    while (bytes.n > 0) {
        ssize_t n = send(fd, bytes.p, bytes.n, MSG_NOSIGNAL);
        if (n <= 0)
            return false;
        bytes = str_sub(bytes, (size_t)n, bytes.n);
    }
    return true;
}

/* name=value of a Set-Cookie line into the jar; "__Host-" is left off the name. */
static void keep_cookie(struct browser *b, struct str line)
{
    size_t equals = str_find_char(line, '='), end = str_find_char(line, ';');
    struct str name = str_sub(line, 0, equals), value = str_sub(line, equals + 1, end);
    int i = 0;
    if (equals == SIZE_MAX || !str_starts(name, S("__Host-")))
        return;
    name = str_sub(name, 7, name.n);
    while (i < b->n_cookies && !str_eq(str_of(b->cookies[i].name), name))
        i++;
    if (i == MOST_COOKIES)
        return;
    snprintf(b->cookies[i].name, sizeof b->cookies[i].name, "%.*s", STR(name));
    snprintf(b->cookies[i].value, sizeof b->cookies[i].value, "%.*s", STR(value));
    if (i == b->n_cookies)
        b->n_cookies++;
}

static void read_head(struct browser *b, struct arena *mem, struct str head, struct answer *a,
                      size_t *ret_length)
{
    struct str line;
    int64_t length = 0, status = 0, retry_after = 0;
    str_to_int(str_sub(head, 9, 12), &status);
    while (str_cut(&head, '\n', &line)) {
        line = str_trim(line);
        size_t colon = str_find_char(line, ':');
        if (colon == SIZE_MAX)
            continue;
        struct str name = str_sub(line, 0, colon),
                   value = str_trim(str_sub(line, colon + 1, line.n));
        if (str_eq_nocase(name, S("Content-Length")))
            str_to_int(value, &length);
        else if (str_eq_nocase(name, S("Location")))
            a->location = arena_str(mem, value);
        else if (str_eq_nocase(name, S("Retry-After")))
            str_to_int(value, &retry_after);
        else if (str_eq_nocase(name, S("Set-Cookie")))
            keep_cookie(b, value);
    }
    a->status = (int)status;
    a->retry_after = (int)retry_after;
    *ret_length = (size_t)length;
}

static bool hear(struct browser *b, struct arena *mem, struct answer *ret_answer)
{
    char *p = arena_new(mem, char, LARGEST_ANSWER);
    size_t n = 0, wanted = 0, head = 0;
    struct answer a = { 0 };
    while (!wanted || n < wanted) {
        ssize_t got = n < LARGEST_ANSWER ? recv(b->fd, p + n, LARGEST_ANSWER - n, 0) : 0;
        if (got <= 0)
            return false;
        n += (size_t)got;
        size_t end = wanted ? SIZE_MAX : str_find(str_n(p, n), S("\r\n\r\n"));
        if (end == SIZE_MAX)
            continue;
        head = end + 4;
        read_head(b, mem, str_n(p, end + 2), &a, &wanted);
        wanted += head;
    }
    a.body = str_n(p + head, wanted - head);
    struct str token = between(a.body, S("name=\"csrf\" value=\""), S("\""));
    if (token.n)
        snprintf(b->csrf, sizeof b->csrf, "%.*s", STR(token));
    *ret_answer = a;
    return true;
}

static struct str request(const struct browser *b, struct arena *mem, const char *method,
                          struct str path, const char *type, struct str body)
{
    struct out o;
    out_init(&o, mem, LARGEST_ANSWER);
    out_fmt(&o, "%s %.*s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n", method, STR(path), b->port);
    if (b->takes_gzip)
        out_str(&o, S("Accept-Encoding: gzip\r\n"));
    if (b->n_cookies)
        out_str(&o, S("Cookie: "));
    for (int i = 0; i < b->n_cookies; i++)
        out_fmt(&o, "%s__Host-%s=%s%s", i ? "; " : "", b->cookies[i].name, b->cookies[i].value,
                i + 1 == b->n_cookies ? "\r\n" : "");
    if (type)
        out_fmt(&o, "Origin: http://127.0.0.1:%d\r\nContent-Type: %s\r\nContent-Length: %zu\r\n",
                b->port, type, body.n);
    out_str(&o, S("\r\n"));
    out_str(&o, body);
    return out_text(&o);
}

/* A kept connection may have been closed meanwhile, before anything of this request was seen: once
 * more then, for reading only. */
static bool exchange(struct browser *b, struct arena *mem, struct str bytes, bool again,
                     struct answer *ret_answer)
{
    bool kept = b->fd >= 0;
    if (dial(b) && say(b->fd, bytes) && hear(b, mem, ret_answer))
        return true;
    browser_close(b);
    return kept && again && exchange(b, mem, bytes, false, ret_answer);
}

bool browser_get(struct browser *b, struct arena *mem, struct str path, struct answer *ret_answer)
{
    return exchange(b, mem, request(b, mem, "GET", path, NULL, S("")), true, ret_answer);
}

struct str browser_press_bytes(const struct browser *b, struct arena *mem, struct str path)
{
    return request(b, mem, "POST", path, "application/x-www-form-urlencoded",
                   arena_fmt(mem, "csrf=%s", b->csrf));
}

bool browser_press(struct browser *b, struct arena *mem, struct str path, struct answer *ret_answer)
{
    return exchange(b, mem, browser_press_bytes(b, mem, path), false, ret_answer);
}

bool browser_post(struct browser *b, struct arena *mem, struct str path, struct str fields, struct answer *ret_answer)
{
    return exchange(b, mem,
                    request(b, mem, "POST", path, "application/x-www-form-urlencoded",
                            arena_fmt(mem, "csrf=%s&%.*s", b->csrf, STR(fields))),
                    false, ret_answer);
}

bool browser_send(struct browser *b, struct arena *mem, struct str path, struct str parts,
                  struct answer *ret_answer)
{
    struct out o;
    out_init(&o, mem, LARGEST_ANSWER);
    out_str(&o, browser_part(mem, S("csrf"), str_of(b->csrf)));
    out_str(&o, parts);
    out_str(&o, S("--" BOUNDARY "--\r\n"));
    return exchange(
        b, mem,
        request(b, mem, "POST", path, "multipart/form-data; boundary=" BOUNDARY, out_text(&o)),
        false, ret_answer);
}

struct str browser_part(struct arena *mem, struct str name, struct str value)
{
    return arena_fmt(
        mem, "--" BOUNDARY "\r\nContent-Disposition: form-data; name=\"%.*s\"\r\n\r\n%.*s\r\n",
        STR(name), STR(value));
}

struct str browser_file(struct arena *mem, struct str name, struct str filename, struct str bytes)
{
    struct out o;
    out_init(&o, mem, LARGEST_ANSWER);
    out_fmt(&o,
            "--" BOUNDARY "\r\nContent-Disposition: form-data; name=\"%.*s\"; filename=\"%.*s\"\r\n"
            "Content-Type: image/jpeg\r\n\r\n",
            STR(name), STR(filename));
    out_str(&o, bytes);
    out_str(&o, S("\r\n"));
    return out_text(&o);
}
