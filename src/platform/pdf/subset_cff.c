/* SPDX-License-Identifier: Apache-2.0 */
/* The subset of a font with cubic outlines, as a small CID-keyed CFF of our own (Adobe technical
 * notes 5176 and 5177): harfbuzz reads the outlines, glyph i is code i.  No subroutines, no
 * hinting. */
#include "platform/pdf/document.h"

#include <math.h>

enum { END_CHAR = 14, RMOVETO = 21, RLINETO = 5, RRCURVETO = 8, MOST_OPERANDS = 48 };

struct strings { /* the charstring under construction */
    struct out *o;
    int x, y;     /* where the pen is */
    int operator; /* of the operands that wait, 0 none */
    int n;        /* operands that wait */
    int waiting[MOST_OPERANDS];
    int width; /* written before the first operator; -1 once it is */
};

static void put_operand(struct out *o, int v)
{
    if (v >= -107 && v <= 107) {
        out_char(o, (char)(v + 139));
    } else if (v >= 108 && v <= 1131) {
        out_char(o, (char)(247 + ((v - 108) >> 8)));
        out_char(o, (char)(v - 108));
    } else if (v >= -1131 && v <= -108) {
        out_char(o, (char)(251 + ((-v - 108) >> 8)));
        out_char(o, (char)(-v - 108));
    } else {
        out_char(o, 28);
        out_char(o, (char)(v >> 8));
        out_char(o, (char)v);
    }
}

static void flush(struct strings *s)
{
    if (s->operator== 0)
        return;
    for (int i = 0; i < s->n; i++)
        put_operand(s->o, s->waiting[i]);
    out_char(s->o, (char)s->operator);
    s->operator= 0;
    s->n = 0;
}

/* Moves the pen and leaves its way as two operands. */
static void wait_for(struct strings *s, int operator, int n)
{
    if (s->operator!= operator|| s->n + n> MOST_OPERANDS)
        flush(s);
    s->operator= operator;
}

static void go(struct strings *s, float x, float y)
{
    int to_x = (int)lroundf(x), to_y = (int)lroundf(y);
    s->waiting[s->n++] = to_x - s->x;
    s->waiting[s->n++] = to_y - s->y;
    s->x = to_x;
    s->y = to_y;
}

static void put_width(struct strings *s)
{
    if (s->width >= 0)
        put_operand(s->o, s->width);
    s->width = -1;
}

static void move_to(hb_draw_funcs_t *f, void *data, hb_draw_state_t *st, float x, float y, void *u)
{
    (void)f, (void)st, (void)u;
    struct strings *s = data;
    flush(s);
    put_width(s);
    wait_for(s, RMOVETO, 2);
    go(s, x, y);
    flush(s);
}

static void line_to(hb_draw_funcs_t *f, void *data, hb_draw_state_t *st, float x, float y, void *u)
{
    (void)f, (void)st, (void)u;
    struct strings *s = data;
    wait_for(s, RLINETO, 2);
    go(s, x, y);
}

static void cubic_to(hb_draw_funcs_t *f, void *data, hb_draw_state_t *st, float x1, float y1,
                     float x2, float y2, float x, float y, void *u)
{
    (void)f, (void)st, (void)u;
    struct strings *s = data;
    wait_for(s, RRCURVETO, 6);
    go(s, x1, y1);
    go(s, x2, y2);
    go(s, x, y);
}

static void draw_glyph(struct strings *s, const struct pdf_face *f, uint32_t glyph)
{
    hb_draw_funcs_t *pen = hb_draw_funcs_create();
    hb_draw_funcs_set_move_to_func(pen, move_to, NULL, NULL);
    hb_draw_funcs_set_line_to_func(pen, line_to, NULL, NULL);
    hb_draw_funcs_set_cubic_to_func(pen, cubic_to, NULL, NULL);
#if HB_VERSION_ATLEAST(7, 0, 0)
    hb_font_draw_glyph(f->font, glyph, pen, s);
#else
    hb_font_get_glyph_shape(f->font, glyph, pen, s);
#endif
    hb_draw_funcs_destroy(pen);
}

static void put_charstring(struct out *o, const struct pdf_face *f, const struct pdf_code *code)
{
    struct strings s = { .o = o, .width = code->width };
    draw_glyph(&s, f, code->glyph);
    flush(&s);
    put_width(&s);
    out_char(o, END_CHAR);
}

static void put_be(struct out *o, uint32_t v, int bytes)
{
    for (int shift = bytes * 8 - 8; shift >= 0; shift -= 8)
        out_char(o, (char)(v >> shift));
}

