/* SPDX-License-Identifier: Apache-2.0 */
/* Reads source trees for the checking tools. */
#include "tools/checks/tree.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_FILES = 20000 };

static struct source found[MOST_FILES];
static size_t n_found, root_length;
static const char *wanted;

static void give_up(const char *what, const char *which)
{
    fprintf(stderr, "%s: %s\n", which, what);
    exit(2);
}

char *tree_read(const char *path)
{
    FILE *in = fopen(path, "rb");
    if (!in)
        give_up("cannot read", path);
    fseek(in, 0, SEEK_END);
    size_t n = (size_t)ftell(in);
    rewind(in);
    char *text = malloc(n + 1);
    if (!text || fread(text, 1, n, in) != n)
        give_up("cannot read", path);
    fclose(in);
    text[n] = 0;
    return text;
}

const char *tree_ending(const char *path)
{
    const char *dot = strrchr(path, '.');
    return dot && !strchr(dot, '/') ? dot : "";
}

static int is_wanted(const char *path)
{
    const char *ending = tree_ending(path);
    size_t n = strlen(ending);
    for (const char *at = wanted; n && (at = strstr(at, ending)); at += n)
        if (at[n] == ' ' || at[n] == 0)
            return 1;
    return 0;
}

/* What is built, what others wrote, and the samples that are wrong on purpose. */
static int is_left_out(const char *folder)
{
    static const char *const names[] = { "build", "node_modules", "refused", "accepted" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(folder, names[i]) == 0)
            return 1;
    return 0;
}

static int visit(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st;
    const char *base = path + ftw->base;
    if (type == FTW_D)
        return ftw->level > 0 && is_left_out(base) ? FTW_SKIP_SUBTREE : FTW_CONTINUE;
    if (type != FTW_F || !is_wanted(base))
        return FTW_CONTINUE;
    if (n_found == MOST_FILES)
        give_up("too many files", path);
    char *text = tree_read(path);
    found[n_found++] = (struct source) { strdup(path + root_length), text, strlen(text) };
    return FTW_CONTINUE;
}

static int by_path(const void *a, const void *b)
{
    return strcmp(((const struct source *)a)->path, ((const struct source *)b)->path);
}

struct tree tree_load(const char *root, const char *endings)
{
    size_t first = n_found; /* trees that were loaded before stay where they are */
    wanted = endings;
    root_length = strlen(root) + (root[strlen(root) - 1] != '/');
    if (nftw(root, visit, 16, FTW_PHYS | FTW_ACTIONRETVAL) != 0)
        give_up("cannot walk", root);
    qsort(found + first, n_found - first, sizeof *found, by_path);
    return (struct tree) { found + first, n_found - first };
}

int tree_line(const char *text, size_t offset)
{
    int line = 1;
    for (size_t i = 0; i < offset; i++)
        line += text[i] == '\n';
    return line;
}

static char *blank_until(char *at, const char *end)
{
    char *stop = strstr(at, end);
    stop = stop ? stop + strlen(end) : at + strlen(at);
    for (; at < stop; at++)
        if (*at != '\n')
            *at = ' ';
    return at;
}

static char *pass_quoted(char *at, int blank)
{
    char quote = *at++;
    for (; *at && *at != quote && *at != '\n'; at++) {
        int escaped = *at == '\\' && at[1] && at[1] != '\n';
        if (blank)
            *at = ' ';
        if (escaped && blank)
            at[1] = ' ';
        at += escaped;
    }
    return *at == quote ? at + 1 : at;
}

void tree_blank(char *text, int strings_too)
{
    for (char *at = text; *at;) {
        if (at[0] == '/' && at[1] == '*')
            at = blank_until(at, "*/");
        else if (at[0] == '/' && at[1] == '/')
            while (*at && *at != '\n')
                *at++ = ' ';
        else if (*at == '"' || *at == '\'')
            at = pass_quoted(at, strings_too);
        else
            at++;
    }
}
