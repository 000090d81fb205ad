/* SPDX-License-Identifier: Apache-2.0 */
/* Drawing, printing and reading resume codes. */
#include "modules/apply/resume_code.h"

#include "base/text.h"
#include "platform/crypto/crypto.h"

#include <string.h>

enum { SIGNS = 29, MOST_TYPED = 400 };

static const char signs[] = "0123456789ACDEFGHJKMNPQRTVWXY";
_Static_assert(sizeof signs == SIGNS + 1, "29 signs: a prime, so that every weight below has an inverse");

/* The sum of sign times place over all 25 places is 0 modulo 29. 25 has the inverse 7. */
static int weighed(const int *values, int n)
{
    int sum = 0;
    for (int i = 0; i < n; i++)
        sum += (i + 1) * values[i];
    return sum % SIGNS;
}

static int check_value(const int *values)
{
    return (SIGNS - weighed(values, RESUME_CODE - 1)) * 7 % SIGNS;
}

static int draw(void)
{
    unsigned char byte;
    do
        crypto_random(&byte, 1);
    while (byte >= 256 / SIGNS * SIGNS); /* each sign as likely as any other */
    return byte % SIGNS;
}

void resume_code_draw(char ret_code[RESUME_CODE + 1])
{
    int values[RESUME_CODE];
    for (int i = 0; i < RESUME_CODE - 1; i++)
        values[i] = draw();
    values[RESUME_CODE - 1] = check_value(values);
    for (int i = 0; i < RESUME_CODE; i++)
        ret_code[i] = signs[values[i]];
    ret_code[RESUME_CODE] = '\0';
    crypto_wipe(values, sizeof values);
}

static bool is_between(uint32_t c)
{
    static const uint32_t dashes[] = { 0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2212, 0x30FC, 0xFF70 };
    for (size_t i = 0; i < sizeof dashes / sizeof *dashes; i++)
        if (c == dashes[i])
            return true;
    return c == '-' || c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static int value_of(uint32_t c)
{
    static const char alike[] = "OILSBZU", meant[] = "011582V";
    if (c >= 'a' && c <= 'z')
        c = c - 'a' + 'A';
    if (c == 0 || c > 'Z')
        return -1;
    const char *other = strchr(alike, (int)c);
    const char *at = strchr(signs, other ? meant[other - alike] : (int)c);
    return at ? (int)(at - signs) : -1;
}

enum resume_fault resume_code_read(struct arena *mem, struct str typed, char ret_code[RESUME_CODE + 1])
{
    int values[RESUME_CODE], n = 0;
    uint32_t c;
    ret_code[0] = '\0';
    if (typed.n > MOST_TYPED)
        return RESUME_LONG;
    if (!text_is_utf8(typed))
        return RESUME_STRANGE;
    size_t hash = str_find_char(typed, '#');
    struct str rest = text_fold_width(mem, hash == SIZE_MAX ? typed : str_sub(typed, hash + 1, typed.n));
    while (text_next(&rest, &c)) {
        if (is_between(c))
            continue;
        int value = value_of(c);
        if (value < 0)
            return RESUME_STRANGE;
        if (n < RESUME_CODE)
            values[n] = value;
        n++;
    }
    if (n != RESUME_CODE)
        return !n ? RESUME_EMPTY : n < RESUME_CODE ? RESUME_SHORT : RESUME_LONG;
    if (weighed(values, RESUME_CODE))
        return RESUME_MISTYPED;
    for (int i = 0; i < RESUME_CODE; i++)
        ret_code[i] = signs[values[i]];
    ret_code[RESUME_CODE] = '\0';
    return RESUME_RIGHT;
}

struct str resume_code_print(struct arena *mem, const char *code)
{
    return arena_fmt(mem, "%.5s-%.5s-%.5s-%.5s-%.5s", code, code + 5, code + 10, code + 15, code + 20);
}
