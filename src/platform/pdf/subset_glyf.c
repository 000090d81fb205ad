/* SPDX-License-Identifier: Apache-2.0 */
/* The subset of a TrueType font: glyph i is code i of the used font; parts of composite glyphs
 * follow after the codes.  Hinting programs are left out and outlines rounded to 512 units:
 * papers are printed at 600 dpi, and both are a good part of the bytes. */
#include "platform/pdf/document.h"
#include "platform/pdf/glyf_outline.h"

static uint16_t be16(const unsigned char *p)
{
    return (uint16_t)(p[0] << 8 | p[1]);
}

static uint32_t be32(const unsigned char *p)
{
    return (uint32_t)be16(p) << 16 | be16(p + 2);
}

static void put16(struct out *o, uint32_t v)
{
    out_put(o, (char[]) { (char)(v >> 8), (char)v }, 2);
}

static void put32(struct out *o, uint32_t v)
{
    put16(o, v >> 16);
    put16(o, v & 0xffff);
}

struct subset {
    struct arena *mem;
    const struct pdf_face *f;
    struct subset_glyph {
        uint32_t glyph; /* of the original font, in the order of the subset */
        int left;       /* left edge of the outline, units of the subset */
        uint32_t at;    /* in glyf */
    } * glyphs;
    uint32_t n, room;
    int shift; /* units of the subset = units of the font / 2^shift */
    struct out glyf;
};

static struct blob outline(const struct pdf_face *f, uint32_t glyph)
{
    struct blob none = { NULL, 0 };
    bool long_places = be16(f->head.p + 50) != 0;
    if ((size_t)(glyph + 2) * (long_places ? 4 : 2) > f->loca.n)
        return none;
    uint32_t from, to;
    if (long_places) {
        from = be32(f->loca.p + (size_t)glyph * 4);
        to = be32(f->loca.p + (size_t)glyph * 4 + 4);
    } else {
        from = 2u * be16(f->loca.p + (size_t)glyph * 2);
        to = 2u * be16(f->loca.p + (size_t)glyph * 2 + 2);
    }
    if (from >= to || to > f->glyf.n || to - from < 12)
        return none;
    return (struct blob) { f->glyf.p + from, to - from };
}

static uint32_t add_glyph(struct subset *s, uint32_t glyph)
{
    if (s->n == s->room) {
        struct subset_glyph *wider =
            arena_new(s->mem, struct subset_glyph, (size_t)s->room * 2 + 64);
        if (s->n)
            memcpy(wider, s->glyphs, s->n * sizeof(*wider));
        s->glyphs = wider;
        s->room = s->room * 2 + 64;
    }
    s->glyphs[s->n].glyph = glyph;
    return s->n++;
}

enum {
    WORDS = 1,
    OFFSETS = 2,
    SCALE = 8,
    MORE = 0x20,
    XY_SCALE = 0x40,
    MATRIX = 0x80,
    PROGRAM = 0x100,
};

static int offset_at(const unsigned char *p, uint32_t flags, int index)
{
    return flags & WORDS ? (int16_t)be16(p + 2 * index) : (int8_t)p[index];
}

/* Parts keep their transformation; their places are scaled.  Parts that hang on each other's points
 * are not supported: no font of ours has them, and the points may be gone. */
static void put_composite(struct subset *s, struct blob g)
{
    for (size_t i = 0; i < 10; i += 2)
        put16(&s->glyf, (uint32_t)(i ? (int16_t)be16(g.p + i) >> s->shift : -1));
    for (size_t at = 10; at + 4 <= g.n;) {
        uint32_t flags = be16(g.p + at), part = be16(g.p + at + 2);
        size_t places = flags & WORDS ? 4 : 2;
        size_t matrix = flags & SCALE ? 2 : flags & XY_SCALE ? 4 : flags & MATRIX ? 8 : 0;
        if (at + 4 + places + matrix > g.n || !(flags & OFFSETS)) {
            s->glyf.failed = true;
            return;
        }
        put16(&s->glyf, (flags | WORDS) & ~(uint32_t)PROGRAM);
        put16(&s->glyf, add_glyph(s, part));
        for (int i = 0; i < 2; i++)
            put16(&s->glyf, (uint32_t)(offset_at(g.p + at + 4, flags, i) >> s->shift));
        out_put(&s->glyf, (const char *)g.p + at + 4 + places, matrix);
        at += 4 + places + matrix;
        if (!(flags & MORE))
            return;
    }
}

/* Parts that are met on the way are added at the end, so the loop reaches them too. */
enum { MOST_GLYPHS = 20000 };
static void put_outlines(struct subset *s)
{
    for (uint32_t i = 0; i < s->n && i < MOST_GLYPHS; i++) {
        s->glyphs[i].at = (uint32_t)s->glyf.n;
        struct blob g = outline(s->f, s->glyphs[i].glyph);
        if (g.n && (g.p[0] & 0x80)) {
            s->glyphs[i].left = (int16_t)be16(g.p + 2) >> s->shift;
            put_composite(s, g);
        } else if (g.n) {
            s->glyphs[i].left = pdf_glyf_outline(&s->glyf, s->mem, g, s->shift);
        }
        if (s->glyf.n % 2)
            out_char(&s->glyf, '\0');
    }
}

