/* SPDX-License-Identifier: Apache-2.0 */
/* Prints functions over 60 lines, files over 600 and headers over 150, the longest first: a
 * question, not a refusal.  The room's README answers it. sizes ROOT FOLDER… */
#include "tools/checks/tree.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FUNCTION = 60, FILE_LINES = 600, HEADER = 150, MOST = 10000 };

struct finding {
    int lines;
    char *where;
};

static struct finding findings[MOST];
static int n_findings;

static void note(int lines, const char *path, int line, const char *what, int n)
{
    if (n_findings == MOST)
        return;
    struct finding *f = &findings[n_findings++];
    f->lines = lines;
    if (asprintf(&f->where, "%s:%d %.*s", path, line, n, what) < 0)
        exit(2);
}

/* The name before the first '(' of the lines above the brace at the start of a line. */
static const char *name_before(const char *text, const char *brace, int *ret_n)
{
    const char *from = brace;
    while (from > text && !(from[-1] == '\n' && from - 1 > text && strchr("};\n/", from[-2])))
        from--;
    const char *paren = memchr(from, '(', (size_t)(brace - from));
    const char *end = paren ? paren : from;
    const char *start = end;
    while (start > from && (isalnum((unsigned char)start[-1]) || start[-1] == '_'))
        start--;
    *ret_n = (int)(end - start);
    return start;
}

static void measure_functions(const char *path, const char *text)
{
    for (const char *at = text; (at = strstr(at, "\n{\n")); at++) {
        const char *end = strstr(at, "\n}");
        if (!end)
            return;
        int first = tree_line(text, (size_t)(at - text)), n;
        int lines = tree_line(text, (size_t)(end - text)) - first + 1;
        const char *name = name_before(text, at + 1, &n);
        if (lines > FUNCTION)
            note(lines, path, first, name, n);
    }
}

static int longest_first(const void *a, const void *b)
{
    return ((const struct finding *)b)->lines - ((const struct finding *)a)->lines;
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fputs("usage: sizes ROOT FOLDER...\n", stderr);
        return 2;
    }
    for (int i = 2; i < argc; i++) {
        char root[1000], path[1200];
        snprintf(root, sizeof root, "%s/%s", argv[1], argv[i]);
        struct tree tree = tree_load(root, ".c .h");
        for (size_t k = 0; k < tree.n; k++) {
            snprintf(path, sizeof path, "%s/%s", argv[i], tree.p[k].path);
            int lines = tree_line(tree.p[k].text, tree.p[k].n) - 1;
            if (lines > (strcmp(tree_ending(path), ".h") ? FILE_LINES : HEADER))
                note(lines, path, 1, "the file", 8);
            measure_functions(path, tree.p[k].text);
        }
    }
    qsort(findings, (size_t)n_findings, sizeof *findings, longest_first);
    for (int i = 0; i < n_findings; i++)
        printf("%5d lines  %s\n", findings[i].lines, findings[i].where);
    printf("%d over the mark\n", n_findings);
    return 0;
}
