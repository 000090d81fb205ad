/* SPDX-License-Identifier: Apache-2.0 */
/* The file level of a document: numbered objects, streams, the packed object stream, the cross
 * references.  Small objects are packed (PDF 1.5), so that the structure costs little. */
#include "platform/crypto/crypto.h"
#include "platform/pdf/document.h"

#include "base/text.h"

#include <math.h>
#include <zlib.h>

void *pdf_grown(struct pdf *d, const void *old, size_t size, int n, int *room)
{
    int wider = *room ? *room * 2 : 16;
    char *p = arena_alloc(d->mem, size, (size_t)wider);
    if (old && n)
        memcpy(p, old, size * (size_t)n);
    *room = wider;
    return p;
}

int pdf_object_new(struct pdf *d)
{
    if (d->n_objects + 1 >= d->object_room)
        d->objects =
            pdf_grown(d, d->objects, sizeof(*d->objects), d->n_objects + 1, &d->object_room);
    return ++d->n_objects;
}

void pdf_object_put(struct pdf *d, int number, struct str dictionary)
{
    out_fmt(&d->numbers, "%d %zu ", number, d->packed.n);
    out_str(&d->packed, dictionary);
    out_char(&d->packed, '\n');
    d->objects[number] = (struct pdf_object) { (size_t)d->n_packed++, true };
}

static void object_begin(struct pdf *d, int number)
{
    d->objects[number] = (struct pdf_object) { d->body.n, false };
    out_fmt(&d->body, "%d 0 obj\n", number);
}

void pdf_object_plain(struct pdf *d, int number, struct str dictionary)
{
    object_begin(d, number);
    out_str(&d->body, dictionary);
    out_str(&d->body, S("\nendobj\n"));
}

/* Outlines hardly repeat: level 4 takes a third less time than 6 for 2 % more bytes (measured). */
enum { DEFLATE_LEVEL = 4 };

static struct str deflated(struct pdf *d, struct str bytes)
{
    uLongf n = compressBound((uLong)bytes.n);
    unsigned char *p = arena_new(d->mem, unsigned char, n);
    int z = compress2(p, &n, (const Bytef *)bytes.p, (uLong)bytes.n, DEFLATE_LEVEL);
    if (z != Z_OK)
        d->body.failed = true;
    return (struct str) { (const char *)p, z == Z_OK ? (size_t)n : 0 };
}

void pdf_object_stream(struct pdf *d, int number, const char *entries, struct str bytes)
{
    struct str small = deflated(d, bytes);
    object_begin(d, number);
    out_fmt(&d->body, "<<%s/Filter/FlateDecode/Length %zu>>\nstream\n", entries, small.n);
    out_str(&d->body, small);
    out_str(&d->body, S("\nendstream\nendobj\n"));
}

static void write_packed(struct pdf *d, int number)
{
    struct out all;
    out_init(&all, d->mem, PDF_CEILING);
    out_str(&all, out_text(&d->numbers));
    out_str(&all, out_text(&d->packed));
    struct str entries =
        arena_fmt(d->mem, "/Type/ObjStm/N %d/First %zu", d->n_packed, d->numbers.n);
    pdf_object_stream(d, number, entries.p, out_text(&all));
}

/* One entry: kind, then offset or number of the object stream, then place in that stream. */
static void put_reference(struct out *o, int kind, size_t a, size_t b)
{
    char bytes[6] = {
        (char)kind, (char)(a >> 16), (char)(a >> 8), (char)a, (char)(b >> 8), (char)b
    };
    out_put(o, bytes, sizeof(bytes));
}

static void write_references(struct pdf *d, int number, int packed, int root, int info)
{
    unsigned char digest[CRYPTO_MAC];
    crypto_digest(NULL, out_text(&d->body), digest);
    size_t start = d->body.n;
    d->objects[number] = (struct pdf_object) { start, false };

    struct out table;
    out_init(&table, d->mem, PDF_CEILING);
    put_reference(&table, 0, 0, 0xffff);
    for (int i = 1; i <= d->n_objects; i++) {
        const struct pdf_object *o = &d->objects[i];
        if (o->is_packed)
            put_reference(&table, 2, (size_t)packed, o->offset);
        else
            put_reference(&table, 1, o->offset, 0);
    }
    struct out entries;
    out_init(&entries, d->mem, PDF_CEILING);
    out_fmt(&entries, "/Type/XRef/Size %d/W[1 3 2]/Root %d 0 R/Info %d 0 R/ID[<", d->n_objects + 1,
            root, info);
    for (int copy = 0; copy < 2; copy++) {
        for (int i = 0; i < 16; i++)
            out_fmt(&entries, "%02x", digest[i]);
        out_str(&entries, copy ? S(">]") : S("><"));
    }
    out_char(&entries, '\0');
    pdf_object_stream(d, number, entries.p, out_text(&table));
    out_fmt(&d->body, "startxref\n%zu\n%%%%EOF\n", start);
}

void pdf_objects_end(struct pdf *d, int root, int info)
{
    int packed = pdf_object_new(d);
    write_packed(d, packed);
    int references = pdf_object_new(d);
    write_references(d, references, packed, root, info);
}

void pdf_put_number(struct out *o, double value)
{
    long hundredths = lround(value * 100);
    if (hundredths < 0) {
        out_char(o, '-');
        hundredths = -hundredths;
    }
    out_int(o, hundredths / 100);
    int rest = (int)(hundredths % 100);
    if (rest == 0)
        return;
    out_char(o, '.');
    out_char(o, (char)('0' + rest / 10));
    if (rest % 10)
        out_char(o, (char)('0' + rest % 10));
}

static bool is_printable(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < ' ' || s.p[i] > '~')
            return false;
    return true;
}

void pdf_put_string(struct out *o, struct str utf8)
{
    if (is_printable(utf8)) {
        out_char(o, '(');
        for (size_t i = 0; i < utf8.n; i++) {
            if (strchr("()\\", utf8.p[i]))
                out_char(o, '\\');
            out_char(o, utf8.p[i]);
        }
        out_char(o, ')');
        return;
    }
    out_str(o, S("<FEFF"));
    uint32_t c;
    while (text_next(&utf8, &c)) {
        if (c >= 0x10000)
            out_fmt(o, "%04X%04X", 0xd800 + ((c - 0x10000) >> 10), 0xdc00 + (c & 0x3ff));
        else
            out_fmt(o, "%04X", c);
    }
    out_char(o, '>');
}

void pdf_put_name(struct out *o, struct str name)
{
    out_char(o, '/');
    out_str(o, name);
}
