/* SPDX-License-Identifier: Apache-2.0 */
/* The source tree as the checking tools see it: every file with one of the given endings, in the
 * order of its path, loaded whole.  For short-lived programs: nothing is released, errors end the
 * program. */
#ifndef TOOLS_TREE_H
#define TOOLS_TREE_H

#include <stddef.h>

struct source {
    const char *path; /* below the root: "civic/cases/cases.c" */
    char *text;       /* ended by NUL */
    size_t n;
};

struct tree {
    struct source *p;
    size_t n;
};

/* endings: ".c .h" separated by spaces.  Folders named build, node_modules, refused and accepted
 * are left out. */
struct tree tree_load(const char *root, const char *endings);
char *tree_read(const char *path); /* one file, ended by NUL; ends the program if unreadable */
const char *tree_ending(const char *path);

/* The line with the offset, counted from 1. */
int tree_line(const char *text, size_t offset);
/* Comments (and, if asked, strings and characters) become spaces; lines stay where they are. */
void tree_blank(char *text, int strings_too);

#endif
