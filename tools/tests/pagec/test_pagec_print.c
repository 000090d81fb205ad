/* SPDX-License-Identifier: Apache-2.0 */
/* The pages of accept/ printed with views, compared with accept/NAME.SAMPLE.expected byte by byte;
 * hostile strings at every sink; and the time a page takes. */
#include "platform/page/page.h"
#include "platform/ruby/ruby.h"
#include "tests/test.h"
#include "tools/tests/pagec/accept_pages.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static struct out out;

static struct page new_page(void)
{
    out_init(&out, test_arena(), OUT_PAGE_CEILING);
    return (struct page) { .out = &out, .mem = test_arena(), .csrf = S("t\"0ken") };
}

/* YAKUBA_ACCEPT=1 writes the expected file anew: read the difference before keeping it. */
static void is_expected(const struct page *p, const char *name)
{
    const char *root = getenv("YAKUBA_SOURCE");
    struct str path =
        arena_fmt(test_arena(), "%s/tools/tests/pagec/accept/%s.expected", root ? root : ".", name);
    if (getenv("YAKUBA_ACCEPT")) {
        FILE *f = fopen(path.p, "wb");
        if (CHECK(f != NULL)) {
            CHECK(fwrite(p->out->p, 1, p->out->n, f) == p->out->n);
            fclose(f);
        }
    }
    CHECK_SAME(out_text(p->out), test_file(test_arena(), path.p));
}

static const struct accept_room rooms[] = {
    { { "7zqk3v" }, S_("大会議室 <A>"), { S_("/rooms/1?a=1&b=2") }, false },
    { { "9abc" }, S_("和室 \"松\""), { S_("/rooms/2") }, true },
};
static const struct str tags[] = { S_("机"), S_("<b>") };

TEST(a_page_prints_its_view)
{
    struct page p = new_page();
    struct accept_book_view v = {
        .rooms = { rooms, 2 },
        .starts = { S("9時 & 10時") },
        .memo = S("\n</textarea><script>alert(1)</script>"),
        .n = -3,
        .tags = { tags, 2 },
    };
    accept_book_page(&p, &v);
    is_expected(&p, "book.rooms");
}

TEST(a_page_prints_the_else_of_an_empty_list)
{
    struct page p = new_page();
    struct accept_book_view v = { .taken = true, .n = INT64_MIN };
    accept_book_page(&p, &v);
    is_expected(&p, "book.empty");
}

TEST(a_page_speaks_the_language_it_is_given)
{
    static const struct field_fault faults[] = { { S_("name"), S_("氏名を入力してください") } };
    if (!ruby_open())
        test_skip("no UTF-8 dictionary of MeCab is installed");
    struct page p = new_page();
    struct accept_layout_view v = {
        .language = S("ja-x-easy"),
        .title = S("</title><p>"),
        .style = url_local(p.mem, S("/a.css")),
        .script = url_local(p.mem, S("/a.js")),
        .telephone = url_tel(p.mem, S("000-0000-0150")),
        .body = { S("<p>ready</p>") },
        .has_errors = true,
        .errors = { { faults, 1 } },
    };
    p.language = page_language_find(v.language);
    p.ruby = true;
    accept_layout_page(&p, &v);
    is_expected(&p, "layout.easy");
}

static void print_places(struct page *p, bool on, struct str text)
{
    static const struct str cells[] = { S_("1"), S_("2") };
    static const struct accept_row rows[] = { { { cells, 2 } }, { { NULL, 0 } } };
    struct accept_places_view v = { .on = on,
                                    .n = 42,
                                    .small = 65535,
                                    .text = text,
                                    .address = { S("/on") },
                                    .rows = { rows, on ? 2 : 0 } };
    accept_places_page(p, &v);
}

TEST(every_place_takes_its_tag_or_value)
{
    struct page p = new_page();
    print_places(&p, true, S("a&b"));
    is_expected(&p, "places.on");
    p = new_page();
    print_places(&p, false, S("a&b"));
    is_expected(&p, "places.off");
}

/* Removes each escaped form of `s`, so that what is left is the page around it. */
static bool without(struct str page, struct str escaped, struct out *o)
{
    bool found = false;
    for (size_t at; escaped.n && (at = str_find(page, escaped)) != SIZE_MAX; found = true) {
        out_put(o, page.p, at);
        page = str_sub(page, at + escaped.n, page.n);
    }
    out_str(o, page);
    return found;
}

