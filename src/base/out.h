/* SPDX-License-Identifier: Apache-2.0 */
/* A growing byte buffer in an arena.  It has a ceiling of its own (a page of 1 MiB is a bug): past
 * it, bytes are dropped and out_failed() is true, as for the arena. */
#ifndef BASE_OUT_H
#define BASE_OUT_H

#include "base/arena.h"

struct out {
    struct arena *mem;
    char *p;
    size_t n, room; /* bytes written, bytes reserved */
    size_t ceiling;
    bool failed;
};

#define OUT_PAGE_CEILING ((size_t)2 << 20)

void out_init(struct out *o, struct arena *mem, size_t ceiling);
bool out_failed(const struct out *o);

void out_put(struct out *o, const char *p, size_t n);
void out_char(struct out *o, char c);
void out_int(struct out *o, int64_t value);
void out_fmt(struct out *o, const char *fmt, ...) __attribute__((format(printf, 2, 3), nonnull(2)));

static inline void out_str(struct out *o, struct str s)
{
    out_put(o, s.p, s.n);
}

/* What was written so far; valid until the next write. */
static inline struct str out_text(const struct out *o)
{
    return (struct str) { o->p, o->n };
}

#endif
