/* SPDX-License-Identifier: Apache-2.0 */
/* Folding and comparing.  Signs that two readers would hear as one are made one; an order of cheap
 * refusals stands before the comparison that forgives slips. */
#include "civic/guide/fold.h"

#include "base/out.h"
#include "base/text.h"

enum { LONGEST_TERM = 400, LONGEST_NEAR = 24, MOST_SLIPS = 2 };

static uint64_t bit_of(uint32_t c)
{
    return (uint64_t)1 << ((c * 2654435761u) >> 26);
}

/* Small kana, which are the same signs in large. */
static uint32_t large(uint32_t c)
{
    switch (c) {
    case 0x30A1:
    case 0x30A3:
    case 0x30A5:
    case 0x30A7:
    case 0x30A9: /* ァィゥェォ */
    case 0x30C3:
    case 0x30E3:
    case 0x30E5:
    case 0x30E7:
    case 0x30EE: return c + 1;  /* ッャュョヮ */
    case 0x30F5: return 0x30AB; /* ヵ */
    case 0x30F6: return 0x30B1; /* ヶ */
    case 0x30C2: return 0x30B8; /* ヂ as ジ */
    case 0x30C5: return 0x30BA; /* ヅ as ズ */
    case 0x30F2: return 0x30AA; /* ヲ as オ */
    default: return c;
    }
}

/* Signs of writing that nobody means: long vowels, points, brackets. */
static bool is_silent(uint32_t c)
{
    bool ascii_sign = c < 0x80 && !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z'));
    return ascii_sign || c == 0x30FC || c == 0x30FB || (c >= 0x2010 && c <= 0x2027) ||
           (c >= 0x3000 && c <= 0x3004) || (c >= 0x3008 && c <= 0x301F);
}

static struct folded put_signs(struct arena *mem, struct str key, size_t longest)
{
    uint32_t *p = arena_new(mem, uint32_t, longest), c;
    struct folded f = { .p = p };
    while (f.n < longest && text_next(&key, &c)) {
        c = large(c);
        if (is_silent(c))
            continue;
        p[f.n++] = c;
        f.signs |= bit_of(c);
    }
    return f;
}

struct folded guide_fold(struct arena *mem, struct str text, size_t longest)
{
    longest = longest < LONGEST_TERM ? longest : LONGEST_TERM;
    return put_signs(mem, text_search_key(mem, text_first(text, 2 * longest)), longest);
}

/* ---- romaji ---- */

