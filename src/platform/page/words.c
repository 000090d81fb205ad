/* SPDX-License-Identifier: Apache-2.0 */
/* Japanese with readings.  漢字《かんじ》 of an author is taken as it is written; a text without any such mark gets the
 * dictionary's readings.  Both only for those who asked; everyone else sees the text alone. */
#include "platform/page/language.h"
#include "platform/page/put.h"
#include "platform/page/sinks.h"
#include "platform/ruby/ruby.h"

/* The start of the kanji run at the end of s: what a reading in 《》 belongs to. */
static size_t ruby_base(struct str s)
{
    size_t at = s.n;
    while (at >= 3) {
        uint32_t c = ((uint32_t)(s.p[at - 3] & 15) << 12) | ((uint32_t)(s.p[at - 2] & 63) << 6) |
                     (uint32_t)(s.p[at - 1] & 63);
        bool three = (s.p[at - 3] & 0xf0) == 0xe0;
        if (!three || !((c >= 0x4e00 && c <= 0x9fff) || c == 0x3005 || c == 0x30f6))
            break;
        at -= 3;
    }
    return at;
}

static void put_ruby(struct page *p, struct str base, struct str reading)
{
    html_put(p, "<ruby>");
    page_put_escaped(p->out, base);
    html_put(p, "<rp>（</rp><rt>");
    page_put_escaped(p->out, reading);
    html_put(p, "</rt><rp>）</rp></ruby>");
}

static void put_marked(struct page *p, struct str s, bool ruby)
{
    for (size_t open; (open = str_find(s, S("《"))) != SIZE_MAX;) {
        size_t close = str_find(s, S("》"));
        if (close == SIZE_MAX || close < open)
            break;
        struct str before = str_sub(s, 0, open), reading = str_sub(s, open + 3, close);
        size_t base = ruby ? ruby_base(before) : before.n;
        page_put_escaped(p->out, str_sub(before, 0, base));
        if (ruby)
            put_ruby(p, str_sub(before, base, before.n), reading);
        s = str_sub(s, close + 3, s.n);
    }
    page_put_escaped(p->out, s);
}

static bool is_japanese(const struct page_language *language)
{
    return !language || str_starts(str_of(language->tag), S("ja"));
}

void page_put_words(struct page *p, struct str s, bool ruby, bool after_number)
{
    const struct ruby_piece *pieces;
    if (str_find(s, S("《")) != SIZE_MAX && is_japanese(p->language)) {
        put_marked(p, s, ruby);
        return;
    }
    if (!ruby || !is_japanese(p->language)) {
        page_put_escaped(p->out, s);
        return;
    }
    size_t n = ruby_pieces(p->mem, s, p->readings, after_number, &pieces);
    for (size_t i = 0; i < n; i++)
        if (pieces[i].reading.n)
            put_ruby(p, pieces[i].text, pieces[i].reading);
        else
            page_put_escaped(p->out, pieces[i].text);
}

void html_text_words(struct page *p, struct words w)
{
    page_put_words(p, w.text, p->ruby, false);
}

void html_attr_words(struct page *p, struct words w)
{
    page_put_words(p, w.text, false, false);
}

struct str words_plain(struct arena *mem, struct str s)
{
    if (str_find(s, S("《")) == SIZE_MAX)
        return s;
    char *p = arena_new(mem, char, s.n);
    size_t n = 0;
    for (size_t open; (open = str_find(s, S("《"))) != SIZE_MAX;) {
        size_t close = str_find(s, S("》"));
        if (close == SIZE_MAX || close < open)
            break;
        memcpy(p + n, s.p, open);
        n += open;
        s = str_sub(s, close + 3, s.n);
    }
    memcpy(p + n, s.p, s.n);
    return str_n(p, n + s.n);
}
