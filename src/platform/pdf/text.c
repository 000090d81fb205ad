/* SPDX-License-Identifier: Apache-2.0 */
/* Lines and paragraphs: where a Japanese line may break, and the text operators of a page. */
#include "base/text.h"
#include "platform/pdf/document.h"

#include <math.h>

/* 行頭禁則 and 行末禁則 (JIS X 4051): signs that never begin, never end a line. */
static const struct str never_first =
    S_("、。，．・：；？！゛゜ヽヾゝゞ々ー）〕］｝〉》」』】〙〗’”ぁぃぅぇぉっゃゅょゎァィゥェォッ"
       "ャュョヮヵヶ,.:;?!)]}%％℃");
static const struct str never_last = S_("（〔［｛〈《「『【〘〖‘“([{￥＄$第");

/* Most signs are kanji (U+4000 on, first byte E4 to E9) and in no set but 第. */
static bool is_among(struct str sign, struct str set)
{
    unsigned char lead = sign.n ? (unsigned char)sign.p[0] : 0;
    if (lead >= 0xe4 && lead <= 0xe9)
        return str_eq(sign, S("第")) && set.p == never_last.p;
    return sign.n > 0 && str_find(set, sign) != SIZE_MAX;
}

static bool is_word(struct str sign)
{
    struct str rest = sign;
    uint32_t c = 0;
    text_next(&rest, &c);
    return (c > ' ' && c < 0x7f) || (c >= 0xa1 && c < 0x250);
}

static bool is_blank(const struct pdf_sign *s)
{
    return str_eq(s->text, S(" ")) || str_eq(s->text, S("　"));
}

static bool may_break(const struct pdf_sign *before, const struct pdf_sign *after)
{
    if (after->text.n == 0 || is_among(after->text, never_first) ||
        is_among(before->text, never_last))
        return false;
    return !(is_word(before->text) && is_word(after->text));
}

size_t pdf_next_line(const struct pdf_sign *signs, size_t n, double width, size_t *at)
{
    size_t from = *at, fits = from, allowed = 0;
    double used = 0;
    for (; fits < n && !signs[fits].is_new_line; fits++) {
        if (fits > from && !is_blank(&signs[fits]) && may_break(&signs[fits - 1], &signs[fits]))
            allowed = fits;
        used += signs[fits].advance;
        if (used > width + 0.001 && !is_blank(&signs[fits]) && fits > from)
            break;
    }
    size_t end = fits;
    if (fits == n || signs[fits].is_new_line)
        *at = fits == n ? n : fits + 1;
    else
        *at = end = allowed ? allowed : fits;
    while (end > from && is_blank(&signs[end - 1]))
        end--;
    return end - from;
}

void pdf_put_colour(struct out *o, uint32_t rgb, const char *operator)
{
    for (int shift = 16; shift >= 0; shift -= 8) {
        pdf_put_number(o, (double)((rgb >> shift) & 0xff) / 255);
        out_char(o, ' ');
    }
    out_fmt(o, "%s ", operator);
}

/* The writing of one line: which font is set, whether a string is open, what is owed to the next
 * glyph's place (thousandths of the size, to the left). */
struct pen {
    struct pdf *d;
    struct out *o;
    double size;
    int face;
    bool in_array, in_string;
    double owed, rise;
};

static void end_string(struct pen *p)
{
    if (p->in_string)
        out_char(p->o, '>');
    p->in_string = false;
}

static void end_array(struct pen *p)
{
    end_string(p);
    if (p->in_array)
        out_str(p->o, S("]TJ "));
    p->in_array = false;
}

static void set_font(struct pen *p, const struct pdf_sign *s)
{
    double rise = s->y * p->size;
    if (p->face == (int)s->face && p->rise == rise)
        return;
    end_array(p);
    if (p->face != (int)s->face) {
        out_fmt(p->o, "/F%d ", s->face);
        pdf_put_number(p->o, p->size);
        out_str(p->o, S(" Tf "));
    }
    if (p->rise != rise) {
        pdf_put_number(p->o, rise);
        out_str(p->o, S(" Ts "));
    }
    p->face = (int)s->face;
    p->rise = rise;
}

static void put_code(struct out *o, uint32_t code)
{
    char digits[4];
    for (int i = 0; i < 4; i++)
        digits[i] = "0123456789ABCDEF"[code >> (12 - 4 * i) & 15];
    out_put(o, digits, 4);
}

static void put_glyph(struct pen *p, const struct pdf_sign *s)
{
    set_font(p, s);
    if (!p->in_array)
        out_char(p->o, '[');
    p->in_array = true;
    double shift = p->owed - s->x * 1000;
    if (fabs(shift) >= 0.5) {
        end_string(p);
        pdf_put_number(p->o, round(shift));
        p->owed -= round(shift);
    }
    if (!p->in_string)
        out_char(p->o, '<');
    p->in_string = true;
    put_code(p->o, pdf_code(p->d, s));
    p->owed += (s->natural - s->advance) * 1000;
}

