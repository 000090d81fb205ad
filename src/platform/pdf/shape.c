/* SPDX-License-Identifier: Apache-2.0 */
/* Text to glyphs: each grapheme gets the first font of its style that has all of it; runs of one
 * font are shaped by harfbuzz.  Nothing is substituted: a selector the font does not know, or a
 * compatibility ideograph it lacks, sends the grapheme to the next font. */
#include "base/text.h"
#include "platform/pdf/document.h"

#include <utf8proc.h>

static bool is_selector(uint32_t c)
{
    return (c >= 0xfe00 && c <= 0xfe0f) || (c >= 0xe0100 && c <= 0xe01ef);
}

/* Bytes of the next grapheme. */
static size_t grapheme(struct str s)
{
    struct str rest = s;
    uint32_t before, c;
    utf8proc_int32_t state = 0;
    if (!text_next(&rest, &before))
        return 0;
    for (;;) {
        size_t at = s.n - rest.n;
        if (!text_next(&rest, &c) ||
            utf8proc_grapheme_break_stateful((utf8proc_int32_t)before, (utf8proc_int32_t)c, &state))
            return at;
        before = c;
    }
}

static bool face_has(const struct pdf_face *f, struct str sign)
{
    uint32_t c, next;
    while (text_next(&sign, &c)) {
        struct str after = sign;
        hb_codepoint_t glyph = 0;
        if (text_next(&after, &next) && is_selector(next)) {
            if (!hb_font_get_variation_glyph(f->font, c, next, &glyph) || glyph == 0)
                return false;
            sign = after;
        } else if (!hb_font_get_nominal_glyph(f->font, c, &glyph) || glyph == 0)
            return false;
    }
    return true;
}

/* FACES when no font has it. */
static enum pdf_face_name face_for(const struct pdf *d, enum pdf_style style, struct str sign)
{
    const enum pdf_face_name *order = d->fonts->order[style];
    while (*order != FACES && !face_has(&d->fonts->faces[*order], sign))
        order++;
    return *order;
}

static void is_missing(struct pdf *d, struct str sign, struct str text)
{
    if (d->missing.sign.n)
        return;
    d->missing = (struct pdf_missing) { arena_str(d->mem, sign), arena_str(d->mem, text),
                                        arena_str(d->mem, d->part) };
}

struct shaping {
    struct pdf *d;
    const struct pdf_look *look;
    struct str text;
    struct pdf_sign *signs;
    size_t n, room;
};

static struct pdf_sign *next_sign(struct shaping *s)
{
    if (s->n == s->room) {
        struct pdf_sign *wider = arena_new(s->d->mem, struct pdf_sign, s->room * 2 + 32);
        if (s->n)
            memcpy(wider, s->signs, s->n * sizeof(*wider));
        s->signs = wider;
        s->room = s->room * 2 + 32;
    }
    return &s->signs[s->n++];
}

static void take_glyphs(struct shaping *s, enum pdf_face_name face, size_t end)
{
    unsigned n;
    const hb_glyph_info_t *info = hb_buffer_get_glyph_infos(s->d->buffer, &n);
    const hb_glyph_position_t *at = hb_buffer_get_glyph_positions(s->d->buffer, NULL);
    const struct pdf_face *f = &s->d->fonts->faces[face];
    double unit = 1.0 / f->units;
    for (unsigned i = 0; i < n; i++) {
        unsigned j = i + 1;
        while (j < n && info[j].cluster == info[i].cluster)
            j++;
        size_t stop = j < n ? info[j].cluster : end;
        bool follows = i > 0 && info[i - 1].cluster == info[i].cluster;
        struct str text = str_sub(s->text, info[i].cluster, stop);
        if (info[i].codepoint == 0)
            is_missing(s->d, text, s->text);
        double natural = hb_font_get_glyph_h_advance(f->font, info[i].codepoint);
        *next_sign(s) = (struct pdf_sign) {
            .face = face,
            .glyph = info[i].codepoint,
            .text = follows ? (struct str) { NULL, 0 } : text,
            .has_more = !follows && j > i + 1,
            .advance = at[i].x_advance * unit + (j == i + 1 ? s->look->spacing : 0),
            .natural = natural * unit,
            .x = at[i].x_offset * unit,
            .y = at[i].y_offset * unit,
        };
    }
}

