/* SPDX-License-Identifier: Apache-2.0 */
/* A certificate on A4: pale waves and a double frame, number, title, rows in a frame, the statement
 * with date, mayor and seal, and on each page how it is checked.  What is drawn before the words
 * CERTIFICATE_CHECK_WORDS is drawn in the order of certificate_digest. */
#include "base/ids.h"
#include "modules/papers/certificate_words.h"
#include "modules/papers/notice.h"

#include <math.h>

enum { LEFT = 17, RIGHT = 193, WIDTH = RIGHT - LEFT, MIDDLE = 105, LABEL = 35 };
enum { PAGE_STARTS = 30, FIRST_STARTS = 47, PAGE_ENDS = 243, CLOSING = 52 };
enum { FRAME_BLUE = 0x5a76d6, WAVE_BLUE = 0xdfe3fb, SPECIMEN_GREY = 0xe4e4e8 };

static const struct pdf_look label_look = { .size = 10.5, .leading = 1.5 };
static const struct pdf_look value_look = { .size = 12, .leading = 1.4 };
static const struct pdf_look name_look = { .size = 16.5, .leading = 1.3 };
static const struct pdf_look reading_look = { .size = 8.5, .leading = 1.5 };
static const struct pdf_look heading = { .style = PDF_GOTHIC_BOLD, .size = 9.5 };
static const struct pdf_look foot = { .style = PDF_GOTHIC, .size = 9, .leading = 1.6 };

struct sheet {
    struct pdf *d;
    struct arena *mem;
    const struct certificate *c;
    struct str payload, code;
    double y;
};

static const double padding = 3.2;

static void draw_ground(struct sheet *s)
{
    pdf_waves(s->d, 9, 9, 192, 279, 0.5, WAVE_BLUE);
    pdf_frame(s->d, 7.5, 7.5, 195, 282, 0, 1.4, FRAME_BLUE);
    pdf_frame(s->d, 8.8, 8.8, 192.4, 279.4, 0, 0.5, FRAME_BLUE);
    if (!s->c->is_specimen)
        return;
    pdf_open(s->d, PDF_ARTIFACT);
    pdf_turn(s->d, MIDDLE, 170, 28);
    pdf_text(s->d,
             &(struct pdf_look) { .size = 130, .spacing = 0.35, .colour = SPECIMEN_GREY },
             PDF_CENTRE, MIDDLE, 185, S(CERTIFICATE_SPECIMEN));
    pdf_turn_back(s->d);
    pdf_close(s->d);
}

static void new_page(struct sheet *s)
{
    pdf_page(s->d, 210, 297);
    draw_ground(s);
    pdf_part(s->d, S(CERTIFICATE_NUMBER_WORD));
    pdf_text(s->d, &label_look, PDF_RIGHT, RIGHT, 20.5,
             arena_fmt(s->mem, CERTIFICATE_NUMBER_WORD "　%.*s",
                       STR(ids_receipt_print(s->mem, s->c->serial))));
    s->y = PAGE_STARTS;
}

static void draw_title(struct sheet *s)
{
    pdf_part(s->d, S("題名"));
    pdf_open(s->d, PDF_H1);
    pdf_text(s->d, &(struct pdf_look) { .style = PDF_MINCHO_BOLD, .size = 26, .spacing = 0.5 },
             PDF_CENTRE, MIDDLE, 37, s->c->title);
    pdf_close(s->d);
    s->y = FIRST_STARTS;
}

static const struct pdf_look *look_of(const struct certificate_cell *c)
{
    return c->is_name ? &name_look : &value_look;
}

static double cell_height(struct sheet *s, const struct certificate_cell *c, double width)
{
    double label = pdf_paragraph_height(s->d, &label_look, LABEL - 2 * padding, c->label);
    double value = pdf_paragraph_height(s->d, look_of(c), width - 2 * padding, c->value);
    if (c->reading.n)
        value += pdf_paragraph_height(s->d, &reading_look, width - 2 * padding, c->reading);
    return fmax(label, value) + 4;
}

static bool has_right(const struct certificate_row *r)
{
    return r->right.label.n > 0;
}

static double value_width(const struct certificate_row *r)
{
    return has_right(r) ? (double)WIDTH / 2 - LABEL : WIDTH - LABEL;
}

static double row_height(struct sheet *s, const struct certificate_row *r)
{
    double left = cell_height(s, &r->left, value_width(r));
    double right = has_right(r) ? cell_height(s, &r->right, value_width(r)) : 0;
    return fmax(10, fmax(left, right));
}

