/* SPDX-License-Identifier: Apache-2.0 */
/* Asking MeCab.  Its ipadic says the reading of a word as the eighth field of its features, in katakana. */
#include "platform/ruby/dictionary.h"

#include "base/text.h"

#include <mecab.h>

static mecab_t *tagger;

bool dictionary_open(void)
{
    const mecab_dictionary_info_t *about;
    tagger = tagger ? tagger : mecab_new2("");
    about = tagger ? mecab_dictionary_info(tagger) : NULL;
    if (about && str_eq_nocase(str_of(about->charset), S("utf-8")))
        return true;
    dictionary_close(); /* none, or one in EUC-JP */
    return false;
}

void dictionary_close(void)
{
    if (tagger)
        mecab_destroy(tagger);
    tagger = NULL;
}

void pieces_add(struct pieces *to, struct str text, struct str reading)
{
    struct ruby_piece *last = to->n ? &to->p[to->n - 1] : NULL;
    if (!text.n)
        return;
    if (last && !reading.n && !last->reading.n && last->text.p + last->text.n == text.p) {
        last->text.n += text.n;
        return;
    }
    if (to->n == to->room) {
        size_t room = to->room ? to->room * 2 : 16;
        struct ruby_piece *grown = arena_new(to->mem, struct ruby_piece, room);
        if (to->n)
            memcpy(grown, to->p, to->n * sizeof *grown);
        to->p = grown;
        to->room = room;
    }
    to->p[to->n++] = (struct ruby_piece){ text, reading };
}

static bool has_kanji(struct str s)
{
    for (uint32_t c; text_next(&s, &c);)
        if (ruby_is_kanji(c))
            return true;
    return false;
}

static struct str reading_of(struct arena *mem, const char *features)
{
    struct str rest = str_of(features), field = S("");
    for (int i = 0; i < 8; i++)
        if (!str_cut(&rest, ',', &field))
            return S("");
    return str_eq(field, S("*")) ? S("") : text_hiragana(mem, field);
}

static void add_word(struct pieces *to, struct str word, const char *features)
{
    struct str reading = has_kanji(word) ? reading_of(to->mem, features) : S("");
    const struct ruby_piece *parts;
    if (!reading.n) {
        pieces_add(to, word, S(""));
        return;
    }
    size_t n = ruby_align(to->mem, word, reading, &parts);
    for (size_t i = 0; i < n; i++)
        pieces_add(to, parts[i].text, parts[i].reading);
}

void dictionary_read(struct str s, struct pieces *to)
{
    const mecab_node_t *node = tagger && has_kanji(s) ? mecab_sparse_tonode2(tagger, s.p, s.n) : NULL;
    size_t at = 0;
    for (; node; node = node->next) {
        if (node->stat == MECAB_BOS_NODE || node->stat == MECAB_EOS_NODE)
            continue;
        size_t from = (size_t)(node->surface - s.p);
        pieces_add(to, str_sub(s, at, from), S("")); /* blanks between words */
        add_word(to, str_sub(s, from, from + node->length), node->feature);
        at = from + node->length;
    }
    pieces_add(to, str_sub(s, at, s.n), S(""));
}
