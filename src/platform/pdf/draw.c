/* SPDX-License-Identifier: Apache-2.0 */
/* Rules, frames, fills and the QR code: all artifacts but the QR, which is a figure. */
#include "platform/pdf/document.h"

#include <errno.h>
#include <math.h>
#include <qrencode.h>

static void put_point(const struct pdf *d, struct out *o, double x, double y, const char *operator)
{
    pdf_put_number(o, x * MM);
    out_char(o, ' ');
    pdf_put_number(o, pdf_from_top(d, y));
    out_fmt(o, " %s ", operator);
}

static struct out *stroke_begin(struct pdf *d, double pt, uint32_t rgb)
{
    struct out *o = pdf_content(d);
    out_str(o, S("/Artifact BMC q "));
    pdf_put_colour(o, rgb, "RG");
    pdf_put_number(o, pt);
    out_str(o, S(" w "));
    return o;
}

void pdf_line(struct pdf *d, double x1, double y1, double x2, double y2, double pt, uint32_t rgb)
{
    struct out *o = stroke_begin(d, pt, rgb);
    put_point(d, o, x1, y1, "m");
    put_point(d, o, x2, y2, "l");
    out_str(o, S("S Q EMC\n"));
}

static void put_corner(const struct pdf *d, struct out *o, const double at[6])
{
    for (int i = 0; i < 6; i += 2)
        put_point(d, o, at[i], at[i + 1], i == 4 ? "c" : "");
}

void pdf_frame(struct pdf *d, double x, double y, double w, double h, double radius, double pt,
               uint32_t rgb)
{
    double r = radius, k = r * 0.4477; /* of the circle's Bézier arc, from the corner */
    struct out *o = stroke_begin(d, pt, rgb);
    put_point(d, o, x + r, y, "m");
    put_point(d, o, x + w - r, y, "l");
    if (r > 0)
        put_corner(d, o, (double[]) { x + w - k, y, x + w, y + k, x + w, y + r });
    put_point(d, o, x + w, y + h - r, "l");
    if (r > 0)
        put_corner(d, o, (double[]) { x + w, y + h - k, x + w - k, y + h, x + w - r, y + h });
    put_point(d, o, x + r, y + h, "l");
    if (r > 0)
        put_corner(d, o, (double[]) { x + k, y + h, x, y + h - k, x, y + h - r });
    put_point(d, o, x, y + r, "l");
    if (r > 0)
        put_corner(d, o, (double[]) { x, y + k, x + k, y, x + r, y });
    out_str(o, S("s Q EMC\n"));
}

void pdf_fill(struct pdf *d, double x, double y, double w, double h, uint32_t rgb)
{
    struct out *o = pdf_content(d);
    out_str(o, S("/Artifact BMC q "));
    pdf_put_colour(o, rgb, "rg");
    put_point(d, o, x, y + h, "");
    pdf_put_number(o, w * MM);
    out_char(o, ' ');
    pdf_put_number(o, h * MM);
    out_str(o, S(" re f Q EMC\n"));
}

/* Two sine waves against each other, one period wide; a sine's quarter is nearly this Bézier arc. */
static int waves_tile(struct pdf *d, double pt, uint32_t rgb)
{
    const double width = 11 * MM, height = 4 * MM, top = height * 0.85, low = height * 0.15;
    int number = pdf_object_new(d);
    struct out o;
    out_init(&o, d->mem, 4096);
    pdf_put_colour(&o, rgb, "RG");
    pdf_put_number(&o, pt);
    out_str(&o, S(" w "));
    for (int i = 0; i < 2; i++) {
        const double from = i ? low : top, to = i ? top : low;
        const double at[] = { 0, from, width * 0.18, from, width * 0.32, to, width / 2, to,
                              width * 0.68, to, width * 0.82, from, width, from };
        for (size_t k = 0; k < sizeof at / sizeof *at; k++) {
            pdf_put_number(&o, at[k]);
            out_str(&o, k == 1 ? S(" m ") : k == 7 || k == 13 ? S(" c ") : S(" "));
        }
    }
    out_str(&o, S("S"));
    struct str entries = arena_fmt(d->mem,
                                   "/Type/Pattern/PatternType 1/PaintType 1/TilingType 2"
                                   "/BBox[0 0 %.2f %.2f]/XStep %.2f/YStep %.2f/Resources<<>>",
                                   width, height, width, height);
    pdf_object_stream(d, number, arena_cstr(d->mem, entries), out_text(&o));
    return number;
}

void pdf_waves(struct pdf *d, double x, double y, double w, double h, double pt, uint32_t rgb)
{
    if (!d->waves)
        d->waves = waves_tile(d, pt, rgb);
    struct out *o = pdf_content(d);
    out_str(o, S("/Artifact BMC q /Pattern cs /P0 scn "));
    put_point(d, o, x, y + h, "");
    pdf_put_number(o, w * MM);
    out_char(o, ' ');
    pdf_put_number(o, h * MM);
    out_str(o, S(" re f Q EMC\n"));
}

void pdf_turn(struct pdf *d, double x, double y, double degrees)
{
    double a = degrees * 3.14159265358979323846 / 180, px = x * MM, py = pdf_from_top(d, y);
    out_fmt(pdf_content(d), "q %.5f %.5f %.5f %.5f %.3f %.3f cm\n", cos(a), sin(a), -sin(a), cos(a),
            px - px * cos(a) + py * sin(a), py - px * sin(a) - py * cos(a));
}

void pdf_turn_back(struct pdf *d)
{
    out_str(pdf_content(d), S("Q\n"));
}

enum { QUIET_ZONE = 4 };

/* Dark modules as bars of one row, in units of a module. */
static void put_modules(struct out *o, const QRcode *code)
{
    for (int row = 0; row < code->width; row++) {
        for (int from = 0; from < code->width; from++) {
            int to = from;
            while (to < code->width && (code->data[row * code->width + to] & 1))
                to++;
            if (to > from)
                out_fmt(o, "%d %d %d 1 re ", from + QUIET_ZONE, code->width - 1 - row + QUIET_ZONE,
                        to - from);
            from = to;
        }
    }
}

/* Other than ASCII is announced as UTF-8 (ECI 26), or scanners guess Shift_JIS. */
static QRcode *qr_code(struct str text)
{
    bool is_ascii = true;
    for (size_t i = 0; i < text.n; i++)
        is_ascii &= text.p[i] > 0;
    QRinput *input = QRinput_new2(0, QR_ECLEVEL_M);
    QRcode *code = NULL;
    if (input && (is_ascii || QRinput_appendECIheader(input, 26) == 0) &&
        QRinput_append(input, QR_MODE_8, (int)text.n, (const unsigned char *)text.p) == 0)
        code = QRcode_encodeInput(input);
    QRinput_free(input);
    return code;
}

enum rc pdf_qr(struct pdf *d, double x, double y, double size, struct str text,
               struct str alternative)
{
    QRcode *code = qr_code(text);
    if (!code)
        return errno == ENOMEM ? FULL : FAILED;
    double module = size * MM / (code->width + 2 * QUIET_ZONE);
    struct out *o = pdf_content(d);
    pdf_open(d, PDF_FIGURE);
    pdf_alternative(d, alternative);
    pdf_mark_begin(d);
    out_fmt(o, "q %.5f 0 0 %.5f ", module, module);
    put_point(d, o, x, y + size, "cm");
    put_modules(o, code);
    out_str(o, S("f Q\n"));
    pdf_mark_end(d);
    pdf_close(d);
    QRcode_free(code);
    return OK;
}
