/* SPDX-License-Identifier: Apache-2.0 */
/* Small header grammars: cookies, comma lists, parameters. */
#include "platform/http/parse.h"

bool cookie_find(struct str header, struct str name, struct str *ret_value)
{
    struct str pair;
    while (str_cut(&header, ';', &pair)) {
        pair = str_trim(pair);
        size_t at = str_find_char(pair, '=');
        if (at == SIZE_MAX || !str_eq(str_sub(pair, 0, at), name))
            continue;
        struct str value = str_sub(pair, at + 1, pair.n);
        if (value.n >= 2 && value.p[0] == '"' && value.p[value.n - 1] == '"')
            value = str_sub(value, 1, value.n - 1);
        *ret_value = value;
        return true;
    }
    return false;
}

bool list_next(struct str *rest, struct str *ret_item)
{
    while (str_cut(rest, ',', ret_item)) {
        *ret_item = str_trim(*ret_item);
        if (ret_item->n)
            return true;
    }
    return false;
}

/* Reads a quoted string that begins at rest->p[0] == '"'. */
static bool quoted(struct arena *mem, struct str *rest, struct str *ret_value)
{
    char *text = arena_try_new(mem, char, rest->n + 1);
    size_t n = 0, i = 1;
    if (!text)
        return false;
    for (; i < rest->n && rest->p[i] != '"'; i++) {
        if (rest->p[i] == '\\' && i + 1 < rest->n && rest->p[i + 1] == '"')
            i++;
        text[n++] = rest->p[i];
    }
    if (i == rest->n)
        return false;
    *rest = str_sub(*rest, i + 1, rest->n);
    *ret_value = str_n(text, n);
    return true;
}

static bool parameter_value(struct arena *mem, struct str *rest, struct str *ret_value)
{
    if (rest->n && rest->p[0] == '"')
        return quoted(mem, rest, ret_value);
    size_t end = 0;
    while (end < rest->n && rest->p[end] != ';')
        end++;
    *ret_value = str_trim(str_sub(*rest, 0, end));
    *rest = str_sub(*rest, end, rest->n);
    return true;
}

bool header_parameter(struct arena *mem, struct str value, struct str name, struct str *ret_value)
{
    bool found = false;
    struct str got = { 0 };
    size_t at = str_find_char(value, ';');
    struct str rest = at == SIZE_MAX ? S("") : str_sub(value, at, value.n);
    while (rest.n) {
        if (rest.p[0] != ';')
            return false;
        rest = str_trim(str_sub(rest, 1, rest.n));
        if (!rest.n)
            break;
        size_t equals = 0;
        while (equals < rest.n && rest.p[equals] != '=' && rest.p[equals] != ';')
            equals++;
        struct str key = str_trim(str_sub(rest, 0, equals));
        bool has_value = equals < rest.n && rest.p[equals] == '=';
        rest = str_sub(rest, equals + has_value, rest.n);
        struct str one = { 0 };
        if (has_value && !parameter_value(mem, &rest, &one))
            return false;
        rest = str_trim(rest);
        if (!str_eq_nocase(key, name))
            continue;
        if (found)
            return false;
        found = true;
        got = one;
    }
    if (found)
        *ret_value = got;
    return found;
}
