/* SPDX-License-Identifier: Apache-2.0 */
/* The growing buffer. */
#include "base/out.h"

#include <stdio.h>

void out_init(struct out *o, struct arena *mem, size_t ceiling)
{
    *o = (struct out) { .mem = mem, .ceiling = ceiling };
}

bool out_failed(const struct out *o)
{
    return o->failed || arena_failed(o->mem);
}

static bool reserve(struct out *o, size_t more)
{
    if (o->room - o->n >= more)
        return true;
    if (o->failed || more > o->ceiling - o->n) {
        o->failed = true;
        return false;
    }
    size_t room = o->room ? o->room * 2 : 1024;
    while (room - o->n < more)
        room *= 2;
    if (room > o->ceiling)
        room = o->ceiling;
    char *p = arena_new(o->mem, char, room);
    if (o->n)
        memcpy(p, o->p, o->n);
    o->p = p;
    o->room = room;
    return true;
}

void out_put(struct out *o, const char *p, size_t n)
{
    if (n && reserve(o, n)) {
        memcpy(o->p + o->n, p, n);
        o->n += n;
    }
}

void out_char(struct out *o, char c)
{
    out_put(o, &c, 1);
}

void out_int(struct out *o, int64_t value)
{
    char digits[24];
    int n = snprintf(digits, sizeof digits, "%lld", (long long)value);
    out_put(o, digits, (size_t)n);
}

void out_fmt(struct out *o, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    out_str(o, arena_vfmt(o->mem, fmt, ap));
    va_end(ap);
}
