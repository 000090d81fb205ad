/* SPDX-License-Identifier: Apache-2.0 */
/* Intake of a request (address, headers, body in memory or in an unlinked file) and what handlers
 * ask of it. */
#include "platform/http/request.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

void request_init(struct http_private *p, struct http_server *server)
{
    *p = (struct http_private) { .server = server, .body_file = -1, .socket = -1 };
    arena_init(&p->intake, INTAKE_CEILING);
}

static void drop_body(struct http_private *p)
{
    if (p->body_file >= 0) {
        if (p->body)
            munmap(p->body, p->body_n);
        close(p->body_file);
    }
    p->body_file = -1;
    p->body = NULL;
}

void request_begin(struct http_private *p)
{
    struct arena intake = p->intake;
    struct http_server *server = p->server;
    drop_body(p);
    arena_reset(&intake);
    *p = (struct http_private) {
        .intake = intake,
        .server = server,
        .body_file = -1,
        .socket = -1,
        .req = { .language = S("ja"), .http = p },
    };
}

void request_clear(struct http_private *p)
{
    drop_body(p);
    arena_release(&p->intake);
}

void request_set_target(struct http_private *p, struct str target)
{
    p->target = arena_str(&p->intake, str_sub(target, 0, MOST_TARGET + 1));
    size_t query = str_find_char(p->target, '?');
    p->req.path = str_sub(p->target, 0, query);
    p->query_text = query == SIZE_MAX ? S("") : str_sub(p->target, query + 1, p->target.n);
}

bool request_target_ok(const struct http_private *p)
{
    if (p->target.n > MOST_TARGET)
        return false;
    for (size_t i = 0; i < p->target.n; i++)
        if ((unsigned char)p->target.p[i] <= 0x20 || (unsigned char)p->target.p[i] >= 0x7f ||
            p->target.p[i] == '#')
            return false;
    return true;
}

bool request_add_header(struct http_private *p, struct str name, struct str value)
{
    if (p->n_headers == MOST_HEADERS || arena_failed(&p->intake)) {
        p->headers_failed = true;
        return false;
    }
    p->headers[p->n_headers++] =
        (struct req_pair) { arena_str(&p->intake, name), arena_str(&p->intake, value) };
    return true;
}

size_t request_count_headers(const struct http_private *p, struct str name)
{
    size_t n = 0;
    for (size_t i = 0; i < p->n_headers; i++)
        n += str_eq_nocase(p->headers[i].name, name);
    return n;
}

static int temporary_file(void)
{
    const char *folder = getenv("TMPDIR");
    if (!folder || !*folder)
        folder = "/var/tmp";
    int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC | O_EXCL, 0600);
    if (fd >= 0)
        return fd;
    char path[] = "/tmp/yakuba-body-XXXXXX";
    fd = mkostemp(path, O_CLOEXEC);
    if (fd >= 0)
        unlink(path);
    return fd;
}

static bool write_all(int fd, const char *p, size_t n)
{
    while (n) {
        ssize_t written = write(fd, p, n);
        if (written <= 0)
            return false;
        p += written;
        n -= (size_t)written;
    }
    return true;
}

static enum rc add_to_memory(struct http_private *p, const char *piece, size_t n)
{
    if (p->body_n + n > p->body_room) {
        size_t room = p->body_room ? p->body_room * 2 : 4096;
        while (room < p->body_n + n)
            room *= 2;
        char *body = arena_try_new(&p->intake, char, room);
        if (!body)
            return FAILED;
        if (p->body_n)
            memcpy(body, p->body, p->body_n);
        p->body = body;
        p->body_room = room;
    }
    memcpy(p->body + p->body_n, piece, n);
    p->body_n += n;
    return OK;
}

enum rc request_add_body(struct http_private *p, const char *piece, size_t n)
{
    if (n > p->body_limit - p->body_n)
        return FULL;
    if (p->body_file < 0 && p->body_n + n <= BODY_IN_MEMORY)
        return add_to_memory(p, piece, n);
    if (p->body_file < 0) {
        p->body_file = temporary_file();
        if (p->body_file < 0 || !write_all(p->body_file, p->body, p->body_n))
            return FAILED;
        p->body = NULL;
    }
    if (!write_all(p->body_file, piece, n))
        return FAILED;
    p->body_n += n;
    return OK;
}

enum rc request_end_body(struct http_private *p)
{
    if (p->body_file < 0)
        return OK;
    void *map = mmap(NULL, p->body_n, PROT_READ, MAP_PRIVATE, p->body_file, 0);
    if (map == MAP_FAILED)
        return FAILED;
    p->body = map;
    return OK;
}

