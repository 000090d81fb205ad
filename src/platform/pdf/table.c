/* SPDX-License-Identifier: Apache-2.0 */
/* Tables: cells are shaped once, measured, then drawn with their frames. */
#include "platform/pdf/document.h"

struct cell {
    struct pdf_sign *signs;
    size_t n;
    int lines;
};

static double line_height(const struct pdf_look *look)
{
    return look->size / MM * (look->leading != 0 ? look->leading : 1.4);
}

static const struct pdf_look *look_of(const struct pdf_table *t, size_t row, size_t column)
{
    bool is_head = (t->has_head && row == 0) || (t->has_labels && column == 0);
    return is_head && t->head ? t->head : t->look;
}

static int count_lines(const struct cell *c, double width)
{
    int lines = 0;
    for (size_t at = 0; at < c->n; lines++)
        (void)pdf_next_line(c->signs, c->n, width, &at);
    return lines;
}

static void draw_cell(struct pdf *d, const struct pdf_look *look, const struct cell *c, double x,
                      double y, double width, enum pdf_align align)
{
    double size = look->size / MM;
    for (size_t at = 0; at < c->n;) {
        size_t from = at, n = pdf_next_line(c->signs, c->n, width / size, &at);
        double spare = width - pdf_signs_width(c->signs + from, n) * size;
        double left = align == PDF_LEFT ? x : align == PDF_RIGHT ? x + spare : x + spare / 2;
        /* The em box of a Japanese sign reaches from 0.88 above the baseline to 0.12 below. */
        double drop = (line_height(look) - size) / 2 + size * 0.88;
        pdf_draw_signs(d, look, left, y + drop, c->signs + from, n);
        y += line_height(look);
    }
}

static double measure_row(struct pdf *d, const struct pdf_table *t, size_t row, struct cell *cells)
{
    double highest = 0;
    for (size_t i = 0; i < t->n_columns; i++) {
        const struct pdf_look *look = look_of(t, row, i);
        cells[i].n = pdf_shape(d, look, t->cells[row * t->n_columns + i], &cells[i].signs);
        cells[i].lines =
            count_lines(&cells[i], (t->widths[i] - 2 * t->padding) / (look->size / MM));
        double height = cells[i].lines * line_height(look);
        highest = height > highest ? height : highest;
    }
    return highest + 2 * t->padding * 0.8;
}

static void draw_row(struct pdf *d, const struct pdf_table *t, size_t row, double y, double height,
                     const struct cell *cells)
{
    double x = t->x;
    pdf_open(d, PDF_TR);
    for (size_t i = 0; i < t->n_columns; i++) {
        const struct pdf_look *look = look_of(t, row, i);
        bool is_head = (t->has_head && row == 0) || (t->has_labels && i == 0);
        enum pdf_align align = t->has_head && row == 0 ? PDF_CENTRE : t->aligns[i];
        pdf_open(d, is_head ? PDF_TH : PDF_TD);
        draw_cell(d, look, &cells[i], x + t->padding,
                  y + (height - cells[i].lines * line_height(look)) / 2,
                  t->widths[i] - 2 * t->padding, align);
        pdf_close(d);
        x += t->widths[i];
    }
    pdf_close(d);
}

static void draw_columns(struct pdf *d, const struct pdf_table *t, double height)
{
    double x = t->x;
    for (size_t i = 0; i + 1 < t->n_columns; i++) {
        x += t->widths[i];
        pdf_line(d, x, t->y, x, t->y + height, 0.5, 0);
    }
}

double pdf_table(struct pdf *d, const struct pdf_table *t)
{
    struct cell *cells = arena_new(d->mem, struct cell, t->n_columns);
    double width = 0, y = t->y;
    for (size_t i = 0; i < t->n_columns; i++)
        width += t->widths[i];
    pdf_open(d, PDF_TABLE);
    for (size_t row = 0; row < t->n_rows; row++) {
        double height = measure_row(d, t, row, cells);
        if (t->has_head && row == 0)
            pdf_fill(d, t->x, y, width, height, 0xf2f2f2);
        draw_row(d, t, row, y, height, cells);
        y += height;
        if (row + 1 < t->n_rows)
            pdf_line(d, t->x, y, t->x + width, y, 0.5, 0);
    }
    pdf_close(d);
    draw_columns(d, t, y - t->y);
    pdf_frame(d, t->x, t->y, width, y - t->y, 0, 0.8, 0);
    return y - t->y;
}
