/* SPDX-License-Identifier: Apache-2.0 */
/* Check digits, receipt numbers, base32 and hexadecimal. */
#include "base/ids.h"

#include "base/text.h"

#include <assert.h>

#define LARGEST_SERIAL INT64_C(99999999999)

static bool all_digits(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
    return true;
}

char ids_mod11_10(struct str digits)
{
    int product = 10;
    if (!all_digits(digits))
        return '\0';
    for (size_t i = 0; i < digits.n; i++) {
        int sum = (product + digits.p[i] - '0') % 10;
        product = (sum ? sum : 10) * 2 % 11;
    }
    return (char)('0' + (11 - product) % 10);
}

struct str ids_receipt_number(struct arena *mem, int64_t serial)
{
    assert(serial >= 1 && serial <= LARGEST_SERIAL);
    struct str eleven = arena_fmt(mem, "%011lld", (long long)serial);
    return arena_fmt(mem, "%.*s%c", STR(eleven), ids_mod11_10(eleven));
}

struct str ids_receipt_print(struct arena *mem, struct str number)
{
    return arena_fmt(mem, "%.*s-%.*s-%.*s", STR(str_sub(number, 0, 4)), STR(str_sub(number, 4, 8)),
                     STR(str_sub(number, 8, number.n)));
}

static bool is_receipt(struct str s)
{
    return s.n == 12 && all_digits(s) && s.p[11] == ids_mod11_10(str_sub(s, 0, 11)) &&
           ids_receipt_serial(s) > 0;
}

bool ids_receipt_read(struct arena *mem, struct str typed, struct str *ret_number)
{
    if (typed.n > 200)
        return false;
    struct str folded = text_fold_width(mem, typed), digits = text_digits(mem, typed);
    for (size_t i = 0; i < folded.n; i++)
        if (!memchr("0123456789- ", folded.p[i], 12))
            return false;
    if (!is_receipt(digits))
        return false;
    *ret_number = digits;
    return true;
}

int64_t ids_receipt_serial(struct str number)
{
    int64_t serial = 0;
    return str_to_int(str_sub(number, 0, 11), &serial) ? serial : 0;
}

static int digit(struct str s, size_t i)
{
    return s.p[i] - '0';
}

/* 全国地方公共団体コード仕様: weights 6 to 2 modulo 11; a sum below 11 is subtracted from 11 all
 * the same, and only the last figure counts. */
bool ids_town_code(struct str code)
{
    if (code.n != 6 || !all_digits(code))
        return false;
    int sum = 0;
    for (size_t i = 0; i < 5; i++)
        sum += digit(code, i) * (6 - (int)i);
    return (11 - sum % 11) % 10 == digit(code, 5);
}

/* 番号法施行規則5条: 11 - (Σ P·Q mod 11), and 0 when the remainder is 0 or 1; P counted from
 * the right, Q = n + 1 for n up to 6, else n - 5. */
bool ids_my_number(struct str digits)
{
    if (digits.n != 12 || !all_digits(digits))
        return false;
    int sum = 0;
    for (int n = 1; n <= 11; n++)
        sum += digit(digits, (size_t)(11 - n)) * (n <= 6 ? n + 1 : n - 5);
    int rest = sum % 11;
    return (rest <= 1 ? 0 : 11 - rest) == digit(digits, 11);
}

/* 法人番号の指定等に関する省令2条: the check digit stands first, 9 - (Σ P·Q mod 9), Q 1 and 2 in
 * turn from the right. */
bool ids_corporate_number(struct str digits)
{
    if (digits.n != 13 || !all_digits(digits))
        return false;
    int sum = 0;
    for (int n = 1; n <= 12; n++)
        sum += digit(digits, (size_t)(13 - n)) * (n % 2 ? 1 : 2);
    return 9 - sum % 9 == digit(digits, 0);
}

static const char base32_signs[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

void ids_base32_write(const unsigned char *p, size_t n, char *ret_text)
{
    char *at = ret_text;
    unsigned bits = 0, held = 0;
    for (size_t i = 0; i < n; i++) {
        bits = (bits << 8 | p[i]) & 0xFFFu;
        for (held += 8; held >= 5; held -= 5)
            *at++ = base32_signs[bits >> (held - 5) & 31];
    }
    if (held)
        *at++ = base32_signs[bits << (5 - held) & 31];
    *at = '\0';
}

struct str ids_base32(struct arena *mem, const unsigned char *p, size_t n)
{
    size_t length = (n * 8 + 4) / 5;
    char *text = arena_new(mem, char, length + 1);
    ids_base32_write(p, n, text);
    return str_n(text, length);
}

static int base32_value(char c)
{
    if (c >= 'a' && c <= 'z')
        c = (char)(c - 'a' + 'A');
    if (c == 'O')
        return 0;
    if (c == 'I' || c == 'L')
        return 1;
    const char *found = c ? strchr(base32_signs, c) : NULL;
    return found ? (int)(found - base32_signs) : -1;
}

bool ids_base32_read(struct str s, unsigned char *out, size_t n)
{
    unsigned bits = 0, held = 0;
    size_t signs = 0, written = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '-' || s.p[i] == ' ')
            continue;
        int value = base32_value(s.p[i]);
        if (value < 0 || ++signs > (n * 8 + 4) / 5)
            return false;
        bits = (bits << 5 | (unsigned)value) & 0xFFFu;
        held += 5;
        if (held >= 8 && written < n) {
            held -= 8;
            out[written++] = (unsigned char)(bits >> held & 0xFF);
        }
    }
    return signs == (n * 8 + 4) / 5 && (bits & ((1u << held) - 1)) == 0;
}

struct str ids_hex(struct arena *mem, const unsigned char *p, size_t n)
{
    static const char signs[] = "0123456789abcdef";
    char *start = arena_new(mem, char, n * 2 + 1), *at = start;
    for (size_t i = 0; i < n; i++) {
        *at++ = signs[p[i] >> 4];
        *at++ = signs[p[i] & 15];
    }
    return str_n(start, n * 2);
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool ids_hex_read(struct str s, unsigned char *out, size_t n)
{
    if (s.n != n * 2)
        return false;
    for (size_t i = 0; i < n; i++) {
        int high = hex_value(s.p[i * 2]), low = hex_value(s.p[i * 2 + 1]);
        if (high < 0 || low < 0)
            return false;
        out[i] = (unsigned char)(high << 4 | low);
    }
    return true;
}
