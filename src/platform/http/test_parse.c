/* SPDX-License-Identifier: Apache-2.0 */
/* The parsers against well-formed, malformed and hostile input. */
#include "base/text.h"
#include "platform/http/parse.h"
#include "tests/test.h"

#include <stdio.h>
#include <time.h>

static struct str value_of(const struct form *f, const char *name)
{
    for (size_t i = 0; i < f->n_pairs; i++)
        if (str_eq(f->pairs[i].name, str_of(name)))
            return f->pairs[i].value;
    return S("(none)");
}

static enum rc form_of(const char *text, struct form *f)
{
    return urlencoded_parse(test_arena(), str_of(text), MOST_PAIRS, f);
}

TEST(fields_are_decoded_and_kept_in_order)
{
    struct form f;
    CHECK_OK(form_of("a=1&b=%E5%B1%B1+%2B&a=2&c&=d&&e=x=y", &f));
    CHECK_INT((int64_t)f.n_pairs, 6);
    CHECK_STR(value_of(&f, "a"), "1");
    CHECK_STR(value_of(&f, "b"), "山 +");
    CHECK_STR(f.pairs[2].value, "2");
    CHECK_STR(value_of(&f, "c"), "");
    CHECK_STR(value_of(&f, "e"), "x=y");
    CHECK_OK(form_of("", &f));
    CHECK_INT((int64_t)f.n_pairs, 0);
}

TEST(fields_that_are_no_text_are_refused_with_words)
{
    static const char *const bad[] = { "a=%",      "a=%1",        "a=%g0",
                                       "a=%00",    "a=%ff",       "%C0=1",
                                       "a=%c0%80", "a=%ed%a0%80", "a=%f4%90%80%80",
                                       "a=\xff" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct form f;
        CHECK_INT(form_of(bad[i], &f), INVALID);
        CHECK(f.why.n > 0);
    }
    struct form f;
    CHECK_INT(urlencoded_parse(test_arena(), S("a=\0b"), MOST_PAIRS, &f), INVALID);
}

TEST(two_thousand_pairs_are_the_limit)
{
    struct out o;
    struct form f;
    out_init(&o, test_arena(), 8 << 20);
    for (int i = 0; i < 2000; i++)
        out_str(&o, i ? S("&a=1") : S("a=1"));
    CHECK_OK(urlencoded_parse(test_arena(), out_text(&o), MOST_PAIRS, &f));
    CHECK_INT((int64_t)f.n_pairs, 2000);
    out_str(&o, S("&a=1"));
    CHECK_INT(urlencoded_parse(test_arena(), out_text(&o), MOST_PAIRS, &f), INVALID);
    for (int i = 0; i < 1000000; i++)
        out_char(&o, '&');
    CHECK_INT(urlencoded_parse(test_arena(), out_text(&o), MOST_PAIRS, &f), INVALID);
}

/* ---- multipart ---- */

#define TYPE "multipart/form-data; boundary=AaB03x"
#define TEXT(name, value)                                                                          \
    "--AaB03x\r\nContent-Disposition: form-data; name=\"" name "\"\r\n\r\n" value "\r\n"
#define END "--AaB03x--\r\n"

static enum rc parts_of(struct str type, struct str body, struct form *f)
{
    return multipart_parse(test_arena(), type, body, f);
}

TEST(parts_become_fields_and_files)
{
    struct form f;
    CHECK_OK(parts_of(
        S(TYPE),
        S(TEXT("名前", "髙橋　﨑") TEXT(
            "empty", "") "--AaB03x\r\ncontent-disposition: form-data; name=\"file\"; "
                         "filename=\"表能ソ.jpg\"\r\n"
                         "Content-Type: image/jpeg\r\n\r\n\xff\xd8\0\r\n--AaB03\r\n\r\n" END),
        &f));
    CHECK_INT((int64_t)f.n_pairs, 2);
    CHECK_STR(value_of(&f, "名前"), "髙橋　﨑");
    CHECK_STR(value_of(&f, "empty"), "");
    CHECK_INT((int64_t)f.n_uploads, 1);
    CHECK_STR(f.uploads[0].field, "file");
    CHECK_STR(f.uploads[0].filename, "表能ソ.jpg");
    CHECK_STR(f.uploads[0].content_type, "image/jpeg");
    CHECK_SAME(f.uploads[0].bytes, S("\xff\xd8\0\r\n--AaB03\r\n"));
}

TEST(an_empty_form_and_an_unchosen_file_are_well_formed)
{
    struct form f;
    CHECK_OK(parts_of(S(TYPE), S(END), &f));
    CHECK_OK(parts_of(S(TYPE),
                      S("--AaB03x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"\"\r\n"
                        "Content-Type: application/octet-stream\r\n\r\n\r\n" END),
                      &f));
    CHECK_INT((int64_t)f.n_uploads, 1);
    CHECK_INT((int64_t)f.uploads[0].bytes.n, 0);
}

