/* SPDX-License-Identifier: Apache-2.0 */
/* Puts built assets into the program: reads the manifest of the assets' build and writes C with the
 * table `http_assets` (platform/http/assets.h); the bytes come in by .incbin, so that compiling
 * takes no time.  "-" instead of a manifest writes an empty table.
 *     embed MANIFEST.json FOLDER OUT.c */
#include "base/json.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

static struct arena mem;

static _Noreturn void refuse(const char *what, const char *why)
{
    fprintf(stderr, "embed: %s: %s\n", what, why);
    exit(1);
}

static struct str read_file(const char *path)
{
    FILE *f = fopen(path, "rb");
    if (!f)
        refuse(path, "cannot be read");
    char *text = arena_new(&mem, char, 1 << 20);
    size_t n = fread(text, 1, 1 << 20, f);
    fclose(f);
    return str_n(text, n);
}

/* What may stand in a C literal and in an assembler string without escapes. */
static const char *plain(const char *what, struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] < 0x20 || (unsigned char)s.p[i] > 0x7e || s.p[i] == '"' ||
            s.p[i] == '\\')
            refuse(what, "has a byte that cannot stand in a literal");
    if (s.n == 0)
        refuse(what, "is missing");
    return arena_cstr(&mem, s);
}

static bool is_there(const char *path)
{
    FILE *f = fopen(path, "rb");
    if (f)
        fclose(f);
    return f != NULL;
}

static const char *const kinds[] = { "plain", "gzip", "brotli" };
static const char *const endings[] = { "", ".gz", ".br" };

struct entry {
    const char *name, *path, *type, *files[3];
};

static struct entry read_entry(const char *folder, const struct json *v)
{
    struct entry e = {
        .name = plain("name", json_str(json_get(v, S("name")))),
        .path = plain("path", json_str(json_get(v, S("path")))),
        .type = plain("type", json_str(json_get(v, S("type")))),
    };
    const char *file = plain("file", json_str(json_get(v, S("file"))));
    for (int k = 0; k < 3; k++) {
        struct str full = arena_fmt(&mem, "%s/%s%s", folder, file, endings[k]);
        if (is_there(full.p))
            e.files[k] = plain("file", full);
    }
    if (!e.files[0])
        refuse(file, "is not beside the manifest");
    return e;
}

static size_t file_size(const char *path)
{
    FILE *f = fopen(path, "rb");
    if (!f || fseek(f, 0, SEEK_END) != 0)
        refuse(path, "cannot be read");
    long n = ftell(f);
    fclose(f);
    return (size_t)n;
}

static void write_bytes(const struct entry *entries, size_t n)
{
    puts("__asm__(\n    \".section .rodata\\n\"");
    for (size_t i = 0; i < n; i++)
        for (int k = 0; k < 3; k++)
            if (entries[i].files[k])
                printf("    \".balign 16\\nasset_%zu_%s: .incbin \\\"%s\\\"\\n\"\n", i, kinds[k],
                       entries[i].files[k]);
    puts("    \".previous\\n\");\n");
    for (size_t i = 0; i < n; i++)
        for (int k = 0; k < 3; k++)
            if (entries[i].files[k])
                printf("extern const unsigned char asset_%zu_%s[];\n", i, kinds[k]);
}

/* The path carries a hash of the content, so its last part is a good entity tag. */
static void write_table(const struct entry *entries, size_t n)
{
    puts("\nstatic const struct asset table[] = {");
    for (size_t i = 0; i < n; i++) {
        const char *last = strrchr(entries[i].path, '/');
        printf("    { .name = \"%s\", .path = \"%s\", .content_type = \"%s\",\n"
               "      .etag = \"\\\"%s\\\"\",\n",
               entries[i].name, entries[i].path, entries[i].type,
               last ? last + 1 : entries[i].path);
        for (int k = 0; k < 3; k++)
            if (entries[i].files[k])
                printf("      .%s = { asset_%zu_%s, %zu },\n", kinds[k], i, kinds[k],
                       file_size(entries[i].files[k]));
        puts("    },");
    }
    puts("    { 0 },\n};\n\nconst struct asset *const http_assets = table;");
}

static const struct entry *read_manifest(const char *path, const char *folder, size_t *ret_n)
{
    const struct json *list;
    size_t at, n = 0;
    char full[PATH_MAX];
    *ret_n = 0;
    if (strcmp(path, "-") == 0)
        return NULL;
    if (!realpath(folder, full))
        refuse(folder, "is not there");
    if (json_parse(&mem, read_file(path), &list, &at) != OK || !json_is(list, JSON_ARRAY))
        refuse(path, "is no JSON array");
    struct entry *entries = arena_new(&mem, struct entry, list->n + 1);
    for (const struct json *v = list->first; v; v = v->next)
        entries[n++] = read_entry(full, v);
    *ret_n = n;
    return entries;
}

int main(int argc, char **argv)
{
    size_t n;
    if (argc != 4) {
        fputs("usage: embed MANIFEST.json FOLDER OUT.c\n", stderr);
        return 2;
    }
    arena_init(&mem, (size_t)16 << 20);
    const struct entry *entries = read_manifest(argv[1], argv[2], &n);
    if (!freopen(argv[3], "w", stdout))
        refuse(argv[3], "cannot be written");
    puts("/* Written by tools/embed; do not edit. */\n#include \"platform/http/assets.h\"\n");
    if (n)
        write_bytes(entries, n);
    write_table(entries, n);
    arena_release(&mem);
    if (fflush(stdout) != 0 || ferror(stdout))
        refuse(argv[3], "cannot be written");
    return 0;
}
