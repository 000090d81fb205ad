/* SPDX-License-Identifier: Apache-2.0 */
/* Readings of Japanese words: a sentence is parted into what stands as it is and kanji with their reading in
 * hiragana.  A town's own readings come first, then the house's, then the dictionary of MeCab.  What was parted once is
 * kept for the life of the program, so that a page costs one look-up a sentence; only words of the program, of
 * procedures and of the town come here, never what a person wrote: their number is small.  No markup is made here. */
#ifndef PLATFORM_RUBY_H
#define PLATFORM_RUBY_H

#include "base/arena.h"

struct ruby_piece {
    struct str text, reading; /* reading.n == 0: stands as it is */
};
struct ruby_reading {
    struct str written, reading; /* reading in hiragana */
};
struct ruby_readings { /* of a town */
    const struct ruby_reading *p;
    size_t n;
    uint64_t digest; /* of all of it: other readings, other pieces */
};

/* Opens the dictionary. False: there is none, and ruby_pieces gives every sentence as it stands. Any number of
 * times; the first decides. */
bool ruby_open(void);
void ruby_close(void); /* when no thread asks any more */

/* "都市X=としエックス" a line; what is not understood is left out. */
struct ruby_readings ruby_readings_read(struct arena *mem, struct str lines);

/* The pieces of s in order; together they are s.  after_number: a number stands before s (件, 日 and 人 are read as its
 * counters). They live until ruby_close, or as long as mem where there was no room left to keep them. own: or NULL. */
size_t ruby_pieces(struct arena *mem, struct str s, const struct ruby_readings *own, bool after_number,
                   const struct ruby_piece **ret_pieces);

/* ---- parts, for the tests ---- */

bool ruby_is_kanji(uint32_t code_point);
/* Divides a reading among the kanji of a word: kana of the word meets itself in the reading.  As one piece where the
 * two do not meet. */
size_t ruby_align(struct arena *mem, struct str word, struct str reading, const struct ruby_piece **ret_pieces);

#endif
