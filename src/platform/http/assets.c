/* SPDX-License-Identifier: Apache-2.0 */
/* Answers for assets, from memory.  The table is small (tens), so looking through it is enough. */
#include "platform/http/assets.h"

#include "platform/http/server.h"

static _Atomic(const struct asset *) used; /* set once at start */

void assets_use(const struct asset *table)
{
    atomic_store(&used, table);
}

static const struct asset *by_path(struct str path)
{
    for (const struct asset *a = atomic_load(&used); a && a->path; a++)
        if (str_eq(path, str_of(a->path)))
            return a;
    return NULL;
}

struct url asset_url(const char *name)
{
    const struct asset *table = atomic_load(&used);
    for (const struct asset *a = table; a && a->path; a++)
        if (strcmp(a->name, name) == 0)
            return (struct url) { str_of(a->path) };
    return (struct url) { S("/assets/not-built") };
}

/* Does the visitor take this coding?  ";q=0" is a refusal; other weights do not matter here. */
static bool takes(struct str accept, struct str coding)
{
    struct str item;
    while (list_next(&accept, &item)) {
        size_t at = str_find_char(item, ';');
        if (!str_eq_nocase(str_trim(str_sub(item, 0, at)), coding))
            continue;
        struct str q = at == SIZE_MAX ? S("") : str_trim(str_sub(item, at + 1, item.n));
        return !(str_starts(q, S("q=0")) && (q.n == 3 || str_eq(q, S("q=0.0")) ||
                                             str_eq(q, S("q=0.00")) || str_eq(q, S("q=0.000"))));
    }
    return false;
}

static bool same_tag(struct str wanted, struct str etag)
{
    struct str item;
    while (list_next(&wanted, &item)) {
        if (str_starts(item, S("W/")))
            item = str_sub(item, 2, item.n);
        if (str_eq(item, etag) || str_eq(item, S("*")))
            return true;
    }
    return false;
}

struct representation { /* one representation: each has a strong tag of its own (RFC 9110, 8.8.3.3)
                         */
    struct str coding, etag;
    struct blob bytes;
};

static struct representation choose(struct req *r, const struct asset *a)
{
    struct str accept = req_header(r, "Accept-Encoding"), etag = str_of(a->etag);
    struct representation f = { .etag = etag, .bytes = a->plain };
    if (a->brotli.n && takes(accept, S("br")))
        f = (struct representation) { .coding = S("br"), .bytes = a->brotli };
    else if (a->gzip.n && takes(accept, S("gzip")))
        f = (struct representation) { .coding = S("gzip"), .bytes = a->gzip };
    if (f.coding.n)
        f.etag = arena_fmt(r->mem, "%.*s-%.*s\"", (int)etag.n - 1, etag.p, STR(f.coding));
    return f;
}

bool asset_reply(struct http_private *p)
{
    struct req *r = &p->req;
    bool head = str_eq(p->method_name, S("HEAD"));
    const struct asset *a = by_path(r->path);
    if (!a || !(head || str_eq(p->method_name, S("GET"))) || p->declared != 0)
        return false;
    struct representation f = choose(r, a);
    p->is_head = head;
    p->reply.immutable = p->reply.lasting = true;
    reply_header(r, "ETag", f.etag);
    if (a->gzip.n || a->brotli.n)
        reply_header(r, "Vary", S("Accept-Encoding"));
    if (same_tag(req_header(r, "If-None-Match"), f.etag)) {
        reply_bytes(r, 304, a->content_type, S(""));
        return true;
    }
    if (f.coding.n)
        reply_header(r, "Content-Encoding", f.coding);
    reply_bytes(r, 200, a->content_type, str_n((const char *)f.bytes.p, f.bytes.n));
    return true;
}