TEST(boundaries_may_be_quoted_and_names_may_hold_escaped_quotes)
{
    struct form f;
    CHECK_OK(parts_of(
        S("multipart/form-data; boundary=\"a b;c\""),
        S("--a b;c\r\nContent-Disposition: form-data; name=\"x\\\"y\\z\"\r\n\r\n1\r\n--a b;c--"),
        &f));
    CHECK_STR(f.pairs[0].name, "x\"y\\z");
    CHECK_OK(parts_of(S("multipart/form-data; charset=utf-8; BOUNDARY=q"),
                      S("--q \t\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--q--"), &f));
    CHECK_STR(value_of(&f, "a"), "1");
}

TEST(malformed_multipart_is_refused_with_words)
{
    static const struct {
        struct str type, body;
    } bad[] = {
        { S_("multipart/form-data"), S_(END) },
        { S_("multipart/form-data; boundary="), S_("----\r\n") },
        { S_("multipart/form-data; boundary=\"x"), S_("--x--") },
        { S_("multipart/form-data; boundary=x; boundary=y"), S_("--x--") },
        { S_("multipart/form-data; boundary=\"x\ny\""), S_("--x\ny--") },
        { S_("multipart/form-data; "
             "boundary=0123456789012345678901234567890123456789012345678901234567890123456789a"),
          S_("--0123456789012345678901234567890123456789012345678901234567890123456789a--") },
        { S_(TYPE), S_("") },
        { S_(TYPE), S_("--AaB03x") },
        { S_(TYPE), S_("--AaB03x\r\n") },
        { S_(TYPE), S_("--other--\r\n") },
        { S_(TYPE), S_("preamble\r\n" END) },
        { S_(TYPE), S_(TEXT("a", "1")) },
        { S_(TYPE), S_("--AaB03x\nContent-Disposition: form-data; name=\"a\"\n\n1\n--AaB03x--\n") },
        { S_(TYPE), S_("--AaB03x\r\n\r\n1\r\n" END) },
        { S_(TYPE), S_("--AaB03x\r\nContent-Type: text/plain\r\n\r\n1\r\n" END) },
        { S_(TYPE), S_("--AaB03x\r\nContent-Disposition: form-data\r\n\r\n1\r\n" END) },
        { S_(TYPE), S_("--AaB03x\r\nContent-Disposition: form-data; name=\"\"\r\n\r\n1\r\n" END) },
        { S_(TYPE), S_("--AaB03x\r\nContent-Disposition: form-data; name=\"a\r\n\r\n1\r\n" END) },
        { S_(TYPE),
          S_("--AaB03x\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\n1\r\n" END) },
        { S_(TYPE), S_("--AaB03x\r\nContent-Disposition: form-data; name=\"a\"; "
                       "name=\"b\"\r\n\r\n1\r\n" END) },
        { S_(TYPE), S_("--AaB03x\r\nContent-Disposition: form-data; name=\"a\"; "
                       "filename*=UTF-8''x\r\n\r\n1\r\n" END) },
        { S_(TYPE),
          S_("--AaB03x\r\nContent-Disposition: form-data; name=\"a\"\r\nContent-Disposition: "
             "form-data; name=\"b\"\r\n\r\n1\r\n" END) },
        { S_(TYPE),
          S_("--AaB03x\r\nContent-Disposition: form-data;\r\n name=\"a\"\r\n\r\n1\r\n" END) },
        { S_(TYPE),
          S_("--AaB03x\r\nContent-Disposition: form-data; name=\"\xff\"\r\n\r\n1\r\n" END) },
        { S_(TYPE),
          S_("--AaB03x\r\nContent-Disposition: form-data; name=\"a\0b\"\r\n\r\n1\r\n" END) },
        { S_(TYPE), S_("--AaB03x\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: "
                       "form-data; name=\"a\"\r\n\r\nMQ==\r\n" END) },
        { S_(TYPE), S_("--AaB03x\r\nno colon\r\nContent-Disposition: form-data; "
                       "name=\"a\"\r\n\r\n1\r\n" END) },
        { S_(TYPE), S_(TEXT("a", "\xff")) },
        { S_(TYPE), S_(TEXT("a", "\xff") END) },
        { S_(TYPE), S_(TEXT("a", "x\0y") END) },
        { S_(TYPE), S_(TEXT("a", "1\r\n--AaB03xyz") END) },
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct form f;
        enum rc rc = parts_of(bad[i].type, bad[i].body, &f);
        if (!CHECK_INT(rc, INVALID))
            fprintf(stderr, "   case %zu\n", i);
        else
            CHECK(f.why.n > 0);
    }
}

