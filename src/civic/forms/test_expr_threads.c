/* SPDX-License-Identifier: Apache-2.0 */
/* Four threads share compiled expressions: nothing in them changes when they are evaluated. */
#include "civic/forms/test_expr_world.h"

#include <pthread.h>

enum { THREADS = 4, ROUNDS = 300 };

static const char *const sources[] = {
    "${a} + ${x}",
    "regex(${b}, '[a-z]+[0-9]*')",
    "sum(/data/r/x) + count(/data/r[x > 1])",
    "instance('fruit')/root/item[name = 'b']/label",
    "concat(today(), ' ', gov:wareki(today()))",
    "if(selected(${b}, 'abc1'), date('2026-11-25' + 5), 'no')",
    "digest(${b}, 'SHA-256', 'hex')",
    "jr:choice-name('b', '${a}')",
};
enum { SOURCES = sizeof sources / sizeof *sources };

struct shared {
    const struct expr *compiled[SOURCES];
    struct str wanted[SOURCES];
};

struct worker {
    pthread_t thread;
    const struct shared *shared;
    int wrong;
};

static const char answers[] = "a=4;b=abc1;r/x=1;r[2]/x=2";

static void *evaluate_all(void *arg)
{
    struct worker *worker = arg;
    struct arena mem;
    arena_init(&mem, 4 << 20);
    for (int round = 0; round < ROUNDS; round++) {
        struct world world;
        arena_reset(&mem);
        make_world(&mem, str_of(answers), &world);
        for (size_t i = 0; i < SOURCES; i++) {
            struct value v = { 0 };
            enum rc rc = expr_eval(worker->shared->compiled[i], &world.w, NULL, &v, NULL);
            worker->wrong += rc != OK || !str_eq(shown(&mem, &v), worker->shared->wanted[i]);
        }
    }
    arena_release(&mem);
    return NULL;
}

TEST(four_threads_share_compiled_expressions)
{
    struct arena *mem = test_arena();
    struct shared shared;
    struct worker workers[THREADS];
    struct world world;
    make_world(mem, str_of(answers), &world);
    for (size_t i = 0; i < SOURCES; i++) {
        struct value v = { 0 };
        CHECK_OK(expr_compile(mem, str_of(sources[i]), &world.names, &shared.compiled[i], NULL));
        CHECK_OK(expr_eval(shared.compiled[i], &world.w, NULL, &v, NULL));
        shared.wanted[i] = arena_str(mem, shown(mem, &v));
    }
    for (size_t i = 0; i < THREADS; i++) {
        workers[i] = (struct worker) { .shared = &shared };
        if (!CHECK(pthread_create(&workers[i].thread, NULL, evaluate_all, &workers[i]) == 0))
            abort();
    }
    for (size_t i = 0; i < THREADS; i++) {
        pthread_join(workers[i].thread, NULL);
        CHECK_INT(workers[i].wrong, 0);
    }
}
