/* SPDX-License-Identifier: Apache-2.0 */
/* The words of T("…") in C, read from the sources themselves, so that the test needs no gettext.  Comments and other
 * literals are passed over; tests of the program (test_*.c) are not on anybody's screen. */
#include "words.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

struct reading {
    struct str rest;
    char before; /* the byte that was read last */
};

static void pass(struct reading *r, size_t n)
{
    n = n < r->rest.n ? n : r->rest.n;
    if (n)
        r->before = r->rest.p[n - 1];
    r->rest = str_sub(r->rest, n, r->rest.n);
}

static size_t comment_length(struct str s)
{
    struct str end = str_starts(s, S("/*")) ? S("*/") : str_starts(s, S("//")) ? S("\n") : S("");
    if (!end.n)
        return 0;
    size_t at = str_find(str_sub(s, 2, s.n), end);
    return at == SIZE_MAX ? s.n : at + 2 + end.n;
}

/* "…" or '…' with its quotes. */
static size_t literal_length(struct str s)
{
    if (!s.n || (s.p[0] != '"' && s.p[0] != '\''))
        return 0;
    size_t i = 1;
    while (i < s.n && s.p[i] != s.p[0])
        i += s.p[i] == '\\' ? 2 : 1;
    return i < s.n ? i + 1 : s.n;
}

static size_t blanks(struct str s)
{
    size_t n = 0;
    while (n < s.n && strchr(" \t\r\n", s.p[n]))
        n++;
    return n;
}

/* Behind "T(": the literals that stand side by side are one text. */
static void take_text(struct reading *r, struct out *pot)
{
    bool any = false;
    pass(r, blanks(r->rest));
    for (size_t n; r->rest.n && r->rest.p[0] == '"' && (n = literal_length(r->rest)); pass(r, blanks(r->rest))) {
        out_str(pot, any ? S("") : S("\nmsgid \""));
        out_str(pot, str_sub(r->rest, 1, n - 1));
        any = true;
        pass(r, n);
    }
    if (any)
        out_str(pot, S("\"\nmsgstr \"\"\n"));
}

static bool is_name(char c)
{
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

void words_read(struct str source, struct out *pot)
{
    struct reading r = { source, '\n' };
    while (r.rest.n) {
        size_t n = comment_length(r.rest);
        n = n ? n : literal_length(r.rest);
        if (n) {
            pass(&r, n);
        } else if (!is_name(r.before) && str_starts(r.rest, S("T("))) {
            pass(&r, 2);
            take_text(&r, pot);
        } else {
            pass(&r, 1);
        }
    }
}

static bool is_source(struct str name)
{
    return (str_ends(name, S(".c")) || str_ends(name, S(".h"))) && !str_starts(name, S("test_"));
}

void words_collect(struct arena *mem, const char *folder, struct str (*read_file)(const char *path), struct out *pot)
{
    struct dirent **entries;
    int n = scandir(folder, &entries, NULL, alphasort);
    if (n < 0) {
        perror(folder);
        exit(2);
    }
    for (int i = 0; i < n; i++) {
        struct str name = str_of(entries[i]->d_name);
        const char *path = arena_cstr(mem, arena_fmt(mem, "%s/%.*s", folder, STR(name)));
        struct stat about;
        bool there = name.p[0] != '.' && stat(path, &about) == 0;
        if (there && S_ISDIR(about.st_mode))
            words_collect(mem, path, read_file, pot);
        else if (there && is_source(name))
            words_read(read_file(path), pot);
        free(entries[i]);
    }
    free(entries);
}
