/* SPDX-License-Identifier: Apache-2.0 */
/* A used font as PDF objects: Type 0 font, its descendant, descriptor, subset and ToUnicode.  A
 * code is the glyph's place in the subset, so CIDToGIDMap is Identity and each (glyph, text) pair
 * can have its own text. */
#include "base/text.h"
#include "platform/crypto/crypto.h"
#include "platform/pdf/document.h"

#include <math.h>

/* Six letters from what the subset holds: the same subset has the same name. */
static void subset_tag(const struct pdf_used_font *u, char ret_tag[7])
{
    struct crypto_hasher h;
    crypto_hasher_init(&h, NULL);
    for (uint32_t i = 1; i < u->n; i++)
        crypto_hasher_add(&h, str_n((const char *)&u->codes[i].glyph, sizeof(uint32_t)));
    unsigned char digest[CRYPTO_MAC];
    crypto_hasher_end(&h, digest);
    for (int i = 0; i < 6; i++)
        ret_tag[i] = (char)('A' + digest[i] % 26);
    ret_tag[6] = '\0';
}

static int thousandths(const struct pdf_face *f, int units)
{
    return (int)lround(units * 1000.0 / f->units);
}

/* Full width (1000) is the default; the others in runs. */
static void put_widths(struct out *o, const struct pdf_face *f, const struct pdf_used_font *u)
{
    out_str(o, S("/DW 1000/W["));
    bool open = false;
    for (uint32_t i = 1; i < u->n; i++) {
        double width = u->codes[i].width * 1000.0 / f->units;
        if (width == 1000) {
            if (open)
                out_char(o, ']');
            open = false;
            continue;
        }
        if (open)
            out_char(o, ' ');
        else
            out_fmt(o, "%u[", i);
        open = true;
        pdf_put_number(o, width);
    }
    out_str(o, open ? S("]]") : S("]"));
}

static void put_utf16(struct out *o, struct str text)
{
    uint32_t c;
    while (text_next(&text, &c)) {
        if (c >= 0x10000)
            out_fmt(o, "%04X%04X", 0xd800 + ((c - 0x10000) >> 10), 0xdc00 + (c & 0x3ff));
        else
            out_fmt(o, "%04X", c);
    }
}

static bool has_text(const struct pdf_used_font *u, uint32_t i)
{
    return u->codes[i].text.n > 0;
}

/* At most 100 entries in a bfchar block (PDF 32000-1, 9.10.3). */
static struct str to_unicode(struct pdf *d, const struct pdf_used_font *u)
{
    struct out o;
    out_init(&o, d->mem, PDF_CEILING);
    out_str(&o, S("/CIDInit/ProcSet findresource begin\n12 dict begin\nbegincmap\n"
                  "/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n"
                  "/CMapName/Adobe-Identity-UCS def\n/CMapType 2 def\n"
                  "1 begincodespacerange\n<0000><FFFF>\nendcodespacerange\n"));
    for (uint32_t i = 1; i < u->n;) {
        uint32_t end = i, n = 0;
        for (; end < u->n && n < 100; end++)
            n += has_text(u, end);
        if (n == 0)
            break;
        out_fmt(&o, "%u beginbfchar\n", n);
        for (; i < end; i++) {
            if (!has_text(u, i))
                continue;
            out_fmt(&o, "<%04X><", i);
            put_utf16(&o, u->codes[i].text);
            out_str(&o, S(">\n"));
        }
        out_str(&o, S("endbfchar\n"));
    }
    out_str(&o, S("endcmap\nCMapName currentdict/CMap defineresource pop\nend\nend\n"));
    return out_text(&o);
}

static int write_file(struct pdf *d, const struct pdf_face *f, const struct pdf_used_font *u)
{
    int number = pdf_object_new(d);
    struct str bytes = f->has_glyf ? pdf_subset_glyf(d->mem, f, u) : pdf_subset_cff(d->mem, f, u);
    if (bytes.n == 0)
        d->body.failed = true;
    struct str entries =
        f->has_glyf ? arena_fmt(d->mem, "/Length1 %zu", bytes.n) : S("/Subtype/CIDFontType0C");
    pdf_object_stream(d, number, entries.p, bytes);
    return number;
}

static int write_descriptor(struct pdf *d, const struct pdf_face *f, const struct pdf_used_font *u,
                            struct str name)
{
    int file = write_file(d, f, u), number = pdf_object_new(d);
    int ascent = thousandths(f, f->ascent), descent = thousandths(f, f->descent);
    struct str text = arena_fmt(
        d->mem,
        "<</Type/FontDescriptor/FontName/%.*s/Flags 4/FontBBox[-1000 %d 2000 %d]/ItalicAngle 0"
        "/Ascent %d/Descent %d/CapHeight 700/StemV 80/FontFile%d %d 0 R>>",
        STR(name), descent, ascent, ascent, descent, f->has_glyf ? 2 : 3, file);
    pdf_object_put(d, number, text);
    return number;
}

void pdf_font_write(struct pdf *d, enum pdf_face_name face)
{
    const struct pdf_face *f = &d->fonts->faces[face];
    struct pdf_used_font *u = &d->used[face];
    char tag[7];
    subset_tag(u, tag);
    struct str name = arena_fmt(d->mem, "%s+%s", tag, f->name);
    int descriptor = write_descriptor(d, f, u, name), descendant = pdf_object_new(d);
    int unicode = pdf_object_new(d);
    struct out o;
    out_init(&o, d->mem, PDF_CEILING);
    out_fmt(&o,
            "<</Type/Font/Subtype/CIDFontType%d/BaseFont/%.*s/CIDSystemInfo<</Registry(Adobe)"
            "/Ordering(Identity)/Supplement 0>>/FontDescriptor %d 0 R%s",
            f->has_glyf ? 2 : 0, STR(name), descriptor, f->has_glyf ? "/CIDToGIDMap/Identity" : "");
    put_widths(&o, f, u);
    out_str(&o, S(">>"));
    pdf_object_put(d, descendant, out_text(&o));
    pdf_object_stream(d, unicode, "", to_unicode(d, u));
    u->object = pdf_object_new(d);
    pdf_object_put(d, u->object,
                   arena_fmt(d->mem,
                             "<</Type/Font/Subtype/Type0/BaseFont/%.*s/Encoding/Identity-H"
                             "/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>",
                             STR(name), descendant, unicode));
}