static struct str undo(struct arena *mem, struct str s)
{
    static const struct {
        struct str reference;
        char c;
    } list[] = { { S_("&lt;"), '<' },
                 { S_("&gt;"), '>' },
                 { S_("&quot;"), '"' },
                 { S_("&#39;"), '\'' },
                 { S_("&amp;"), '&' } };
    char *p = arena_new(mem, char, s.n + 1);
    size_t n = 0;
    while (s.n) {
        size_t took = 1;
        p[n] = s.p[0];
        for (size_t i = 0; i < 5; i++)
            if (str_starts(s, list[i].reference)) {
                p[n] = list[i].c;
                took = list[i].reference.n;
            }
        n++;
        s = str_sub(s, took, s.n);
    }
    return str_n(p, n);
}

/* Nothing of a hostile line leaks: its escaped form is free of the five characters (a & only begins
 * a reference), gives the line back when undone, and the rest of the page is as with "plain". */
static void is_harmless(struct str line)
{
    struct arena *mem = test_arena();
    struct out escaped = { 0 }, rest;
    out_init(&escaped, mem, 1 << 20);
    struct page one = { .out = &escaped, .mem = mem };
    html_text_str(&one, line);
    struct str text = out_text(&escaped);
    for (size_t i = 0; i < text.n; i++)
        if (!CHECK(!strchr("<>\"'", text.p[i]) || !text.p[i]))
            break;
    CHECK_SAME(undo(mem, text), line);

    struct page p = new_page();
    print_places(&p, true, line);
    struct str printed = out_text(p.out);
    out_init(&rest, mem, 1 << 20);
    CHECK(without(printed, text, &rest));
    struct page plain = new_page();
    print_places(&plain, true, S("\001plain\001"));
    struct out plain_rest;
    out_init(&plain_rest, mem, 1 << 20);
    CHECK(without(out_text(plain.out), S("\001plain\001"), &plain_rest));
    CHECK_SAME(out_text(&rest), out_text(&plain_rest));
}

TEST(hostile_strings_of_the_house_do_not_leak)
{
    is_harmless(S("\"><script>alert(1)</script>"));
    is_harmless(S("' onmouseover='alert(1)"));
    is_harmless(S("&lt;b&gt; &amp;amp; &&&"));
    is_harmless(S("</title></textarea></select>-->]]>"));
    is_harmless(S("葛\xf3\xa0\x84\x80\xef\xa8\x99\xef\xa8\x9b"));
}

TEST(naughty_strings_do_not_leak)
{
    const char *path = test_data("torture/blns.txt");
    if (!path)
        SKIP("YAKUBA_DATA has no torture/blns.txt");
    struct str all = test_file(test_arena(), path);
    int n = 0;
    for (struct str line; str_cut(&all, '\n', &line);) {
        if (line.n < 4 || line.p[0] == '#') /* shorter ones stand in the page itself as well */
            continue;
        is_harmless(line);
        n++;
    }
    CHECK(n > 400);
}

static double microseconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

TEST(a_page_of_ten_kilobytes_prints_in_microseconds)
{
    struct accept_room many[54];
    struct arena mem;
    arena_init(&mem, (size_t)64 << 20);
    for (int i = 0; i < 54; i++)
        many[i] = rooms[i & 1];
    double best = 1e9;
    size_t size = 0;
    for (int i = 0; i < 2000; i++) {
        struct out o;
        struct page p = { .out = &o, .mem = &mem };
        struct accept_book_view v = { .rooms = { many, 54 }, .memo = S("覚え書き"), .n = i };
        arena_reset(&mem);
        out_init(&o, &mem, OUT_PAGE_CEILING);
        double from = microseconds();
        accept_book_page(&p, &v);
        double took = microseconds() - from;
        best = took < best ? took : best;
        size = o.n;
    }
    arena_release(&mem);
    printf("a page of %zu bytes with 54 rows of escaped fields: %.1f us\n", size, best);
    CHECK(size > 9000);
#if defined __SANITIZE_ADDRESS__ || !defined __OPTIMIZE__
    CHECK(best < 1000);
#else
    CHECK(best < 15);
#endif
}
