/* SPDX-License-Identifier: Apache-2.0 */
/* Certificates as other programs see them: small, whole, their QR read and judged. */
#include "modules/papers/certificate_check.h"
#include "modules/papers/certificate_sample.h"

#include "tests/programs.h"
#include "tests/test.h"

enum { MOST_BYTES = 40 * 1024 };
static const unsigned char seed[CRYPTO_KEY] = "a seed for tests, thirty-two b!", other[CRYPTO_KEY] = "x";

static struct str certificate_pdf(const struct certificate *c, struct str payload, int wanted_pages)
{
    struct str pdf = { NULL, 0 };
    struct pdf_missing missing;
    int pages = 0;
    CHECK_OK(papers_certificate_pdf(test_arena(), c, payload, &pdf, &pages, &missing));
    CHECK_INT(pages, wanted_pages);
    return pdf;
}

static const char *kept(struct str bytes, const char *name)
{
    struct str path = arena_fmt(test_arena(), "%.*s/%s", STR(test_folder()), name);
    CHECK(program_file(path.p, bytes));
    return path.p;
}

static struct str words_of(const char *path)
{
    struct str text = { NULL, 0 };
    CHECK(program_output(test_arena(), (const char *[]) { "pdftotext", "-raw", path, "-", NULL }, &text));
    return text;
}

static struct str scanned(const char *path)
{
    struct str root = arena_fmt(test_arena(), "%s-page", path), said = { NULL, 0 };
    CHECK(program_output(test_arena(), (const char *[]) { "pdftoppm", "-r", "200", "-png", "-f", "1", "-singlefile", path, root.p, NULL }, &said));
    CHECK(program_output(test_arena(), (const char *[]) { "zbarimg", "-q", "--raw", arena_fmt(test_arena(), "%.*s.png", STR(root)).p, NULL }, &said));
    return str_trim(said);
}

TEST(a_certificate_is_small_and_its_qr_and_words_are_what_was_signed)
{
    struct certificate c = sample_certificate(test_arena(), 318);
    struct certificate_payload p;
    struct str payload = sample_payload(test_arena(), &c, "999997", seed), said;
    struct str pdf = certificate_pdf(&c, payload, 1);
    const char *path = kept(pdf, "certificate.pdf");
    CHECK(pdf.n > 5000 && pdf.n <= MOST_BYTES);
    CHECK(program_output(test_arena(), (const char *[]) { "qpdf", "--check", path, NULL }, &said));
    CHECK(str_eq(scanned(path), arena_fmt(test_arena(), "https://xtown.example.jp/verify#%.*s", STR(payload))));
    CHECK_OK(certificate_payload_read(test_arena(), scanned(path), &p));
    CHECK(str_eq(p.serial, c.serial));
    CHECK_STR(p.hint, "髙＊ \uFA19＊＊＊");
    CHECK_INT(p.issued_on.days, c.issued_on.days);
    struct certificate_keys keys = sample_keys(test_arena(), "999997", seed);
    CHECK_INT(certificate_judge(test_arena(), &p, &keys), CERTIFICATE_GENUINE);
    CHECK_OK(certificate_words_match(words_of(path), p.serial, p.digest));
}

TEST(a_changed_word_is_found)
{
    struct certificate c = sample_certificate(test_arena(), 319);
    struct certificate_payload p;
    struct str payload = sample_payload(test_arena(), &c, "999997", seed);
    CHECK_OK(certificate_payload_read(test_arena(), payload, &p));
    c.statement = S("この写しは、住民票の原本と相違ないことを証明しません。");
    const char *path = kept(certificate_pdf(&c, payload, 1), "changed.pdf");
    CHECK_INT(certificate_words_match(words_of(path), p.serial, p.digest), DENIED);
}

TEST(a_long_household_goes_over_pages_and_its_words_still_match)
{
    struct certificate c = sample_certificate(test_arena(), 320);
    struct certificate_block blocks[7] = { sample_blocks[0] };
    struct certificate_payload p;
    for (int i = 1; i < 7; i++)
        blocks[i] = sample_blocks[1];
    c.blocks = blocks;
    c.n_blocks = 7;
    struct str payload = sample_payload(test_arena(), &c, "999997", seed);
    struct str pdf = certificate_pdf(&c, payload, 4);
    CHECK(pdf.n <= 2 * MOST_BYTES);
    CHECK_OK(certificate_payload_read(test_arena(), payload, &p));
    CHECK_OK(certificate_words_match(words_of(kept(pdf, "long.pdf")), p.serial, p.digest));
}

TEST(every_changed_sign_of_a_payload_is_refused)
{
    struct certificate c = sample_certificate(test_arena(), 318);
    struct certificate_keys keys = sample_keys(test_arena(), "999997", seed);
    struct str payload = sample_payload(test_arena(), &c, "999997", seed);
    char *copy = arena_new(test_arena(), char, payload.n + 1);
    for (size_t i = 0; i < payload.n; i++) {
        struct certificate_payload p;
        memcpy(copy, payload.p, payload.n);
        copy[i] = copy[i] == 'b' ? 'c' : copy[i] == '1' ? '2' : copy[i] >= '0' && copy[i] <= '9' ? '1' : 'b';
        CHECK(certificate_payload_read(test_arena(), str_n(copy, payload.n), &p) == INVALID ||
              certificate_judge(test_arena(), &p, &keys) != CERTIFICATE_GENUINE);
    }
}

TEST(another_town_key_and_year_are_told_apart)
{
    struct certificate c = sample_certificate(test_arena(), 318);
    struct certificate_keys keys = sample_keys(test_arena(), "999997", seed), theirs;
    struct certificate_payload p;
    CHECK_OK(certificate_payload_read(test_arena(), sample_payload(test_arena(), &c, "131016", other), &p));
    CHECK_INT(certificate_judge(test_arena(), &p, &keys), CERTIFICATE_OTHER_TOWN);
    CHECK_OK(certificate_payload_read(test_arena(), sample_payload(test_arena(), &c, "999997", other), &p));
    CHECK_INT(certificate_judge(test_arena(), &p, &keys), CERTIFICATE_OTHER_KEY);
    c.issued_on = date_of(2027, 1, 1);
    CHECK_OK(certificate_payload_read(test_arena(), sample_payload(test_arena(), &c, "999997", seed), &p));
    CHECK_INT(certificate_judge(test_arena(), &p, &keys), CERTIFICATE_OTHER_TIME);
    CHECK_OK(certificate_keys_read(test_arena(), certificate_keys_json(test_arena(), &keys), &theirs));
    CHECK_INT((int64_t)theirs.n, 1);
    CHECK_INT(certificate_judge(test_arena(), &p, &theirs), CERTIFICATE_OTHER_TIME);
}
