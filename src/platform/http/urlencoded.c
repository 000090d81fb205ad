/* SPDX-License-Identifier: Apache-2.0 */
/* Percent escapes, application/x-www-form-urlencoded, and the segments of a path. */
#include "platform/http/parse.h"

#include "base/text.h"

static int hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool needs_decoding(struct str s, bool plus)
{
    return str_find_char(s, '%') != SIZE_MAX || (plus && str_find_char(s, '+') != SIZE_MAX);
}

bool percent_decode(struct arena *mem, struct str s, bool plus, struct str *ret_text)
{
    if (needs_decoding(s, plus)) {
        char *text = arena_try_new(mem, char, s.n + 1);
        size_t n = 0;
        if (!text)
            return false;
        for (size_t i = 0; i < s.n; i++) {
            char c = s.p[i];
            if (c == '%') {
                int high = i + 2 < s.n ? hex(s.p[i + 1]) : -1;
                int low = i + 2 < s.n ? hex(s.p[i + 2]) : -1;
                if (high < 0 || low < 0)
                    return false;
                c = (char)(high << 4 | low);
                i += 2;
            } else if (c == '+' && plus) {
                c = ' ';
            }
            text[n++] = c;
        }
        s = str_n(text, n);
    }
    if (!text_is_utf8(s))
        return false;
    *ret_text = s;
    return true;
}

static size_t count_pairs(struct str text)
{
    size_t n = 1;
    for (size_t at; (at = str_find_char(text, '&')) != SIZE_MAX; n++)
        text = str_sub(text, at + 1, text.n);
    return n;
}

static enum rc refuse(struct form *form, struct str why)
{
    form->why = why;
    return INVALID;
}

enum rc urlencoded_parse(struct arena *mem, struct str text, size_t most, struct form *form)
{
    *form = (struct form) { 0 };
    if (text.n == 0)
        return OK;
    size_t n = count_pairs(text);
    if (n > most)
        return refuse(form, S("入力欄の数が多すぎます。"));
    form->pairs = arena_try_new(mem, struct req_pair, n);
    form->room_pairs = n;
    if (!form->pairs)
        return refuse(form, S("送られた内容が大きすぎます。"));
    struct str pair;
    while (str_cut(&text, '&', &pair)) {
        if (pair.n == 0)
            continue;
        size_t at = str_find_char(pair, '=');
        struct str name = str_sub(pair, 0, at);
        struct str value = at == SIZE_MAX ? S("") : str_sub(pair, at + 1, pair.n);
        struct req_pair *p = &form->pairs[form->n_pairs];
        if (!percent_decode(mem, name, true, &p->name) ||
            !percent_decode(mem, value, true, &p->value))
            return refuse(form,
                          S("送られた文字を読み取れませんでした。もう一度入力してください。"));
        form->n_pairs++;
    }
    return OK;
}

/* A segment may hold any text but what would make it another path, or end a line in a log. */
static bool segment_ok(struct str s)
{
    if (s.n == 0 || str_eq(s, S(".")) || str_eq(s, S("..")))
        return false;
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c < 0x20 || c == 0x7f || c == '/' || c == '\\')
            return false;
    }
    return true;
}

bool path_parse(struct arena *mem, struct str path, struct segments *ret_segments, bool *ret_slash)
{
    ret_segments->n = 0;
    *ret_slash = false;
    if (path.n == 0 || path.p[0] != '/')
        return false;
    if (path.n == 1)
        return true;
    if (path.p[path.n - 1] == '/') {
        *ret_slash = true;
        path.n--;
    }
    path = str_sub(path, 1, path.n);
    do {
        size_t at = str_find_char(path, '/');
        struct str *part = &ret_segments->part[ret_segments->n];
        if (ret_segments->n == MOST_SEGMENTS ||
            !percent_decode(mem, str_sub(path, 0, at), false, part) || !segment_ok(*part))
            return false;
        ret_segments->n++;
        if (at == SIZE_MAX)
            return true;
        path = str_sub(path, at + 1, path.n);
    } while (true);
}
