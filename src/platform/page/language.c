/* SPDX-License-Identifier: Apache-2.0 */
/* Finding the words of a language.  What a catalogue lacks is shown in Japanese. */
#include "platform/page/language.h"

#include "platform/page/page.h"
#include "platform/page/values.h"

const struct page_text *page_text_find(const struct page_language *language, const char *id)
{
    if (!language)
        return NULL;
    uint32_t at = page_text_hash(id) & language->mask;
    for (const struct page_text *t; (t = &language->slots[at])->id; at = (at + 1) & language->mask)
        if (strcmp(t->id, id) == 0)
            return t;
    return NULL;
}

const struct page_language *page_language_find(struct str tag)
{
    for (const struct page_language *const *l = page_languages; *l; l++)
        if (str_eq_nocase(str_of((*l)->tag), tag))
            return *l;
    return NULL;
}

struct str page_text_in(const struct page_language *language, const char *id)
{
    const struct page_text *t = page_text_find(language, id);
    if (t)
        return str_of(t->form[0]);
    const char *after_context = strchr(id, '\004');
    return str_of(after_context ? after_context + 1 : id);
}

struct str page_message(const struct page *p, const char *id)
{
    return words_plain(p->mem, page_text_in(p->language, id));
}

struct words page_words(const struct page *p, const char *id)
{
    return (struct words) { page_text_in(p->language, id) };
}

static struct str filled(struct arena *mem, struct str pattern, const struct page_word *values, size_t n)
{
    struct out o;
    out_init(&o, mem, 1 << 16);
    for (size_t open; (open = str_find_char(pattern, '{')) != SIZE_MAX;) {
        size_t close = str_find_char(pattern, '}');
        if (close == SIZE_MAX || close < open)
            break;
        struct str name = str_sub(pattern, open + 1, close);
        out_str(&o, str_sub(pattern, 0, open));
        for (size_t i = 0; i < n; i++)
            if (str_eq(str_of(values[i].name), name))
                values[i].is_number ? out_fmt(&o, "%lld", (long long)values[i].number) : out_str(&o, values[i].text);
        pattern = str_sub(pattern, close + 1, pattern.n);
    }
    out_str(&o, pattern);
    return out_text(&o);
}

struct str language_words(struct arena *mem, struct str language, const char *id, const struct page_word *values, size_t n)
{
    struct str pattern = page_text_in(page_language_find(language), id);
    return filled(mem, words_plain(mem, pattern), values, n);
}
