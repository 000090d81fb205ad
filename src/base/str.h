/* SPDX-License-Identifier: Apache-2.0 */
/* Strings are slices: a pointer and a length, passed by value, not necessarily terminated, never
 * owned.  The bytes are UTF-8 wherever they came through the edge.  Nothing here allocates. */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct str {
    const char *p; /* may be NULL only when n is 0 */
    size_t n;      /* bytes */
};

/* S("literal") is a slice of a string literal; S_(literal) the same in a constant initialiser. */
#define S(lit) ((struct str) { "" lit, sizeof(lit) - 1 })
#define S_(lit)                                                                                    \
    {                                                                                              \
        "" lit, sizeof(lit) - 1                                                                    \
    }

/* printf("%.*s", STR(s)) */
#define STR(s) (int)(s).n, (s).p

/* T("日本語") marks a word of the screen for extraction into po/. */
#define T(text) text

static inline struct str str_of(const char *z) /* a terminated string; NULL gives the empty one */
{
    return (struct str) { z, z ? strlen(z) : 0 };
}

static inline struct str str_n(const char *p, size_t n)
{
    return (struct str) { p, n };
}

bool str_eq(struct str a, struct str b);
bool str_eq_nocase(struct str a, struct str b); /* ASCII letters only */
int str_cmp(struct str a, struct str b);        /* bytes, shorter first: code point order */
bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);

/* Bytes [from, to), clipped to the string. */
struct str str_sub(struct str s, size_t from, size_t to);

/* Position of the first match, or SIZE_MAX. */
size_t str_find(struct str s, struct str what);
size_t str_find_char(struct str s, char c);

/* Without ASCII blanks, tabs and line ends at both ends. */
struct str str_trim(struct str s);

/* Takes the part before `sep` off `*rest` (all of it when there is no sep) and moves *rest past the
 * separator.  False when nothing is left: `while (str_cut(&rest, ',', &part))`. A trailing
 * separator yields no last empty part. */
bool str_cut(struct str *rest, char sep, struct str *ret_part);

/* A whole decimal integer with an optional minus; false on anything else and on overflow. */
bool str_to_int(struct str s, int64_t *ret_value);

#endif
