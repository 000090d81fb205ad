/* SPDX-License-Identifier: Apache-2.0 */
/* Arena blocks are linked newest first; a block doubles up to 256 KiB. */
#include "base/arena.h"

#include <assert.h>
#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>

enum { FIRST_BLOCK = 16 << 10, LARGEST_BLOCK = 256 << 10 };

struct arena_block {
    struct arena_block *older;
    size_t size, used;
    alignas(max_align_t) char bytes[];
};

struct arena_cleanup {
    struct arena_cleanup *older;
    void (*fn)(void *);
    void *arg;
};

void arena_init(struct arena *mem, size_t ceiling)
{
    *mem = (struct arena) { .ceiling = ceiling };
}

static void run_cleanups(struct arena *mem)
{
    while (mem->cleanups) {
        struct arena_cleanup *c = mem->cleanups;
        mem->cleanups = c->older;
        c->fn(c->arg);
    }
}

void arena_reset(struct arena *mem)
{
    run_cleanups(mem);
    struct arena_block *keep = mem->block;
    while (keep && keep->older) {
        struct arena_block *older = keep->older;
        free(keep);
        keep = older;
    }
    if (keep)
        keep->used = 0;
    mem->block = keep;
    mem->used = mem->count = 0;
    mem->failed = false;
}

void arena_release(struct arena *mem)
{
    run_cleanups(mem);
    while (mem->block) {
        struct arena_block *older = mem->block->older;
        free(mem->block);
        mem->block = older;
    }
    mem->used = mem->count = 0;
    mem->failed = false;
}

bool arena_failed(const struct arena *mem)
{
    return mem->failed;
}

static size_t round_up(size_t n)
{
    return (n + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
}

static void *take(struct arena *mem, size_t n)
{
    if (!mem->block || mem->block->size - mem->block->used < n) {
        size_t size = mem->block ? mem->block->size * 2 : FIRST_BLOCK;
        if (size > LARGEST_BLOCK)
            size = LARGEST_BLOCK;
        if (size < n)
            size = n;
        struct arena_block *b = malloc(sizeof *b + size);
        if (!b)
            return NULL;
        *b = (struct arena_block) { .older = mem->block, .size = size };
        mem->block = b;
    }
    void *p = mem->block->bytes + mem->block->used;
    mem->block->used += n;
    mem->used += n;
    memset(p, 0, n);
    return p;
}

void *arena_try_alloc(struct arena *mem, size_t size, size_t count)
{
    size_t n;
    mem->count++;
    if (__builtin_mul_overflow(size, count, &n) || n > mem->ceiling ||
        mem->used + round_up(n) > mem->ceiling || mem->count == mem->fail_at) {
        mem->failed = true;
        return NULL;
    }
    return take(mem, round_up(n ? n : 1));
}

void *arena_alloc(struct arena *mem, size_t size, size_t count)
{
    size_t n;
    bool huge = __builtin_mul_overflow(size, count, &n);
    mem->count++;
    assert(!huge && "arena_new with a size from outside: use arena_try_new");
    n = round_up(n ? n : 1);
    if (mem->used + n > mem->ceiling || mem->count == mem->fail_at)
        mem->failed = true;
    void *p = mem->used + n > mem->ceiling * 2 ? NULL : take(mem, n);
    if (!p) {
        fputs("arena: the grace is used up\n", stderr);
        abort();
    }
    return p;
}

void arena_cleanup(struct arena *mem, void (*fn)(void *), void *arg)
{
    struct arena_cleanup *c = arena_new(mem, struct arena_cleanup, 1);
    *c = (struct arena_cleanup) { mem->cleanups, fn, arg };
    mem->cleanups = c;
}

char *arena_cstr(struct arena *mem, struct str s)
{
    char *p = arena_new(mem, char, s.n + 1);
    if (s.n)
        memcpy(p, s.p, s.n);
    return p;
}

struct str arena_str(struct arena *mem, struct str s)
{
    return (struct str) { arena_cstr(mem, s), s.n };
}

struct str arena_vfmt(struct arena *mem, const char *fmt, va_list ap)
{
    va_list again;
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, fmt, again);
    va_end(again);
    assert(n >= 0);
    char *p = arena_new(mem, char, (size_t)n + 1);
    vsnprintf(p, (size_t)n + 1, fmt, ap);
    return (struct str) { p, (size_t)n };
}

struct str arena_fmt(struct arena *mem, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    struct str s = arena_vfmt(mem, fmt, ap);
    va_end(ap);
    return s;
}

struct str arena_join(struct arena *mem, const struct str *parts, size_t n, struct str sep)
{
    size_t total = 0;
    for (size_t i = 0; i < n; i++)
        total += parts[i].n + (i ? sep.n : 0);
    char *p = arena_new(mem, char, total + 1), *at = p;
    for (size_t i = 0; i < n; i++) {
        if (i && sep.n)
            at = mempcpy(at, sep.p, sep.n);
        if (parts[i].n)
            at = mempcpy(at, parts[i].p, parts[i].n);
    }
    return (struct str) { p, total };
}
