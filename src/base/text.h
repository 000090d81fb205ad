/* SPDX-License-Identifier: Apache-2.0 */
/* UTF-8 text: validation at the edge, widths, kana, search bigrams.  Nothing here ever changes what
 * a person typed as a name: folded forms are made beside the text (STYLE 3, HOUSE 6). */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include "base/arena.h"

/* Well-formed UTF-8 without NUL (Unicode 15, table 3-7: no surrogates, no overlong forms). */
bool text_is_utf8(struct str s);

/* The next code point of well-formed text; moves *rest on. False at the end. */
bool text_next(struct str *rest, uint32_t *ret_code_point);
size_t text_length(struct str s); /* code points; a variation selector counts as one of them */
void text_put(char **at, uint32_t code_point); /* writes 1..4 bytes at *at and moves it */

/* The first `n` code points at most: never parts a sign from its variation selector. */
struct str text_first(struct str s, size_t n);

/* Full-width ASCII and the ideographic space to ASCII; every dash that a Japanese keyboard makes
 * (ー － ‐ – — ― −) to '-' only between digits.  For numbers, codes, dates, never for names. */
struct str text_fold_width(struct arena *mem, struct str s);
/* fold_width, then digits only: "０９０-1234 5678" → "09012345678". */
struct str text_digits(struct arena *mem, struct str s);

/* Half-width katakana (with ﾞ ﾟ) and hiragana to full-width katakana; blanks to one ideographic
 * space between parts. For furigana. */
struct str text_katakana(struct arena *mem, struct str s);
struct str text_hiragana(struct arena *mem, struct str s);
bool text_is_katakana(struct str s); /* ァ-ヺ ー ・ ヽ ヾ and U+3000, not only blanks */

/* Search key beside the text: NFKC, lower case, hiragana to katakana; variation selectors, blanks
 * and invisible signs dropped. For text that passed text_is_utf8, as all below. */
struct str text_search_key(struct arena *mem, struct str s);
/* The search key of an address in which 1丁目2番3号, 一丁目2-3 and １－２－３ are the same, and 大字 counts for nothing. */
struct str text_address_key(struct arena *mem, struct str s);
/* The character bigrams of a search key, blank separated (a single character gives itself). */
struct str text_bigrams(struct arena *mem, struct str key);

/* Passwords: NFKC (NIST SP 800-63B-4). */
struct str text_nfkc(struct arena *mem, struct str s);

/* Comparison of two names for the eye of a clerk: equal after search_key. */
bool text_same_name(struct arena *mem, struct str a, struct str b);

#endif