static const struct {
    const char *latin, *kana;
} syllables[] = {
    { "kya", "キャ" }, { "kyu", "キュ" }, { "kyo", "キョ" }, { "sha", "シャ" }, { "shu", "シュ" },
    { "sho", "ショ" }, { "sya", "シャ" }, { "syu", "シュ" }, { "syo", "ショ" }, { "shi", "シ" },
    { "cha", "チャ" }, { "chu", "チュ" }, { "cho", "チョ" }, { "chi", "チ" },   { "tya", "チャ" },
    { "tyu", "チュ" }, { "tyo", "チョ" }, { "tsu", "ツ" },   { "nya", "ニャ" }, { "nyu", "ニュ" },
    { "nyo", "ニョ" }, { "hya", "ヒャ" }, { "hyu", "ヒュ" }, { "hyo", "ヒョ" }, { "mya", "ミャ" },
    { "myu", "ミュ" }, { "myo", "ミョ" }, { "rya", "リャ" }, { "ryu", "リュ" }, { "ryo", "リョ" },
    { "gya", "ギャ" }, { "gyu", "ギュ" }, { "gyo", "ギョ" }, { "jya", "ジャ" }, { "jyu", "ジュ" },
    { "jyo", "ジョ" }, { "zya", "ジャ" }, { "zyu", "ジュ" }, { "zyo", "ジョ" }, { "bya", "ビャ" },
    { "byu", "ビュ" }, { "byo", "ビョ" }, { "pya", "ピャ" }, { "pyu", "ピュ" }, { "pyo", "ピョ" },
    { "ja", "ジャ" },  { "ju", "ジュ" },  { "jo", "ジョ" },  { "ka", "カ" },    { "ki", "キ" },
    { "ku", "ク" },    { "ke", "ケ" },    { "ko", "コ" },    { "sa", "サ" },    { "si", "シ" },
    { "su", "ス" },    { "se", "セ" },    { "so", "ソ" },    { "ta", "タ" },    { "ti", "チ" },
    { "tu", "ツ" },    { "te", "テ" },    { "to", "ト" },    { "na", "ナ" },    { "ni", "ニ" },
    { "nu", "ヌ" },    { "ne", "ネ" },    { "no", "ノ" },    { "ha", "ハ" },    { "hi", "ヒ" },
    { "hu", "フ" },    { "fu", "フ" },    { "he", "ヘ" },    { "ho", "ホ" },    { "ma", "マ" },
    { "mi", "ミ" },    { "mu", "ム" },    { "me", "メ" },    { "mo", "モ" },    { "ya", "ヤ" },
    { "yu", "ユ" },    { "yo", "ヨ" },    { "ra", "ラ" },    { "ri", "リ" },    { "ru", "ル" },
    { "re", "レ" },    { "ro", "ロ" },    { "wa", "ワ" },    { "wo", "ヲ" },    { "ga", "ガ" },
    { "gi", "ギ" },    { "gu", "グ" },    { "ge", "ゲ" },    { "go", "ゴ" },    { "za", "ザ" },
    { "zi", "ジ" },    { "ji", "ジ" },    { "zu", "ズ" },    { "ze", "ゼ" },    { "zo", "ゾ" },
    { "da", "ダ" },    { "di", "ヂ" },    { "du", "ヅ" },    { "de", "デ" },    { "do", "ド" },
    { "ba", "バ" },    { "bi", "ビ" },    { "bu", "ブ" },    { "be", "ベ" },    { "bo", "ボ" },
    { "pa", "パ" },    { "pi", "ピ" },    { "pu", "プ" },    { "pe", "ペ" },    { "po", "ポ" },
    { "a", "ア" },     { "i", "イ" },     { "u", "ウ" },     { "e", "エ" },     { "o", "オ" },
};

static bool is_vowel(char c)
{
    return c == 'a' || c == 'i' || c == 'u' || c == 'e' || c == 'o';
}

/* The next syllable of `rest`, which it moves; "" when it cannot be read. */
static struct str next_syllable(struct str *rest)
{
    for (size_t i = 0; i < sizeof syllables / sizeof *syllables; i++) {
        struct str latin = str_of(syllables[i].latin);
        if (str_starts(*rest, latin)) {
            *rest = str_sub(*rest, latin.n, rest->n);
            return str_of(syllables[i].kana);
        }
    }
    char c = rest->p[0], after = rest->n > 1 ? rest->p[1] : '\0';
    if ((c == 'n' || c == 'm') && !is_vowel(after)) { /* shinbun, shimbun, kannri */
        *rest =
            str_sub(*rest, after == c && (rest->n < 3 || !is_vowel(rest->p[2])) ? 2 : 1, rest->n);
        return S("ン");
    }
    if (c == after || (c == 't' && after == 'c')) { /* kippu, matcha */
        *rest = str_sub(*rest, 1, rest->n);
        return S("ッ");
    }
    return S("");
}

struct folded guide_fold_romaji(struct arena *mem, struct str text, size_t longest)
{
    struct str key = text_search_key(mem, text_first(text, 3 * longest));
    struct out kana;
    out_init(&kana, mem, 16 * longest + 64);
    for (size_t i = 0; i < key.n; i++)
        if (!((key.p[i] >= 'a' && key.p[i] <= 'z') || key.p[i] == '-' || key.p[i] == '\''))
            return (struct folded) { 0 };
    while (key.n) {
        if (key.p[0] == '-' || key.p[0] == '\'') {
            key = str_sub(key, 1, key.n);
            continue;
        }
        struct str syllable = next_syllable(&key);
        if (!syllable.n) {
            if (key.n > 2) /* not only the beginning of the next: this is another language */
                return (struct folded) { 0 };
            break;
        }
        out_str(&kana, syllable);
    }
    return put_signs(mem, out_text(&kana), longest);
}

