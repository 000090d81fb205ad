/* SPDX-License-Identifier: Apache-2.0 */
/* The values of a message: language_words(mem, language, T("あと{n}日"), VALUES(page_word("n", 3))). */
#ifndef PLATFORM_PAGE_VALUES_H
#define PLATFORM_PAGE_VALUES_H

#include "platform/page/page.h"

/* clang-format off */
#define PAGE_INTEGERS(sink)                                                                        \
    short: sink##_int, unsigned short: sink##_int, int: sink##_int, unsigned: sink##_int,          \
    long: sink##_int, long long: sink##_int, unsigned long: sink##_size


#define page_word(name, x)                                                                         \
    _Generic((x), struct str: page_word_str, struct words: page_word_words,                        \
             PAGE_INTEGERS(page_word))(name, x)
/* The values of language_words(). */
#define VALUES(...)                                                                                \
    (const struct page_word[]) { __VA_ARGS__ },                                                    \
        sizeof((const struct page_word[]) { __VA_ARGS__ }) / sizeof(struct page_word)
/* clang-format on */

/* One name=value of a message. */
struct page_word {
    const char *name;
    struct str text;
    int64_t number;
    bool is_number, is_words;
};

static inline struct page_word page_word_str(const char *name, struct str s)
{
    return (struct page_word) { .name = name, .text = s };
}

static inline struct page_word page_word_words(const char *name, struct words w)
{
    return (struct page_word) { .name = name, .text = w.text, .is_words = true };
}

static inline struct page_word page_word_int(const char *name, int64_t n)
{
    return (struct page_word) { .name = name, .number = n, .is_number = true };
}

static inline struct page_word page_word_size(const char *name, size_t n)
{
    return page_word_int(name, (int64_t)n);
}

/* The message in any language with its values filled in, as plain text. */
struct str language_words(struct arena *mem, struct str language, const char *id, const struct page_word *values,
                          size_t n);

#endif
