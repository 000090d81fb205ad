/* SPDX-License-Identifier: Apache-2.0 */
/* Finds and opens the fonts of papers.  MJ明朝 (names) first, Noto CJK where it has no glyph. */
#include "platform/pdf/fonts.h"

#include <hb-ot.h>
#include <pthread.h>
#include <unistd.h>

#define NOTO "/usr/share/fonts/opentype/noto/"

/* Where Debian 12 and 13 put them; the Japanese face is the first of a Noto collection. */
static const struct source {
    const char *name;
    const char *paths[3];
} sources[FACES] = {
    [FACE_IPAMJ] = { "IPAmjMincho",
                     { "/usr/share/fonts/truetype/ipamj/ipamjm.ttf",
                       "/usr/share/fonts/opentype/ipamj/ipamjm.ttf",
                       "/usr/share/fonts/truetype/fonts-ipamj-mincho/ipamjm.ttf" } },
    [FACE_SERIF] = { "NotoSerifCJKjp-Regular",
                     { NOTO "NotoSerifCJK-Regular.ttc", NOTO "NotoSerifCJKjp-Regular.otf" } },
    [FACE_SERIF_BOLD] = { "NotoSerifCJKjp-Bold",
                          { NOTO "NotoSerifCJK-Bold.ttc", NOTO "NotoSerifCJKjp-Bold.otf" } },
    [FACE_SANS] = { "NotoSansCJKjp-Regular",
                    { NOTO "NotoSansCJK-Regular.ttc", NOTO "NotoSansCJKjp-Regular.otf" } },
    [FACE_SANS_BOLD] = { "NotoSansCJKjp-Bold",
                         { NOTO "NotoSansCJK-Bold.ttc", NOTO "NotoSansCJKjp-Bold.otf" } },
};

/* Bold Mincho is the regular face with its outline drawn (text.c): the same names have glyphs, and
 * no second font is embedded. A style falls back to another weight before it falls back to another
 * kind of letter. */
static const enum pdf_face_name wanted[PDF_STYLES][FACES + 1] = {
    [PDF_MINCHO] = { FACE_IPAMJ, FACE_SERIF, FACE_SANS, FACES },
    [PDF_MINCHO_BOLD] = { FACE_IPAMJ, FACE_SERIF_BOLD, FACE_SERIF, FACES },
    [PDF_GOTHIC] = { FACE_SANS, FACE_IPAMJ, FACE_SERIF, FACES },
    [PDF_GOTHIC_BOLD] = { FACE_SANS_BOLD, FACE_SANS, FACE_IPAMJ, FACES },
};

static struct pdf_fonts fonts;
static pthread_once_t opened = PTHREAD_ONCE_INIT;

/* The table's bytes stay mapped as long as the process lives. */
static struct blob table(struct pdf_face *f, hb_tag_t tag)
{
    hb_blob_t *blob = hb_face_reference_table(f->face, tag);
    f->tables[f->n_tables++] = blob;
    unsigned n = 0;
    const char *p = hb_blob_get_data(blob, &n);
    return (struct blob) { (const unsigned char *)p, n };
}

static void read_tables(struct pdf_face *f)
{
    f->head = table(f, HB_TAG('h', 'e', 'a', 'd'));
    f->hhea = table(f, HB_TAG('h', 'h', 'e', 'a'));
    f->hmtx = table(f, HB_TAG('h', 'm', 't', 'x'));
    f->maxp = table(f, HB_TAG('m', 'a', 'x', 'p'));
    f->loca = table(f, HB_TAG('l', 'o', 'c', 'a'));
    f->glyf = table(f, HB_TAG('g', 'l', 'y', 'f'));
    f->has_glyf = f->glyf.n > 0 && f->head.n >= 54 && f->hhea.n >= 36 && f->maxp.n >= 32;
}

static void open_face(struct pdf_face *f, const struct source *source)
{
    f->name = source->name;
    hb_blob_t *blob = NULL;
    for (size_t i = 0; i < 3 && source->paths[i] && !blob; i++)
        blob = hb_blob_create_from_file_or_fail(source->paths[i]);
    if (!blob)
        return;
    hb_face_t *face = hb_face_create(blob, 0);
    f->n_glyphs = hb_face_get_glyph_count(face);
    if (f->n_glyphs == 0) {
        hb_face_destroy(face);
        return;
    }
    f->face = face;
    f->units = hb_face_get_upem(face);
    f->font = hb_font_create(face);
    hb_font_set_scale(f->font, (int)f->units, (int)f->units);
    hb_font_extents_t extents;
    hb_font_get_h_extents(f->font, &extents);
    f->ascent = extents.ascender;
    f->descent = extents.descender;
    read_tables(f);
    hb_face_make_immutable(face);
    hb_font_make_immutable(f->font);
}

static void open_all(void)
{
    for (int i = 0; i < FACES; i++)
        open_face(&fonts.faces[i], &sources[i]);
    for (int style = 0; style < PDF_STYLES; style++) {
        int n = 0;
        for (int i = 0; wanted[style][i] != FACES; i++)
            if (fonts.faces[wanted[style][i]].face)
                fonts.order[style][n++] = wanted[style][i];
        fonts.order[style][n] = FACES;
        if (n == 0)
            fonts.why = "no Japanese font was found: install the Debian packages "
                        "fonts-ipamj-mincho and fonts-noto-cjk";
    }
    if (!fonts.faces[FACE_IPAMJ].face && !fonts.why)
        fonts.why = "IPAmj明朝 was not found: install the Debian package fonts-ipamj-mincho "
                    "(names are printed with it)";
}

const struct pdf_fonts *pdf_fonts(void)
{
    pthread_once(&opened, open_all);
    return &fonts;
}

enum rc pdf_fonts_ready(const char **ret_why)
{
    const struct pdf_fonts *f = pdf_fonts();
    if (!f->why)
        return OK;
    *ret_why = f->why;
    return FAILED;
}
