/* SPDX-License-Identifier: Apache-2.0 */
/* The sinks: runs of harmless bytes are copied whole, the five characters that mean something to a
 * browser are written as references.  The same escaping serves text and quoted attributes. */
#include "platform/page/page.h"

#include "platform/page/put.h"
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

void page_put_escaped(struct out *o, struct str s)
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
    page_put_escaped(p->out, s);
}

void page_put_int(struct out *o, int64_t value)
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
    page_put_int(p->out, n);
}

void html_text_size(struct page *p, size_t n)
{
    page_put_int(p->out, (int64_t)n);
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
    page_put_escaped(p->out, s);
}

void html_attr_int(struct page *p, int64_t n)
{
    page_put_int(p->out, n);
}

void html_attr_size(struct page *p, size_t n)
{
    page_put_int(p->out, (int64_t)n);
}

void html_href_url(struct page *p, struct url u)
{
    page_put_escaped(p->out, u.text);
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
