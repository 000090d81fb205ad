/* SPDX-License-Identifier: Apache-2.0 */
/* Writes built assets as a C table (platform/http/assets.h), each with its gzip and brotli form.
 *     embed MANIFEST FOLDER OUT.c
 * MANIFEST is what assets/build.mjs writes: a JSON array of flat objects whose strings hold no
 * escapes.  Anything else is refused: both files are ours. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST = 300, MOST_ASSETS = 200, LARGEST = 4 << 20 };

struct entry {
    char name[LONGEST], path[LONGEST], type[LONGEST], file[LONGEST];
};

static struct entry entries[MOST_ASSETS];
static unsigned char bytes[LARGEST + 1];
static int n_entries;

static void refuse(const char *what, const char *which)
{
    fprintf(stderr, "embed: %s: %s\n", what, which);
    exit(1);
}

static size_t load(const char *folder, const char *file, const char *ending)
{
    char path[3 * LONGEST];
    snprintf(path, sizeof path, "%s%s%s%s", folder, *folder ? "/" : "", file, ending);
    FILE *in = fopen(path, "rb");
    if (!in)
        refuse("cannot read", path);
    size_t n = fread(bytes, 1, LARGEST, in);
    fclose(in);
    if (n == 0 || n == LARGEST)
        refuse("empty or too large", path);
    return n;
}

/* The string that begins at the quote *at; moves *at behind it. */
static void read_string(const char **at, char *ret_text)
{
    const char *from = *at + 1;
    size_t n = strcspn(from, "\"\\\n");
    if (from[n] != '"' || n >= LONGEST)
        refuse("not a plain string", from);
    memcpy(ret_text, from, n);
    ret_text[n] = 0;
    *at = from + n + 1;
}

static char *field_of(struct entry *e, const char *key)
{
    if (strcmp(key, "name") == 0)
        return e->name;
    if (strcmp(key, "path") == 0)
        return e->path;
    if (strcmp(key, "type") == 0)
        return e->type;
    return strcmp(key, "file") == 0 ? e->file : NULL;
}

static const char *read_entry(const char *at, struct entry *e)
{
    while (*at && *at != '}') {
        char key[LONGEST], other[LONGEST];
        if (*at != '"') {
            at++;
            continue;
        }
        read_string(&at, key);
        at += strspn(at, ": \n");
        if (*at == '"') {
            char *field = field_of(e, key);
            read_string(&at, field ? field : other);
        }
    }
    if (!*e->name || !*e->path || !*e->type || !*e->file)
        refuse("an entry lacks name, path, type or file", e->name);
    return at;
}

static void read_manifest(const char *manifest)
{
    size_t n = load("", manifest, "");
    bytes[n] = 0;
    for (const char *at = (const char *)bytes; (at = strchr(at, '{')); at++) {
        if (n_entries == MOST_ASSETS)
            refuse("too many assets", manifest);
        at = read_entry(at, &entries[n_entries++]);
        if (!*at)
            refuse("cut short", manifest);
    }
    if (n_entries == 0)
        refuse("no assets", manifest);
}

static void write_bytes(FILE *out, const char *folder, int i, const char *ending)
{
    size_t n = load(folder, entries[i].file, ending);
    fprintf(out, "static const unsigned char asset_%d%s[] = {", i, *ending ? ending + 1 : "");
    for (size_t k = 0; k < n; k++)
        fprintf(out, "%s%u,", k % 24 ? "" : "\n", bytes[k]);
    fputs("\n};\n", out);
}

/* The hash of the content stands in the file's name, between the last '-' and the last '.'. */
static void write_row(FILE *out, int i)
{
    const struct entry *e = &entries[i];
    const char *hash = strrchr(e->file, '-');
    const char *dot = strrchr(e->file, '.');
    if (!hash || !dot || dot < hash)
        refuse("no hash in the name", e->file);
    fprintf(out, "    { \"%s\", \"%s\", \"%s\", \"\\\"%.*s\\\"\",\n", e->name, e->path, e->type,
            (int)(dot - hash - 1), hash + 1);
    fprintf(out, "      { asset_%d, sizeof asset_%d }, { asset_%dgz, sizeof asset_%dgz },\n", i, i,
            i, i);
    fprintf(out, "      { asset_%dbr, sizeof asset_%dbr } },\n", i, i);
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fputs("usage: embed MANIFEST FOLDER OUT.c\n", stderr);
        return 2;
    }
    read_manifest(argv[1]);
    FILE *out = fopen(argv[3], "w");
    if (!out)
        refuse("cannot write", argv[3]);
    fputs("/* Written by tools/embed; do not edit. */\n#include \"platform/http/assets.h\"\n\n", out);
    for (int i = 0; i < n_entries; i++) {
        write_bytes(out, argv[2], i, "");
        write_bytes(out, argv[2], i, ".gz");
        write_bytes(out, argv[2], i, ".br");
    }
    fputs("\nstatic const struct asset table[] = {\n", out);
    for (int i = 0; i < n_entries; i++)
        write_row(out, i);
    fputs("    { 0 },\n};\nconst struct asset *const http_assets = table;\n", out);
    bool written = fflush(out) == 0 && !ferror(out);
    if (fclose(out) != 0 || !written)
        refuse("cannot write", argv[3]);
    return 0;
}
