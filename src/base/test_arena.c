/* SPDX-License-Identifier: Apache-2.0 */
/* Arenas: zeroing, ceilings, stickiness, cleanups. */
#include "base/arena.h"
#include "base/out.h"
#include "tests/test.h"

TEST(memory_is_zeroed_and_survives_until_reset)
{
    struct arena a;
    arena_init(&a, 1 << 20);
    for (int round = 0; round < 3; round++) {
        int *v = arena_new(&a, int, 1000);
        for (int i = 0; i < 1000; i++)
            CHECK(v[i] == 0);
        memset(v, 0xff, 1000 * sizeof *v);
        arena_reset(&a);
    }
    arena_release(&a);
}

TEST(past_the_ceiling_the_arena_is_sticky_and_still_serves)
{
    struct arena a;
    arena_init(&a, 1000);
    CHECK(!arena_failed(&a));
    char *p = arena_new(&a, char, 1200);
    p[1199] = 'x';
    CHECK(arena_failed(&a));
    CHECK(arena_try_new(&a, char, 1) == NULL);
    arena_reset(&a);
    CHECK(!arena_failed(&a));
    CHECK(arena_try_new(&a, char, SIZE_MAX) == NULL);
    CHECK(arena_try_new(&a, int, SIZE_MAX / 2) == NULL);
    arena_release(&a);
}

static void note(void *arg)
{
    char **at = arg;
    *(*at)++ = 'x';
}

TEST(cleanups_run_newest_first_at_reset)
{
    struct arena a;
    char log[4] = "", *at = log;
    arena_init(&a, 1000);
    arena_cleanup(&a, note, &at);
    arena_cleanup(&a, note, &at);
    CHECK(at == log);
    arena_reset(&a);
    CHECK(at == log + 2);
    arena_release(&a);
    CHECK(at == log + 2);
}

TEST(a_failing_allocation_number_turns_it_sticky)
{
    struct arena a;
    arena_init(&a, 1 << 20);
    a.fail_at = 3;
    for (int i = 0; i < 2; i++)
        arena_new(&a, int, 1);
    CHECK(!arena_failed(&a));
    CHECK(arena_new(&a, int, 1) != NULL);
    CHECK(arena_failed(&a));
    arena_release(&a);
}

TEST(an_out_drops_bytes_past_its_ceiling)
{
    struct out o;
    out_init(&o, test_arena(), 10);
    out_str(&o, S("12345"));
    CHECK(!out_failed(&o));
    out_str(&o, S("1234567"));
    CHECK(out_failed(&o));
    CHECK_STR(out_text(&o), "12345");
}
