/* SPDX-License-Identifier: Apache-2.0 */
/* Slices: compare, find, cut. */
#include "base/str.h"

bool str_eq(struct str a, struct str b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool str_eq_nocase(struct str a, struct str b)
{
    if (a.n != b.n)
        return false;
    for (size_t i = 0; i < a.n; i++)
        if (lower(a.p[i]) != lower(b.p[i]))
            return false;
    return true;
}

int str_cmp(struct str a, struct str b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int c = n ? memcmp(a.p, b.p, n) : 0;
    if (c)
        return c;
    return a.n < b.n ? -1 : a.n > b.n;
}

bool str_starts(struct str s, struct str prefix)
{
    return s.n >= prefix.n && (prefix.n == 0 || memcmp(s.p, prefix.p, prefix.n) == 0);
}

bool str_ends(struct str s, struct str suffix)
{
    return s.n >= suffix.n &&
           (suffix.n == 0 || memcmp(s.p + s.n - suffix.n, suffix.p, suffix.n) == 0);
}

struct str str_sub(struct str s, size_t from, size_t to)
{
    if (to > s.n)
        to = s.n;
    if (from >= to)
        return (struct str) { s.p, 0 };
    return (struct str) { s.p + from, to - from };
}

size_t str_find(struct str s, struct str what)
{
    if (what.n == 0)
        return 0;
    if (s.n < what.n)
        return SIZE_MAX;
    const char *at = memmem(s.p, s.n, what.p, what.n);
    return at ? (size_t)(at - s.p) : SIZE_MAX;
}

size_t str_find_char(struct str s, char c)
{
    const char *at = s.n ? memchr(s.p, c, s.n) : NULL;
    return at ? (size_t)(at - s.p) : SIZE_MAX;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct str str_trim(struct str s)
{
    while (s.n && is_blank(s.p[0])) {
        s.p++;
        s.n--;
    }
    while (s.n && is_blank(s.p[s.n - 1]))
        s.n--;
    return s;
}

bool str_cut(struct str *rest, char sep, struct str *ret_part)
{
    if (rest->n == 0)
        return false;
    size_t at = str_find_char(*rest, sep);
    if (at == SIZE_MAX) {
        *ret_part = *rest;
        *rest = (struct str) { rest->p + rest->n, 0 };
        return true;
    }
    *ret_part = (struct str) { rest->p, at };
    *rest = (struct str) { rest->p + at + 1, rest->n - at - 1 };
    return true;
}

bool str_to_int(struct str s, int64_t *ret_value)
{
    bool minus = s.n && s.p[0] == '-';
    size_t i = minus;
    int64_t value = 0;
    if (i == s.n)
        return false;
    for (; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
        int64_t digit = s.p[i] - '0';
        if (__builtin_mul_overflow(value, 10, &value))
            return false;
        if (minus ? __builtin_sub_overflow(value, digit, &value)
                  : __builtin_add_overflow(value, digit, &value))
            return false;
    }
    *ret_value = value;
    return true;
}
