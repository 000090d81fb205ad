/* SPDX-License-Identifier: Apache-2.0 */
/* The sinks: runs of harmless bytes are copied whole, the five characters that mean something to a
 * browser are written as references.  The same escaping serves text and quoted attributes. */
#include "platform/page/page.h"

#include "platform/page/language.h"
#include "platform/page/sinks.h"

struct html page_html(struct page *p)
{
    if (out_failed(p->out))
        p->mem->failed = true; /* half a page must not leave */
    return (struct html) { out_text(p->out) };
}

static const struct str references[256] = {
    ['&'] = S_("&amp;"),  ['<'] = S_("&lt;"),   ['>'] = S_("&gt;"),
    ['"'] = S_("&quot;"), ['\''] = S_("&#39;"),
};

static void put_escaped(struct out *o, struct str s)
{
    size_t from = 0;
    for (size_t i = 0; i < s.n; i++) {
        const struct str *r = &references[(unsigned char)s.p[i]];
        if (__builtin_expect(r->n == 0, 1))
            continue;
        out_put(o, s.p + from, i - from);
        out_put(o, r->p, r->n);
        from = i + 1;
    }
    out_put(o, s.p + from, s.n - from);
}

void html_text_str(struct page *p, struct str s)
{
    put_escaped(p->out, s);
}

static void put_int(struct out *o, int64_t value)
{
    char digits[24], *end = digits + sizeof digits, *at = end;
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do {
        *--at = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest);
    if (value < 0)
        *--at = '-';
    out_put(o, at, (size_t)(end - at));
}

void html_text_int(struct page *p, int64_t n)
{
    put_int(p->out, n);
}

void html_text_size(struct page *p, size_t n)
{
    put_int(p->out, (int64_t)n);
}

void html_text_html(struct page *p, struct html h)
{
    out_str(p->out, h.text);
}

void html_text_ref(struct page *p, struct ref r)
{
    html_text_str(p, str_n(r.text, strnlen(r.text, sizeof r.text)));
}

void html_attr_str(struct page *p, struct str s)
{
    put_escaped(p->out, s);
}

void html_attr_int(struct page *p, int64_t n)
{
    put_int(p->out, n);
}

void html_attr_size(struct page *p, size_t n)
{
    put_int(p->out, (int64_t)n);
}

void html_href_url(struct page *p, struct url u)
{
    put_escaped(p->out, u.text);
}

void html_csrf(struct page *p)
{
    if (!p->csrf.n && p->csrf_source)
        p->csrf = p->csrf_source(p->csrf_ctx);
    html_put(p, "<input type=\"hidden\" name=\"csrf\" value=\"");
    html_attr_str(p, p->csrf);
    html_put(p, "\">");
}

void html_icon(struct page *p, const char *name)
{
    html_put(p, "<svg class=\"icon\" aria-hidden=\"true\"><use href=\"");
    html_href_url(p, p->icons);
    html_put(p, "#");
    html_attr_str(p, str_of(name));
    html_put(p, "\"/></svg>");
}

/* ---- messages ---- */

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
        return page_message(p, id);
    const struct page_word *number = find_word(words, n, S("n"));
    return str_of(t->form[number && number->number != 1]);
}

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

/* A piece of a message without placeholders: 漢字《かんじ》 with ruby, or without the reading. */
static void put_piece(struct page *p, struct str s, bool ruby)
{
    for (size_t open; (open = str_find(s, S("《"))) != SIZE_MAX;) {
        size_t close = str_find(s, S("》"));
        if (close == SIZE_MAX || close < open)
            break;
        struct str before = str_sub(s, 0, open), reading = str_sub(s, open + 3, close);
        size_t base = ruby_base(before);
        put_escaped(p->out, str_sub(before, 0, base));
        if (ruby)
            html_put(p, "<ruby>");
        put_escaped(p->out, str_sub(before, base, before.n));
        if (ruby) {
            html_put(p, "<rp>（</rp><rt>");
            put_escaped(p->out, reading);
            html_put(p, "</rt><rp>）</rp></ruby>");
        }
        s = str_sub(s, close + 3, s.n);
    }
    put_escaped(p->out, s);
}

static void put_message(struct page *p, struct str s, const struct page_word *words, size_t n,
                        bool ruby)
{
    bool readings = p->language && str_find(s, S("《")) != SIZE_MAX;
    for (size_t open; n && (open = str_find_char(s, '{')) != SIZE_MAX;) {
        size_t close = str_find_char(s, '}');
        if (close == SIZE_MAX || close < open)
            break;
        const struct page_word *w = find_word(words, n, str_sub(s, open + 1, close));
        readings ? put_piece(p, str_sub(s, 0, open), ruby)
                 : put_escaped(p->out, str_sub(s, 0, open));
        if (w && w->is_number)
            put_int(p->out, w->number);
        else if (w)
            put_escaped(p->out, w->text);
        s = str_sub(s, close + 1, s.n);
    }
    readings ? put_piece(p, s, ruby) : put_escaped(p->out, s);
}

void html_text_message(struct page *p, const char *id, const struct page_word *words, size_t n)
{
    put_message(p, message_words(p, id, words, n), words, n, p->ruby);
}

void html_attr_message(struct page *p, const char *id, const struct page_word *words, size_t n)
{
    put_message(p, message_words(p, id, words, n), words, n, false);
}
