/* SPDX-License-Identifier: Apache-2.0 */
/* The structure of a document: elements, the marks on pages that belong to them, and the trees
 * that screen readers read. */
#include "platform/pdf/document.h"

static const char *const names[] = {
    [PDF_H1] = "H1", [PDF_P] = "P",   [PDF_TABLE] = "Table",   [PDF_TR] = "TR",
    [PDF_TH] = "TH", [PDF_TD] = "TD", [PDF_FIGURE] = "Figure",
};

static void add_kid(struct pdf *d, int element, struct pdf_kid kid)
{
    if (d->n_kids == d->kid_room)
        d->kids = pdf_grown(d, d->kids, sizeof(*d->kids), d->n_kids, &d->kid_room);
    int index = d->n_kids++;
    kid.next = -1;
    d->kids[index] = kid;
    if (element < 0)
        return;
    struct pdf_element *e = &d->elements[element];
    if (e->first_kid < 0)
        e->first_kid = index;
    else
        d->kids[e->last_kid].next = index;
    e->last_kid = index;
}

void pdf_open(struct pdf *d, enum pdf_tag tag)
{
    if (tag == PDF_ARTIFACT || d->artifact) {
        d->artifact++;
        return;
    }
    if (d->n_elements == d->element_room)
        d->elements =
            pdf_grown(d, d->elements, sizeof(*d->elements), d->n_elements, &d->element_room);
    int index = d->n_elements++;
    d->elements[index] = (struct pdf_element) {
        .tag = tag, .parent = d->open, .page = d->page, .first_kid = -1, .last_kid = -1
    };
    if (d->open >= 0)
        add_kid(d, d->open, (struct pdf_kid) { .number = index });
    d->open = index;
}

void pdf_close(struct pdf *d)
{
    if (d->artifact)
        d->artifact--;
    else if (d->open >= 0)
        d->open = d->elements[d->open].parent;
}

void pdf_alternative(struct pdf *d, struct str text)
{
    if (!d->artifact && d->open >= 0)
        d->elements[d->open].alternative = arena_str(d->mem, text);
}

/* Text outside of any element is a paragraph of its own: pdf_mark_end closes it again. */
void pdf_mark_begin(struct pdf *d)
{
    struct out *o = pdf_content(d);
    if (d->artifact) {
        out_str(o, S("/Artifact BMC "));
        return;
    }
    if (d->open < 0)
        pdf_open(d, PDF_P);
    struct pdf_drawn_page *p = &d->pages[d->page];
    if (p->n_marks == p->room)
        p->mark_elements =
            pdf_grown(d, p->mark_elements, sizeof(*p->mark_elements), p->n_marks, &p->room);
    int mark = p->n_marks++;
    p->mark_elements[mark] = d->open;
    add_kid(d, d->open, (struct pdf_kid) { .is_mark = true, .page = d->page, .number = mark });
    out_fmt(o, "/%s<</MCID %d>>BDC ", names[d->elements[d->open].tag], mark);
}

void pdf_mark_end(struct pdf *d)
{
    out_str(pdf_content(d), S("EMC\n"));
    if (d->artifact || d->open < 0)
        return;
    const struct pdf_element *e = &d->elements[d->open];
    if (e->tag == PDF_P && e->parent < 0)
        d->open = -1;
}

static void put_kids(struct pdf *d, struct out *o, const struct pdf_element *e, int first,
                     const int *pages)
{
    out_str(o, S("/K["));
    for (int k = e->first_kid; k >= 0; k = d->kids[k].next) {
        const struct pdf_kid *kid = &d->kids[k];
        if (!kid->is_mark)
            out_fmt(o, "%d 0 R ", first + kid->number);
        else if (kid->page == e->page)
            out_fmt(o, "%d ", kid->number);
        else
            out_fmt(o, "<</Type/MCR/Pg %d 0 R/MCID %d>>", pages[kid->page], kid->number);
    }
    out_char(o, ']');
}

static void write_element(struct pdf *d, int index, int first, int document, const int *pages)
{
    const struct pdf_element *e = &d->elements[index];
    struct out o;
    out_init(&o, d->mem, PDF_CEILING);
    out_fmt(&o, "<</S/%s/P %d 0 R/Pg %d 0 R", names[e->tag],
            e->parent < 0 ? document : first + e->parent, pages[e->page]);
    put_kids(d, &o, e, first, pages);
    if (e->tag == PDF_TH)
        out_str(&o, S("/A<</O/Table/Scope/Column>>"));
    if (e->alternative.n) {
        out_str(&o, S("/Alt"));
        pdf_put_string(&o, e->alternative);
    }
    out_str(&o, S(">>"));
    pdf_object_put(d, first + index, out_text(&o));
}

/* From the mark on a page back to its element. */
static int write_parents(struct pdf *d, int first)
{
    struct out o;
    out_init(&o, d->mem, PDF_CEILING);
    out_str(&o, S("<</Nums["));
    for (int i = 0; i < d->n_pages; i++) {
        out_fmt(&o, "%d[", i);
        for (int m = 0; m < d->pages[i].n_marks; m++)
            out_fmt(&o, "%d 0 R ", first + d->pages[i].mark_elements[m]);
        out_char(&o, ']');
    }
    out_str(&o, S("]>>"));
    int number = pdf_object_new(d);
    pdf_object_put(d, number, out_text(&o));
    return number;
}

int pdf_tags_write(struct pdf *d, const int *page_objects)
{
    int root = pdf_object_new(d), document = pdf_object_new(d), first = d->n_objects + 1;
    for (int i = 0; i < d->n_elements; i++)
        (void)pdf_object_new(d);
    struct out kids;
    out_init(&kids, d->mem, PDF_CEILING);
    for (int i = 0; i < d->n_elements; i++) {
        write_element(d, i, first, document, page_objects);
        if (d->elements[i].parent < 0)
            out_fmt(&kids, "%d 0 R ", first + i);
    }
    int parents = write_parents(d, first);
    pdf_object_put(
        d, document,
        arena_fmt(d->mem, "<</S/Document/P %d 0 R/K[%.*s]>>", root, STR(out_text(&kids))));
    pdf_object_put(d, root,
                   arena_fmt(d->mem,
                             "<</Type/StructTreeRoot/K %d 0 R/ParentTree %d 0 R"
                             "/ParentTreeNextKey %d>>",
                             document, parents, d->n_pages));
    return root;
}
