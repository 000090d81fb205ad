/* SPDX-License-Identifier: Apache-2.0 */
/* What people type, and what must come first: kanji, kana, romaji, other words for the same, slips
 * of the finger. */
#include "civic/guide/fold.h"
#include "civic/guide/guide.h"
#include "tests/procedure_sheets.h"
#include "tests/test.h"

#include <stdio.h>

/* Two procedures beside the shipped one, that say of themselves what a clerk would write. */
static const struct {
    const char *id, *key, *value;
} said[] = {
    { "juminhyo", "official_name", "住民票の写し等の交付請求書" },
    { "juminhyo", "kana", "ジュウミンヒョウノウツシヲトル" },
    { "juminhyo", "keywords", "住民票 じゅうみんひょう 世帯全員 記載事項証明書 本籍" },
    { "juminhyo", "life_event", "moving" },
    { "risai", "official_name", "罹災証明書交付申請書" },
    { "risai", "kana", "リサイショウメイショ" },
    { "risai", "keywords", "罹災証明書 りさいしょうめいしょ 被害認定 全壊 半壊 床上浸水 自己判定" },
    { "risai", "life_event", "disaster" },
};

static struct str property(const struct plan *p, struct str key)
{
    for (size_t i = 0; i < sizeof said / sizeof *said; i++)
        if (str_eq(p->id, str_of(said[i].id)) && str_eq(key, str_of(said[i].key)))
            return str_of(said[i].value);
    return S("");
}

static const struct section sections[] = {
    { 1, S_("jumin"), S_("住民課"), S_("000-0000-0110"), S_("1階"), S_("平日"), S_("") },
    { 2, S_("kosodate"), S_("子育て課"), S_("000-0000-0120"), S_("1階"), S_("平日"), S_("") },
    { 3, S_("bosai"), S_("防災課"), S_("000-0000-0170"), S_("3階"), S_("平日"), S_("") },
    { 4, S_("zeimu"), S_("税務課"), S_("000-0000-0140"), S_("1階"), S_("平日"), S_("") },
};
static const struct town town = { .sections = sections, .n_sections = 4 };

static const struct guide *the_guide(void)
{
    static struct arena mem;
    static struct guide *guide;
    if (guide)
        return guide;
    static const struct plan juminhyo = {
        .id = S_("juminhyo"),
        .title = { S_("住民票の写しを取る"), S_("住民票を もらう"),
                   S_("Get a copy of the residence record") },
        .summary = { S_("世帯全員または一部の住民票の写しを、窓口か郵送で受け取ります。"),
                     { 0 },
                     { 0 } },
        .section_code = S_("jumin"),
        .property = property
    };
    static const struct plan risai = {
        .id = S_("risai"),
        .title = { S_("罹災証明書の交付を申請する"), S_("罹災証明書を もらう"),
                   S_("Apply for a disaster victim certificate") },
        .summary = { S_("災害で住家に被害を受けた方に、被害の程度を証明します。"), { 0 }, { 0 } },
        .section_code = S_("bosai"),
        .property = property
    };
    static const struct plan *plans[3] = { NULL, &juminhyo, &risai };
    arena_init(&mem, (size_t)64 << 20);
    plans[0] = procedure_plan(&mem, "jido-teate");
    guide = guide_new(&mem, plans, 3);
    return guide;
}

static struct str name_of(const struct guide_hit *h)
{
    switch (h->kind) {
    case GUIDE_PROCEDURE: return h->plan->id;
    case GUIDE_EVENT: return h->event->id;
    case GUIDE_PAGE: return h->page->path;
    case GUIDE_SECTION: return h->section->code;
    }
    return S("");
}

static size_t ask(const char *words, struct guide_hit *hits)
{
    return guide_find(the_guide(), test_arena(),
                      &(struct guide_question) { &town, str_of(words), true, 10 }, hits);
}