/* Bytes [from, to) are printed with one font. */
static void shape_run(struct shaping *s, enum pdf_face_name face, size_t from, size_t to)
{
    if (from == to || face == FACES)
        return;
    static const hb_feature_t plain[] = { { HB_TAG('l', 'i', 'g', 'a'), 0, 0, (unsigned)-1 },
                                          { HB_TAG('c', 'l', 'i', 'g'), 0, 0, (unsigned)-1 } };
    hb_buffer_t *b = s->d->buffer;
    hb_buffer_clear_contents(b);
    hb_buffer_add_utf8(b, s->text.p, (int)s->text.n, (unsigned)from, (int)(to - from));
    hb_buffer_guess_segment_properties(b);
    hb_buffer_set_direction(b, HB_DIRECTION_LTR);
    hb_buffer_set_language(b, hb_language_from_string("ja", 2));
    hb_shape(s->d->fonts->faces[face].font, b, plain, 2);
    take_glyphs(s, face, to);
}

size_t pdf_shape(struct pdf *d, const struct pdf_look *look, struct str text,
                 struct pdf_sign **ret_signs)
{
    struct shaping s = { .d = d, .look = look, .text = text };
    enum pdf_face_name face = FACES;
    size_t from = 0, at = 0;
    while (at < text.n) {
        size_t n = grapheme(str_sub(text, at, text.n));
        struct str sign = str_sub(text, at, at + n);
        bool is_line = sign.p[n - 1] == '\n';
        enum pdf_face_name wants = is_line ? FACES : face_for(d, look->style, sign);
        if (wants == FACES && !is_line)
            is_missing(d, sign, text);
        if (wants != face) {
            shape_run(&s, face, from, at);
            face = wants;
            from = at;
        }
        at += n;
        if (is_line)
            *next_sign(&s) = (struct pdf_sign) { .is_new_line = true, .text = sign };
    }
    shape_run(&s, face, from, at);
    *ret_signs = s.signs;
    return s.n;
}

double pdf_signs_width(const struct pdf_sign *signs, size_t n)
{
    double width = 0;
    for (size_t i = 0; i < n; i++)
        width += signs[i].advance;
    return width;
}

static uint32_t chain_of(uint32_t glyph, struct str text)
{
    uint32_t h = glyph * 2654435761u;
    for (size_t i = 0; i < text.n; i++)
        h = (h ^ (unsigned char)text.p[i]) * 16777619u;
    return (h >> 8) % CODE_CHAINS;
}

uint32_t pdf_code(struct pdf *d, const struct pdf_sign *sign)
{
    struct pdf_used_font *u = &d->used[sign->face];
    uint32_t chain = chain_of(sign->glyph, sign->text);
    for (uint32_t i = u->chains[chain]; i; i = u->codes[i].next)
        if (u->codes[i].glyph == sign->glyph && str_eq(u->codes[i].text, sign->text))
            return i;
    if (u->n == 0)
        u->n = 1; /* code 0 is .notdef */
    if (u->n >= u->room) {
        int room = (int)u->room;
        u->codes = pdf_grown(d, u->codes, sizeof(*u->codes), (int)(u->room ? u->n : 0), &room);
        u->room = (uint32_t)room;
    }
    hb_font_t *font = d->fonts->faces[sign->face].font;
    u->codes[u->n] = (struct pdf_code) {
        .glyph = sign->glyph,
        .width = hb_font_get_glyph_h_advance(font, sign->glyph),
        .text = arena_str(d->mem, sign->text),
        .next = u->chains[chain],
    };
    u->chains[chain] = u->n;
    return u->n++;
}
