/* SPDX-License-Identifier: Apache-2.0 */
/* The two notices, as other programs see them. */
#include "modules/papers/notice_sample.h"

#include "base/out.h"
#include "tests/programs.h"
#include "tests/test.h"

#include <pthread.h>

enum { MOST_BYTES = 40 * 1024 };

static const char *kept(struct str bytes, const char *name)
{
    struct str path = arena_fmt(test_arena(), "%.*s/%s", STR(test_folder()), name);
    CHECK(program_file(path.p, bytes));
    return path.p;
}

static struct str notice(const struct paper_data *p, int wanted_pages)
{
    struct str pdf = { NULL, 0 };
    struct pdf_missing missing;
    int pages = 0;
    CHECK_OK(papers_notice_pdf(test_arena(), p, &pdf, &pages, &missing));
    CHECK_INT(pages, wanted_pages);
    return pdf;
}

static struct str text_of(const char *path)
{
    struct str text = { NULL, 0 };
    CHECK(program_output(test_arena(),
                         (const char *[]) { "pdftotext", "-raw", "-nopgbrk", path, "-", NULL },
                         &text));
    return text;
}

/* pdftotext says every blank as U+0020; nothing else may differ. */
static struct str with_plain_blanks(struct str text)
{
    struct str parts[64];
    size_t n = 0;
    for (size_t at; n < 63 && (at = str_find(text, S("　"))) != SIZE_MAX; n++) {
        parts[n] = str_sub(text, 0, at);
        text = str_sub(text, at + 3, text.n);
    }
    parts[n++] = text;
    return arena_join(test_arena(), parts, n, S(" "));
}

static bool has(struct str text, struct str what)
{
    return str_find(text, with_plain_blanks(what)) != SIZE_MAX;
}

TEST(both_notices_are_clean_small_and_say_everything)
{
    for (int granted = 0; granted < 2; granted++) {
        struct paper_data p = sample_notice(granted);
        struct str pdf = notice(&p, 1), said;
        const char *path = kept(pdf, granted ? "grant.pdf" : "reject.pdf");
        CHECK(pdf.n > 5000 && pdf.n <= MOST_BYTES);
        CHECK(program_output(test_arena(), (const char *[]) { "qpdf", "--check", path, NULL },
                             &said));
        struct str text = text_of(path);
        const struct str everywhere[] = { p.title,
                                          p.number,
                                          p.name,
                                          S("〒000-0001"),
                                          S("令和8年11月25日"),
                                          S("都市X長　架空　一郎"),
                                          S("3か月以内"),
                                          S("6か月以内"),
                                          S("000-0000-0021"),
                                          S("内線　2101"),
                                          S("1 / 1"),
                                          p.subject_ref,
                                          p.request_ref,
                                          S("0000-0012-3455") };
        for (size_t i = 0; i < sizeof(everywhere) / sizeof(everywhere[0]); i++)
            CHECK(has(text, everywhere[i]));
        CHECK(has(text, S("却下の理由")) == !granted);
        CHECK(has(text, S("令和8年12月分から")) == (bool)granted);
        CHECK(has(text, S("50,000円")) == (bool)granted);
        CHECK(has(text, S("＊＊＊＊＊67")) == (bool)granted);
        CHECK(!has(text, S("1234567")) && !has(text, S("34567")));
    }
}

TEST(names_on_a_notice_are_read_back_unaltered)
{
    struct paper_data p = sample_notice(true);
    struct str text = text_of(kept(notice(&p, 1), "names.pdf"));
    for (size_t i = 0; i < p.n_children; i++)
        CHECK(has(text, p.children[i].name));
}

static struct str picture(const struct paper_data *p)
{
    const char *path = kept(notice(p, 1), "crop.pdf");
    struct str image = { NULL, 0 };
    CHECK(program_output(test_arena(),
                         (const char *[]) { "pdftoppm", "-r", "150", "-gray", "-x", "120", "-y",
                                            "1000", "-W", "400", "-H", "300", path, NULL },
                         &image));
    return image;
}

TEST(the_two_forms_of_a_name_look_different)
{
    struct paper_data p = sample_notice(true);
    struct paper_child one = p.children[0];
    p.children = &one;
    p.n_children = 1;
    one.name = S("葛\U000E0100");
    struct str a = picture(&p);
    one.name = S("葛\U000E0101");
    struct str b = picture(&p);
    CHECK(a.n > 1000 && a.n == b.n && !str_eq(a, b));
}

TEST(the_qr_holds_number_request_and_hash_and_no_person)
{
    struct paper_data p = sample_notice(true);
    const char *path = kept(notice(&p, 1), "qr.pdf");
    struct str prefix = arena_fmt(test_arena(), "%.*s/qr", STR(test_folder()));
    struct str image = arena_fmt(test_arena(), "%.*s/qr.png", STR(test_folder())), said;
    CHECK(program_output(
        test_arena(),
        (const char *[]) { "pdftoppm", "-r", "150", "-png", "-singlefile", path, prefix.p, NULL },
        &said));
    CHECK(program_output(test_arena(), (const char *[]) { "zbarimg", "-q", "--raw", image.p, NULL },
                         &said));
    struct str token = papers_token(test_arena(), &p);
    CHECK_SAME(str_trim(said), token);
    CHECK(str_starts(token, S("YAKUBA1 8子育て第318号 0SAMPLE0REQUEST00000000001 ")));
    p.children = NULL;
    p.n_children = 0;
    CHECK(!str_eq(token, papers_token(test_arena(), &p)));
}

