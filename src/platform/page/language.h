/* SPDX-License-Identifier: Apache-2.0 */
/* Compiled catalogues.  tools/texts writes one table per catalogue of po/: open addressing over the
 * FNV-1a hash of the Japanese text, with "context\004" before it where there is one. */
#ifndef PLATFORM_PAGE_LANGUAGE_H
#define PLATFORM_PAGE_LANGUAGE_H

#include "base/str.h"

struct page_text {
    const char *id;      /* NULL: an empty slot */
    const char *form[2]; /* translated; [1] only where the entry has a plural */
};

struct page_language {
    const char *tag; /* BCP 47 */
    bool has_plural; /* one and other; false: one form for every number */
    uint32_t mask;   /* slots - 1, slots a power of two and at least twice the entries */
    const struct page_text *slots;
};

extern const struct page_language *const page_languages[]; /* ended by NULL; generated */

static inline uint32_t page_text_hash(const char *id)
{
    uint32_t h = 2166136261u;
    for (; *id; id++)
        h = (h ^ (unsigned char)*id) * 16777619u;
    return h;
}

/* The entry, or NULL when the language lacks it (language may be NULL: Japanese). */
const struct page_text *page_text_find(const struct page_language *language, const char *id);
/* The text, with its 《readings》; Japanese where the language lacks it. */
struct str page_text_in(const struct page_language *language, const char *id);

#endif
