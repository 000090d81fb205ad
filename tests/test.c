/* SPDX-License-Identifier: Apache-2.0 */
/* The runner of unit tests. */
#include "tests/test.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static struct arena arena;
static int n_checks, n_bad;
static const char *skipped;
static char folder[64];

struct arena *test_arena(void)
{
    return &arena;
}

bool test_check(bool ok, const char *file, int line, const char *what)
{
    n_checks++;
    if (!ok) {
        n_bad++;
        fprintf(stderr, "%s:%d: not so: %s\n", file, line, what);
    }
    return ok;
}

bool test_check_str(struct str got, struct str wanted, const char *file, int line, const char *what)
{
    n_checks++;
    if (str_eq(got, wanted))
        return true;
    n_bad++;
    fprintf(stderr, "%s:%d: %s\n   got    \"%.*s\"\n   wanted \"%.*s\"\n", file, line, what,
            STR(got), STR(wanted));
    return false;
}

bool test_check_int(int64_t got, int64_t wanted, const char *file, int line, const char *what)
{
    n_checks++;
    if (got == wanted)
        return true;
    n_bad++;
    fprintf(stderr, "%s:%d: %s is %lld, wanted %lld\n", file, line, what, (long long)got,
            (long long)wanted);
    return false;
}

void test_skip(const char *why)
{
    skipped = why;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st, (void)type, (void)ftw;
    return remove(path);
}

static void remove_folder(void)
{
    nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

struct str test_folder(void)
{
    if (!folder[0]) {
        const char *base = getenv("TMPDIR");
        snprintf(folder, sizeof folder, "%s/yakuba-test-XXXXXX",
                 base && strlen(base) < 40 ? base : "/tmp");
        if (!mkdtemp(folder))
            abort();
        atexit(remove_folder);
    }
    return str_of(folder);
}

struct str test_file(struct arena *mem, const char *path)
{
    FILE *f = fopen(path, "rb");
    if (!test_check(f != NULL, __FILE__, __LINE__, path))
        return S("");
    fseek(f, 0, SEEK_END);
    size_t n = (size_t)ftell(f);
    rewind(f);
    char *p = arena_new(mem, char, n + 1);
    if (fread(p, 1, n, f) != n)
        n = 0;
    fclose(f);
    return str_n(p, n);
}

const char *test_data(const char *name)
{
    static char path[1000];
    const char *root = getenv("YAKUBA_DATA");
    if (!root || !*root)
        return NULL;
    snprintf(path, sizeof path, "%s/%s", root, name);
    return access(path, R_OK) == 0 ? path : NULL;
}

/* Programs that open pictures are their own helper process (platform/jail/jail.h). */
__attribute__((weak)) _Noreturn void jail_main(int argc, char **argv);

int test_main(int argc, char **argv, const struct test *tests)
{
    if (argc > 0 && strcmp(argv[0], "yakuba-jail") == 0 && jail_main)
        jail_main(argc, argv);
    int passed = 0, failed = 0, n_skipped = 0;
    arena_init(&arena, (size_t)1 << 30);
    for (const struct test *t = tests; t->name; t++) {
        if (argc > 1 && !strstr(t->name, argv[1]))
            continue;
        n_checks = n_bad = 0;
        skipped = NULL;
        arena_reset(&arena);
        t->fn();
        if (skipped) {
            n_skipped++;
            printf("skipped %s: %s\n", t->name, skipped);
        } else if (n_bad || n_checks == 0) {
            failed++;
            printf("FAILED %s%s\n", t->name, n_checks ? "" : " (checked nothing)");
        } else {
            passed++;
        }
    }
    arena_release(&arena);
    printf("%d passed, %d failed, %d skipped\n", passed, failed, n_skipped);
    return failed != 0;
}
