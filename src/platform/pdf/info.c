/* SPDX-License-Identifier: Apache-2.0 */
/* Reads the Info entries of a finished document of ours: object 1, first in the file. */
#include "base/out.h"
#include "base/text.h"
#include "platform/pdf/pdf.h"

static const struct str opening = S_("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<");

static bool read_hex(struct str *rest, uint32_t *ret_unit)
{
    uint32_t unit = 0;
    if (rest->n < 4)
        return false;
    for (int i = 0; i < 4; i++) {
        const char *digits = "0123456789ABCDEF", *at = strchr(digits, rest->p[i]);
        if (!at || rest->p[i] == '\0')
            return false;
        unit = unit * 16 + (uint32_t)(at - digits);
    }
    *rest = str_sub(*rest, 4, rest->n);
    *ret_unit = unit;
    return true;
}

static bool read_utf16(struct arena *mem, struct str hex, struct str *ret_text)
{
    char *text = arena_new(mem, char, hex.n + 4), *at = text;
    uint32_t unit, low;
    if (!read_hex(&hex, &unit) || unit != 0xfeff)
        return false;
    while (hex.n) {
        if (!read_hex(&hex, &unit))
            return false;
        if (unit >= 0xd800 && unit < 0xdc00) {
            if (!read_hex(&hex, &low) || low < 0xdc00 || low > 0xdfff)
                return false;
            unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
        }
        text_put(&at, unit);
    }
    *ret_text = str_n(text, (size_t)(at - text));
    return true;
}

static bool read_literal(struct arena *mem, struct str *rest, struct str *ret_text)
{
    char *text = arena_new(mem, char, rest->n + 1);
    size_t n = 0, i = 0;
    for (; i < rest->n && rest->p[i] != ')'; i++) {
        if (rest->p[i] == '\\' && ++i == rest->n)
            return false;
        text[n++] = rest->p[i];
    }
    if (i == rest->n)
        return false;
    *rest = str_sub(*rest, i + 1, rest->n);
    *ret_text = str_n(text, n);
    return true;
}

/* Takes one "/Key value" off the dictionary. */
static bool read_entry(struct arena *mem, struct str *rest, struct str *ret_key,
                       struct str *ret_value)
{
    if (rest->n == 0 || rest->p[0] != '/')
        return false;
    size_t end = 1;
    while (end < rest->n && !strchr(" (<", rest->p[end]))
        end++;
    *ret_key = str_sub(*rest, 1, end);
    *rest = str_trim(str_sub(*rest, end, rest->n));
    if (rest->n == 0)
        return false;
    char kind = rest->p[0];
    *rest = str_sub(*rest, 1, rest->n);
    if (kind == '(')
        return read_literal(mem, rest, ret_value);
    size_t close = str_find_char(*rest, '>');
    if (kind != '<' || close == SIZE_MAX)
        return false;
    struct str hex = str_sub(*rest, 0, close);
    *rest = str_sub(*rest, close + 1, rest->n);
    return read_utf16(mem, hex, ret_value);
}

enum rc pdf_read_info(struct arena *mem, struct str bytes, const char *key, struct str *ret_value)
{
    if (!str_starts(bytes, opening))
        return INVALID;
    struct str rest = str_sub(bytes, opening.n, bytes.n);
    size_t end = str_find(rest, S("\nendobj\n"));
    if (end == SIZE_MAX)
        return INVALID;
    rest = str_sub(rest, 0, end);
    while (rest.n && !str_eq(rest, S(">>"))) {
        struct str name, value;
        if (!read_entry(mem, &rest, &name, &value))
            return INVALID;
        if (str_eq(name, str_of(key))) {
            *ret_value = value;
            return OK;
        }
    }
    return NOT_FOUND;
}