static bool is_type(struct str content_type, struct str wanted)
{
    return str_eq_nocase(str_trim(str_sub(content_type, 0, str_find_char(content_type, ';'))),
                         wanted);
}

enum rc request_parse_query(struct http_private *p, struct str *ret_why)
{
    enum rc rc = urlencoded_parse(p->req.mem, p->query_text, MOST_QUERY_PAIRS, &p->query);
    if (rc != OK)
        *ret_why = p->query.why;
    return rc;
}

enum rc request_parse(struct http_private *p, struct str *ret_why)
{
    struct req *r = &p->req;
    enum rc rc = OK;
    struct str type = req_header(r, "Content-Type");
    if (r->method != POST || p->body_n == 0)
        return OK;
    if (is_type(type, S("application/x-www-form-urlencoded")))
        rc = urlencoded_parse(r->mem, req_body(r), MOST_PAIRS, &p->form);
    else if (is_type(type, S("multipart/form-data")))
        rc = multipart_parse(r->mem, type, req_body(r), &p->form);
    *ret_why = p->form.why;
    return rc;
}

/* ---- what handlers ask ---- */

struct str req_param(const struct req *r, const char *name)
{
    struct str rest = str_of(r->route ? r->route->path : ""), part, wanted = str_of(name);
    for (size_t i = 0; str_cut(&rest, '/', &part);) {
        if (part.n == 0)
            continue;
        if (part.p[0] == '{' && str_eq(str_sub(part, 1, part.n - 1), wanted) &&
            i < r->http->segments.n)
            return r->http->segments.part[i];
        i++;
    }
    return S("");
}

static const struct req_pair *find_pair(const struct form *form, struct str name)
{
    for (size_t i = 0; i < form->n_pairs; i++)
        if (str_eq(form->pairs[i].name, name))
            return &form->pairs[i];
    return NULL;
}

struct str req_query(const struct req *r, const char *name)
{
    const struct req_pair *pair = find_pair(&r->http->query, str_of(name));
    return pair ? pair->value : S("");
}

struct str req_field(const struct req *r, const char *name)
{
    return req_field_s(r, str_of(name));
}

struct str req_field_s(const struct req *r, struct str name)
{
    const struct req_pair *pair = find_pair(&r->http->form, name);
    return pair ? pair->value : S("");
}

bool req_has_field(const struct req *r, struct str name)
{
    return find_pair(&r->http->form, name) != NULL;
}

size_t req_fields(const struct req *r, struct str name, const struct str **ret_values)
{
    const struct form *form = &r->http->form;
    size_t n = 0;
    for (size_t i = 0; i < form->n_pairs; i++)
        n += str_eq(form->pairs[i].name, name);
    struct str *values = arena_new(r->mem, struct str, n);
    size_t at = 0;
    for (size_t i = 0; i < form->n_pairs; i++)
        if (str_eq(form->pairs[i].name, name))
            values[at++] = form->pairs[i].value;
    *ret_values = values;
    return n;
}

size_t req_all_fields(const struct req *r, const struct req_pair **ret_pairs)
{
    *ret_pairs = r->http->form.pairs;
    return r->http->form.n_pairs;
}

size_t req_all_query(const struct req *r, const struct req_pair **ret_pairs)
{
    *ret_pairs = r->http->query.pairs;
    return r->http->query.n_pairs;
}

size_t req_uploads(const struct req *r, const struct upload **ret_uploads)
{
    *ret_uploads = r->http->form.uploads;
    return r->http->form.n_uploads;
}

struct str req_header(const struct req *r, const char *name)
{
    const struct http_private *p = r->http;
    struct str wanted = str_of(name);
    for (size_t i = 0; i < p->n_headers; i++)
        if (str_eq_nocase(p->headers[i].name, wanted))
            return p->headers[i].value;
    return S("");
}

struct str req_cookie(const struct req *r, const char *name)
{
    const struct http_private *p = r->http;
    char full[80] = "__Host-";
    struct str value, wanted = str_of(name);
    if (wanted.n > sizeof full - 8)
        return S("");
    memcpy(full + 7, wanted.p, wanted.n);
    for (size_t i = 0; i < p->n_headers; i++)
        if (str_eq_nocase(p->headers[i].name, S("Cookie")) &&
            cookie_find(p->headers[i].value, str_n(full, 7 + wanted.n), &value))
            return value;
    return S("");
}

struct str req_body(const struct req *r)
{
    return str_n(r->http->body, r->http->body_n);
}

bool req_is_head(const struct req *r)
{
    return r->http->is_head;
}