static struct str metrics(struct subset *s)
{
    struct out o;
    out_init(&o, s->mem, PDF_CEILING);
    for (uint32_t i = 0; i < s->n; i++) {
        hb_position_t width = hb_font_get_glyph_h_advance(s->f->font, s->glyphs[i].glyph);
        put16(&o, (uint32_t)(width >> s->shift));
        put16(&o, (uint32_t)s->glyphs[i].left);
    }
    return out_text(&o);
}

static bool is_long(const struct subset *s)
{
    return s->glyf.n > 2 * UINT16_MAX;
}

static struct str places(struct subset *s)
{
    struct out o;
    out_init(&o, s->mem, PDF_CEILING);
    for (uint32_t i = 0; i <= s->n; i++) {
        uint32_t at = i < s->n ? s->glyphs[i].at : (uint32_t)s->glyf.n;
        if (is_long(s))
            put32(&o, at);
        else
            put16(&o, at / 2);
    }
    return out_text(&o);
}

static void patch16(char *p, size_t at, uint32_t value)
{
    p[at] = (char)(value >> 8);
    p[at + 1] = (char)value;
}

/* A copy of a table whose numbers in font units [from, to) are scaled. */
static char *scaled_copy(struct subset *s, struct blob table, size_t size, size_t from, size_t to)
{
    char *p = arena_cstr(s->mem, str_n((const char *)table.p, size));
    for (size_t at = from; at < to; at += 2)
        patch16(p, at, (uint32_t)((int16_t)be16(table.p + at) >> s->shift));
    return p;
}

static struct str head_table(struct subset *s)
{
    char *p = scaled_copy(s, s->f->head, 54, 36, 44);
    memset(p + 8, 0, 4);
    patch16(p, 18, s->f->units >> s->shift);
    patch16(p, 50, is_long(s));
    return str_n(p, 54);
}

static struct str hhea_table(struct subset *s)
{
    char *p = scaled_copy(s, s->f->hhea, 36, 4, 18);
    patch16(p, 34, s->n);
    return str_n(p, 36);
}

static struct str maxp_table(struct subset *s)
{
    char *p = scaled_copy(s, s->f->maxp, 32, 0, 0);
    patch16(p, 4, s->n);
    return str_n(p, 32);
}

static uint32_t checksum(struct str t)
{
    uint32_t sum = 0;
    for (size_t i = 0; i < t.n; i++)
        sum += (uint32_t)(unsigned char)t.p[i] << (24 - 8 * (i % 4));
    return sum;
}

static struct str assemble(struct subset *s)
{
    const struct {
        const char *tag;
        struct str bytes;
    } tables[] = {
        { "glyf", out_text(&s->glyf) }, { "head", head_table(s) }, { "hhea", hhea_table(s) },
        { "hmtx", metrics(s) },         { "loca", places(s) },     { "maxp", maxp_table(s) },
    };
    enum { N = sizeof(tables) / sizeof(tables[0]) };
    struct out o;
    out_init(&o, s->mem, PDF_CEILING);
    put32(&o, 0x00010000);
    put16(&o, N);
    put32(&o, 4 * 16 << 16 | 2); /* searchRange and entrySelector of six tables */
    put16(&o, N * 16 - 4 * 16);
    size_t at = 12 + N * 16;
    for (int i = 0; i < N; i++) {
        out_put(&o, tables[i].tag, 4);
        put32(&o, checksum(tables[i].bytes));
        put32(&o, (uint32_t)at);
        put32(&o, (uint32_t)tables[i].bytes.n);
        at += (tables[i].bytes.n + 3) / 4 * 4;
    }
    for (int i = 0; i < N; i++) {
        out_str(&o, tables[i].bytes);
        while (o.n % 4)
            out_char(&o, '\0');
    }
    return out_failed(&o) ? (struct str) { NULL, 0 } : out_text(&o);
}

/* Fonts drawn finer than this are rounded: see glyf_outline.c. */
enum { MOST_UNITS = 512 };

struct str pdf_subset_glyf(struct arena *mem, const struct pdf_face *f,
                           const struct pdf_used_font *used)
{
    struct subset s = { .mem = mem, .f = f };
    while ((f->units >> s.shift) > MOST_UNITS)
        s.shift++;
    out_init(&s.glyf, mem, PDF_CEILING);
    for (uint32_t i = 0; i < used->n; i++)
        add_glyph(&s, used->codes[i].glyph);
    put_outlines(&s);
    if (s.n > MOST_GLYPHS || out_failed(&s.glyf))
        return (struct str) { NULL, 0 };
    return assemble(&s);
}