static const struct {
    const char *typed, *first;
} questions[] = {
    /* as it is written */
    { "児童手当", "jido-teate" },
    { "児童手当を請求する", "jido-teate" },
    { "児童手当 認定請求書", "jido-teate" },
    { "住民票", "juminhyo" },
    { "住民票の写し", "juminhyo" },
    { "罹災証明書", "risai" },
    { "罹災証明", "risai" },
    { "個人情報", "/privacy" },
    { "アクセシビリティ", "/accessibility" },
    { "住民課", "jumin" },
    { "税務課", "zeimu" },
    { "引っ越し", "moving" },
    { "ごみ", "waste" },
    /* hiragana, katakana, half width */
    { "じどうてあて", "jido-teate" },
    { "ジドウテアテ", "jido-teate" },
    { "ｼﾞﾄﾞｳﾃｱﾃ", "jido-teate" },
    { "じゅうみんひょう", "juminhyo" },
    { "ジュウミンヒョウ", "juminhyo" },
    { "りさいしょうめい", "risai" },
    { "リサイショウメイショ", "risai" },
    { "ひっこし", "moving" },
    { "ゴミ", "waste" },
    { "こじんじょうほう", "/privacy" },
    { "じょうきょう", "/r" },
    /* romaji */
    { "jidouteate", "jido-teate" },
    { "jidou teate", "jido-teate" },
    { "jido teate", "jido-teate" },
    { "JUUMINHYOU", "juminhyo" },
    { "juminhyo", "juminhyo" },
    { "risai shoumei", "risai" },
    { "risaishomei", "risai" },
    { "hikkoshi", "moving" },
    { "gomi", "waste" },
    /* other words for the same */
    { "子ども手当", "jido-teate" },
    { "こども手当", "jido-teate" },
    { "子供手当", "jido-teate" },
    { "児手", "jido-teate" },
    { "り災証明", "risai" },
    { "り災証明書", "risai" },
    { "被災証明", "risai" },
    { "住民表", "juminhyo" },
    { "引越", "moving" },
    { "引越し", "moving" },
    { "プライバシー", "/privacy" },
    { "ログイン", "/account" },
    { "進み具合", "/r" },
    { "ゴミの出し方", "waste" },
    { "赤ちゃん", "birth" },
    { "地震", "disaster" },
    /* English */
    { "child allowance", "jido-teate" },
    { "residence record", "juminhyo" },
    { "disaster certificate", "risai" },
    { "moving", "moving" },
    { "privacy", "/privacy" },
    /* slips: a wrong sign, one too many, one missing, two in the wrong order, long vowels, small
       kana, sound marks */
    { "じどてあて", "jido-teate" },
    { "じどうてて", "jido-teate" },
    { "じどうてあてて", "jido-teate" },
    { "じうどてあて", "jido-teate" },
    { "しどうてあて", "jido-teate" },
    { "ぢどうてあて", "jido-teate" },
    { "児童手等", "jido-teate" },
    { "じゆうみんひよう", "juminhyo" },
    { "じゅうみんひょ", "juminhyo" },
    { "じゅみんひょう", "juminhyo" },
    { "じゅうみひんょう", "juminhyo" },
    { "羅災証明書", "risai" },
    { "りさいしょめい", "risai" },
    { "りさいしようめい", "risai" },
    { "りさいしょうめん", "risai" },
    { "あくせしびりてー", "/accessibility" },
    { "アクセスビリティ", "/accessibility" },
    /* sentences */
    { "児童手当の手続きをしたい", "jido-teate" },
    { "住民票を取りたい", "juminhyo" },
    { "罹災証明書がほしい", "risai" },
    { "児童　手当", "jido-teate" },
    { "住民票 写し", "juminhyo" },
    { "個人情報 クッキー", "/privacy" },
    /* what the text says, and what is asked */
    { "床上浸水", "risai" },
    { "世帯全員", "juminhyo" },
    { "認定請求", "jido-teate" },
    { "000-0000-0140", "zeimu" },
    { "00000000120", "kosodate" },
};

TEST(what_people_type_finds_what_they_want_first)
{
    enum { N = sizeof questions / sizeof *questions };
    CHECK(N >= 60);
    for (size_t i = 0; i < N; i++) {
        struct guide_hit hits[10];
        size_t n = ask(questions[i].typed, hits);
        struct str first = n ? name_of(&hits[0]) : S("nothing");
        CHECK_SAME(first, str_of(questions[i].first));
        if (!str_eq(first, str_of(questions[i].first)))
            for (size_t k = 0; k < n || k == 0; k++)
                printf("    「%s」 %zu: %.*s %d%s\n", questions[i].typed, k,
                       STR(n ? name_of(&hits[k]) : S("nothing")), n ? hits[k].score : 0,
                       n && hits[k].is_guess ? " (guess)" : "");
    }
}

TEST(a_word_that_nothing_has_finds_nothing)
{
    struct guide_hit hits[10];
    static const char *const nothing[] = { "",   " ",    "　",         "宇宙旅行", "qqqq",
                                           "ー", "（）", "パスポート", "zzz yyy" };
    for (size_t i = 0; i < sizeof nothing / sizeof *nothing; i++) {
        size_t n = ask(nothing[i], hits);
        CHECK(n == 0);
        for (size_t k = 0; k < n; k++)
            printf("    「%s」: %.*s %d\n", nothing[i], STR(name_of(&hits[k])), hits[k].score);
    }
}

