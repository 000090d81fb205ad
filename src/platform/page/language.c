/* SPDX-License-Identifier: Apache-2.0 */
/* Finding the words of a language.  What a catalogue lacks is shown in Japanese. */
#include "platform/page/language.h"

#include "platform/page/page.h"

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

struct str page_message(const struct page *p, const char *id)
{
    const struct page_text *t = page_text_find(p->language, id);
    if (t)
        return str_of(t->form[0]);
    const char *after_context = strchr(id, '\004');
    return str_of(after_context ? after_context + 1 : id);
}