TEST(a_missing_glyph_or_a_missing_reason_makes_no_paper)
{
    struct paper_data p = sample_notice(true);
    struct paper_child child = p.children[0];
    struct pdf_missing missing;
    struct str pdf;
    int pages;
    p.children = &child;
    p.n_children = 1;
    child.name = S("見本　\U0002FFFF子");
    CHECK_INT(papers_notice_pdf(test_arena(), &p, &pdf, &pages, &missing), INVALID);
    CHECK_STR(missing.sign, "\U0002FFFF");
    CHECK_STR(missing.part, "お子さんの氏名");

    p = sample_notice(false);
    p.reason = S(" ");
    CHECK_INT(papers_notice_pdf(test_arena(), &p, &pdf, &pages, &missing), INVALID);
    CHECK_INT((int64_t)missing.sign.n, 0);
    p = sample_notice(false);
    p.appeal = S("");
    CHECK_INT(papers_notice_pdf(test_arena(), &p, &pdf, &pages, &missing), INVALID);
}

TEST(many_children_and_a_long_reason_take_more_pages)
{
    struct paper_data p = sample_notice(true);
    struct paper_child many[30];
    for (int i = 0; i < 30; i++)
        many[i] = sample_children[i % 3];
    p.children = many;
    p.n_children = 30;
    struct str text = text_of(kept(notice(&p, 3), "many.pdf"));
    size_t found = 0;
    for (size_t at; (at = str_find(text, S("10,000円"))) != SIZE_MAX; found++)
        text = str_sub(text, at + 3, text.n);
    CHECK_INT((int64_t)found, 20);

    p = sample_notice(false);
    struct out reason;
    out_init(&reason, test_arena(), 65536);
    for (int i = 0; i < 60; i++)
        out_str(
            &reason,
            S("理由を詳しく述べる長い文であり、一枚には収まらないことを確かめるためのものです。"));
    out_str(&reason, S("以上"));
    p.reason = out_text(&reason);
    CHECK(has(text_of(kept(notice(&p, 2), "long.pdf")), S("以上")));
}

TEST(a_notice_of_somebody_else_is_denied)
{
    struct paper_data p = sample_notice(true);
    struct str pdf = notice(&p, 1);
    CHECK_OK(papers_verify_identity(test_arena(), pdf, p.subject_ref, p.request_ref));
    CHECK_INT(papers_verify_identity(test_arena(), pdf, p.request_ref, p.request_ref), DENIED);
    CHECK_INT(papers_verify_identity(test_arena(), pdf, p.subject_ref, S("")), DENIED);
    CHECK_INT(papers_verify_identity(test_arena(), S("%PDF"), p.subject_ref, p.request_ref),
              DENIED);
}

enum { THREADS = 4, PAPERS = 500 };
struct batch {
    int first, mismatches, made;
};

/* Each paper has its own refs and no other's; every eighth is made twice: the same bytes. */
static void make_one(struct arena *mem, struct batch *b, int i)
{
    struct paper_data p = sample_notice(i % 2);
    struct str once, again;
    struct pdf_missing missing;
    int pages;
    unsigned char one[CRYPTO_MAC], two[CRYPTO_MAC];
    p.subject_ref = arena_fmt(mem, "SUBJECT%019d", i);
    p.request_ref = arena_fmt(mem, "REQUEST%019d", i * 7);
    p.name = arena_fmt(mem, "見本　%d郎", i);
    bool right = papers_notice_pdf(mem, &p, &once, &pages, &missing) == OK &&
                 papers_verify_identity(mem, once, p.subject_ref, p.request_ref) == OK;
    if (right && i % 8 == 0) {
        right = papers_notice_pdf(mem, &p, &again, &pages, &missing) == OK;
        crypto_digest(NULL, once, one);
        crypto_digest(NULL, right ? again : S(""), two);
        right = right && crypto_equal(one, two, sizeof(one));
    }
    b->mismatches += !right;
    b->made++;
}

static void *make_batch(void *arg)
{
    struct batch *b = arg;
    struct arena mem;
    arena_init(&mem, (size_t)32 << 20);
    for (int i = 0; i < PAPERS; i++) {
        make_one(&mem, b, b->first + i);
        arena_reset(&mem);
    }
    arena_release(&mem);
    return NULL;
}

TEST(two_thousand_papers_in_four_threads_never_mix)
{
    pthread_t threads[THREADS];
    struct batch batches[THREADS] = { 0 };
    for (int i = 0; i < THREADS; i++) {
        batches[i].first = i * PAPERS;
        CHECK(pthread_create(&threads[i], NULL, make_batch, &batches[i]) == 0);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        CHECK_INT(batches[i].made, PAPERS);
        CHECK_INT(batches[i].mismatches, 0);
    }
}