TEST(a_body_cut_at_any_byte_is_refused_and_never_read_beyond)
{
    struct str whole = S(TEXT("a", "1") "--AaB03x\r\nContent-Disposition: form-data; name=\"f\"; "
                                        "filename=\"x\"\r\n\r\n\x01\r\n"
                                        "--AaB03x--");
    for (size_t n = 0; n < whole.n; n++) {
        struct form f;
        char *copy = arena_new(test_arena(), char, n + 1); /* the sanitizer watches its end */
        memcpy(copy, whole.p, n);
        CHECK_INT(parts_of(S(TYPE), str_n(copy, n), &f), INVALID);
    }
    struct form f;
    CHECK_OK(parts_of(S(TYPE), whole, &f));
}

TEST(a_million_parts_and_a_64_kilobyte_header_are_refused_quickly)
{
    struct out o;
    struct form f;
    out_init(&o, test_arena(), (size_t)128 << 20);
    for (int i = 0; i < 1000000; i++)
        out_str(&o, S(TEXT("a", "1")));
    out_str(&o, S(END));
    clock_t from = clock();
    CHECK_INT(parts_of(S(TYPE), out_text(&o), &f), INVALID);
    CHECK((double)(clock() - from) / CLOCKS_PER_SEC < 0.1);

    out_init(&o, test_arena(), 1 << 20);
    out_str(&o, S("--AaB03x\r\nX: "));
    for (int i = 0; i < 65536; i++)
        out_char(&o, 'h');
    out_str(&o, S("\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n" END));
    CHECK_INT(parts_of(S(TYPE), out_text(&o), &f), INVALID);

    out_init(&o, test_arena(), 1 << 20);
    for (int i = 0; i < 100; i++)
        out_str(&o, S(TEXT("a", "1")));
    struct str hundred = arena_fmt(test_arena(), "%.*s" END, STR(out_text(&o)));
    CHECK_OK(parts_of(S(TYPE), hundred, &f));
    hundred = arena_fmt(test_arena(), "%.*s" TEXT("a", "1") END, STR(out_text(&o)));
    CHECK_INT(parts_of(S(TYPE), hundred, &f), INVALID);
}

/* ---- small grammars ---- */

TEST(cookies_are_found_by_their_whole_name)
{
    struct str v;
    struct str header = S("a=1; __Host-visitor=ABC; xa=2;b=\"q\"; c; =d");
    CHECK(cookie_find(header, S("__Host-visitor"), &v));
    CHECK_STR(v, "ABC");
    CHECK(cookie_find(header, S("b"), &v));
    CHECK_STR(v, "q");
    CHECK(!cookie_find(header, S("visitor"), &v));
    CHECK(!cookie_find(header, S("c"), &v));
    CHECK(!cookie_find(S(""), S("a"), &v));
    CHECK(!cookie_find(S(";;;=;"), S("a"), &v));
}

TEST(paths_are_cut_and_decoded)
{
    struct segments s;
    bool slash;
    CHECK(path_parse(test_arena(), S("/"), &s, &slash) && s.n == 0 && !slash);
    CHECK(path_parse(test_arena(), S("/a/%E5%B1%B1/c/"), &s, &slash) && s.n == 3 && slash);
    CHECK_STR(s.part[1], "山");
    CHECK(path_parse(test_arena(), S("/a+b"), &s, &slash));
    CHECK_STR(s.part[0], "a+b");
    CHECK(!path_parse(test_arena(), S("/a//"), &s, &slash));
    CHECK(!path_parse(test_arena(), S(""), &s, &slash));
    CHECK(!path_parse(test_arena(), S("a"), &s, &slash));
}

/* ---- texts of others ---- */

static struct str encode_all(struct str s)
{
    struct out o;
    out_init(&o, test_arena(), 4 << 20);
    for (size_t i = 0; i < s.n; i++)
        out_fmt(&o, "%%%02X", (unsigned char)s.p[i]);
    return out_text(&o);
}

/* Every line must come out as it went in, or be refused exactly when it is no text. */
static void lines_survive(const char *path)
{
    struct str rest = test_file(test_arena(), path), line;
    int n = 0;
    while (str_cut(&rest, '\n', &line)) {
        struct form f;
        bool text = text_is_utf8(line);
        enum rc rc = urlencoded_parse(
            test_arena(), arena_fmt(test_arena(), "v=%.*s", STR(encode_all(line))), 10, &f);
        CHECK_INT(rc, text ? OK : INVALID);
        if (rc == OK)
            CHECK_SAME(value_of(&f, "v"), line);
        struct str parts[] = { S("--AaB03x\r\nContent-Disposition: form-data; name=\"v\"\r\n\r\n"),
                               line, S("\r\n" END) };
        rc = parts_of(S(TYPE), arena_join(test_arena(), parts, 3, S("")), &f);
        CHECK_INT(rc, text ? OK : INVALID);
        if (rc == OK)
            CHECK_SAME(value_of(&f, "v"), line);
        n++;
    }
    CHECK(n > 100);
}

