/* SPDX-License-Identifier: Apache-2.0 */
/* Writes files into a C table, so that the program brings its procedures and its demonstration town along:
 *     bundle ROOT FILE… > bundle.c         names are relative to ROOT
 *     bundle --text NAME FILE > name.c     one file alone, as `const struct str NAME` */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int put_bytes(const char *path)
{
    FILE *in = fopen(path, "rb");
    int c, column = 0;
    long n = 0;
    if (!in) {
        fprintf(stderr, "bundle: cannot read %s\n", path);
        return -1;
    }
    while ((c = getc(in)) != EOF) {
        column += printf("%d,", c);
        n++;
        if (column > 110) {
            putchar('\n');
            column = 0;
        }
    }
    fclose(in);
    printf("0"); /* never an empty initialiser */
    return n > 1 << 24 ? -1 : (int)n;
}

/* The build tool gives paths as it likes; the name is the part after ROOT of the real path. */
static int put_entry(const char *root, const char *path, int number, int size)
{
    char real_root[PATH_MAX], real[PATH_MAX];
    size_t n = realpath(root, real_root) ? strlen(real_root) : 0;
    if (!n || !realpath(path, real) || strncmp(real, real_root, n) != 0 || real[n] != '/') {
        fprintf(stderr, "bundle: %s is not below %s\n", path, root);
        return -1;
    }
    printf("    { \"%s\", { (const char *)file_%d, %d } },\n", real + n + 1, number, size);
    return 0;
}

static int put_text(const char *name, const char *path)
{
    puts("/* Written by tools/bundle; do not edit. */\n#include \"base/str.h\"\n");
    puts("static const unsigned char file[] = {");
    int size = put_bytes(path);
    printf("};\n\nextern const struct str %s;\nconst struct str %s = { (const char *)file, %d };\n", name, name, size);
    return size < 0;
}

int main(int argc, char **argv)
{
    int sizes[1000];
    if (argc == 4 && strcmp(argv[1], "--text") == 0)
        return put_text(argv[2], argv[3]);
    if (argc < 3 || argc > 1000) {
        fputs("usage: bundle ROOT FILE…\n", stderr);
        return 2;
    }
    puts("/* Written by tools/bundle; do not edit. */\n#include \"app/bundle.h\"\n");
    for (int i = 2; i < argc; i++) {
        printf("static const unsigned char file_%d[] = {\n", i);
        sizes[i] = put_bytes(argv[i]);
        if (sizes[i] < 0)
            return 1;
        puts("};");
    }
    puts("\nconst struct bundled bundle[] = {");
    for (int i = 2; i < argc; i++)
        if (put_entry(argv[1], argv[i], i, sizes[i]) != 0)
            return 1;
    puts("    { 0 },\n};");
    return 0;
}