static void draw_middle(struct sheet *s, const struct pdf_look *look, double x, double y,
                        double width, double height, struct str text)
{
    double used = pdf_paragraph_height(s->d, look, width, text);
    double spare = look->size / 72 * 25.4 * (look->leading - 1) / 2; /* below the last line */
    (void)pdf_paragraph(s->d, look, x, y + (height - used) / 2 + spare, width, text);
}

static void draw_cell(struct sheet *s, const struct certificate_cell *c, double x, double width,
                      double height)
{
    double inner = width - 2 * padding, y = s->y, reading = 0;
    pdf_part(s->d, c->label);
    pdf_open(s->d, PDF_TH);
    draw_middle(s, &label_look, x + padding, y, LABEL - 2 * padding, height, c->label);
    pdf_close(s->d);
    pdf_line(s->d, x + LABEL, y, x + LABEL, y + height, 0.6, 0);
    pdf_open(s->d, PDF_TD);
    if (c->reading.n) {
        reading = pdf_paragraph_height(s->d, &reading_look, inner, c->reading);
        (void)pdf_paragraph(s->d, &reading_look, x + LABEL + padding, y + 2, inner, c->reading);
    }
    draw_middle(s, look_of(c), x + LABEL + padding, y + reading, inner, height - reading, c->value);
    pdf_close(s->d);
}

static void draw_row(struct sheet *s, const struct certificate_row *r, double height)
{
    double width = value_width(r);
    pdf_open(s->d, PDF_TR);
    draw_cell(s, &r->left, LEFT, width, height);
    if (has_right(r)) {
        pdf_line(s->d, MIDDLE, s->y, MIDDLE, s->y + height, 0.6, 0);
        draw_cell(s, &r->right, MIDDLE, width, height);
    }
    pdf_close(s->d);
    pdf_frame(s->d, LEFT, s->y, WIDTH, height, 0, 0.8, 0);
    s->y += height;
}

static void draw_block_title(struct sheet *s, struct str title)
{
    if (!title.n)
        return;
    pdf_text(s->d, &value_look, PDF_LEFT, LEFT, s->y + 5, title);
    s->y += 8;
}

static void draw_block(struct sheet *s, const struct certificate_block *b)
{
    double *heights = arena_new(s->mem, double, b->n_rows + 1), sum = b->title.n ? 8 : 0;
    for (size_t i = 0; i < b->n_rows; i++)
        sum += heights[i] = row_height(s, &b->rows[i]);
    if (s->y + sum > PAGE_ENDS && sum <= PAGE_ENDS - PAGE_STARTS)
        new_page(s);
    draw_block_title(s, b->title);
    pdf_open(s->d, PDF_TABLE);
    for (size_t i = 0; i < b->n_rows; i++) {
        if (s->y + heights[i] > PAGE_ENDS) {
            pdf_close(s->d);
            new_page(s);
            pdf_open(s->d, PDF_TABLE);
        }
        draw_row(s, &b->rows[i], heights[i]);
    }
    pdf_close(s->d);
}

static void draw_table(struct sheet *s, const struct certificate_table *t)
{
    enum { HIGHEST_ROW = 16 }; /* a row of two lines */
    enum pdf_align *aligns = arena_new(s->mem, enum pdf_align, t->n_columns);
    if (s->y + (double)(t->n_rows + 1) * HIGHEST_ROW > PAGE_ENDS)
        new_page(s);
    draw_block_title(s, t->title);
    struct pdf_table table = { .x = LEFT,
                               .y = s->y,
                               .widths = t->widths,
                               .aligns = aligns,
                               .n_columns = t->n_columns,
                               .cells = t->cells,
                               .n_rows = t->n_rows,
                               .has_head = true,
                               .padding = 2.4,
                               .look = &label_look };
    pdf_part(s->d, t->title);
    s->y += pdf_table(s->d, &table);
}

/* The statement, the day and the mayor stay together. */
static void draw_closing(struct sheet *s)
{
    const struct certificate *c = s->c;
    double statement = pdf_paragraph_height(s->d, &value_look, WIDTH, c->statement);
    if (s->y + statement + CLOSING - 6 > PAGE_ENDS)
        new_page(s);
    pdf_part(s->d, S("証明の文"));
    s->y += 6 + pdf_paragraph(s->d, &value_look, LEFT, s->y + 6, WIDTH, c->statement);
    s->y += 6;
    pdf_text(s->d, &value_look, PDF_LEFT, LEFT, s->y + 3, date_ja(s->mem, c->issued_on));
    s->y += 20;
    pdf_part(s->d, S("発行者の氏名"));
    pdf_text(s->d, &(struct pdf_look) { .size = 18, .spacing = 0.12 }, PDF_RIGHT, 161, s->y,
             arena_fmt(s->mem, "%.*s　%.*s", STR(c->head_title), STR(c->head_name)));
}

