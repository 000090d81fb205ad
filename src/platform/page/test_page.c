/* SPDX-License-Identifier: Apache-2.0 */
/* The run time of pages: sinks, addresses, words. */
#include "platform/page/page.h"

#include "platform/page/language.h"
#include "platform/page/sinks.h"
#include "platform/page/values.h"
#include "tests/test.h"

#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static struct out out;

static struct page new_page(void)
{
    out_init(&out, test_arena(), OUT_PAGE_CEILING);
    return (struct page) { .out = &out, .mem = test_arena(), .csrf = S("a\"b") };
}

TEST(the_five_characters_are_written_as_references)
{
    struct page p = new_page();
    html_text(&p, S("<a href=\"x\">'&'</a>"));
    CHECK_STR(out_text(&out), "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;");
    p = new_page();
    html_attr(&p, S(""));
    html_attr(&p, ((struct str) { NULL, 0 }));
    CHECK_STR(out_text(&out), "");
}

TEST(integers_of_every_size_are_printed_whole)
{
    struct page p = new_page();
    html_text(&p, (int64_t)INT64_MIN);
    html_put(&p, " ");
    html_attr(&p, 0);
    html_put(&p, " ");
    html_text(&p, (size_t)54);
    html_put(&p, " ");
    html_text(&p, (short)-1);
    CHECK_STR(out_text(&out), "-9223372036854775808 0 54 -1");
}

TEST(the_token_of_a_form_is_escaped)
{
    struct page p = new_page();
    html_csrf(&p);
    CHECK_STR(out_text(&out), "<input type=\"hidden\" name=\"csrf\" value=\"a&quot;b\">");
}

TEST(a_ref_is_printed_up_to_its_end)
{
    struct page p = new_page();
    struct ref full = { "abcdefghijklmnopqrstuvwxyz" };
    html_attr(&p, full);
    CHECK_STR(out_text(&out), "abcdefghijklmnopqrstuvwxyz");
}

TEST(outside_words_in_addresses_are_encoded)
{
    struct arena *mem = test_arena();
    CHECK_STR(url_path(mem, S("/files"), S("a/b?c#d 葛")).text, "/files/a%2Fb%3Fc%23d%20%E8%91%9B");
    CHECK_STR(url_path(mem, S("/files/"), S("..")).text, "/files/-");
    CHECK_STR(url_path(mem, S("/"), S("\\/x")).text, "/%5C%2Fx");
    struct url u = url_query(mem, url_local(mem, S("/find#top")), "q", S("a&b=\"c\""));
    CHECK_STR(u.text, "/find?q=a%26b%3D%22c%22#top");
    CHECK_STR(url_query(mem, u, "p", S("2")).text, "/find?q=a%26b%3D%22c%22&p=2#top");
    CHECK_STR(url_fmt(mem, "/rooms/%d", 7).text, "/rooms/7");
    CHECK_STR(url_tel(mem, S("+81 (0)00-0000-0150")).text, "tel:+8100000000150");
}