TEST(naughty_strings_come_out_as_they_went_in)
{
    const char *path = test_data("torture/blns.txt");
    if (!path)
        SKIP("no torture/blns.txt in YAKUBA_DATA");
    lines_survive(path);
}

TEST(utf8_tests_are_refused_exactly_where_they_are_no_text)
{
    const char *path = test_data("torture/utf8tests.txt");
    if (!path)
        SKIP("no torture/utf8tests.txt in YAKUBA_DATA");
    lines_survive(path);
}

/* ---- fuzz: own mutator, fixed seed ---- */

static uint64_t seed;

static uint32_t dice(uint32_t n)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(seed >> 33) % n;
}

static struct str mutate(struct arena *mem, const struct str *corpus, size_t n_corpus)
{
    struct str a = corpus[dice((uint32_t)n_corpus)], b = corpus[dice((uint32_t)n_corpus)];
    char *p = arena_new(mem, char, a.n + b.n + 1);
    size_t cut = dice((uint32_t)a.n + 1), from = dice((uint32_t)b.n + 1), n = cut;
    memcpy(p, a.p, cut);
    if (dice(2)) {
        memcpy(p + n, b.p + from, b.n - from);
        n += b.n - from;
    } else {
        memcpy(p + n, a.p + cut, a.n - cut);
        n += a.n - cut;
    }
    for (uint32_t times = dice(6); n && times; times--) {
        static const char special[] = "\r\n\0%-;=\"&\\ \t:/.\xff\xe3";
        p[dice((uint32_t)n)] = dice(2) ? special[dice(sizeof special)] : (char)dice(256);
    }
    char *exact = arena_new(mem, char, n); /* so that reading one byte too far is seen */
    memcpy(exact, p, n);
    return str_n(exact, n);
}

static bool inside(struct str part, struct str whole)
{
    return part.n == 0 || (part.p >= whole.p && part.p + part.n <= whole.p + whole.n);
}

static void fuzz_one(struct arena *mem, const struct str *corpus, size_t n)
{
    struct form f;
    struct segments s;
    struct str v, text = mutate(mem, corpus, n);
    bool slash;
    if (urlencoded_parse(mem, text, MOST_PAIRS, &f) == OK)
        for (size_t i = 0; i < f.n_pairs; i++)
            if (!text_is_utf8(f.pairs[i].name) || !text_is_utf8(f.pairs[i].value))
                CHECK(!"a field that is no text");
    if (multipart_parse(mem, S(TYPE), text, &f) == OK) {
        for (size_t i = 0; i < f.n_pairs; i++)
            if (!text_is_utf8(f.pairs[i].value) || !inside(f.pairs[i].value, text))
                CHECK(!"a part that is no text of the body");
        for (size_t i = 0; i < f.n_uploads; i++)
            if (!inside(f.uploads[i].bytes, text) || !text_is_utf8(f.uploads[i].filename))
                CHECK(!"a file outside the body");
    }
    if (path_parse(mem, text, &s, &slash))
        for (size_t i = 0; i < s.n; i++)
            if (str_find_char(s.part[i], '/') != SIZE_MAX || str_eq(s.part[i], S("..")))
                CHECK(!"a segment that is a path");
    cookie_find(text, S("a"), &v);
    header_parameter(mem, text, S("boundary"), &v);
    while (list_next(&text, &v))
        ;
}

TEST(no_mutation_breaks_a_parser)
{
    static const struct str corpus[] = {
        S_(TEXT("a", "1") TEXT("b", "山") END),
        S_("--AaB03x\r\nContent-Disposition: form-data; name=\"f\"; "
           "filename=\"x\"\r\nContent-Type: a/b\r\n\r\n\xff\r\n" END),
        S_("a=1&b=%E5%B1%B1+x&c"),
        S_("/procedures/%E5%B1%B1/new"),
        S_("multipart/form-data; boundary=\"AaB03x\"; a=b"),
        S_("__Host-visitor=ABC; a=\"b\"; c=d"),
        S_("gzip, br;q=0, *;q=0.5"),
    };
    struct arena mem;
    arena_init(&mem, 1 << 20);
    seed = 20261125;
    clock_t from = clock();
    int rounds = 0;
    for (; (double)(clock() - from) / CLOCKS_PER_SEC < 3; rounds++) {
        arena_release(&mem);
        fuzz_one(&mem, corpus, sizeof corpus / sizeof *corpus);
    }
    arena_release(&mem);
    CHECK(rounds > 1000);
}
