/* SPDX-License-Identifier: Apache-2.0 */
/* Inside of a document: its pages, the fonts used so far, its structure.  For platform/pdf only. */
#ifndef PLATFORM_PDF_DOCUMENT_H
#define PLATFORM_PDF_DOCUMENT_H

#include "base/out.h"
#include "platform/pdf/fonts.h"

#define PDF_CEILING ((size_t)2 << 20)
#define MM          (72.0 / 25.4) /* points in a millimetre */

struct pdf_code { /* one code (CID) of a used font: a glyph with the text it stands for */
    uint32_t glyph;
    int width; /* font units */
    struct str text;
    uint32_t next; /* in the chain of its hash; 0 ends */
};

enum { CODE_CHAINS = 512 };
struct pdf_used_font {
    struct pdf_code *codes; /* codes[0] is .notdef */
    uint32_t n, room;
    uint32_t chains[CODE_CHAINS];
    int object; /* of the Type 0 font, 0 while unused */
};

struct pdf_drawn_page {
    struct out content;
    double width, height; /* points */
    int n_marks;          /* marked-content ids used */
    int *mark_elements;   /* element of each */
    int room;
};

struct pdf_element {
    enum pdf_tag tag;
    int parent; /* -1: the document */
    int page;
    int first_kid, last_kid; /* chain in pdf.kids, -1 none */
    struct str alternative;
};
struct pdf_kid { /* of an element: another element, or a mark on its page */
    bool is_mark;
    int page, number, next;
};

struct pdf {
    struct arena *mem;
    const struct pdf_fonts *fonts;
    struct pdf_about about;
    hb_buffer_t *buffer;
    struct pdf_used_font used[FACES];

    struct pdf_drawn_page *pages;
    int n_pages, page_room, page; /* page: the one that is drawn on */

    struct pdf_element *elements;
    struct pdf_kid *kids;
    int n_elements, element_room, n_kids, kid_room;
    int open;     /* element, -1 none */
    int artifact; /* depth */

    int waves; /* object of the tile, 0 none */

    struct str part;
    struct pdf_missing missing;

    struct out body;    /* the file */
    struct out packed;  /* objects of the object stream */
    struct out numbers; /* its header: "number offset" pairs */
    int n_packed, n_objects;
    struct pdf_object {
        size_t offset; /* in body, or index in the object stream */
        bool is_packed;
    } * objects;
    int object_room;
};

/* A grown copy of an array in the arena. */
void *pdf_grown(struct pdf *d, const void *old, size_t size, int n, int *room);

/* ---- objects (objects.c) ---- */
int pdf_object_new(struct pdf *d);
void pdf_object_put(struct pdf *d, int number, struct str dictionary); /* packed */
void pdf_object_plain(struct pdf *d, int number, struct str dictionary);
void pdf_object_stream(struct pdf *d, int number, const char *entries, struct str bytes);
/* Everything that is left: Info, object stream, cross references, trailer. */
void pdf_objects_end(struct pdf *d, int root, int info);
void pdf_put_number(struct out *o, double value); /* two decimals at most, no exponent */
void pdf_put_string(struct out *o, struct str utf8);
void pdf_put_name(struct out *o, struct str name);

/* ---- text (shape.c, text.c) ---- */
struct pdf_sign { /* a shaped glyph */
    enum pdf_face_name face;
    uint32_t glyph;
    struct str text;      /* of its cluster; n is 0 for further glyphs of the cluster */
    bool has_more;        /* further glyphs of the same cluster follow */
    bool is_new_line;     /* a '\n' stood here; no glyph */
    double advance;       /* in sizes, spacing included */
    double x, y, natural; /* offsets and the glyph's own width, in sizes */
};
size_t pdf_shape(struct pdf *d, const struct pdf_look *look, struct str text,
                 struct pdf_sign **ret_signs);
double pdf_signs_width(const struct pdf_sign *signs, size_t n); /* in sizes */
void pdf_draw_signs(struct pdf *d, const struct pdf_look *look, double x, double y,
                    const struct pdf_sign *signs, size_t n);
/* The next line of at most `width` sizes: its signs from *at on; *at moves past the break. */
size_t pdf_next_line(const struct pdf_sign *signs, size_t n, double width, size_t *at);
uint32_t pdf_code(struct pdf *d, const struct pdf_sign *sign);

/* ---- fonts (font_objects.c, subset_glyf.c, subset_cff.c) ---- */
void pdf_font_write(struct pdf *d, enum pdf_face_name name);
struct str pdf_subset_glyf(struct arena *mem, const struct pdf_face *f,
                           const struct pdf_used_font *used);
struct str pdf_subset_cff(struct arena *mem, const struct pdf_face *f,
                          const struct pdf_used_font *used);

/* ---- structure (tags.c) ---- */
void pdf_mark_begin(struct pdf *d); /* before text operators on the page */
void pdf_mark_end(struct pdf *d);
void pdf_alternative(struct pdf *d, struct str text);       /* of the open element */
int pdf_tags_write(struct pdf *d, const int *page_objects); /* the StructTreeRoot */

struct out *pdf_content(struct pdf *d);
double pdf_from_top(const struct pdf *d, double y); /* millimetres to points from below */
void pdf_put_colour(struct out *o, uint32_t rgb, const char *operator);

#endif
