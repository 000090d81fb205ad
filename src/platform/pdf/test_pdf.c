/* SPDX-License-Identifier: Apache-2.0 */
/* The writer, judged by other programs: qpdf checks the file, pdftotext reads the text back,
 * pdftoppm draws it. */
#include "platform/pdf/pdf.h"

#include "base/out.h"
#include "base/text.h"
#include "base/time.h"

#include "tests/programs.h"
#include "tests/test.h"

#include <stdio.h>

static const struct pdf_info marks[] = { { "YakubaSubject", S_("SUBJECT(1)") },
                                         { "YakubaRequest", S_("案件𠮷\\") } };
static const struct pdf_about about = { .title = S_("認定通知書"),
                                        .author = S_("都市X"),
                                        .made_at = 1795568520 * SECOND,
                                        .info = marks,
                                        .n_info = 2 };
static const struct pdf_look body = { .size = 12 };

static struct pdf *new_page(void)
{
    struct pdf *d = NULL;
    CHECK_OK(pdf_new(test_arena(), &about, &d));
    pdf_page(d, 210, 297);
    return d;
}

static struct str finished(struct pdf *d)
{
    struct str bytes = { NULL, 0 };
    CHECK_OK(pdf_finish(d, &bytes));
    return bytes;
}

static const char *kept(struct str bytes, const char *name)
{
    struct str path = arena_fmt(test_arena(), "%.*s/%s", STR(test_folder()), name);
    CHECK(program_file(path.p, bytes));
    return path.p;
}

static struct str text_of(const char *path)
{
    struct str text;
    CHECK(program_output(test_arena(),
                         (const char *[]) { "pdftotext", "-raw", "-nopgbrk", path, "-", NULL },
                         &text));
    return text;
}

TEST(a_page_is_clean_for_qpdf_and_its_text_comes_back)
{
    struct pdf *d = new_page();
    pdf_text(d, &body, PDF_LEFT, 20, 40, S("児童手当の認定をしましたので、通知します。"));
    pdf_text(d, &(struct pdf_look) { .style = PDF_GOTHIC, .size = 12 }, PDF_LEFT, 20, 60,
             S("電話 000-0000-0001 (AV Wa.)"));
    pdf_number_pages(d, 9, 105, 285);
    const char *path = kept(finished(d), "page.pdf");
    struct str said;
    CHECK(program_output(test_arena(), (const char *[]) { "qpdf", "--check", path, NULL }, &said));
    CHECK(str_find(said, S("No syntax or stream encoding errors found")) != SIZE_MAX);
    CHECK_STR(text_of(path),
              "児童手当の認定をしましたので、通知します。\n電話 000-0000-0001 (AV Wa.)\n1 / 1\n");
}

TEST(hard_names_come_back_unaltered)
{
    static const char *const names[] = {
        "\uFA19\uFA1B\uFA10\uFA12\uF9DC\uFA26",
        "髙﨑𠮷",
        "葛\U000E0100葛\U000E0101葛",
        "辻\U000E0100辻\U000E0101",
        "神\uFA19祥\uFA1A",
        "Nguyễn Phạm",
        "한글",
        "ヷヸゕ゚か゚",
    };
    for (int style = 0; style < PDF_STYLES; style++) {
        struct pdf *d = new_page();
        struct out wanted;
        out_init(&wanted, test_arena(), 4096);
        for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
            pdf_text(d, &(struct pdf_look) { .style = (enum pdf_style)style, .size = 14 }, PDF_LEFT,
                     20, 30 + 10 * (double)i, str_of(names[i]));
            out_str(&wanted, str_of(names[i]));
            out_char(&wanted, '\n');
        }
        CHECK_STR(pdf_missing(d)->sign, "");
        CHECK_SAME(text_of(kept(finished(d), "names.pdf")), out_text(&wanted));
    }
}