/* ---- comparing ---- */

static size_t find(struct folded word, struct folded text)
{
    for (size_t at = 0; at + word.n <= text.n; at++)
        if (text.p[at] == word.p[0] && memcmp(text.p + at, word.p, word.n * sizeof *word.p) == 0)
            return at;
    return SIZE_MAX;
}

/* Fewest slips (a sign too many, missing, another, or two in the wrong order) that make the word of
 * some part of the text; more than MOST_SLIPS is not told apart. */
static int slips(struct folded word, struct folded text)
{
    unsigned char before[LONGEST_NEAR + 1], last[LONGEST_NEAR + 1], now[LONGEST_NEAR + 1];
    for (size_t i = 0; i <= word.n; i++)
        last[i] = before[i] = (unsigned char)i;
    int best = (int)word.n;
    for (size_t j = 0; j < text.n; j++) {
        now[0] = 0; /* the part may begin anywhere */
        for (size_t i = 1; i <= word.n; i++) {
            unsigned char least = (unsigned char)(last[i - 1] + (word.p[i - 1] != text.p[j]));
            least = last[i] + 1 < least ? (unsigned char)(last[i] + 1) : least;
            least = now[i - 1] + 1 < least ? (unsigned char)(now[i - 1] + 1) : least;
            bool swapped =
                i > 1 && j > 0 && word.p[i - 1] == text.p[j - 1] && word.p[i - 2] == text.p[j];
            if (swapped && before[i - 2] + 1 < least)
                least = (unsigned char)(before[i - 2] + 1);
            now[i] = least;
        }
        best = now[word.n] < best ? now[word.n] : best;
        memcpy(before, last, sizeof last);
        memcpy(last, now, sizeof now);
    }
    return best;
}

/* How many signs of the word the text has nowhere: each of them costs a slip at least. */
static int missing_signs(struct folded word, struct folded text)
{
    int n = 0;
    if (!(word.signs & ~text.signs))
        return 0;
    for (size_t i = 0; i < word.n; i++)
        n += (bit_of(word.p[i]) & text.signs) == 0;
    return n;
}

/* Share of the word's pairs of neighbours that the text has, in hundredths. */
static int shared_pairs(struct folded word, struct folded text)
{
    size_t shared = 0;
    for (size_t i = 0; i + 1 < word.n; i++)
        shared += find((struct folded) { word.p + i, 2, 0 }, text) != SIZE_MAX;
    return (int)(100 * shared / (word.n - 1));
}

static int near(struct folded word, struct folded text)
{
    int allowed = word.n >= 7   ? MOST_SLIPS
                  : word.n >= 4 ? 1
                                : 0,
        missing = missing_signs(word, text);
    if (allowed && word.n <= LONGEST_NEAR && missing <= allowed && word.n <= text.n + (size_t)allowed) {
        int n = slips(word, text);
        if (n <= allowed)
            return MATCH_NEAR - 10 * n + (text.n <= word.n + 2 ? 4 : 0);
    }
    if (word.n < 4 || missing * 2 > (int)word.n || text.n * 2 < word.n)
        return 0;
    int share = shared_pairs(word, text);
    return share >= 50 ? share / 5 : 0;
}

struct match guide_match(struct folded word, struct folded term, bool forgiving)
{
    if (!word.n || !term.n)
        return (struct match) { 0 };
    if (word.n <= term.n && !(word.signs & ~term.signs)) {
        size_t at = find(word, term);
        if (at != SIZE_MAX)
            return (struct match) { .points = at                 ? MATCH_WITHIN
                                              : word.n == term.n ? MATCH_SAME
                                                                 : MATCH_BEGINS };
    }
    struct match m = { .covers = term.n >= 2 && term.n < word.n && !(term.signs & ~word.signs) &&
                                 find(term, word) != SIZE_MAX };
    int covered = m.covers ? 15 + (int)(35 * term.n / word.n) : 0,
        nearly = forgiving ? near(word, term) : 0;
    m.points = covered > nearly ? covered : nearly;
    m.is_near = nearly > covered;
    return m;
}
