/* SPDX-License-Identifier: Apache-2.0 */
/* Reading an e-mail. */
#include "tests/letter.h"

#include "base/text.h"

static size_t head_end(struct str message, size_t *ret_gap)
{
    size_t crlf = str_find(message, S("\r\n\r\n")), lf = str_find(message, S("\n\n"));
    *ret_gap = crlf < lf ? 4 : 2;
    return crlf < lf ? crlf : lf;
}

struct str letter_body(struct str message)
{
    size_t gap, end = head_end(message, &gap);
    return end == SIZE_MAX ? S("") : str_sub(message, end + gap, message.n);
}

struct str letter_header(struct str message, const char *name)
{
    size_t gap;
    struct str rest = str_sub(message, 0, head_end(message, &gap)), line, key = str_of(name);
    while (str_cut(&rest, '\n', &line)) {
        if (!str_starts(line, key))
            continue;
        const char *start = line.p + key.n, *end = line.p + line.n;
        while (rest.n && (rest.p[0] == ' ' || rest.p[0] == '\t') && str_cut(&rest, '\n', &line))
            end = line.p + line.n;
        return str_trim((struct str) { start, (size_t)(end - start) });
    }
    return S("(none)");
}

static int sign_value(char c)
{
    static const char signs[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = c ? strchr(signs, c) : NULL;
    return at ? (int)(at - signs) : -1;
}

struct str letter_base64(struct arena *mem, struct str text)
{
    char *p = arena_new(mem, char, text.n + 1);
    size_t n = 0;
    unsigned bits = 0, have = 0;
    for (size_t i = 0; i < text.n; i++) {
        int v = sign_value(text.p[i]);
        if (v < 0)
            continue;
        bits = bits << 6 | (unsigned)v;
        have += 6;
        if (have >= 8) {
            have -= 8;
            p[n++] = (char)(bits >> have & 255);
        }
    }
    return (struct str) { p, n };
}

struct str letter_words(struct arena *mem, struct str header, bool *ret_good)
{
    struct str all = S(""), start = S("=?UTF-8?B?");
    *ret_good = true;
    for (size_t at; (at = str_find(header, start)) != SIZE_MAX;) {
        header = str_sub(header, at + start.n, header.n);
        size_t end = str_find(header, S("?="));
        if (end == SIZE_MAX)
            break;
        struct str word = letter_base64(mem, str_sub(header, 0, end));
        *ret_good = *ret_good && start.n + end + 2 <= 75 && text_is_utf8(word);
        all = arena_fmt(mem, "%.*s%.*s", STR(all), STR(word));
        header = str_sub(header, end + 2, header.n);
    }
    return all;
}
