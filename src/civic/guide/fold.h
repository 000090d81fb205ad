/* SPDX-License-Identifier: Apache-2.0 */
/* The folded form in which texts are compared, and the comparison of two of them. */
#ifndef CIVIC_GUIDE_FOLD_H
#define CIVIC_GUIDE_FOLD_H

#include "base/arena.h"

struct folded {
    const uint32_t *p; /* code points */
    size_t n;
    uint64_t signs; /* one bit for each sign in it, by a hash: what is not there cannot match */
};
/* At most `longest` signs of the text. */
struct folded guide_fold(struct arena *mem, struct str text, size_t longest);
/* Latin letters read as romaji: "jidou teate" → ジドウテアテ folded; n == 0 when it is none. What
 * cannot be read at the end (the next syllable is being typed) is left out. */
struct folded guide_fold_romaji(struct arena *mem, struct str text, size_t longest);

/* How well a word matches a term, of 100: the same, begins it, is within it; the term is a part of
 * the word (the more of it the better); or near, which is a guess: up to two slips, or half of the
 * pairs of neighbours. 0: not at all. */
enum { MATCH_SAME = 100, MATCH_BEGINS = 85, MATCH_WITHIN = 65, MATCH_NEAR = 44 };
struct match {
    int points;
    bool is_near, covers; /* covers: the term is a part of the word */
};
struct match guide_match(struct folded word, struct folded term, bool forgiving);

#endif
