/* SPDX-License-Identifier: Apache-2.0 */
/* The subset of a TrueType font: glyph i is code i of the used font; parts of composite glyphs
 * follow after the codes.  Hinting programs are left out: papers are printed at 600 dpi, and they
 * are half of the bytes. */
#include "platform/pdf/document.h"

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
    uint32_t *glyphs; /* of the original font, in the order of the subset */
    uint32_t n, room;
    struct out glyf, loca;
};

static struct blob outline(const struct pdf_face *f, uint32_t glyph)
{
    struct blob none = { NULL, 0 };
    bool is_long = be16(f->head.p + 50) != 0;
    if ((size_t)(glyph + 2) * (is_long ? 4 : 2) > f->loca.n)
        return none;
    uint32_t from, to;
    if (is_long) {
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
        uint32_t *wider = arena_new(s->mem, uint32_t, (size_t)s->room * 2 + 64);
        if (s->n)
            memcpy(wider, s->glyphs, s->n * sizeof(*wider));
        s->glyphs = wider;
        s->room = s->room * 2 + 64;
    }
    s->glyphs[s->n] = glyph;
    return s->n++;
}

/* Contours, an empty program, then flags and coordinates as they are. */
static void put_simple(struct subset *s, struct blob g)
{
    size_t contours = be16(g.p), head = 10 + contours * 2;
    if (head + 2 > g.n)
        return;
    size_t program = be16(g.p + head), rest = head + 2 + program;
    if (rest > g.n)
        return;
    out_put(&s->glyf, (const char *)g.p, head);
    put16(&s->glyf, 0);
    out_put(&s->glyf, (const char *)g.p + rest, g.n - rest);
}

enum { WORDS = 1, SCALE = 8, MORE = 0x20, XY_SCALE = 0x40, MATRIX = 0x80, PROGRAM = 0x100 };

static void put_composite(struct subset *s, struct blob g)
{
    out_put(&s->glyf, (const char *)g.p, 10);
    for (size_t at = 10; at + 4 <= g.n;) {
        uint32_t flags = be16(g.p + at), part = be16(g.p + at + 2);
        size_t n = (flags & WORDS) ? 4 : 2;
        n += (flags & SCALE) ? 2 : (flags & XY_SCALE) ? 4 : (flags & MATRIX) ? 8 : 0;
        if (at + 4 + n > g.n)
            return;
        put16(&s->glyf, flags & ~(uint32_t)PROGRAM);
        put16(&s->glyf, add_glyph(s, part));
        out_put(&s->glyf, (const char *)g.p + at + 4, n);
        at += 4 + n;
        if (!(flags & MORE))
            return;
    }
}

/* Parts that are met on the way are added at the end, so the loop reaches them too. */
enum { MOST_GLYPHS = 20000 };
static void put_outlines(struct subset *s)
{
    for (uint32_t i = 0; i < s->n && i < MOST_GLYPHS; i++) {
        put32(&s->loca, (uint32_t)s->glyf.n);
        struct blob g = outline(s->f, s->glyphs[i]);
        if (g.n && (g.p[0] & 0x80))
            put_composite(s, g);
        else if (g.n)
            put_simple(s, g);
        while (s->glyf.n % 4)
            out_char(&s->glyf, '\0');
    }
    put32(&s->loca, (uint32_t)s->glyf.n);
}

static struct str metrics(struct subset *s)
{
    struct out o;
    out_init(&o, s->mem, PDF_CEILING);
    const struct blob *m = &s->f->hmtx;
    uint32_t full = be16(s->f->hhea.p + 34);
    for (uint32_t i = 0; i < s->n; i++) {
        uint32_t glyph = s->glyphs[i], last = full ? full - 1 : 0;
        size_t width = (size_t)(glyph < full ? glyph : last) * 4;
        size_t bearing = glyph < full ? width + 2 : (size_t)full * 4 + (glyph - full) * 2;
        put16(&o, width + 2 <= m->n ? be16(m->p + width) : 0);
        put16(&o, bearing + 2 <= m->n ? be16(m->p + bearing) : 0);
    }
    return out_text(&o);
}

static struct str patched(struct subset *s, struct blob table, size_t size, size_t at,
                          uint32_t value)
{
    struct str copy = arena_str(s->mem, str_n((const char *)table.p, size));
    char *p = (char *)copy.p;
    p[at] = (char)(value >> 8);
    p[at + 1] = (char)value;
    return copy;
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
    struct str head = patched(s, s->f->head, 54, 50, 1);
    memset((char *)head.p + 8, 0, 4);
    const struct {
        const char *tag;
        struct str bytes;
    } tables[] = {
        { "glyf", out_text(&s->glyf) },
        { "head", head },
        { "hhea", patched(s, s->f->hhea, 36, 34, s->n) },
        { "hmtx", metrics(s) },
        { "loca", out_text(&s->loca) },
        { "maxp", patched(s, s->f->maxp, 32, 4, s->n) },
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

struct str pdf_subset_glyf(struct arena *mem, const struct pdf_face *f,
                           const struct pdf_used_font *used)
{
    struct subset s = { .mem = mem, .f = f };
    out_init(&s.glyf, mem, PDF_CEILING);
    out_init(&s.loca, mem, PDF_CEILING);
    for (uint32_t i = 0; i < used->n; i++)
        add_glyph(&s, used->codes[i].glyph);
    put_outlines(&s);
    if (s.n > MOST_GLYPHS || out_failed(&s.glyf) || out_failed(&s.loca))
        return (struct str) { NULL, 0 };
    return assemble(&s);
}
