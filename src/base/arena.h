/* SPDX-License-Identifier: Apache-2.0 */
/* An arena: memory that lives exactly as long as one request, one job, or one start-up.
 *
 *  - Everything is zeroed and aligned for any object; nothing is freed singly.
 *  - Every arena has a ceiling.  Past it the arena turns *sticky*: arena_failed() is true from then
 *    on, and allocations go on being served from a grace of the same size, so that no caller meets
 *    NULL.  Ask arena_failed() in loops over outside data and where results leave.  Past the grace
 *    the process aborts; what was acknowledged is on disk.
 *  - Sizes that come from outside use arena_try_*, which can answer NULL.
 *  - Cleanups run newest first at reset and release: files, statements, keys to wipe.
 *  - An arena belongs to one thread at a time. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/str.h"

#include <stdarg.h>

struct arena_block;
struct arena_cleanup;

struct arena {
    struct arena_block *block; /* newest block, or NULL */
    struct arena_cleanup *cleanups;
    size_t used;    /* bytes handed out since the last reset */
    size_t ceiling; /* bytes */
    size_t fail_at; /* tests: the allocation of this number turns the arena sticky; 0 = never */
    size_t count;   /* allocations since the last reset */
    bool failed;
};

#define ARENA_REQUEST_CEILING ((size_t)8 << 20)

void arena_init(struct arena *mem, size_t ceiling);
void arena_reset(struct arena *mem);   /* runs cleanups, keeps one block for the next request */
void arena_release(struct arena *mem); /* runs cleanups, gives everything back */

/* True once the ceiling was passed: the answer under construction must not leave. */
bool arena_failed(const struct arena *mem);

/* count objects of a type, zeroed, never NULL. */
#define arena_new(mem, type, count) ((type *)arena_alloc((mem), sizeof(type), (count)))
/* The same for a count that comes from outside: NULL past the ceiling. */
#define arena_try_new(mem, type, count) ((type *)arena_try_alloc((mem), sizeof(type), (count)))

void *arena_alloc(struct arena *mem, size_t size, size_t count) __attribute__((returns_nonnull));
void *arena_try_alloc(struct arena *mem, size_t size, size_t count);

void arena_cleanup(struct arena *mem, void (*fn)(void *), void *arg);

/* Copies; the result is also NUL-terminated just past its length. */
struct str arena_str(struct arena *mem, struct str s);
char *arena_cstr(struct arena *mem, struct str s);
struct str arena_fmt(struct arena *mem, const char *fmt, ...)
    __attribute__((format(printf, 2, 3), nonnull(2)));
struct str arena_vfmt(struct arena *mem, const char *fmt, va_list ap) __attribute__((nonnull(2)));
struct str arena_join(struct arena *mem, const struct str *parts, size_t n, struct str sep);

#endif