static struct str picture(const char *name, const char *sign)
{
    struct pdf *d = new_page();
    pdf_text(d, &(struct pdf_look) { .size = 60 }, PDF_LEFT, 10, 40, str_of(sign));
    const char *path = kept(finished(d), name);
    struct str image;
    CHECK(program_output(test_arena(),
                         (const char *[]) { "pdftoppm", "-r", "50", "-gray", path, NULL }, &image));
    return image;
}

TEST(two_forms_of_one_sign_differ_on_paper)
{
    struct str a = picture("a.pdf", "葛\U000E0100"), b = picture("b.pdf", "葛\U000E0101");
    CHECK(a.n > 1000 && a.n == b.n);
    CHECK(!str_eq(a, b));
    CHECK(str_eq(a, picture("c.pdf", "葛\U000E0100")));
    CHECK(!str_eq(picture("d.pdf", "神"), picture("e.pdf", "\uFA19")));
}

TEST(a_sign_without_a_glyph_is_refused_and_named)
{
    struct pdf *d = new_page();
    pdf_part(d, S("申請者の氏名"));
    pdf_text(d, &body, PDF_LEFT, 20, 40, S("見本\U000E0101 \U00016800"));
    struct str bytes;
    CHECK_INT(pdf_finish(d, &bytes), INVALID);
    CHECK_STR(pdf_missing(d)->sign, "本\U000E0101");
    CHECK_STR(pdf_missing(d)->part, "申請者の氏名");
    CHECK_STR(pdf_missing(d)->text, "見本\U000E0101 \U00016800");

    d = new_page();
    pdf_text(d, &body, PDF_LEFT, 20, 40, S("\U00016800"));
    CHECK_INT(pdf_finish(d, &bytes), INVALID);
}

TEST(the_same_calls_give_the_same_bytes)
{
    struct str first = { NULL, 0 };
    for (int i = 0; i < 2; i++) {
        struct pdf *d = new_page();
        pdf_text(d, &body, PDF_LEFT, 20, 40, S("同じ紙"));
        CHECK_OK(pdf_qr(d, 20, 60, 24, S("1234"), S("確認")));
        struct str bytes = finished(d);
        if (i == 0)
            first = bytes;
        else
            CHECK(str_eq(first, bytes));
    }
}

TEST(info_entries_are_read_back_exactly)
{
    struct pdf *d = new_page();
    pdf_text(d, &body, PDF_LEFT, 20, 40, S("題"));
    struct str bytes = finished(d), value;
    CHECK_OK(pdf_read_info(test_arena(), bytes, "YakubaSubject", &value));
    CHECK_STR(value, "SUBJECT(1)");
    CHECK_OK(pdf_read_info(test_arena(), bytes, "YakubaRequest", &value));
    CHECK_STR(value, "案件𠮷\\");
    CHECK_INT(pdf_read_info(test_arena(), bytes, "Yakuba", &value), NOT_FOUND);
    CHECK_INT(pdf_read_info(test_arena(), S("%PDF-1.7\n"), "YakubaRequest", &value), INVALID);
    for (size_t n = 0; n < 400; n++)
        CHECK(pdf_read_info(test_arena(), str_sub(bytes, 0, n), "Nothing", &value) != OK);
}

TEST(paragraphs_break_by_kinsoku)
{
    struct pdf *d = new_page();
    /* Ten signs of 12 pt fit. */
    double width = 10.05 * 12 * 25.4 / 72;
    double used =
        pdf_paragraph(d, &body, 20, 20, width,
                      S("一二三四五六七八九十。「あいうえおかき「くけ」こさしすせwordそ"));
    CHECK(used > 12 * 25.4 / 72 * 1.6 * 3.9);
    CHECK_STR(text_of(kept(finished(d), "lines.pdf")),
              "一二三四五六七八九\n十。「あいうえおかき\n「くけ」こさしすせ\nwordそ\n");
}

