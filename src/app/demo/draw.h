/* SPDX-License-Identifier: Apache-2.0 */
/* Draws for the demonstration: splitmix64, the same on every machine.  Draws are made one per statement: C leaves
 * the order within a call's arguments to the compiler. */
#ifndef APP_DEMO_DRAW_H
#define APP_DEMO_DRAW_H

#include <stdbool.h>
#include <stdint.h>

struct draw {
    uint64_t state;
};

static inline uint64_t draw_next(struct draw *d)
{
    d->state += 0x9E3779B97F4A7C15u;
    uint64_t z = d->state;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

/* from .. to, both included */
static inline int draw_between(struct draw *d, int from, int to)
{
    return from + (int)((draw_next(d) >> 32) * (uint64_t)(to - from + 1) >> 32);
}

static inline bool draw_chance(struct draw *d, int percent)
{
    return draw_between(d, 1, 100) <= percent;
}

#endif