TEST(what_is_being_typed_finds_at_every_letter)
{
    static const char *const steps[] = { "じどう", "じどうて", "じどうてあ", "児童",
                                         "児童手", "jidou",    "jidout",     "jidoute" };
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        struct guide_hit hits[10];
        size_t n = ask(steps[i], hits), at = 0;
        while (at < n && !str_eq(name_of(&hits[at]), S("jido-teate")))
            at++;
        CHECK(at < n && at < 3);
        if (at >= n)
            printf("    「%s」\n", steps[i]);
    }
}

TEST(a_slip_is_told_from_what_is_there)
{
    struct guide_hit hits[10];
    CHECK(ask("りさいしょうめん", hits) > 0 && hits[0].is_guess);
    CHECK(ask("罹災証明", hits) > 0 && !hits[0].is_guess);
    CHECK(ask("jidouteate", hits) > 0 && !hits[0].is_guess);
}

TEST(more_of_the_words_comes_before_fewer)
{
    struct guide_hit hits[10];
    size_t n = ask("住民票 罹災", hits);
    CHECK(n >= 2);
    n = ask("個人情報 保存期間", hits);
    CHECK(n >= 1);
    CHECK_SAME(name_of(&hits[0]), S("/privacy"));
}

TEST(what_this_town_has_not_is_not_found)
{
    struct guide_hit hits[10];
    static const struct town small = { .sections = sections, .n_sections = 1 };
    size_t n =
        guide_find(the_guide(), test_arena(),
                   &(struct guide_question) { &small, S("児童手当を請求する"), false, 10 }, hits);
    for (size_t i = 0; i < n; i++)
        CHECK(hits[i].kind != GUIDE_PROCEDURE || str_eq(hits[i].plan->section_code, S("jumin")));
    n = guide_find(the_guide(), test_arena(),
                   &(struct guide_question) { &town, S("ログイン"), false, 10 }, hits);
    CHECK(n == 0); /* no e-mail, no account */
}

TEST(hostile_questions_cost_no_more_than_their_limit)
{
    struct guide_hit hits[GUIDE_MOST_HITS];
    char *text = arena_new(test_arena(), char, 30001);
    static const char *const pieces[] = {
        "あ", "児童", "a ", "ー", "\xF0\xA0\xAE\xB7", "か\xE3\x82\x99", "%", "　"
    };
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        size_t length = strlen(pieces[i]), n = 0;
        for (; n + length < 8000; n += length)
            memcpy(text + n, pieces[i], length);
        struct str words = { text, n };
        CHECK(guide_find(the_guide(), test_arena(),
                         &(struct guide_question) { &town, words, true, 1000 },
                         hits) <= GUIDE_MOST_HITS);
    }
}

TEST(every_event_of_a_procedure_is_known)
{
    const struct guide *g = the_guide();
    const struct life_event *events;
    size_t n = guide_events(g, &events), found = 0;
    CHECK(n == 10);
    const struct plan *plan = procedure_plan(test_arena(), "jido-teate");
    for (size_t i = 0; i < n; i++) {
        CHECK(events[i].title.ja.n && events[i].title.easy.n && events[i].title.en.n &&
              events[i].icon.n);
        CHECK(events[i].lead.ja.n && events[i].lead.easy.n && events[i].lead.en.n &&
              events[i].section_code.n);
        found += guide_event_has(&events[i], plan);
    }
    CHECK(found == 3); /* birth, child, moving */
    CHECK(guide_event(g, S("moving")) != NULL && guide_event(g, S("moving-in")) == NULL &&
          guide_event(g, S("")) == NULL);
}

TEST(romaji_is_read_as_it_is_typed)
{
    static const struct {
        const char *latin, *kana;
    } readings[] = { { "kippu", "キップ" },       { "shinbun", "シンブン" },
                     { "shimbun", "シンブン" },   { "matcha", "マッチャ" },
                     { "kannri", "カンリ" },      { "konnichi", "コンニチ" },
                     { "toukyou", "トウキョウ" }, { "jidout", "ジドウ" },
                     { "zyuusyo", "ジュウショ" } };
    for (size_t i = 0; i < sizeof readings / sizeof *readings; i++)
        CHECK_INT(guide_match(guide_fold_romaji(test_arena(), str_of(readings[i].latin), 60),
                              guide_fold(test_arena(), str_of(readings[i].kana), 60), false)
                      .points,
                  MATCH_SAME);
    CHECK(guide_fold_romaji(test_arena(), S("http://x"), 60).n == 0);
    CHECK(guide_fold_romaji(test_arena(), S("住所"), 60).n == 0);
}
