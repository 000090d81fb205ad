/* SPDX-License-Identifier: Apache-2.0 */
/* Forms of a text made beside it: NFKC for passwords, search keys and their bigrams.  None of them
 * ever goes back to where a name is kept or printed. */
#include "base/text.h"

#include <assert.h>
#include <utf8proc.h>

struct points {
    utf8proc_int32_t *p;
    utf8proc_ssize_t n;
};

static struct points decompose(struct arena *mem, struct str s, utf8proc_option_t options)
{
    const utf8proc_uint8_t *bytes = (const utf8proc_uint8_t *)s.p;
    utf8proc_ssize_t room = (utf8proc_ssize_t)s.n * 2 + 16;
    struct points v = { 0 };
    do { /* a second round only for the few signs that fall into many */
        v.p = arena_new(mem, utf8proc_int32_t, (size_t)room);
        v.n = utf8proc_decompose(bytes, (utf8proc_ssize_t)s.n, v.p, room, options);
        if (v.n <= room)
            break;
        room = v.n;
    } while (true);
    assert(v.n >= 0 && "text that did not pass the edge");
    return v;
}

static struct str compose(struct arena *mem, struct points v)
{
    utf8proc_option_t options = UTF8PROC_STABLE | UTF8PROC_COMPOSE;
    v.n = utf8proc_normalize_utf32(v.p, v.n, options);
    char *start = arena_new(mem, char, (size_t)v.n * 4 + 1), *at = start;
    for (utf8proc_ssize_t i = 0; i < v.n; i++)
        text_put(&at, (uint32_t)v.p[i]);
    return str_n(start, (size_t)(at - start));
}

struct str text_nfkc(struct arena *mem, struct str s)
{
    return compose(mem, decompose(mem, s, UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE));
}

static bool is_dropped(utf8proc_int32_t c)
{
    switch (utf8proc_category(c)) {
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF: return true;
    default: return false;
    }
}

static utf8proc_int32_t search_form(utf8proc_int32_t c)
{
    if ((c >= 0x3041 && c <= 0x3096) || c == 0x309D || c == 0x309E)
        return c + 0x60;
    return utf8proc_tolower(c);
}

/* The mapping stands between taking apart and putting together, so that か and its sound mark meet
 * again as ガ.  UTF8PROC_IGNORE drops the variation selectors. */
struct str text_search_key(struct arena *mem, struct str s)
{
    struct points v =
        decompose(mem, s, UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE | UTF8PROC_IGNORE);
    utf8proc_ssize_t kept = 0;
    for (utf8proc_ssize_t i = 0; i < v.n; i++)
        if (!is_dropped(v.p[i]))
            v.p[kept++] = search_form(v.p[i]);
    v.n = kept;
    return compose(mem, v);
}

struct str text_bigrams(struct arena *mem, struct str key)
{
    char *start = arena_new(mem, char, key.n * 9 + 1), *at = start;
    uint32_t first, second;
    if (!text_next(&key, &first))
        return str_n(start, 0);
    if (key.n == 0)
        text_put(&at, first);
    for (bool later = false; text_next(&key, &second); first = second, later = true) {
        if (later)
            *at++ = ' ';
        text_put(&at, first);
        text_put(&at, second);
    }
    return str_n(start, (size_t)(at - start));
}

bool text_same_name(struct arena *mem, struct str a, struct str b)
{
    return str_eq(text_search_key(mem, a), text_search_key(mem, b));
}
