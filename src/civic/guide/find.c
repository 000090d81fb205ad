/* SPDX-License-Identifier: Apache-2.0 */
/* Finding: each word of the question against each term, the best term of an entry counts, and an
 * entry that has more of the words comes first.  The work is bounded by the lengths in guide.h,
 * whatever is typed. */
#include "civic/guide/index.h"

#include "base/text.h"

enum { MORE_COVERED = 3, SECTION_NAME = 30 };

struct word {
    struct folded typed, read; /* read: as romaji; n == 0: it is none */
};

struct score { /* of one entry for one question */
    int words, points;
    bool is_guess;
};

/* Words that say only that somebody wants something; they count when nothing else was typed. */
static bool says_nothing(struct str word)
{
    static const struct str empty[] = {
        S_("手続"), S_("手続き"), S_("てつづき"), S_("したい"),   S_("する"),
        S_("には"), S_("方法"),   S_("やり方"),   S_("について"), S_("ください"),
        S_("どこ"), S_("how"),    S_("to"),       S_("the"),      S_("for"),
        S_("a"),    S_("of"),     S_("の"),       S_("を")
    };
    for (size_t i = 0; i < sizeof empty / sizeof *empty; i++)
        if (str_eq_nocase(word, empty[i]))
            return true;
    return false;
}

static bool is_said(const struct word *words, size_t n, struct folded typed)
{
    for (size_t i = 0; i < n; i++)
        if (words[i].typed.n == typed.n && memcmp(words[i].typed.p, typed.p, typed.n * sizeof *typed.p) == 0)
            return true;
    return false;
}

static size_t fold_words(struct arena *mem, struct str words, struct word *ret_words, bool keep_all)
{
    struct str rest = words, word;
    size_t n = 0;
    while (n < GUIDE_MOST_WORDS && str_cut(&rest, ' ', &word)) {
        struct word w = { guide_fold(mem, word, GUIDE_LONGEST),
                          guide_fold_romaji(mem, word, GUIDE_LONGEST) };
        if (w.typed.n && (keep_all || !says_nothing(word)) && !is_said(ret_words, n, w.typed))
            ret_words[n++] = w;
    }
    return n;
}

/* "jidou teate", "児童 手当": the whole without its blanks is one word more, tried beside the
 * single ones. */
static size_t split(struct arena *mem, struct str typed, struct word *ret_words)
{
    struct str words = text_fold_width(mem, text_first(typed, GUIDE_LONGEST));
    size_t n = fold_words(mem, words, ret_words, false);
    return n ? n : fold_words(mem, words, ret_words, true);
}

/* Slips are forgiven in what a thing is called, not in what is said of it. */
static struct match match(const struct word *w, const struct guide_term *t)
{
    bool forgiving = t->weight >= WEIGHT_EVENT;
    struct match typed = guide_match(w->typed, t->text, forgiving),
                 read = guide_match(w->read, t->text, forgiving);
    return typed.points >= read.points ? typed : read;
}

/* A sentence names what it is about in several words: each further term in it counts a little. */
static void score_word(const struct word *w, const struct guide_term *terms, size_t n,
                       struct score *s)
{
    int best = 0, covered = 0;
    bool is_near = false;
    for (size_t i = 0; i < n; i++) {
        struct match m = match(w, &terms[i]);
        covered += m.covers;
        if (m.points * terms[i].weight > best) {
            best = m.points * terms[i].weight;
            is_near = m.is_near;
        }
    }
    if (!best)
        return;
    s->words++;
    covered = covered ? covered - 1 : 0;
    s->points += best + 10 * (covered > MORE_COVERED ? MORE_COVERED : covered);
    s->is_guess |= is_near;
}

static struct score score_terms(const struct word *words, size_t n_words,
                                const struct guide_term *terms, size_t n)
{
    struct score s = { 0 };
    for (size_t w = 0; w < n_words; w++)
        score_word(&words[w], terms, n, &s);
    return s;
}