static enum rc draw_foot(struct sheet *s)
{
    const struct certificate *c = s->c;
    struct str address = arena_fmt(s->mem, "%.*s#%.*s", STR(c->verify_at), STR(s->payload));
    pdf_line(s->d, LEFT, 246, RIGHT, 246, 0.6, 0);
    pdf_part(s->d, S("確かめ方"));
    pdf_text(s->d, &heading, PDF_LEFT, 56, 253, S(CERTIFICATE_CHECK_WORDS));
    struct str text = arena_fmt(
        s->mem,
        "QRコードを読むと、%.*sの確認ページで、証明番号・発行日・氏名の一部と、電子署名が正しいかを"
        "見られます。\n%.*s　確認番号 %.*s",
        STR(c->town), STR(c->verify_at), STR(s->code));
    (void)pdf_paragraph(s->d, &foot, 56, 255.5, RIGHT - 56, text);
    (void)pdf_paragraph(s->d, &foot, 56, 272, RIGHT - 56,
                        arena_fmt(s->mem, "%.*s　電話 %.*s", STR(c->section), STR(c->telephone)));
    return pdf_qr(s->d, LEFT - 2, 247, 39, address,
                  S("この証明書が本物かを確かめるためのQRコード"));
}

static void draw_marks(struct sheet *s)
{
    static const struct pdf_look tiny = { .size = 6.5, .colour = 0x555555 };
    pdf_open(s->d, PDF_ARTIFACT);
    pdf_text(s->d, &tiny, PDF_LEFT, 56, 285.5,
             arena_fmt(s->mem, "%.*s / %.*s", STR(s->c->subject_ref), STR(s->c->request_ref)));
    pdf_close(s->d);
}

static bool is_complete(const struct certificate *c)
{
    return c->title.n && c->statement.n && (c->n_blocks || c->n_tables) && c->subject_ref.n &&
           c->request_ref.n && certificate_kind_title(c->kind).n && c->serial.n == 12 &&
           c->verify_at.n && c->head_name.n;
}

static enum rc draw_all(struct sheet *s)
{
    enum rc rc = OK;
    new_page(s);
    draw_title(s);
    for (size_t i = 0; i < s->c->n_blocks; i++)
        draw_block(s, &s->c->blocks[i]);
    for (size_t i = 0; i < s->c->n_tables; i++) {
        s->y += 6;
        draw_table(s, &s->c->tables[i]);
    }
    draw_closing(s);
    for (int page = 1; rc == OK && page <= pdf_pages(s->d); page++) {
        pdf_turn_to(s->d, page);
        rc = draw_foot(s);
        draw_marks(s);
    }
    notice_seal(s->d, s->mem, 168, s->y - 16, 25, arena_fmt(s->mem, "%.*s之印", STR(s->c->head_title)));
    pdf_number_pages(s->d, 8, RIGHT - 4, 285.5);
    return rc;
}

enum rc papers_certificate_pdf(struct arena *mem, const struct certificate *c, struct str payload,
                               struct str *ret_pdf, int *ret_pages, struct pdf_missing *ret_missing)
{
    const struct pdf_info info[] = { { "YakubaSubject", c->subject_ref },
                                     { "YakubaRequest", c->request_ref },
                                     { "YakubaCertificate", payload } };
    unsigned char digest[CERTIFICATE_DIGEST];
    struct sheet s = { .mem = mem, .c = c, .payload = payload };
    *ret_missing = (struct pdf_missing) { 0 };
    if (!is_complete(c))
        return INVALID;
    certificate_digest(c, digest);
    s.code = certificate_code(mem, digest);
    enum rc rc = pdf_new(mem,
                         &(struct pdf_about) { .title = c->title,
                                               .author = c->town,
                                               .made_at = c->made_at,
                                               .info = info,
                                               .n_info = 3 },
                         &s.d);
    if (rc == OK)
        rc = draw_all(&s);
    if (rc == OK)
        rc = pdf_finish(s.d, ret_pdf);
    if (rc == INVALID)
        *ret_missing = *pdf_missing(s.d);
    if (rc == OK)
        *ret_pages = pdf_pages(s.d);
    return rc;
}