/* An INDEX of items that stand behind one another; ends[i] is where item i ends. */
static void put_index(struct out *o, struct str bytes, const uint32_t *ends, uint32_t n)
{
    put_be(o, n, 2);
    if (n == 0)
        return;
    out_char(o, 4);
    put_be(o, 1, 4);
    for (uint32_t i = 0; i < n; i++)
        put_be(o, ends[i] + 1, 4);
    out_str(o, bytes);
}

static void put_single(struct out *o, struct str item)
{
    uint32_t end = (uint32_t)item.n;
    put_index(o, item, &end, 1);
}

/* Five bytes whatever the number: the dictionary's size must not depend on it. */
static void put_offset(struct out *o, size_t v)
{
    out_char(o, 29);
    put_be(o, (uint32_t)v, 4);
}

struct places {
    size_t charset, select, strings, fonts;
};

static struct str top_dictionary(struct arena *mem, const struct pdf_face *f, uint32_t n,
                                 struct places at)
{
    struct out o;
    out_init(&o, mem, PDF_CEILING);
    put_offset(&o, 391); /* ROS: Adobe, Identity, 0 */
    put_offset(&o, 392);
    put_offset(&o, 0);
    out_put(&o, "\x0c\x1e", 2);
    for (int i = 0; i < 4; i++) /* FontBBox */
        put_operand(&o, (const int[]) { -1000, f->descent, 2000, f->ascent }[i]);
    out_char(&o, 5);
    put_offset(&o, n); /* CIDCount */
    out_put(&o, "\x0c\x22", 2);
    put_offset(&o, at.charset);
    out_char(&o, 15);
    put_offset(&o, at.strings);
    out_char(&o, 17);
    put_offset(&o, at.select);
    out_put(&o, "\x0c\x25", 2);
    put_offset(&o, at.fonts);
    out_put(&o, "\x0c\x24", 2);
    return out_text(&o);
}

static void put_font_dictionary(struct out *o, struct arena *mem)
{
    struct out dictionary;
    out_init(&dictionary, mem, PDF_CEILING);
    size_t private_at = o->n + 2 + 1 + 8 + 11; /* behind this INDEX of one dictionary */
    put_offset(&dictionary, 4);
    put_offset(&dictionary, private_at);
    out_char(&dictionary, 18);
    put_single(o, out_text(&dictionary));
    out_put(o, "\x8b\x14\x8b\x15", 4); /* defaultWidthX 0, nominalWidthX 0 */
}

static void write_cff(struct out *o, struct arena *mem, const struct pdf_face *f, uint32_t n,
                      struct str strings, const uint32_t *ends, struct places *at)
{
    out_put(o, "\x01\x00\x04\x04", 4);
    put_single(o, str_of(f->name));
    put_single(o, top_dictionary(mem, f, n, *at));
    static const uint32_t name_ends[] = { 5, 13 };
    put_index(o, S("AdobeIdentity"), name_ends, 2);
    put_be(o, 0, 2); /* no global subroutines */
    at->charset = o->n;
    out_char(o, 2);
    if (n > 1) {
        put_be(o, 1, 2);
        put_be(o, n - 2, 2);
    }
    at->select = o->n;
    out_char(o, 3);
    put_be(o, 1, 2);
    put_be(o, 0, 3); /* from glyph 0 on, font dictionary 0 */
    put_be(o, n, 2);
    at->strings = o->n;
    put_index(o, strings, ends, n);
    at->fonts = o->n;
    put_font_dictionary(o, mem);
}

struct str pdf_subset_cff(struct arena *mem, const struct pdf_face *f,
                          const struct pdf_used_font *used)
{
    struct out strings, sized, file;
    out_init(&strings, mem, PDF_CEILING);
    uint32_t *ends = arena_new(mem, uint32_t, used->n);
    for (uint32_t i = 0; i < used->n; i++) {
        put_charstring(&strings, f, &used->codes[i]);
        ends[i] = (uint32_t)strings.n;
    }
    /* Written twice: the first time tells where things stand. */
    struct places at = { 0 };
    out_init(&sized, mem, PDF_CEILING);
    write_cff(&sized, mem, f, used->n, out_text(&strings), ends, &at);
    out_init(&file, mem, PDF_CEILING);
    write_cff(&file, mem, f, used->n, out_text(&strings), ends, &at);
    return out_failed(&file) || out_failed(&strings) ? (struct str) { NULL, 0 } : out_text(&file);
}