TEST(tables_wrap_and_read_row_by_row)
{
    struct pdf *d = new_page();
    static const double widths[] = { 30, 50 };
    static const enum pdf_align aligns[] = { PDF_LEFT, PDF_RIGHT };
    struct str cells[] = {
        S("氏名"),    S("月額"), S("見本 太郎"), S("10,000円"), S("見本 長い名前の花子さん"),
        S("30,000円")
    };
    double height = pdf_table(d, &(struct pdf_table) { .x = 20,
                                                       .y = 20,
                                                       .widths = widths,
                                                       .aligns = aligns,
                                                       .n_columns = 2,
                                                       .cells = cells,
                                                       .n_rows = 3,
                                                       .has_head = true,
                                                       .padding = 2,
                                                       .look = &body });
    CHECK(height > 20 && height < 60);
    const char *path = kept(finished(d), "table.pdf");
    CHECK_STR(text_of(path),
              "氏名 月額\n見本 太郎 10,000円\n見本 長い名\n前の花子さん\n30,000円\n");
    struct str tree;
    CHECK(
        program_output(test_arena(), (const char *[]) { "pdfinfo", "-struct", path, NULL }, &tree));
    CHECK(str_find(tree, S("Table")) != SIZE_MAX &&
          str_find(tree, S("/Scope /Column")) != SIZE_MAX);
}

TEST(a_qr_code_is_read_by_a_scanner)
{
    struct pdf *d = new_page();
    CHECK_OK(pdf_qr(d, 20, 20, 24, S("子育第12号 ABCDEFGH 0123456789abcdef"), S("確認用")));
    pdf_text(d, &body, PDF_LEFT, 60, 30, S("題"));
    const char *path = kept(finished(d), "qr.pdf");
    struct str prefix = arena_fmt(test_arena(), "%.*s/qr", STR(test_folder()));
    struct str image = arena_fmt(test_arena(), "%.*s/qr.png", STR(test_folder())), said;
    CHECK(program_output(
        test_arena(),
        (const char *[]) { "pdftoppm", "-r", "200", "-png", "-singlefile", path, prefix.p, NULL },
        &said));
    CHECK(program_output(test_arena(), (const char *[]) { "zbarimg", "-q", "--raw", image.p, NULL },
                         &said));
    CHECK_STR(str_trim(said), "子育第12号 ABCDEFGH 0123456789abcdef");
}

TEST(a_long_paragraph_goes_on_where_the_page_ended)
{
    struct pdf *d = new_page();
    struct str text = S("一二三四五六七八九十一二三四五六七八九十"), rest = text;
    double width = 10.05 * 12 * 25.4 / 72, line = 12 * 25.4 / 72 * 1.6;
    CHECK(pdf_paragraph_height(d, &body, width, text) > 1.9 * line);
    double used = pdf_paragraph_part(d, &body, 20, 20, width, 1.5 * line, &rest);
    CHECK(used > 0.9 * line && used < 1.1 * line);
    CHECK_STR(rest, "一二三四五六七八九十");
    used = pdf_paragraph_part(d, &body, 20, 60, width, 1.5 * line, &rest);
    CHECK_STR(rest, "");
}

TEST(a_subset_of_thousands_of_signs_is_still_right)
{
    struct pdf *d = new_page();
    struct out wanted;
    out_init(&wanted, test_arena(), 65536);
    for (int line = 0; line < 60; line++) {
        char text[40 * 3], *at = text;
        for (int i = 0; i < 40; i++)
            text_put(&at, (uint32_t)(0x4e00 + line * 40 + i));
        struct str s = { text, (size_t)(at - text) };
        pdf_text(d, &body, PDF_LEFT, 5, 20 + 4.5 * line, s);
        out_str(&wanted, s);
        out_char(&wanted, '\n');
    }
    const char *path = kept(finished(d), "large.pdf");
    struct str said;
    CHECK(program_output(test_arena(), (const char *[]) { "qpdf", "--check", path, NULL }, &said));
    CHECK_SAME(text_of(path), out_text(&wanted));
}
