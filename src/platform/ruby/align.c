/* SPDX-License-Identifier: Apache-2.0 */
/* Which part of a word's reading belongs to which of its kanji: 申し込み, もうしこみ → 申 もう, 込 こ. */
#include "platform/ruby/ruby.h"

#include "base/text.h"

enum { LONGEST = 40 };

struct word {
    uint32_t sign[LONGEST], sound[LONGEST]; /* sound: hiragana */
    size_t at[LONGEST + 1], sound_at[LONGEST + 1]; /* byte offsets */
    size_t n_signs, n_sounds;
    size_t from[LONGEST], to[LONGEST]; /* of the sounds, at the first kanji of each run */
};

bool ruby_is_kanji(uint32_t c)
{
    return (c >= 0x4e00 && c <= 0x9fff) || c == 0x3005 || (c >= 0x3400 && c <= 0x4dbf) || (c >= 0xf900 && c <= 0xfaff);
}

static uint32_t hiragana(uint32_t c)
{
    return c >= 0x30a1 && c <= 0x30f6 ? c - 0x60 : c;
}

static bool read_signs(struct str s, uint32_t *signs, size_t *at, size_t *ret_n)
{
    struct str rest = s;
    size_t n = 0;
    for (uint32_t c; n < LONGEST && text_next(&rest, &c); n++) {
        signs[n] = c;
        at[n + 1] = s.n - rest.n;
    }
    *ret_n = n;
    return rest.n == 0;
}

static size_t run_end(const struct word *w, size_t from)
{
    while (from < w->n_signs && ruby_is_kanji(w->sign[from]))
        from++;
    return from;
}

/* Every kanji has a sound at least; the shortest reading that fits is taken. */
static bool meets(struct word *w, size_t i, size_t j)
{
    while (i < w->n_signs && !ruby_is_kanji(w->sign[i]))
        if (j == w->n_sounds || hiragana(w->sign[i++]) != w->sound[j++])
            return false;
    if (i == w->n_signs)
        return j == w->n_sounds;
    size_t end = run_end(w, i);
    w->from[i] = j;
    for (size_t k = j + (end - i); k <= w->n_sounds; k++) {
        w->to[i] = k;
        if (meets(w, end, k))
            return true;
    }
    return false;
}

static size_t whole(struct arena *mem, struct str word, struct str reading, const struct ruby_piece **ret_pieces)
{
    struct ruby_piece *p = arena_new(mem, struct ruby_piece, 1);
    *p = (struct ruby_piece){ word, reading };
    *ret_pieces = p;
    return 1;
}

size_t ruby_align(struct arena *mem, struct str word, struct str reading, const struct ruby_piece **ret_pieces)
{
    struct word w = { 0 };
    if (!read_signs(word, w.sign, w.at, &w.n_signs) || !read_signs(reading, w.sound, w.sound_at, &w.n_sounds) ||
        !meets(&w, 0, 0))
        return whole(mem, word, reading, ret_pieces);
    struct ruby_piece *pieces = arena_new(mem, struct ruby_piece, w.n_signs);
    size_t n = 0;
    for (size_t i = 0, end; i < w.n_signs; i = end) {
        bool kanji = ruby_is_kanji(w.sign[i]);
        end = run_end(&w, i);
        while (!kanji && end < w.n_signs && !ruby_is_kanji(w.sign[end]))
            end++;
        struct str text = str_sub(word, w.at[i], w.at[end]);
        struct str sounds = kanji ? str_sub(reading, w.sound_at[w.from[i]], w.sound_at[w.to[i]]) : S("");
        pieces[n++] = (struct ruby_piece){ text, sounds };
    }
    *ret_pieces = pieces;
    return n;
}
