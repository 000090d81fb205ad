/* SPDX-License-Identifier: Apache-2.0 */
/* Checks every #include below src/ against the direction of the house:
 *     app → modules → civic → platform → base
 * A file includes only what lies at its own height or below.  A module includes another module's
 * public header (modules/NAME/NAME.h) only if its module.c lists that module in .needs.  Headers of
 * tests/ are for test files.  Generated headers obey the same rules, by their path. layers SRC */
#include "tools/checks/tree.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const layers[] = { "base", "platform", "civic", "modules", "app" };
enum { MODULES = 3, N_LAYERS = 5, LONGEST = 200 };

static int n_refused;
static struct tree tree;

static void refuse(const struct source *s, size_t at, const char *included, const char *why)
{
    printf("%s:%d: \"%s\" %s\n", s->path, tree_line(s->text, at), included, why);
    n_refused++;
}

static int layer_of(const char *path)
{
    size_t n = strcspn(path, "/");
    for (int i = 0; i < N_LAYERS; i++)
        if (path[n] == '/' && strlen(layers[i]) == n && strncmp(path, layers[i], n) == 0)
            return i;
    return -1;
}

/* The room in modules/ROOM/…, or "" for a file that stands in modules/ itself. */
static void room_of(const char *path, char ret_room[LONGEST])
{
    const char *from = path + strlen("modules/");
    size_t n = strcspn(from, "/");
    if (from[n] != '/' || n >= LONGEST)
        n = 0;
    memcpy(ret_room, from, n);
    ret_room[n] = 0;
}

/* Does modules/ROOM/module.c name &OTHER_module between .needs and the closing brace? */
static int needs(const char *room, const char *other)
{
    char path[LONGEST * 2], wanted[LONGEST + 20];
    snprintf(path, sizeof path, "modules/%s/module.c", room);
    snprintf(wanted, sizeof wanted, "&%s_module", other);
    for (size_t i = 0; i < tree.n; i++) {
        if (strcmp(tree.p[i].path, path) != 0)
            continue;
        const char *from = strstr(tree.p[i].text, ".needs");
        const char *open = from ? strchr(from, '{') : NULL;
        const char *close = open ? strchr(open, '}') : NULL;
        for (const char *at = open; close && (at = strstr(at, wanted)) && at < close; at++)
            if (!isalnum((unsigned char)at[strlen(wanted)]) && at[strlen(wanted)] != '_')
                return 1;
    }
    return 0;
}

static void check_room(const struct source *s, size_t at, const char *included)
{
    char room[LONGEST], other[LONGEST], public[LONGEST * 2 + 20];
    room_of(s->path, room);
    room_of(included, other);
    if (strcmp(room, other) == 0)
        return;
    snprintf(public, sizeof public, "modules/%s/%s.h", other, other);
    if (strcmp(included, public) != 0)
        refuse(s, at, included, "is not the public header of that module");
    else if (!needs(room, other))
        refuse(s, at, included, "is of a module that is not in .needs");
}

static int is_test(const char *path)
{
    const char *slash = strrchr(path, '/');
    return strncmp(slash ? slash + 1 : path, "test_", 5) == 0;
}

static void check_include(const struct source *s, size_t at, const char *included)
{
    int own = layer_of(s->path), below = layer_of(included);
    if (!strchr(included, '/'))
        return; /* a neighbour in the same folder */
    if (strstr(included, "..") || included[0] == '/')
        refuse(s, at, included, "is not a path from src/");
    else if (strncmp(included, "tests/", 6) == 0) {
        if (!is_test(s->path))
            refuse(s, at, included, "is for tests only");
    } else if (below < 0)
        refuse(s, at, included, "belongs to no layer");
    else if (below > own)
        refuse(s, at, included, "lies above");
    else if (own == MODULES && below == MODULES)
        check_room(s, at, included);
}

static void check(struct source *s)
{
    tree_blank(s->text, 0);
    if (layer_of(s->path) < 0) {
        printf("%s:1: stands in no layer\n", s->path);
        n_refused++;
        return;
    }
    for (const char *at = s->text; at; at = strchr(at, '\n')) {
        at += strspn(at, " \n");
        if (*at != '#')
            continue;
        const char *word = at + 1 + strspn(at + 1, " ");
        if (strncmp(word, "include", 7) != 0)
            continue;
        const char *quote = word + 7 + strspn(word + 7, " ");
        size_t n = *quote == '"' ? strcspn(quote + 1, "\"\n") : 0;
        char included[LONGEST];
        if (n == 0 || n >= LONGEST)
            continue;
        memcpy(included, quote + 1, n);
        included[n] = 0;
        check_include(s, (size_t)(at - s->text), included);
    }
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fputs("usage: layers SRC\n", stderr);
        return 2;
    }
    tree = tree_load(argv[1], ".c .h");
    for (size_t i = 0; i < tree.n; i++)
        check(&tree.p[i]);
    if (n_refused == 0)
        printf("%zu files keep the layers\n", tree.n);
    return n_refused != 0;
}