/* A bad address is our own bug: the process stops. */
static bool stops(const char *path)
{
    int status = 0;
    pid_t child = fork();
    if (child == 0) {
        fclose(stderr);
        signal(SIGABRT, SIG_DFL);
        url_local(test_arena(), str_of(path));
        _exit(0);
    }
    return child > 0 && waitpid(child, &status, 0) == child &&
           !(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

TEST(addresses_that_are_not_local_stop_the_program)
{
    CHECK(!stops("/rooms?a=1#b"));
    CHECK(stops("//elsewhere.example/"));
    CHECK(stops("/\\elsewhere.example/"));
    CHECK(stops("https://elsewhere.example/"));
    CHECK(stops("javascript:alert(1)"));
    CHECK(stops("rooms"));
    CHECK(stops(""));
    CHECK(stops("/a b"));
    CHECK(stops("/a\nb"));
}

TEST(words_are_found_in_a_language_and_else_shown_in_japanese)
{
    const char *id = "入力を直してください（{n}か所）";
    struct page p = new_page();
    CHECK(page_language_find(S("ja")) == NULL);
    CHECK(page_language_find(S("tlh")) == NULL);
    CHECK_STR(page_message(&p, id), "入力を直してください（{n}か所）");
    p.language = page_language_find(S("EN"));
    CHECK(p.language != NULL);
    CHECK_STR(page_message(&p, id), "Please correct your answers (places to correct: {n})");
    CHECK_STR(page_message(&p, "どこにもない言葉"), "どこにもない言葉");
    CHECK_STR(page_message(&p, "form\004メモ"), "メモ");
}

/* A catalogue of our own, laid out as tools/texts does. */
static const char *const rooms_left = "残り {n} 件（{room}）";

static struct page_language small(struct page_text slots[4])
{
    slots[page_text_hash(rooms_left) & 3] =
        (struct page_text) { rooms_left, { "one left in {room}", "{n} left in {room}" } };
    return (struct page_language) { .tag = "x", .has_plural = true, .mask = 3, .slots = slots };
}

TEST(a_number_chooses_the_form_and_words_are_escaped)
{
    struct page_text slots[4] = { 0 };
    struct page_language language = small(slots);
    struct page p = new_page();
    p.language = &language;
    struct page_word words[] = { page_word("n", 1), page_word("room", S("<A>")) };
    html_text_message(&p, rooms_left, words, 2);
    html_put(&p, "|");
    words[0] = page_word("n", (size_t)2);
    html_attr_message(&p, rooms_left, words, 2);
    html_put(&p, "|");
    p.language = NULL;
    html_text_message(&p, rooms_left, words, 2);
    CHECK_STR(out_text(&out), "one left in &lt;A&gt;|2 left in &lt;A&gt;|残り 2 件（&lt;A&gt;）");
}

TEST(words_that_look_like_placeholders_are_not_filled_again)
{
    struct page p = new_page();
    struct page_word words[] = { page_word("room", S("{n}")), page_word("n", 3) };
    html_text_message(&p, "{room} {n}", words, 2);
    CHECK_STR(out_text(&out), "{n} 3");
}

TEST(readings_become_ruby_only_for_those_who_ask)
{
    struct page_text slots[4] = { 0 };
    struct page_language language = { .tag = "ja-x-easy", .mask = 3, .slots = slots };
    slots[page_text_hash("a") & 3] = (struct page_text) { "a", { "お金《かね》を もらう" } };
    struct page p = new_page();
    p.language = &language;
    html_text_message(&p, "a", NULL, 0);
    CHECK_STR(out_text(&out), "お金を もらう");
    p = new_page();
    p.language = &language;
    p.ruby = true;
    html_text_message(&p, "a", NULL, 0);
    CHECK_STR(out_text(&out), "お<ruby>金<rp>（</rp><rt>かね</rt><rp>）</rp></ruby>を もらう");
    p = new_page();
    p.language = &language;
    p.ruby = true;
    html_attr_message(&p, "a", NULL, 0);
    CHECK_STR(out_text(&out), "お金を もらう");
}

TEST(words_get_ruby_and_what_people_wrote_does_not)
{
    struct page p = new_page();
    p.ruby = true;
    html_text(&p, words_of(S("手続《てつづき》<b>")));
    html_put(&p, "|");
    html_text(&p, S("手続"));
    html_put(&p, "|");
    html_attr(&p, words_of(S("手続《てつづき》\"")));
    CHECK_STR(out_text(&out), "<ruby>手続<rp>（</rp><rt>てつづき</rt><rp>）</rp></ruby>&lt;b&gt;|手続|手続&quot;");
    CHECK_STR(words_plain(test_arena(), S("お金《かね》を 出《だ》す")), "お金を 出す");
}

TEST(values_are_filled_into_words_of_any_language)
{
    struct arena *mem = test_arena();
    CHECK_STR(language_words(mem, S("ja"), "{who}は{n}件", VALUES(page_word("n", 3), page_word("who", S("{n}")))), "{n}は3件");
    CHECK_STR(language_words(mem, S("en"), T("あと{n}日"), VALUES(page_word("n", 3))), "3 days left");
    CHECK_STR(language_words(mem, S("zz"), T("あと{n}日"), VALUES(page_word("n", 3))), "あと3日");
}

TEST(every_shared_component_has_a_sample_that_prints)
{
    int n = 0;
    for (const struct page_sample *s = components_page_samples; s->page; s++, n++) {
        struct page p = new_page();
        s->render(&p);
        CHECK(out.n > 50 && !out_failed(&out));
    }
    CHECK_INT(n, 2);
}
