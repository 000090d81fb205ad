/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses that may stand in a page.  A bad one is our own bug and asserts: what a visitor typed
 * reaches an address only through url_path and url_query, which encode it. */
#include "platform/page/page.h"

#include <assert.h>

/* One slash, then anything printable that starts no other host: browsers read \ as /. */
static bool is_local(struct str s)
{
    if (!s.n || s.p[0] != '/' || (s.n > 1 && (s.p[1] == '/' || s.p[1] == '\\')))
        return false;
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] <= ' ' || s.p[i] == '\\' || s.p[i] == 127)
            return false;
    return true;
}

struct url url_local(struct arena *mem, struct str path)
{
    assert(is_local(path));
    return (struct url) { arena_str(mem, path) };
}

struct url url_fmt(struct arena *mem, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    struct str path = arena_vfmt(mem, fmt, ap);
    va_end(ap);
    assert(is_local(path));
    return (struct url) { path };
}

/* RFC 3986 unreserved characters stay; every other byte becomes %XX. */
static struct str encode(struct arena *mem, struct str s)
{
    static const char hex[] = "0123456789ABCDEF";
    char *p = arena_new(mem, char, s.n * 3 + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
            (c && strchr("-._~", c))) {
            p[n++] = (char)c;
            continue;
        }
        p[n++] = '%';
        p[n++] = hex[c >> 4];
        p[n++] = hex[c & 15];
    }
    return str_n(p, n);
}

/* Browsers climb at "..", also at "%2E%2E": such a segment becomes "-", which is nobody's name. */
struct url url_path(struct arena *mem, struct str prefix, struct str segment)
{
    assert(is_local(prefix));
    bool dots = str_eq(segment, S(".")) || str_eq(segment, S(".."));
    struct str tail = dots ? S("-") : encode(mem, segment);
    const char *slash = prefix.p[prefix.n - 1] == '/' ? "" : "/";
    return (struct url) { arena_fmt(mem, "%.*s%s%.*s", STR(prefix), slash, STR(tail)) };
}

struct url url_query(struct arena *mem, struct url base, const char *name, struct str value)
{
    size_t hash = str_find_char(base.text, '#');
    struct str path = str_sub(base.text, 0, hash), part = str_sub(base.text, path.n, base.text.n);
    char sep = str_find_char(path, '?') == SIZE_MAX ? '?' : '&';
    return (struct url) { arena_fmt(mem, "%.*s%c%s=%.*s%.*s", STR(path), sep, name,
                                    STR(encode(mem, value)), STR(part)) };
}

struct url url_tel(struct arena *mem, struct str number)
{
    char *p = arena_new(mem, char, number.n + 5);
    size_t n = 4;
    memcpy(p, "tel:", 4);
    for (size_t i = 0; i < number.n; i++)
        if ((number.p[i] >= '0' && number.p[i] <= '9') || (number.p[i] == '+' && i == 0))
            p[n++] = number.p[i];
    return (struct url) { str_n(p, n) };
}
