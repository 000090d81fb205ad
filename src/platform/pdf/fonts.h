/* SPDX-License-Identifier: Apache-2.0 */
/* The process's fonts: opened once, mapped, never changed afterwards, shared by all threads. */
#ifndef PLATFORM_PDF_FONTS_H
#define PLATFORM_PDF_FONTS_H

#include "platform/pdf/pdf.h"

#include <hb.h>

enum { FACE_TABLES = 6 };
enum pdf_face_name { FACE_IPAMJ, FACE_SERIF, FACE_SERIF_BOLD, FACE_SANS, FACE_SANS_BOLD, FACES };

struct pdf_face {
    const char *name; /* PostScript name in the document */
    hb_face_t *face;  /* NULL: the file is not there */
    hb_font_t *font;  /* immutable; scale = units */
    unsigned units;   /* per em */
    unsigned n_glyphs;
    int ascent, descent;                            /* units */
    bool has_glyf;                                  /* TrueType outlines; else cubic ones */
    struct blob glyf, loca, head, hhea, hmtx, maxp; /* of a TrueType face */
    hb_blob_t *tables[FACE_TABLES];                 /* their owners */
    int n_tables;
};

struct pdf_fonts {
    struct pdf_face faces[FACES];
    /* For each style, the faces to try, ended by FACES. */
    enum pdf_face_name order[PDF_STYLES][FACES + 1];
    const char *why; /* NULL: ready */
};

const struct pdf_fonts *pdf_fonts(void);

#endif
