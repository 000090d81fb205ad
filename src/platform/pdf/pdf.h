/* SPDX-License-Identifier: Apache-2.0 */
/* Fixed-form papers as PDF 1.7: text shaped by harfbuzz, fonts embedded as subsets, every text
 * extractable exactly as it was given.
 *
 *     struct pdf *d;
 *     enum rc rc = pdf_new(mem, &(struct pdf_about) { .title = S("認定通知書"), … }, &d);
 *     pdf_page(d, 210, 297);
 *     pdf_text(d, &(struct pdf_look) { .size = 11 }, PDF_LEFT, 25, 60, S("見本 葛󠄀子 様"));
 *     rc = pdf_finish(d, &bytes);
 *
 *  - Lengths are millimetres from the top left corner; a text stands on its baseline; type sizes
 *    and the widths of lines are points.  Text is UTF-8 that passed text_is_utf8.
 *  - A sign is printed with its own glyph or not at all.  The first font of the style's list that
 *    has every part of a grapheme, its variation selector included, prints it.  If none has, the
 *    document remembers it (pdf_missing) and pdf_finish answers INVALID: never a □, never the
 *    look-alike of a name.
 *  - Each (glyph, text) pair has a code of its own, so that two signs that share a glyph (葛 and
 *    葛 with its selector) are still read back as what they were.
 *  - The same calls and the same moment give the same bytes.
 *  - The fonts are opened once per process, read-only and shared; a document belongs to one thread
 *    and lives in its arena.
 *  - Text is tagged (PDF_P and so on) for screen readers; rules and frames are artifacts.
 * It does not flow text over pages, set vertically, or read PDF beyond its own Info entries. */
#ifndef PLATFORM_PDF_H
#define PLATFORM_PDF_H

#include "base/arena.h"
#include "base/rc.h"
#include "base/types.h"

struct pdf;

/* OK when each style has a font; else FAILED with a sentence that names the Debian packages. */
MUST_USE enum rc pdf_fonts_ready(const char **ret_why);

struct pdf_info { /* an entry of the document information, e.g. YakubaRequest */
    const char *key;
    struct str value;
};
struct pdf_about {
    struct str title, author;
    t_time made_at;
    const struct pdf_info *info;
    size_t n_info;
};
/* FAILED when the fonts are not there. */
MUST_USE enum rc pdf_new(struct arena *mem, const struct pdf_about *about, struct pdf **ret_pdf);
/* A new page; what is drawn next is drawn on it. */
void pdf_page(struct pdf *d, double width, double height);
/* Goes on drawing on an earlier page, 1 being the first. */
void pdf_turn_to(struct pdf *d, int page);
/* "n / m" centred at x on every page so far. */
void pdf_number_pages(struct pdf *d, double size, double x, double y);
int pdf_pages(const struct pdf *d);
/* INVALID: a glyph was missing; FULL: the arena or the ceiling of a paper (2 MiB) was passed. */
MUST_USE enum rc pdf_finish(struct pdf *d, struct str *ret_bytes);

/* ---- text ---- */
enum pdf_style { PDF_MINCHO, PDF_MINCHO_BOLD, PDF_GOTHIC, PDF_GOTHIC_BOLD, PDF_STYLES };
enum pdf_align { PDF_LEFT, PDF_CENTRE, PDF_RIGHT };
struct pdf_look {
    enum pdf_style style;
    double size;     /* points */
    double leading;  /* of paragraphs: lines apart, in sizes; 0 = 1.6 */
    double spacing;  /* added after each sign, in sizes */
    uint32_t colour; /* 0xRRGGBB */
};
/* One line. x is its left end, middle or right end. Returns the width. */
double pdf_text(struct pdf *d, const struct pdf_look *look, enum pdf_align align, double x,
                double y, struct str text);
double pdf_text_width(struct pdf *d, const struct pdf_look *look, struct str text);
/* Breaks at '\n' and by kinsoku (no 。 first, no 「 last, words and numbers whole) within `width`,
 * the first baseline one size under y.  Returns the height that was used. */
double pdf_paragraph(struct pdf *d, const struct pdf_look *look, double x, double y, double width,
                     struct str text);

double pdf_paragraph_height(struct pdf *d, const struct pdf_look *look, double width,
                            struct str text);
/* The same, but only the lines that fit into `height`; *rest is what is left to print. */
double pdf_paragraph_part(struct pdf *d, const struct pdf_look *look, double x, double y,
                          double width, double height, struct str *rest);

/* What the next texts are, in the clerk's words: told when a glyph is missing. */
void pdf_part(struct pdf *d, struct str part);
struct pdf_missing {
    struct str sign; /* the grapheme no font has; n is 0 when none is missing */
    struct str text; /* the text it stands in */
    struct str part;
};
const struct pdf_missing *pdf_missing(const struct pdf *d);

/* ---- tables: cells wrap, a row is as high as its highest cell, frames are drawn ---- */
struct pdf_table {
    double x, y;
    const double *widths; /* of the columns */
    const enum pdf_align *aligns;
    size_t n_columns;
    const struct str *cells; /* row by row */
    size_t n_rows;
    bool has_head;   /* the first row names the columns */
    bool has_labels; /* the first column names the rows */
    double padding;
    const struct pdf_look *look, *head; /* head NULL: as look */
};
/* Returns the height of the table. */
double pdf_table(struct pdf *d, const struct pdf_table *t);

/* ---- drawing ---- */
void pdf_line(struct pdf *d, double x1, double y1, double x2, double y2, double pt, uint32_t rgb);
void pdf_frame(struct pdf *d, double x, double y, double w, double h, double radius, double pt,
               uint32_t rgb);
void pdf_fill(struct pdf *d, double x, double y, double w, double h, uint32_t rgb);
/* 地紋: pale waves over a rectangle, as one small tile that the viewer repeats. */
void pdf_waves(struct pdf *d, double x, double y, double w, double h, double pt, uint32_t rgb);
/* What is drawn until pdf_turn_back is turned to the left by `degrees` about a point. */
void pdf_turn(struct pdf *d, double x, double y, double degrees);
void pdf_turn_back(struct pdf *d);
/* A QR code of `size` mm, its quiet zone of four modules inside; FAILED if the text is too long. */
MUST_USE enum rc pdf_qr(struct pdf *d, double x, double y, double size, struct str text,
                        struct str alternative);

/* ---- structure: text between open and close belongs to one element ---- */
enum pdf_tag {
    PDF_H1,
    PDF_P,
    PDF_TABLE,
    PDF_TR,
    PDF_TH,
    PDF_TD,
    PDF_FIGURE,
    PDF_ARTIFACT, /* page numbers and ornaments: not read aloud */
};
void pdf_open(struct pdf *d, enum pdf_tag tag);
void pdf_close(struct pdf *d);

/* ---- reading back ---- */
/* The value of an Info key of a finished document of ours: NOT_FOUND, INVALID if it is not ours. */
MUST_USE enum rc pdf_read_info(struct arena *mem, struct str bytes, const char *key,
                               struct str *ret_value);

#endif
