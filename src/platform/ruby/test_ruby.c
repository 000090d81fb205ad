/* SPDX-License-Identifier: Apache-2.0 */
/* Readings: how they are divided, whose come first, and that a sentence never loses a byte. */
#include "platform/ruby/ruby.h"

#include "base/out.h"
#include "tests/test.h"

/* 漢字《かんじ》 */
static struct str marked(const struct ruby_piece *p, size_t n)
{
    static struct out o;
    out_init(&o, test_arena(), 1 << 16);
    for (size_t i = 0; i < n; i++) {
        out_str(&o, p[i].text);
        if (p[i].reading.n)
            out_fmt(&o, "《%.*s》", STR(p[i].reading));
    }
    return out_text(&o);
}

static struct str aligned(const char *word, const char *reading)
{
    const struct ruby_piece *p;
    size_t n = ruby_align(test_arena(), str_of(word), str_of(reading), &p);
    return marked(p, n);
}

static struct str read(const char *sentence, const struct ruby_readings *own, bool after_number)
{
    const struct ruby_piece *p;
    size_t n = ruby_pieces(test_arena(), str_of(sentence), own, after_number, &p);
    return marked(p, n);
}

TEST(a_reading_is_divided_among_the_kanji)
{
    CHECK_STR(aligned("申し込み", "もうしこみ"), "申《もう》し込《こ》み");
    CHECK_STR(aligned("書く", "かく"), "書《か》く");
    CHECK_STR(aligned("お知らせ", "おしらせ"), "お知《し》らせ");
    CHECK_STR(aligned("取り消し", "とりけし"), "取《と》り消《け》し");
    CHECK_STR(aligned("カード番号", "かーどばんごう"), "カード番号《ばんごう》");
    CHECK_STR(aligned("手続", "てつづき"), "手続《てつづき》");
}

TEST(a_reading_that_does_not_meet_its_word_stands_over_all_of_it)
{
    CHECK_STR(aligned("都市X", "としえっくす"), "都市X《としえっくす》");
    CHECK_STR(aligned("書く", "きる"), "書く《きる》");
}

TEST(own_readings_come_before_all_others_and_the_longest_first)
{
    struct ruby_readings own = ruby_readings_read(test_arena(), S("都市X=としえっくす\n中央=まんなか\n中央1丁目=ちゅうおう1ちょうめ\nno\n="));
    CHECK_INT((int64_t)own.n, 3);
    CHECK_STR(read("都市X中央1丁目と中央", &own, false), "都市X《としえっくす》中央《ちゅうおう》1丁目《ちょうめ》と中央《まんなか》");
}

TEST(the_dictionary_reads_sentences_of_a_town_hall)
{
    if (!ruby_open())
        test_skip("no UTF-8 dictionary of MeCab is installed");
    CHECK_STR(read("申請を受け付けました", NULL, false), "申請《しんせい》を受《う》け付《つ》けました");
    CHECK_STR(read("Hello <b>", NULL, false), "Hello <b>");
    CHECK_STR(read("件", NULL, true), "件《けん》");
    CHECK_STR(read("日", NULL, true), "日《にち》");
    CHECK_STR(read("続き から 書く", NULL, false), "続《つづ》き から 書《か》く");
}

TEST(the_same_sentence_is_read_once)
{
    const struct ruby_piece *a, *b;
    struct ruby_readings own = ruby_readings_read(test_arena(), S("手続=てつづき"));
    size_t n = ruby_pieces(test_arena(), S("手続の一覧"), NULL, false, &a);
    CHECK(ruby_pieces(test_arena(), S("手続の一覧"), NULL, false, &b) == n);
    CHECK(a == b);
    ruby_pieces(test_arena(), S("手続の一覧"), &own, false, &b);
    CHECK(a != b);
}

TEST(no_byte_is_lost_whatever_the_sentence)
{
    static const char *const sentences[] = { "", "　", "《》", "漢字《かんじ》", "𠮷野さん<&>\"'", "５人の子ども", "\t日\n本", "々〆ヶ" };
    for (size_t i = 0; i < sizeof sentences / sizeof *sentences; i++)
        for (int number = 0; number < 2; number++) {
            const struct ruby_piece *p;
            struct out o;
            out_init(&o, test_arena(), 4096);
            size_t n = ruby_pieces(test_arena(), str_of(sentences[i]), NULL, number, &p);
            for (size_t k = 0; k < n; k++)
                out_str(&o, p[k].text);
            CHECK(str_eq(out_text(&o), str_of(sentences[i])));
        }
}
