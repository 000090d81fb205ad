/* SPDX-License-Identifier: Apache-2.0 */
/* Messages: the text of the page's language with its {placeholders} filled in. */
#include "platform/page/language.h"
#include "platform/page/put.h"
#include "platform/page/sinks.h"

static const struct page_word *find_word(const struct page_word *words, size_t n, struct str name)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(str_of(words[i].name), name))
            return &words[i];
    return NULL;
}

static struct str message_words(const struct page *p, const char *id, const struct page_word *words,
                                size_t n)
{
    const struct page_text *t = page_text_find(p->language, id);
    if (!t || !t->form[1] || !p->language->has_plural)
        return page_text_in(p->language, id);
    const struct page_word *number = find_word(words, n, S("n"));
    return str_of(t->form[number && number->number != 1]);
}

/* Markup beside a message with ruby would be torn by 《》 in a value: values are filled in between the pieces. */
static void put_message(struct page *p, const char *id, const struct page_word *words, size_t n, bool ruby)
{
    struct str s = message_words(p, id, words, n);
    bool after_number = false;
    for (size_t open; n && (open = str_find_char(s, '{')) != SIZE_MAX;) {
        size_t close = str_find_char(s, '}');
        if (close == SIZE_MAX || close < open)
            break;
        const struct page_word *w = find_word(words, n, str_sub(s, open + 1, close));
        page_put_words(p, str_sub(s, 0, open), ruby, after_number);
        if (w && w->is_number)
            page_put_int(p->out, w->number);
        else if (w && w->is_words)
            page_put_words(p, w->text, ruby, false);
        else if (w)
            page_put_escaped(p->out, w->text);
        after_number = w && w->is_number;
        s = str_sub(s, close + 1, s.n);
    }
    page_put_words(p, s, ruby, after_number);
}

void html_text_message(struct page *p, const char *id, const struct page_word *words, size_t n)
{
    put_message(p, id, words, n, p->ruby);
}

void html_attr_message(struct page *p, const char *id, const struct page_word *words, size_t n)
{
    put_message(p, id, words, n, false);
}
