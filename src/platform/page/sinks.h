/* SPDX-License-Identifier: Apache-2.0 */
/* What generated pages call.  _Generic decides what may stand where: a type that is not listed is a
 * compile error in the page's own line.  Written by tools/pagec only; no person chooses a sink. */
#ifndef PLATFORM_PAGE_SINKS_H
#define PLATFORM_PAGE_SINKS_H

#include "platform/page/page.h"
#include "platform/page/values.h"

/* Constant markup of the page itself. */
#define html_put(p, literal) out_put((p)->out, "" literal, sizeof(literal) - 1)

/* clang-format off */
/* Between tags. */
#define html_text(p, x)                                                                            \
    _Generic((x),                                                                                  \
        struct str: html_text_str,                                                                 \
        struct html: html_text_html,                                                               \
        struct words: html_text_words,                                                             \
        struct ref: html_text_ref,                                                                 \
        PAGE_INTEGERS(html_text))(p, x)
/* In title and textarea. */
#define html_plain(p, x)                                                                           \
    _Generic((x),                                                                                  \
        struct str: html_text_str,                                                                 \
        struct words: html_attr_words,                                                             \
        struct ref: html_text_ref,                                                                 \
        PAGE_INTEGERS(html_text))(p, x)
/* In a quoted attribute. */
#define html_attr(p, x)                                                                            \
    _Generic((x),                                                                                  \
        struct str: html_attr_str,                                                                 \
        struct words: html_attr_words,                                                             \
        struct ref: html_text_ref,                                                                 \
        PAGE_INTEGERS(html_attr))(p, x)
/* The whole of an address. */
#define html_href(p, x) _Generic((x), struct url : html_href_url)(p, x)
/* Only a bool may stand in an if. */
#define page_is(x)         _Generic((x), bool : (x))
#define page_item(list, i) (&(list).p[i])

/* clang-format on */

/* The message in the page's language with its words filled in, escaped.  A word named n chooses the
 * plural form.  In text, 漢字《かんじ》 of a catalogue becomes ruby when the reader asked for it.
 */
void html_text_message(struct page *p, const char *id, const struct page_word *words, size_t n);
void html_attr_message(struct page *p, const char *id, const struct page_word *words, size_t n);
void html_icon(struct page *p, const char *name); /* a picture of the sprite */
void html_csrf(struct page *p); /* the hidden field of a POST form */

#endif
