/* SPDX-License-Identifier: Apache-2.0 */
/* Mutated pages: whatever the bytes, pagec answers with a page or a complaint, within bounds (ASan
 * and UBSan watch).  The mutator is ours and its seed fixed, so that a failure comes back. */
#include "pagec.h"
#include "tests/test.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

enum { RUNS = 20000, MOST_SEEDS = 200, LONGEST = 4000 };

static struct str seeds[MOST_SEEDS];
static size_t n_seeds;
static uint64_t state = 20260401;

static size_t below(size_t n)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return n ? (size_t)(state % n) : 0;
}

static void collect(struct arena *mem, const char *folder)
{
    const char *root = getenv("YAKUBA_SOURCE");
    struct str path = arena_fmt(mem, "%s/tools/tests/pagec/%s", root ? root : ".", folder);
    DIR *d = opendir(path.p);
    if (!CHECK(d != NULL))
        return;
    for (struct dirent *e; (e = readdir(d)) && n_seeds < MOST_SEEDS;)
        if (str_ends(str_of(e->d_name), S(".html")))
            seeds[n_seeds++] = test_file(mem, arena_fmt(mem, "%s/%s", path.p, e->d_name).p);
    closedir(d);
}

static const char *const pieces[] = {
    "{{ v.a }}",
    "{% if v.a %}",
    "{% else %}",
    "{% end %}",
    "{% for x in v.b %}",
    "{{ x.y }}",
    "\"",
    "'",
    "<",
    ">",
    "</p>",
    "<form method=\"post\">",
    "<!--",
    "-->",
    "{%",
    "%}",
    "{#",
    "<textarea>",
    "</",
    "=",
    "\\",
    "\xff",
    "{% t \"a {b}\" b=v.c %}",
    "<script src=\"/a\">",
    " href=\"",
    "<pre>",
    "id=\"a\" ",
    "/>",
};

static struct str mutate(struct arena *mem)
{
    char *p = arena_new(mem, char, LONGEST * 2);
    struct str seed = seeds[below(n_seeds)], other = seeds[below(n_seeds)];
    size_t n = seed.n < LONGEST ? seed.n : LONGEST;
    memcpy(p, seed.p, n);
    for (size_t turns = 1 + below(5); turns && n; turns--) {
        size_t at = below(n), from = below(other.n);
        struct str put = str_of(pieces[below(sizeof pieces / sizeof *pieces)]);
        switch (below(5)) {
        case 0: p[at] = (char)below(256); continue;
        case 1: n = at; continue;
        case 2: put = str_sub(other, from, from + below(200)); break;
        case 3: put = str_sub(arena_str(mem, str_n(p, n)), at, at + below(60)); break;
        }
        if (n + put.n > LONGEST)
            continue;
        memmove(p + at + put.n, p + at, n - at);
        memcpy(p + at, put.p, put.n);
        n += put.n;
    }
    char *exact = malloc(n + 1); /* its own block: reading past the end is seen */
    memcpy(exact, p, n);
    return str_n(exact, n);
}

/* 1 when the page was accepted. */
static int run(struct arena *mem)
{
    struct out errors, c;
    struct str source = mutate(mem);
    out_init(&errors, mem, 1 << 20);
    struct template t = {
        .mem = mem, .path = "x.html", .name = S("x"), .source = source, .errors = &errors
    };
    bool parsed = template_parse(&t);
    if (parsed)
        html_check(&t);
    CHECK(parsed || t.n_errors > 0);
    CHECK((t.n_errors == 0) == (errors.n == 0));
    if (t.n_errors == 0) {
        out_init(&c, mem, 8 << 20);
        emit_pages(&c, S("x"), &t, 1, S("x.h"));
        pot_write(&c, mem, &t, 1);
        CHECK(!out_failed(&c));
    }
    free((char *)source.p);
    return t.n_errors == 0;
}

TEST(twenty_thousand_mutated_pages_are_answered)
{
    struct arena mem;
    arena_init(&mem, 64 << 20);
    collect(test_arena(), "refuse");
    collect(test_arena(), "accept");
    collect(test_arena(), "compile");
    CHECK(n_seeds > 50);
    int accepted = 0;
    for (int i = 0; i < RUNS && n_seeds; i++) {
        accepted += run(&mem);
        arena_reset(&mem);
    }
    printf("%d of %d mutated pages were accepted\n", accepted, RUNS);
    CHECK(accepted > 100 && accepted < RUNS - 100);
    arena_release(&mem);
}