/* A grapheme of several glyphs says its text itself. */
static void begin_cluster(struct pen *p, const struct pdf_sign *s)
{
    end_array(p);
    out_str(p->o, S("/Span<</ActualText<FEFF"));
    struct str text = s->text;
    uint32_t c;
    while (text_next(&text, &c)) {
        if (c >= 0x10000)
            out_fmt(p->o, "%04X%04X", 0xd800 + ((c - 0x10000) >> 10), 0xdc00 + (c & 0x3ff));
        else
            out_fmt(p->o, "%04X", c);
    }
    out_str(p->o, S(">>>BDC "));
}

/* Fills and strokes: the strokes of a sign grow by a thirtieth of its size. */
static void begin_thick(struct out *o, const struct pdf_look *look)
{
    if (look->colour)
        pdf_put_colour(o, look->colour, "RG");
    pdf_put_number(o, look->size / 30);
    out_str(o, S(" w 2 Tr "));
}

void pdf_draw_signs(struct pdf *d, const struct pdf_look *look, double x, double y,
                    const struct pdf_sign *signs, size_t n)
{
    if (n == 0)
        return;
    struct out *o = pdf_content(d);
    struct pen pen = { .d = d, .o = o, .size = look->size, .face = -1 };
    pdf_mark_begin(d);
    bool thick = look->style == PDF_MINCHO_BOLD;
    if (look->colour)
        pdf_put_colour(o, look->colour, "rg");
    if (thick)
        begin_thick(o, look);
    out_str(o, S("BT "));
    pdf_put_number(o, x * MM);
    out_char(o, ' ');
    pdf_put_number(o, pdf_from_top(d, y));
    out_str(o, S(" Td "));
    for (size_t i = 0; i < n; i++) {
        if (signs[i].is_new_line)
            continue;
        if (signs[i].has_more)
            begin_cluster(&pen, &signs[i]);
        put_glyph(&pen, &signs[i]);
        bool ends_cluster = signs[i].text.n == 0 && (i + 1 == n || signs[i + 1].text.n > 0);
        if (ends_cluster) {
            end_array(&pen);
            out_str(o, S("EMC "));
        }
    }
    end_array(&pen);
    out_str(o, pen.rise != 0 ? S("0 Ts ET\n") : S("ET\n"));
    if (thick)
        out_str(o, S("0 Tr 0 G "));
    if (look->colour)
        out_str(o, S("0 g "));
    pdf_mark_end(d);
}

double pdf_text(struct pdf *d, const struct pdf_look *look, enum pdf_align align, double x,
                double y, struct str text)
{
    struct pdf_sign *signs;
    size_t n = pdf_shape(d, look, text, &signs);
    double size = look->size / MM;
    double width = n ? (pdf_signs_width(signs, n) - look->spacing) * size : 0;
    double left = align == PDF_LEFT ? x : align == PDF_RIGHT ? x - width : x - width / 2;
    pdf_draw_signs(d, look, left, y, signs, n);
    return width;
}

double pdf_text_width(struct pdf *d, const struct pdf_look *look, struct str text)
{
    struct pdf_sign *signs;
    size_t n = pdf_shape(d, look, text, &signs);
    return n ? (pdf_signs_width(signs, n) - look->spacing) * look->size / MM : 0;
}

static double line_height(const struct pdf_look *look)
{
    return look->size / MM * (look->leading != 0 ? look->leading : 1.6);
}

double pdf_paragraph_part(struct pdf *d, const struct pdf_look *look, double x, double y,
                          double width, double height, struct str *rest)
{
    struct pdf_sign *signs;
    size_t n = pdf_shape(d, look, *rest, &signs), at = 0;
    double size = look->size / MM, used = 0;
    pdf_open(d, PDF_P);
    while (at < n && used + line_height(look) <= height) {
        size_t from = at, line = pdf_next_line(signs, n, width / size, &at);
        pdf_draw_signs(d, look, x, y + used + size, signs + from, line);
        used += line_height(look);
    }
    pdf_close(d);
    *rest = at < n ? str_sub(*rest, (size_t)(signs[at].text.p - rest->p), rest->n) : S("");
    return used;
}

double pdf_paragraph(struct pdf *d, const struct pdf_look *look, double x, double y, double width,
                     struct str text)
{
    return pdf_paragraph_part(d, look, x, y, width, HUGE_VAL, &text);
}

double pdf_paragraph_height(struct pdf *d, const struct pdf_look *look, double width,
                            struct str text)
{
    struct pdf_sign *signs;
    size_t n = pdf_shape(d, look, text, &signs), lines = 0;
    for (size_t at = 0; at < n; lines++)
        (void)pdf_next_line(signs, n, width / (look->size / MM), &at);
    return (double)lines * line_height(look);
}

void pdf_part(struct pdf *d, struct str part)
{
    d->part = part;
}

const struct pdf_missing *pdf_missing(const struct pdf *d)
{
    return &d->missing;
}
