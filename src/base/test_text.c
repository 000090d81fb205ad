/* SPDX-License-Identifier: Apache-2.0 */
/* UTF-8, widths, kana, search keys. */
#include "base/text.h"
#include "tests/test.h"

#include <stdio.h>

TEST(utf8_follows_table_3_7)
{
    static const struct {
        struct str text;
        bool ok;
    } cases[] = {
        { S_(""), true },
        { S_("abc"), true },
        { S_("見本"), true },
        { S_("𠮷野"), true },
        { S_("\xF4\x8F\xBF\xBF"), true },
        { S_("\xED\x9F\xBF\xEE\x80\x80"), true },
        { S_("a\0b"), false },
        { S_("\xC0\x80"), false },
        { S_("\xC1\xBF"), false },
        { S_("\xE0\x9F\xBF"), false },
        { S_("\xED\xA0\x80"), false },
        { S_("\xF0\x8F\xBF\xBF"), false },
        { S_("\xF4\x90\x80\x80"), false },
        { S_("\xF5\x80\x80\x80"), false },
        { S_("\x80"), false },
        { S_("\xE3\x81"), false },
        { S_("\xE3\x81\x41"), false },
        { S_("\xFF"), false },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        CHECK(text_is_utf8(cases[i].text) == cases[i].ok);
}

/* "e38182 8081" as bytes. */
static struct str hex_bytes(struct arena *mem, struct str hex)
{
    char *start = arena_new(mem, char, hex.n + 1), *at = start;
    static const char digits[] = "0123456789abcdef";
    int high = -1;
    for (size_t i = 0; i < hex.n; i++) {
        const char *found = memchr(digits, hex.p[i] | 0x20, 16);
        if (!found)
            continue;
        int digit = (int)(found - digits);
        if (high >= 0)
            *at++ = (char)(high << 4 | digit);
        high = high < 0 ? digit : -1;
    }
    return str_n(start, (size_t)(at - start));
}

TEST(the_public_utf8_cases_agree)
{
    const char *path = test_data("torture/utf8tests.txt");
    if (!path)
        SKIP("no torture/utf8tests.txt");
    struct arena *mem = test_arena();
    int n = 0;
    for (struct str rest = test_file(mem, path), line; str_cut(&rest, '\n', &line);) {
        struct str number, kind, hex;
        line = str_trim(line);
        if (line.n == 0 || line.p[0] == '#')
            continue;
        if (!str_cut(&line, ':', &number) || !str_cut(&line, ':', &kind) ||
            !str_cut(&line, ':', &hex) || !str_ends(kind, S(" hex")))
            continue;
        struct str bytes = hex_bytes(mem, hex);
        bool has_nul = bytes.n && memchr(bytes.p, 0, bytes.n);
        bool wanted = str_eq(str_trim(kind), S("valid hex")) && !has_nul;
        if (!CHECK(text_is_utf8(bytes) == wanted))
            fprintf(stderr, "   case %.*s\n", STR(number));
        n++;
    }
    CHECK(n > 150);
}

struct pair {
    struct str from, to;
};

static void check_pairs(struct str (*fn)(struct arena *, struct str), const struct pair *pairs,
                        size_t n)
{
    for (size_t i = 0; i < n; i++)
        CHECK_SAME(fn(test_arena(), pairs[i].from), pairs[i].to);
}
#define PAIRS(fn, pairs) check_pairs(fn, pairs, sizeof pairs / sizeof *pairs)

TEST(widths_are_folded_for_numbers_and_codes)
{
    static const struct pair cases[] = {
        { S_("Ｒ７．４．１"), S_("R7.4.1") },
        { S_("０９０－１２３４－５６７８"), S_("090-1234-5678") },
        { S_("１ー２―３−４–５‐６"), S_("1-2-3-4-5-6") },
        { S_("メーター"), S_("メーター") },
        { S_("ー１ー"), S_("ー1ー") },
        { S_("Ａ　Ｂ"), S_("A B") },
        { S_("髙﨑𠮷葛󠄀"), S_("髙﨑𠮷葛󠄀") },
        { S_("\uFA19\uFA1B\uFA10\uFA12\uF9DC\uFA26"), S_("\uFA19\uFA1B\uFA10\uFA12\uF9DC\uFA26") },
        { S_(""), S_("") },
    };
    PAIRS(text_fold_width, cases);
    CHECK_STR(text_digits(test_arena(), S("０９０-1234 5678")), "09012345678");
    CHECK_STR(text_digits(test_arena(), S("電話なし")), "");
}

TEST(kana_become_katakana)
{
    static const struct pair cases[] = {
        { S_("みほん　はなこ"), S_("ミホン　ハナコ") },
        { S_("ﾐﾎﾝ ﾊﾅｺ"), S_("ミホン　ハナコ") },
        { S_("ｶﾞｷﾞｸﾞｹﾞｺﾞ ｻﾞｼﾞｽﾞｾﾞｿﾞ"), S_("ガギグゲゴ　ザジズゼゾ") },
        { S_("ﾀﾞﾁﾞﾂﾞﾃﾞﾄﾞ"), S_("ダヂヅデド") },
        { S_("ﾊﾞﾋﾞﾌﾞﾍﾞﾎﾞﾊﾟﾋﾟﾌﾟﾍﾟﾎﾟｳﾞﾜﾞｦﾞ"), S_("バビブベボパピプペポヴヷヺ") },
        { S_("ｱﾟ"), S_("ア゜") },
        { S_("ﾅﾞ"), S_("ナ゛") },
        { S_("か\u3099は\u309A"), S_("ガパ") },
        { S_("ゔゝゞゕゖー"), S_("ヴヽヾヵヶー") },
        { S_("ｼﾞｮｰｼﾞ･ﾊﾟｲ"), S_("ジョージ・パイ") },
        { S_("  あ\t い　"), S_("ア　イ") },
        { S_("漢字abc"), S_("漢字abc") },
        { S_(" 　"), S_("") },
        { S_("葛󠄀\uFA19"), S_("葛󠄀\uFA19") },
    };
    PAIRS(text_katakana, cases);
    static const struct pair back[] = {
        { S_("ミホン ハナコ"), S_("みほん　はなこ") },
        { S_("ｶﾞヴヽヾヵヶー"), S_("がゔゝゞゕゖー") },
        { S_("ヷ"), S_("ヷ") },
    };
    PAIRS(text_hiragana, back);
    CHECK(text_is_katakana(S("ミホン　ハナコ")));
    CHECK(text_is_katakana(S("ジョージ・ヴァーー")));
    CHECK(!text_is_katakana(S("")));
    CHECK(!text_is_katakana(S("　")));
    CHECK(!text_is_katakana(S("ミホン ハナコ")));
    CHECK(!text_is_katakana(S("ﾐﾎﾝ")));
    CHECK(!text_is_katakana(S("みほん")));
    CHECK(!text_is_katakana(S("ヿ")));
}

TEST(search_keys_bring_forms_together)
{
    static const struct pair cases[] = {
        { S_("\uFA19\uFA1B"), S_("神福") },
        { S_("葛󠄀城"), S_("葛城") },
        { S_("葛󠄁城"), S_("葛城") },
        { S_("みほん　はなこ"), S_("ミホンハナコ") },
        { S_("ｶﾞﾗｽ か\u3099ら"), S_("ガラスガラ") },
        { S_("Ｙａｋｕｂａ Town"), S_("yakubatown") },
        { S_("①㍻"), S_("1平成") },
        { S_("a\u200Bb\u00ADc"), S_("abc") },
        { S_("わ\u3099"), S_("ヷ") },
        { S_("髙﨑𠮷"), S_("髙﨑𠮷") },
        { S_("ﷺ"), S_("صلىاللهعليهوسلم") },
        { S_(""), S_("") },
    };
    PAIRS(text_search_key, cases);
    CHECK(text_same_name(test_arena(), S("葛󠄀城 みほん"), S("葛󠄁城　ミホン")));
    CHECK(!text_same_name(test_arena(), S("見本"), S("見木")));
    CHECK_STR(text_nfkc(test_arena(), S("ｐａｓｓ　\uFB01")), "pass fi");
}

TEST(bigrams_overlap_by_one)
{
    CHECK_STR(text_bigrams(test_arena(), S("見本花子")), "見本 本花 花子");
    CHECK_STR(text_bigrams(test_arena(), S("𠮷")), "𠮷");
    CHECK_STR(text_bigrams(test_arena(), S("")), "");
    CHECK_STR(text_bigrams(test_arena(), S("𠮷野𠮷")), "𠮷野 野𠮷");
}

TEST(lengths_count_code_points_and_cuts_keep_selectors)
{
    CHECK_INT((int64_t)text_length(S("葛󠄀城")), 3);
    CHECK_STR(text_first(S("葛󠄀城"), 3), "葛󠄀城");
    CHECK_STR(text_first(S("葛󠄀城"), 2), "葛󠄀");
    CHECK_STR(text_first(S("葛󠄀城"), 1), "");
    CHECK_STR(text_first(S("ab葛󠄀城"), 3), "ab");
    CHECK_STR(text_first(S("見本"), 0), "");
    CHECK_STR(text_first(S("見本"), 9), "見本");
}

static void check_any_bytes(struct arena *mem, struct str s)
{
    struct str wide = text_katakana(mem, s), folded = text_fold_width(mem, s);
    CHECK(text_is_utf8(wide) || memchr(s.p, 0, s.n));
    CHECK_SAME(text_katakana(mem, wide), wide);
    CHECK_SAME(text_fold_width(mem, folded), folded);
    text_hiragana(mem, s);
    CHECK(text_digits(mem, s).n <= s.n);
    CHECK(text_length(text_first(s, 5)) <= 5);
    if (!text_is_utf8(s))
        return;
    struct str key = text_search_key(mem, s);
    CHECK(text_is_utf8(key));
    CHECK(text_is_utf8(text_bigrams(mem, key)));
    CHECK_SAME(text_nfkc(mem, text_nfkc(mem, s)), text_nfkc(mem, s));
}

TEST(any_bytes_are_survived)
{
    static const uint32_t bases[] = { 0x20,   0x3000,  0x3040,  0x30A0, 0xFF00, 0xFF60, 0x300,
                                      0xFA00, 0xE0100, 0x20BB0, 0x2010, 0xAC00, 0x1100 };
    struct arena mem;
    arena_init(&mem, (size_t)1 << 20);
    uint64_t x = 20261125;
    for (int round = 0; round < 60000; round++) {
        char text[200], *at = text;
        for (uint64_t n = x >> 40 & 15; n; n--) {
            x = x * 6364136223846793005u + 1442695040888963407u;
            if (round & 1)
                text_put(&at, bases[(x >> 33) % (sizeof bases / sizeof *bases)] + (x >> 50 & 95));
            else
                *at++ = (char)(x >> 56);
        }
        x = x * 6364136223846793005u + 1442695040888963407u;
        check_any_bytes(&mem, str_n(text, (size_t)(at - text)));
        arena_reset(&mem);
    }
    arena_release(&mem);
}

TEST(addresses_written_in_other_ways_are_the_same)
{
    static const char *const same[][2] = {
        { "中央1丁目2番3号", "中央１－２－３" },
        { "中央一丁目2番3号", "中央1-2-3" },
        { "中央二十三丁目4番地", "中央23-4" },
        { "中央十丁目十番十号", "中央10ー10ー10" },
        { "大字中央100番地の2", "中央100-2" },
        { "中央1丁目2番3号 見本ハイツ101号室", "中央1-2-3見本ハイツ101" },
        { "中央1-2-3 101", "中央1丁目2番3号101号室" },
        { "三番町5番", "三番町5" },
        { "中央1丁目", "中央　１" },
    };
    static const char *const other[][2] = {
        { "中央1-23", "中央12-3" }, { "中央1-2-3", "中央1-2" }, { "三番町5", "3-町5" }, { "中央1-2 3", "中央1-23" },
        { "東1-2", "西1-2" },       { "中央1-2", "中央12" },
    };
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        CHECK_SAME(text_address_key(test_arena(), str_of(same[i][0])), text_address_key(test_arena(), str_of(same[i][1])));
    for (size_t i = 0; i < sizeof other / sizeof *other; i++)
        CHECK(!str_eq(text_address_key(test_arena(), str_of(other[i][0])), text_address_key(test_arena(), str_of(other[i][1]))));
    CHECK_SAME(text_address_key(test_arena(), S("中央1丁目2番3号")), S("中央1-2-3"));
    CHECK_SAME(text_address_key(test_arena(), S("")), S(""));
    CHECK_SAME(text_address_key(test_arena(), S("一")), S("一"));
}
