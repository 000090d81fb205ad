/* SPDX-License-Identifier: Apache-2.0 */
/* UTF-8 by code points, widths and kana.  Reads ill-formed bytes as U+FFFD, one at a time, and
 * never past the end; normal forms and search keys are in text_keys.c. */
#include "base/text.h"

/* Length of the well-formed sequence at the start of s (Unicode table 3-7), or 0. */
static size_t sequence(struct str s)
{
    const unsigned char *p = (const unsigned char *)s.p;
    if (s.n == 0)
        return 0;
    if (p[0] < 0x80)
        return 1;
    unsigned char low = 0x80, high = 0xBF;
    size_t n = p[0] >= 0xF0 ? 4 : p[0] >= 0xE0 ? 3 : 2;
    if (p[0] < 0xC2 || p[0] > 0xF4 || s.n < n)
        return 0;
    switch (p[0]) {
    case 0xE0: low = 0xA0; break;
    case 0xED: high = 0x9F; break;
    case 0xF0: low = 0x90; break;
    case 0xF4: high = 0x8F; break;
    default: break;
    }
    if (p[1] < low || p[1] > high)
        return 0;
    for (size_t i = 2; i < n; i++)
        if (p[i] < 0x80 || p[i] > 0xBF)
            return 0;
    return n;
}

bool text_is_utf8(struct str s)
{
    while (s.n) {
        size_t n = sequence(s);
        if (n == 0 || s.p[0] == '\0')
            return false;
        s = str_sub(s, n, s.n);
    }
    return true;
}

bool text_next(struct str *rest, uint32_t *ret_code_point)
{
    if (rest->n == 0)
        return false;
    const unsigned char *p = (const unsigned char *)rest->p;
    size_t n = sequence(*rest);
    uint32_t c = 0xFFFD;
    if (n == 1)
        c = p[0];
    else if (n > 1) {
        c = p[0] & (0x7Fu >> n);
        for (size_t i = 1; i < n; i++)
            c = c << 6 | (p[i] & 0x3Fu);
    }
    *rest = str_sub(*rest, n ? n : 1, rest->n);
    *ret_code_point = c;
    return true;
}

size_t text_length(struct str s)
{
    size_t n = 0;
    for (uint32_t c; text_next(&s, &c);)
        n++;
    return n;
}

