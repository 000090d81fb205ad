/* SPDX-License-Identifier: Apache-2.0 */
/* One line: nanoseconds to parse and evaluate, and to evaluate alone, an expression of the kinds
 * that forms are full of. */
#include "base/time.h"
#include "civic/forms/expr.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { ROUNDS = 20000 };

static const char *const sources[] = {
    "/data/income > 6220000 or selected(/data/reason, 'other')",
    "regex(/data/postal, '[0-9]{7}')",
    "/data/birth <= today() and /data/birth > date('2008-04-01')",
    "if(count(/data/child) >= 3, 30000, 10000) * count(/data/child)",
    "sum(/data/child/amount)",
    "concat(/data/family, '　', /data/given)",
    "string-length(/data/account) = 7",
    "coalesce(/data/none, /data/family) = ''",
};
enum { SOURCES = sizeof sources / sizeof *sources };

static struct node *answers(struct arena *mem)
{
    static const char *const leaves[][2] = {
        { "family", "役場" },        { "given", "花子" },
        { "postal", "0000001" },     { "income", "4800000" },
        { "reason", "moved birth" }, { "birth", "2020-05-01" },
        { "account", "0012345" },    { "pref", "13" },
    };
    struct node *root = tree_root(mem, S("data"));
    for (size_t i = 0; i < sizeof leaves / sizeof *leaves; i++)
        tree_add(mem, root, str_of(leaves[i][0]), str_of(leaves[i][1]));
    for (int i = 0; i < 3; i++)
        tree_add(mem, tree_add(mem, root, S("child"), S("")), S("amount"), S("15000"));
    return root;
}

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

enum { MUNICIPALITIES = 1880 };

static struct node *municipalities(struct arena *mem)
{
    struct node *root = tree_root(mem, S("root"));
    for (int i = 0; i < MUNICIPALITIES; i++) {
        struct node *item = tree_add(mem, root, S("item"), S(""));
        tree_add(mem, item, S("name"), arena_fmt(mem, "%06d", i));
        tree_add(mem, item, S("pref"), arena_fmt(mem, "%02d", i % 47 + 1));
    }
    return root;
}

static const struct node *list(const void *ctx, struct str id)
{
    (void)id;
    return ctx;
}

static void evaluate(const struct expr *e, struct arena *mem, const struct node *root,
                     const struct node *items)
{
    struct expr_world w = {
        .root = root, .instance = list, .ctx = items, .now = (t_time)1795567320 * SECOND, .mem = mem
    };
    struct value v;
    if (expr_eval(e, &w, NULL, &v, NULL) != OK)
        abort();
}

int main(void)
{
    struct arena keep, mem;
    arena_init(&keep, 8 << 20);
    arena_init(&mem, 8 << 20);
    const struct node *root = answers(&keep), *items = municipalities(&keep);
    const struct expr *e, *compiled[SOURCES];
    double from = seconds();
    for (int round = 0; round < ROUNDS; round++)
        for (size_t i = 0; i < SOURCES; i++) {
            arena_reset(&mem);
            if (expr_compile(&mem, str_of(sources[i]), NULL, &e, NULL) != OK)
                abort();
            evaluate(e, &mem, root, items);
        }
    double both = seconds() - from;
    for (size_t i = 0; i < SOURCES; i++)
        if (expr_compile(&keep, str_of(sources[i]), NULL, &compiled[i], NULL) != OK)
            abort();
    from = seconds();
    for (int round = 0; round < ROUNDS; round++)
        for (size_t i = 0; i < SOURCES; i++) {
            arena_reset(&mem);
            evaluate(compiled[i], &mem, root, items);
        }
    double alone = seconds() - from;
    double n = (double)ROUNDS * SOURCES;
    printf("expr: parse and evaluate %.0f ns, evaluate %.0f ns (mean of %d expressions)\n",
           both / n * 1e9, alone / n * 1e9, SOURCES);
    struct str filter = S("instance('towns')/root/item[pref = /data/pref]/name");
    if (expr_compile(&keep, filter, NULL, &e, NULL) != OK)
        abort();
    from = seconds();
    for (int round = 0; round < ROUNDS / 20; round++) {
        arena_reset(&mem);
        evaluate(e, &mem, root, items);
    }
    printf("expr: choice filter over %d items %.0f ns an item\n", MUNICIPALITIES,
           (seconds() - from) / (ROUNDS / 20) / MUNICIPALITIES * 1e9);
    arena_release(&mem);
    arena_release(&keep);
    return 0;
}
