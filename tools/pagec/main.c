/* SPDX-License-Identifier: Apache-2.0 */
/* The command line of pagec:
 *     pagec --prefix apply [--components DIR] [--header apply_pages.h] --out F.c --header-out F.h
 * pages/x.html … pagec --pot F.pot pages/x.html … pagec --check pages/x.html … Exit status: 0 done,
 * 1 a page is refused (its faults on stderr), 2 usage or files. */
#include "pagec.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

struct options {
    struct str prefix, header;
    const char *out, *header_out, *pot, *components;
    bool check;
};

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
    out_init(&o, &mem, (size_t)4 << 20);
    char part[8192];
    if (!f)
        stop(path, strerror(errno));
    for (size_t n; (n = fread(part, 1, sizeof part, f)) > 0;)
        out_put(&o, part, n);
    if (ferror(f) || out_failed(&o))
        stop(path, "cannot be read, or is over 4 MiB");
    fclose(f);
    return out_text(&o);
}

static void write_file(const char *path, struct str s)
{
    FILE *f = fopen(path, "wb");
    if (!f || fwrite(s.p, 1, s.n, f) != s.n || fclose(f) != 0)
        stop(path, strerror(errno));
}

static void load(struct template *t, const char *path, const struct options *o)
{
    struct str whole = str_of(path);
    const char *slash = strrchr(path, '/');
    struct str folder = slash ? str_n(path, (size_t)(slash - path)) : S(".");
    struct str file = slash ? str_of(slash + 1) : whole;
    if (!str_ends(file, S(".html")))
        stop(path, "a page's name ends in .html");
    *t = (struct template) {
        .mem = &mem, .path = path, .errors = &errors, .components = o->components
    };
    t->name = str_sub(file, 0, file.n - 5);
    t->folder = arena_cstr(&mem, folder);
    t->source = read_file(path);
    if (template_parse(t))
        html_check(t);
}

static void run(const struct options *o, const struct template *pages, size_t n)
{
    struct out out;
    if (o->out) {
        out_init(&out, &mem, (size_t)64 << 20);
        emit_pages(&out, o->prefix, pages, n, o->header);
        write_file(o->out, out_text(&out));
    }
    if (o->header_out) {
        out_init(&out, &mem, (size_t)8 << 20);
        emit_header(&out, o->prefix, pages, n, o->header);
        write_file(o->header_out, out_text(&out));
    }
    if (o->pot) {
        out_init(&out, &mem, (size_t)64 << 20);
        pot_write(&out, &mem, pages, n);
        write_file(o->pot, out_text(&out));
    }
}

static int options_read(struct options *o, int argc, char **argv)
{
    int i = 1;
    for (; i < argc && argv[i][0] == '-'; i++) {
        struct str name = str_of(argv[i]);
        if (str_eq(name, S("--check"))) {
            o->check = true;
            continue;
        }
        const char *value = i + 1 < argc ? argv[++i] : "";
        if (str_eq(name, S("--prefix")))
            o->prefix = str_of(value);
        else if (str_eq(name, S("--header")))
            o->header = str_of(value);
        else if (str_eq(name, S("--components")))
            o->components = value;
        else if (str_eq(name, S("--out")))
            o->out = value;
        else if (str_eq(name, S("--header-out")))
            o->header_out = value;
        else if (str_eq(name, S("--pot")))
            o->pot = value;
        else
            stop(argv[i - 1], "no such option; see tools/pagec/README.md");
    }
    if (i == argc || !(o->out || o->header_out || o->pot || o->check))
        stop("usage", "pagec --prefix P --header H --out F --header-out F page.html …");
    if (!o->header.n && o->header_out)
        o->header = include_path(o->header_out);
    return i;
}

int main(int argc, char **argv)
{
    struct options o = { 0 };
    int first = options_read(&o, argc, argv);
    size_t n = (size_t)(argc - first);
    arena_init(&mem, (size_t)512 << 20);
    out_init(&errors, &mem, 1 << 20);
    struct template *pages = arena_new(&mem, struct template, n);
    int faults = 0;
    for (size_t i = 0; i < n; i++) {
        load(&pages[i], argv[first + (int)i], &o);
        faults += pages[i].n_errors;
    }
    if (faults == 0)
        run(&o, pages, n);
    fprintf(stderr, "%.*s", STR(out_text(&errors)));
    arena_release(&mem);
    return faults ? 1 : 0;
}
