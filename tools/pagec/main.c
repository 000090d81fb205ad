/* SPDX-License-Identifier: Apache-2.0 */
/* The command line of pagec:
 *     pagec --prefix apply [--components DIR] --out F.c --header-out F.h pages/x.html …
 *     pagec [--components DIR] --pot F.pot pages/x.html …
 *     pagec [--components DIR] pages/x.html …                     only looks for faults
 * Exit status: 0 done, 1 a page is refused (its faults on stderr), 2 usage or files. */
#include "pagec.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

enum { PREFIX, COMPONENTS, OUT, HEADER_OUT, POT, N_OPTIONS };

static const char *const option_names[] = { "--prefix", "--components", "--out", "--header-out",
                                            "--pot" };
static const char *options[N_OPTIONS];
static struct arena mem;
static struct out errors;

static _Noreturn void stop(const char *what, const char *why)
{
    fprintf(stderr, "pagec: %s: %s\n", what, why);
    exit(2);
}

static struct str read_file(const char *path)
{
    FILE *f = fopen(path, "rb");
    struct out o;
    char part[8192];
    out_init(&o, &mem, (size_t)4 << 20);
    if (!f)
        stop(path, strerror(errno));
    for (size_t n; (n = fread(part, 1, sizeof part, f)) > 0;)
        out_put(&o, part, n);
    if (ferror(f) || out_failed(&o))
        stop(path, "cannot be read, or is over 4 MiB");
    fclose(f);
    return out_text(&o);
}

static void write_file(const char *path, const struct out *o)
{
    FILE *f = fopen(path, "wb");
    if (!f || fwrite(o->p, 1, o->n, f) != o->n || fclose(f) != 0)
        stop(path, strerror(errno));
}

static void load(struct template *t, const char *path)
{
    const char *slash = strrchr(path, '/');
    struct str file = str_of(slash ? slash + 1 : path);
    if (!str_ends(file, S(".html")))
        stop(path, "a page's name ends in .html");
    *t = (struct template) {
        .mem = &mem,
        .path = path,
        .name = str_sub(file, 0, file.n - 5),
        .prefix = options[PREFIX] ? arena_fmt(&mem, "%s_", options[PREFIX]) : S(""),
        .source = read_file(path),
        .folder = slash ? arena_cstr(&mem, str_n(path, (size_t)(slash - path))) : ".",
        .components = options[COMPONENTS],
        .errors = &errors,
    };
    template_read(t);
}

static void write_all(const struct template *pages, size_t n)
{
    struct out out;
    for (int i = OUT; i <= POT; i++) {
        if (!options[i])
            continue;
        out_init(&out, &mem, (size_t)64 << 20);
        if (i == OUT)
            emit_pages(&out, pages, n, include_path(options[HEADER_OUT]));
        else if (i == HEADER_OUT)
            emit_header(&out, pages, n);
        else
            pot_write(&out, pages, n);
        write_file(options[i], &out);
    }
}

/* Answers which argument is the first page. */
static int options_read(int argc, char **argv)
{
    int i = 1;
    for (; i + 1 < argc && argv[i][0] == '-'; i += 2) {
        int o = 0;
        while (o < N_OPTIONS && strcmp(argv[i], option_names[o]) != 0)
            o++;
        if (o == N_OPTIONS)
            stop(argv[i], "no such option; see tools/pagec/README.md");
        options[o] = argv[i + 1];
    }
    if (i >= argc || (options[OUT] && !options[HEADER_OUT]))
        stop("usage", "pagec --prefix P --out F --header-out F page.html …");
    return i;
}

int main(int argc, char **argv)
{
    int first = options_read(argc, argv), faults = 0;
    size_t n = (size_t)(argc - first);
    arena_init(&mem, (size_t)512 << 20);
    out_init(&errors, &mem, 1 << 20);
    struct template *pages = arena_new(&mem, struct template, n);
    for (size_t i = 0; i < n; i++) {
        load(&pages[i], argv[first + (int)i]);
        faults += pages[i].n_errors;
    }
    if (faults == 0)
        write_all(pages, n);
    fprintf(stderr, "%.*s", STR(out_text(&errors)));
    arena_release(&mem);
    return faults ? 1 : 0;
}
