/* SPDX-License-Identifier: Apache-2.0 */
/* The run time of compiled pages.  tools/pagec turns pages/NAME.html into
 *     void MODULE_NAME_page(struct page *p, const struct MODULE_NAME_view *v);
 * Escaping follows from where a value stands; the sinks here are chosen by the compiler, never by a
 * person.  Ready-made markup is struct html, made only by page_html().
 * tools/pagec/README.md shows what a page may say. */
#ifndef PLATFORM_PAGE_H
#define PLATFORM_PAGE_H

#include "base/out.h"
#include "base/types.h"

struct page_language; /* a compiled catalogue */
struct ruby_readings;

/* Words of the program, of a procedure or of the town, in the page's language: kanji get ruby for those who ask, and
 * 漢字《かんじ》 is read.  What a person wrote is struct str and stands as it was written. */
struct words {
    struct str text;
};

struct page {
    struct out *out;
    struct arena *mem;
    const struct page_language *language; /* NULL: ja, the source language */
    struct str csrf;                      /* token put into every POST form … */
    struct str (*csrf_source)(void *ctx); /* … asked for when the first form is printed, if not given */
    void *csrf_ctx;
    struct url icons;                     /* the sprite {% icon name %} takes its pictures from */
    bool ruby;
    const struct ruby_readings *readings; /* the town's own; NULL: none */
};

static inline struct words words_of(struct str s)
{
    return (struct words) { s };
}

/* A list in a view: LIST(struct room) rooms;  →  {% for room in v.rooms %} */
#define LIST(type)                                                                                 \
    struct {                                                                                       \
        const type *p;                                                                             \
        size_t n;                                                                                  \
    }

/* The finished text of a page as markup for another page. */
struct html page_html(struct page *p);

/* Local addresses only, or https: for a parsed absolute one. */
struct url url_local(struct arena *mem, struct str path); /* must begin with one '/' */
struct url url_fmt(struct arena *mem, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* arguments are ours: numbers, refs, ids */
struct url url_path(struct arena *mem, struct str prefix,
                    struct str segment); /* segment is percent-encoded */
struct url url_query(struct arena *mem, struct url base, const char *name,
                     struct str value); /* adds ?name= or &name= */

struct url url_tel(struct arena *mem, struct str number); /* tel: and the digits alone */

/* The page catalogue: a folder lists its pages with example views in a const table, ended by
 * .page == NULL, so that `yakuba pages` and the tests print every page without a database. */
struct page_sample {
    const char *page;   /* "apply/book" */
    const char *sample; /* "empty", "with three errors" */
    void (*render)(struct page *p);
};
extern const struct page_sample components_page_samples[];

/* Sinks, used by generated code through sinks.h. */
void html_text_str(struct page *p, struct str s);
void html_text_int(struct page *p, int64_t n);
void html_text_html(struct page *p, struct html h);
void html_text_words(struct page *p, struct words w);
void html_attr_words(struct page *p, struct words w);
void html_text_size(struct page *p, size_t n);
void html_text_ref(struct page *p, struct ref r);
void html_attr_str(struct page *p, struct str s);
void html_attr_int(struct page *p, int64_t n);
void html_attr_size(struct page *p, size_t n);
void html_href_url(struct page *p, struct url u);

/* The message in the page's language; `id` is the Japanese text, marked T("…") where it stands. page_message is for
 * places of plain text (titles of windows): it has no 《readings》. */
struct str page_message(const struct page *p, const char *id);
struct words page_words(const struct page *p, const char *id);
struct str words_plain(struct arena *mem, struct str s); /* without 《readings》 */
const struct page_language *page_language_find(struct str tag); /* NULL for ja and unknown ones */

#endif
