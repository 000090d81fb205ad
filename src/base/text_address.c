/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses are written in many ways: 1丁目2番3号, 一丁目2-3, １－２－３.  What is made here is for
 * comparing alone. */
#include "base/text.h"

struct signs { /* code points, ended by 0 */
    uint32_t *p;
    size_t n;
};

static struct signs take_apart(struct arena *mem, struct str s)
{
    struct signs v = { arena_new(mem, uint32_t, s.n + 1), 0 };
    uint32_t c;
    while (text_next(&s, &c))
        v.p[v.n++] = c;
    return v;
}

static bool is_digit(uint32_t c)
{
    return c >= '0' && c <= '9';
}

static bool is_blank(uint32_t c)
{
    return c == ' ' || c == 0x3000 || c == '\t' || c == '\n';
}

static bool is_dash(uint32_t c)
{
    return c == '-' || c == 0x30FC || (c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0xFF70;
}

static int kanji_digit(uint32_t c) /* 十 is 10; -1: none */
{
    static const uint32_t digits[] = { 0x3007, 0x4E00, 0x4E8C, 0x4E09, 0x56DB, 0x4E94,
                                       0x516D, 0x4E03, 0x516B, 0x4E5D, 0x5341 };
    for (int i = 0; i <= 10; i++)
        if (digits[i] == c)
            return i;
    return -1;
}

/* 二十三 and 二三, up to 99, at p; moves *ret_n past it. */
static int kanji_number(const uint32_t *p, size_t *ret_n)
{
    int value = 0;
    size_t n = 0;
    for (; kanji_digit(p[n]) >= 0 && n < 3; n++) {
        int d = kanji_digit(p[n]);
        if (d == 10)
            value = value ? value * 10 : 10;
        else
            value = n && kanji_digit(p[n - 1]) == 10 ? value + d : value * 10 + d;
    }
    *ret_n = n;
    return value;
}

enum {
    CHO = 0x4E01,
    ME = 0x76EE,
    BAN = 0x756A,
    CHI = 0x5730,
    GO = 0x53F7,
    MACHI = 0x753A,
    ROOM = 0x5BA4,
    NO = 0x306E,
    NO_KATAKANA = 0x30CE
};

/* 丁目 番地 番 号 号室 at p: how many signs; 番 of 三番町 is a name. */
static size_t counter(const uint32_t *p)
{
    if (p[0] == CHO && p[1] == ME)
        return 2;
    if (p[0] == BAN && p[1] == CHI)
        return 2;
    if (p[0] == GO)
        return p[1] == ROOM ? 2 : 1;
    return p[0] == BAN && p[1] != MACHI ? 1 : 0;
}

/* What parts two numbers, or follows the last one: counters, の, dashes, blanks. */
static size_t parting(const uint32_t *p)
{
    size_t n = 0, more;
    do {
        more = counter(p + n);
        if (!more && (is_dash(p[n]) || is_blank(p[n]) || p[n] == NO || p[n] == NO_KATAKANA))
            more = 1;
        n += more;
    } while (more);
    return n;
}

/* Digits, or a kanji number with its counter; 0: there is no number at p. */
static size_t number(const uint32_t *p, int *ret_value)
{
    size_t n = 0;
    *ret_value = 0;
    for (; is_digit(p[n]) && n < 8; n++)
        *ret_value = *ret_value * 10 + (int)(p[n] - '0');
    if (n)
        return n;
    *ret_value = kanji_number(p, &n);
    return n && counter(p + n) ? n : 0;
}

struct str text_address_key(struct arena *mem, struct str s)
{
    struct signs v = take_apart(mem, text_nfkc(mem, s));
    char *start = arena_new(mem, char, v.n * 4 + 24), *at = start;
    enum { DAI = 0x5927, AZA = 0x5B57 };
    for (size_t i = 0; i < v.n;) {
        int value, next;
        size_t n = number(v.p + i, &value);
        if (!n) {
            bool is_oaza = v.p[i] == DAI && v.p[i + 1] == AZA; /* 大字 is left out by many */
            if (!is_oaza)
                text_put(&at, v.p[i]);
            i += is_oaza ? 2 : 1;
            continue;
        }
        for (int digits = 10000000, began = 0; digits; digits /= 10)
            if (began || value / digits || digits == 1) {
                *at++ = (char)('0' + value / digits % 10);
                began = 1;
            }
        i += n;
        size_t gap = parting(v.p + i);
        if (gap && number(v.p + i + gap, &next))
            *at++ = '-';
        i += gap;
    }
    return text_search_key(mem, str_n(start, (size_t)(at - start)));
}