struct search {
    const struct guide_question *q;
    struct word words[GUIDE_MOST_WORDS], whole; /* whole: all of it as one */
    size_t n_words;
    struct guide_hit *hits;
    int of_words[GUIDE_MOST_HITS];
    size_t n, most;
};

static bool is_better(const struct search *f, size_t at, int words, const struct guide_hit *hit)
{
    if (f->of_words[at] != words)
        return f->of_words[at] < words;
    return f->hits[at].score < hit->score;
}

static void keep(struct search *f, struct guide_hit hit, int words)
{
    size_t at = f->n;
    while (at > 0 && is_better(f, at - 1, words, &hit))
        at--;
    if (at >= f->most)
        return;
    size_t last = f->n < f->most ? f->n : f->most - 1;
    for (size_t i = last; i > at; i--) {
        f->hits[i] = f->hits[i - 1];
        f->of_words[i] = f->of_words[i - 1];
    }
    f->hits[at] = hit;
    f->of_words[at] = words;
    f->n = last + 1;
}

static void judge(struct search *f, struct guide_hit hit, const struct guide_term *terms, size_t n)
{
    struct score s = score_terms(f->words, f->n_words, terms, n);
    if (f->n_words > 1) {
        struct score whole = score_terms(&f->whole, 1, terms, n);
        if (whole.points && !whole.is_guess) { /* it is there as written together */
            s.words = (int)f->n_words;
            s.points = s.points > whole.points ? s.points : whole.points;
            s.is_guess = false;
        }
    }
    if (!s.points)
        return;
    hit.score = s.points;
    hit.is_guess = s.is_guess;
    keep(f, hit, s.words);
}

static bool is_there(const struct search *f, const struct guide_entry *e)
{
    if (e->kind == GUIDE_PROCEDURE)
        return town_offers(f->q->town, e->plan);
    return e->kind != GUIDE_PAGE || !e->page->needs.n || f->q->has_mail;
}

static void look_at_entries(const struct guide *g, struct search *f)
{
    size_t first = 0;
    while (first < g->n_terms) {
        size_t end = first + 1;
        while (end < g->n_terms && g->terms[end].entry == g->terms[first].entry)
            end++;
        const struct guide_entry *e = &g->entries[g->terms[first].entry];
        if (is_there(f, e))
            judge(f,
                  (struct guide_hit) {
                      .kind = e->kind, .plan = e->plan, .event = e->event, .page = e->page },
                  g->terms + first, end - first);
        first = end;
    }
}

/* By its name, and by its telephone number written with or without marks. */
static void look_at_sections(struct search *f, struct arena *mem)
{
    const struct town *t = f->q->town;
    for (size_t i = 0; i < t->n_sections; i++) {
        const struct section *s = &t->sections[i];
        const struct guide_term terms[] = {
            { guide_fold(mem, s->name, SECTION_NAME), 0, WEIGHT_NAME },
            { guide_fold(mem, s->telephone, SECTION_NAME), 0, WEIGHT_NAME }
        };
        judge(f, (struct guide_hit) { .kind = GUIDE_SECTION, .section = s }, terms, 2);
    }
}

/* What has fewer of the words than the best is no answer. */
static size_t drop_weaker(const struct search *f)
{
    size_t n = 0;
    while (n < f->n && f->of_words[n] == f->of_words[0])
        n++;
    return n;
}

size_t guide_find(const struct guide *g, struct arena *mem, const struct guide_question *q,
                  struct guide_hit *ret_hits)
{
    struct search f = { .q = q,
                        .hits = ret_hits,
                        .most = q->most < GUIDE_MOST_HITS ? q->most : GUIDE_MOST_HITS };
    f.n_words = split(mem, q->words, f.words);
    if (!f.n_words || !f.most)
        return 0;
    if (f.n_words > 1) {
        struct str whole = text_fold_width(mem, text_first(q->words, GUIDE_LONGEST));
        f.whole = (struct word) { guide_fold(mem, whole, GUIDE_LONGEST),
                                  guide_fold_romaji(mem, whole, GUIDE_LONGEST) };
    }
    look_at_entries(g, &f);
    look_at_sections(&f, mem);
    return drop_weaker(&f);
}
