/* SPDX-License-Identifier: Apache-2.0 */
/* A document from its first page to its last byte. */
#include "platform/pdf/document.h"
#include "base/time.h"

#include <assert.h>

/* Info is object 1 and stands first in the file: pdf_read_info relies on it. */
enum { OBJECT_INFO = 1 };

static void put_moment(struct out *o, t_time at)
{
    struct civil c = time_civil(at);
    out_fmt(o, "(D:%04d%02d%02d%02d%02d%02d+09'00')", c.year, c.month, c.day, c.hour, c.minute,
            c.second);
}

static void write_info(struct pdf *d)
{
    struct out o;
    out_init(&o, d->mem, PDF_CEILING);
    out_str(&o, S("<</Title "));
    pdf_put_string(&o, d->about.title);
    out_str(&o, S("/Author "));
    pdf_put_string(&o, d->about.author);
    out_str(&o, S("/Producer(yakuba)/CreationDate"));
    put_moment(&o, d->about.made_at);
    for (size_t i = 0; i < d->about.n_info; i++) {
        pdf_put_name(&o, str_of(d->about.info[i].key));
        pdf_put_string(&o, d->about.info[i].value);
    }
    out_str(&o, S(">>"));
    pdf_object_plain(d, OBJECT_INFO, out_text(&o));
}

static void drop_buffer(void *buffer)
{
    hb_buffer_destroy(buffer);
}

enum rc pdf_new(struct arena *mem, const struct pdf_about *about, struct pdf **ret_pdf)
{
    const struct pdf_fonts *fonts = pdf_fonts();
    if (fonts->why)
        return FAILED;
    struct pdf *d = arena_new(mem, struct pdf, 1);
    *d = (struct pdf) { .mem = mem, .fonts = fonts, .about = *about, .open = -1, .page = -1 };
    d->buffer = hb_buffer_create();
    arena_cleanup(mem, drop_buffer, d->buffer);
    out_init(&d->body, mem, PDF_CEILING);
    out_init(&d->packed, mem, PDF_CEILING);
    out_init(&d->numbers, mem, PDF_CEILING);
    out_str(&d->body, S("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"));
    int info = pdf_object_new(d);
    assert(info == OBJECT_INFO);
    (void)info;
    write_info(d);
    *ret_pdf = d;
    return OK;
}

void pdf_page(struct pdf *d, double width, double height)
{
    if (d->n_pages == d->page_room)
        d->pages = pdf_grown(d, d->pages, sizeof(*d->pages), d->n_pages, &d->page_room);
    d->page = d->n_pages++;
    struct pdf_drawn_page *p = &d->pages[d->page];
    *p = (struct pdf_drawn_page) { .width = width * MM, .height = height * MM };
    out_init(&p->content, d->mem, PDF_CEILING);
}

void pdf_turn_to(struct pdf *d, int page)
{
    assert(page >= 1 && page <= d->n_pages);
    d->page = page - 1;
}

int pdf_pages(const struct pdf *d)
{
    return d->n_pages;
}

struct out *pdf_content(struct pdf *d)
{
    assert(d->page >= 0); /* drawing comes after pdf_page */
    return &d->pages[d->page].content;
}

double pdf_from_top(const struct pdf *d, double y)
{
    return d->pages[d->page].height - y * MM;
}

void pdf_number_pages(struct pdf *d, double size, double x, double y)
{
    int page = d->page;
    for (d->page = 0; d->page < d->n_pages; d->page++) {
        pdf_open(d, PDF_ARTIFACT);
        pdf_text(d, &(struct pdf_look) { .size = size }, PDF_CENTRE, x, y,
                 arena_fmt(d->mem, "%d / %d", d->page + 1, d->n_pages));
        pdf_close(d);
    }
    d->page = page;
}

static void write_page(struct pdf *d, int index, int object, int parent, struct str fonts)
{
    const struct pdf_drawn_page *p = &d->pages[index];
    int content = pdf_object_new(d);
    pdf_object_stream(d, content, "", out_text(&p->content));
    struct out o;
    out_init(&o, d->mem, PDF_CEILING);
    out_fmt(&o, "<</Type/Page/Parent %d 0 R/MediaBox[0 0 ", parent);
    pdf_put_number(&o, p->width);
    out_char(&o, ' ');
    pdf_put_number(&o, p->height);
    out_fmt(&o, "]/Contents %d 0 R/StructParents %d/Tabs/S/Resources<</Font<<%.*s>>", content,
            index, STR(fonts));
    if (d->waves)
        out_fmt(&o, "/Pattern<</P0 %d 0 R>>", d->waves);
    out_str(&o, S(">>>>"));
    pdf_object_put(d, object, out_text(&o));
}

static struct str write_fonts(struct pdf *d)
{
    struct out o;
    out_init(&o, d->mem, PDF_CEILING);
    for (int i = 0; i < FACES; i++) {
        if (d->used[i].n == 0)
            continue;
        pdf_font_write(d, (enum pdf_face_name)i);
        out_fmt(&o, "/F%d %d 0 R", i, d->used[i].object);
    }
    return out_text(&o);
}

static void write_catalog(struct pdf *d, int root, int pages, int structure)
{
    struct str text =
        arena_fmt(d->mem,
                  "<</Type/Catalog/Pages %d 0 R/Lang(ja-JP)/MarkInfo<</Marked true>>"
                  "/StructTreeRoot %d 0 R/ViewerPreferences<</DisplayDocTitle true>>>>",
                  pages, structure);
    pdf_object_put(d, root, text);
}

enum rc pdf_finish(struct pdf *d, struct str *ret_bytes)
{
    if (d->missing.sign.n)
        return INVALID;
    int root = pdf_object_new(d), pages = pdf_object_new(d);
    struct str fonts = write_fonts(d);
    int *objects = arena_new(d->mem, int, (size_t)d->n_pages + 1);
    struct out kids;
    out_init(&kids, d->mem, PDF_CEILING);
    for (int i = 0; i < d->n_pages; i++) {
        objects[i] = pdf_object_new(d);
        out_fmt(&kids, "%d 0 R ", objects[i]);
        write_page(d, i, objects[i], pages, fonts);
        if (out_failed(&d->pages[i].content))
            return FULL;
    }
    pdf_object_put(
        d, pages,
        arena_fmt(d->mem, "<</Type/Pages/Count %d/Kids[%.*s]>>", d->n_pages, STR(out_text(&kids))));
    write_catalog(d, root, pages, pdf_tags_write(d, objects));
    pdf_objects_end(d, root, OBJECT_INFO);
    if (out_failed(&d->body) || out_failed(&d->packed) || arena_failed(d->mem))
        return FULL;
    *ret_bytes = out_text(&d->body);
    return OK;
}