void text_put(char **at, uint32_t c)
{
    char *p = *at;
    if (c < 0x80) {
        *p++ = (char)c;
    } else if (c < 0x800) {
        *p++ = (char)(0xC0 | c >> 6);
        *p++ = (char)(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        *p++ = (char)(0xE0 | c >> 12);
        *p++ = (char)(0x80 | (c >> 6 & 0x3F));
        *p++ = (char)(0x80 | (c & 0x3F));
    } else {
        *p++ = (char)(0xF0 | c >> 18);
        *p++ = (char)(0x80 | (c >> 12 & 0x3F));
        *p++ = (char)(0x80 | (c >> 6 & 0x3F));
        *p++ = (char)(0x80 | (c & 0x3F));
    }
    *at = p;
}

static bool is_variation_selector(uint32_t c)
{
    return (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0xE0100 && c <= 0xE01EF);
}

struct str text_first(struct str s, size_t n)
{
    struct str rest = s;
    size_t end = 0, previous = 0;
    for (uint32_t c; n && text_next(&rest, &c); n--) {
        previous = end;
        end = s.n - rest.n;
    }
    uint32_t next;
    if (rest.n && text_next(&rest, &next) && is_variation_selector(next))
        end = previous; /* 葛 without its selector would be another form of the name */
    return str_sub(s, 0, end);
}

static bool is_digit(uint32_t c)
{
    return c >= '0' && c <= '9';
}

static uint32_t narrow(uint32_t c)
{
    if (c >= 0xFF01 && c <= 0xFF5E)
        return c - 0xFEE0;
    return c == 0x3000 ? ' ' : c;
}

static bool is_dash(uint32_t c)
{
    switch (c) {
    case 0x30FC:
    case 0xFF70:
    case 0x2010:
    case 0x2011:
    case 0x2012:
    case 0x2013:
    case 0x2014:
    case 0x2015:
    case 0x2212: return true;
    default: return false;
    }
}

struct str text_fold_width(struct arena *mem, struct str s)
{
    char *start = arena_new(mem, char, s.n * 3 + 1), *at = start; /* U+FFFD for a bad byte: three */
    uint32_t before = 0;
    for (uint32_t c; text_next(&s, &c); before = c) {
        struct str ahead = s;
        uint32_t after;
        c = narrow(c);
        if (is_dash(c) && is_digit(before) && text_next(&ahead, &after) && is_digit(narrow(after)))
            c = '-';
        text_put(&at, c);
    }
    return str_n(start, (size_t)(at - start));
}

struct str text_digits(struct arena *mem, struct str s)
{
    char *start = arena_new(mem, char, s.n + 1), *at = start;
    for (uint32_t c; text_next(&s, &c);)
        if (is_digit(narrow(c)))
            *at++ = (char)narrow(c);
    return str_n(start, (size_t)(at - start));
}

/* U+FF61 .. U+FF9F in full width. */
static const uint16_t wide_kana[] = {
    0x3002, 0x300C, 0x300D, 0x3001, 0x30FB, 0x30F2, 0x30A1, 0x30A3, 0x30A5, 0x30A7, 0x30A9,
    0x30E3, 0x30E5, 0x30E7, 0x30C3, 0x30FC, 0x30A2, 0x30A4, 0x30A6, 0x30A8, 0x30AA, 0x30AB,
    0x30AD, 0x30AF, 0x30B1, 0x30B3, 0x30B5, 0x30B7, 0x30B9, 0x30BB, 0x30BD, 0x30BF, 0x30C1,
    0x30C4, 0x30C6, 0x30C8, 0x30CA, 0x30CB, 0x30CC, 0x30CD, 0x30CE, 0x30CF, 0x30D2, 0x30D5,
    0x30D8, 0x30DB, 0x30DE, 0x30DF, 0x30E0, 0x30E1, 0x30E2, 0x30E4, 0x30E6, 0x30E8, 0x30E9,
    0x30EA, 0x30EB, 0x30EC, 0x30ED, 0x30EF, 0x30F3, 0x309B, 0x309C,
};

static uint32_t to_katakana(uint32_t c)
{
    if (c >= 0xFF61 && c <= 0xFF9F)
        return wide_kana[c - 0xFF61];
    if ((c >= 0x3041 && c <= 0x3096) || c == 0x309D || c == 0x309E)
        return c + 0x60;
    return c;
}

/* The kana with a sound mark after it (half-width, spacing or combining), or 0. */
static uint32_t voiced(uint32_t kana, uint32_t mark)
{
    bool half = mark == 0xFF9F || mark == 0x309A || mark == 0x309C;
    if (!half && mark != 0xFF9E && mark != 0x3099 && mark != 0x309B)
        return 0;
    bool ha_row = kana >= 0x30CF && kana <= 0x30DB && (kana - 0x30CF) % 3 == 0;
    if (ha_row)
        return kana + (half ? 2 : 1);
    if (half)
        return 0;
    if ((kana >= 0x30AB && kana <= 0x30C1 && (kana & 1)) || kana == 0x30C4 || kana == 0x30C6 ||
        kana == 0x30C8 || kana == 0x30FD)
        return kana + 1;
    if (kana == 0x30A6)
        return 0x30F4;
    bool wa_row = kana >= 0x30EF && kana <= 0x30F2;
    return wa_row ? kana + 8 : 0;
}

static bool is_blank(uint32_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == 0xA0 || c == 0x3000;
}

struct str text_katakana(struct arena *mem, struct str s)
{
    char *start = arena_new(mem, char, s.n * 3 + 1), *at = start;
    bool blank = false;
    for (uint32_t c; text_next(&s, &c);) {
        if (is_blank(c)) {
            blank = at > start;
            continue;
        }
        if (blank)
            text_put(&at, 0x3000);
        blank = false;
        c = to_katakana(c);
        struct str ahead = s;
        uint32_t mark;
        if (text_next(&ahead, &mark) && voiced(c, mark)) {
            c = voiced(c, mark);
            s = ahead;
        }
        text_put(&at, c);
    }
    return str_n(start, (size_t)(at - start));
}

struct str text_hiragana(struct arena *mem, struct str s)
{
    s = text_katakana(mem, s);
    char *start = arena_new(mem, char, s.n + 1), *at = start; /* both kana take three bytes */
    for (uint32_t c; text_next(&s, &c);) {
        bool has_hiragana = (c >= 0x30A1 && c <= 0x30F6) || c == 0x30FD || c == 0x30FE;
        text_put(&at, has_hiragana ? c - 0x60 : c);
    }
    return str_n(start, (size_t)(at - start));
}

bool text_is_katakana(struct str s)
{
    bool any = false;
    for (uint32_t c; text_next(&s, &c);) {
        if (c == 0x3000)
            continue;
        if (c < 0x30A1 || c > 0x30FE)
            return false;
        any = true;
    }
    return any;
}
