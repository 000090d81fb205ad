/* SPDX-License-Identifier: Apache-2.0 */
/* Migrations and queries in, typed C out:
 *     queryc --folder civic/cases --header H --source C [--queries Q] MIGRATION…
 *     queryc --folder civic/cases --plan P (--check | --update) --queries Q MIGRATION…
 *     queryc --released FOLDER MIGRATION…      prints the lines of migrations/released
 * MIGRATION… are all migrations so far, lower folders first: a folder's queries may join theirs,
 * and table numbers are unique in the program. */
#include "queryc.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

struct arena arena;

void refuse(const char *file, int line, const char *fmt, ...)
{
    va_list ap;
    fprintf(stderr, "%s:%d: error: ", file, line);
    va_start(ap, fmt);
    vfprintf(stderr, fmt, ap);
    va_end(ap);
    fputc('\n', stderr);
    exit(1);
}

struct str read_file(const char *path, bool required)
{
    struct out o;
    char buffer[4096];
    FILE *f = fopen(path, "rb");
    if (!f && required)
        refuse(path, 1, "cannot be read");
    out_init(&o, &arena, 4 << 20);
    for (size_t n; f && (n = fread(buffer, 1, sizeof buffer, f)) > 0;)
        out_put(&o, buffer, n);
    if (f)
        fclose(f);
    return out_text(&o);
}

static void write_file(const char *path, struct str text)
{
    FILE *f = fopen(path, "wb");
    if (!f || fwrite(text.p, 1, text.n, f) != text.n || fclose(f) != 0)
        refuse(path, 1, "cannot be written");
}

/* Another SQLite plans differently, and that is no fault of ours: exit 77 tells Meson "skipped". */
static int check_plan(const char *path, struct str now)
{
    struct str then = read_file(path, false), a, b;
    struct str first = str_sub(now, 0, str_find_char(now, '\n'));
    if (!str_starts(then, S("Plans of SQLite ")))
        refuse(path, 1, "no plans are written down here yet: write them with --update");
    if (!str_starts(then, first)) {
        printf("%s was written by another SQLite than %s\n", path, sqlite3_libversion());
        return 77;
    }
    for (int line = 1;; line++) {
        bool more = str_cut(&then, '\n', &a), also = str_cut(&now, '\n', &b);
        if (!more && !also)
            return 0;
        if (!more || !also || !str_eq(a, b))
            refuse(path, line, "the plan is now \"%.*s\"; look at it, then write it with --update",
                   STR(also ? b : S("(nothing)")));
    }
}

static int usage(void)
{
    fputs("usage: queryc --folder LAYER/FOLDER [--queries FILE] (--header FILE --source FILE |\n"
          "              --plan FILE (--check | --update)) MIGRATION...\n"
          "       queryc --released LAYER/FOLDER MIGRATION...\n",
          stderr);
    return 2;
}

int main(int argc, char **argv)
{
    enum { FOLDER, QUERIES, HEADER, SOURCE, PLAN, RELEASED, N, CHECK = N, UPDATE, ALL };
    static const char *const names[] = { "--folder", "--queries",  "--header", "--source",
                                         "--plan",   "--released", "--check",  "--update" };
    const char *given[ALL] = { 0 };
    arena_init(&arena, (size_t)256 << 20);
    if (sodium_init() < 0)
        return 2;
    struct migrations ms = { .p = arena_new(&arena, struct migration, (size_t)argc) };
    struct queries qs = { 0 };
    migrations_open();
    for (int i = 1; i < argc; i++) {
        int k = 0;
        while (k < ALL && strcmp(argv[i], names[k]) != 0)
            k++;
        if (k < N && i + 1 < argc)
            given[k] = argv[++i];
        else if (k >= N && k < ALL)
            given[k] = argv[i];
        else if (argv[i][0] == '-')
            return usage();
        else
            migrations_read(&ms, argv[i]);
    }
    for (int i = 0; given[RELEASED] && i < ms.n; i++)
        if (str_eq(ms.p[i].folder, str_of(given[RELEASED])))
            printf("%04d %.*s\n", ms.p[i].number, STR(ms.p[i].checksum));
    if (given[RELEASED])
        return 0;
    if (!given[FOLDER] ||
        (given[PLAN] ? !given[CHECK] == !given[UPDATE] : !given[HEADER] || !given[SOURCE]))
        return usage();
    if (given[QUERIES])
        queries_read(&qs, given[QUERIES]);
    for (struct query *q = qs.p; q < qs.p + qs.n; q++)
        for (struct combination *c = q->combinations; c < q->combinations + q->n_combinations;
             c++) {
            rules_check(q, c);
            engine_check(q, c);
            rules_check_towns(q, c);
        }
    if (given[CHECK])
        return check_plan(given[PLAN], engine_plans(&qs));
    if (given[PLAN]) {
        write_file(given[PLAN], engine_plans(&qs));
        return 0;
    }
    write_file(given[HEADER], emit(&ms, &qs, str_of(given[FOLDER]), true));
    write_file(given[SOURCE], emit(&ms, &qs, str_of(given[FOLDER]), false));
    return 0;
}
