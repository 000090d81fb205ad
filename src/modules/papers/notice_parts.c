/* SPDX-License-Identifier: Apache-2.0 */
/* Seal, children, amounts and the check token of a notice. */
#include "base/ids.h"
#include "base/text.h"
#include "modules/papers/notice.h"

#include <math.h>

struct str notice_yen(struct arena *mem, struct money amount)
{
    int64_t yen = amount.yen;
    if (yen < 0)
        return arena_fmt(mem, "-%.*s", STR(notice_yen(mem, (struct money) { -yen })));
    if (yen < 1000)
        return arena_fmt(mem, "%d", (int)yen);
    struct str front = notice_yen(mem, (struct money) { yen / 1000 });
    return arena_fmt(mem, "%.*s,%03d", STR(front), (int)(yen % 1000));
}

enum { SEAL_RED = 0xa4161a };

void notice_seal(struct pdf *d, struct arena *mem, double x, double y, double size, struct str text)
{
    size_t n = text_length(text);
    int columns = n <= 1 ? 1 : n <= 6 ? 2 : n <= 12 ? 3 : 4;
    int rows = ((int)n + columns - 1) / columns;
    double cell = (size - 4) / rows, across = (size - 4) / columns;
    double type = fmin(cell, across) * 72 / 25.4 * 1.02;
    struct pdf_look look = { .style = PDF_MINCHO_BOLD, .size = type, .colour = SEAL_RED };
    pdf_part(d, S("公印"));
    pdf_frame(d, x, y, size, size, 1.2, 1.6, SEAL_RED);
    pdf_open(d, PDF_ARTIFACT);
    for (int i = 0; text.n; i++) {
        struct str sign = text_first(text, 1);
        double middle = x + size - 2 - across * (i / rows + 0.5);
        double top = y + 2 + cell * (i % rows);
        pdf_text(d, &look, PDF_CENTRE, middle, top + cell / 2 + type * 25.4 / 72 * 0.38,
                 arena_str(mem, sign));
        text = str_sub(text, sign.n, text.n);
    }
    pdf_close(d);
}

enum { COLUMNS = 4 };

/* Rows [from, to) with the head. */
static double draw_children(struct pdf *d, struct arena *mem, const struct paper_data *p, double x,
                            double y, size_t from, size_t to)
{
    static const double widths[COLUMNS] = { 62, 42, 36, 30 };
    static const enum pdf_align aligns[COLUMNS] = { PDF_LEFT, PDF_LEFT, PDF_LEFT, PDF_RIGHT };
    static const struct pdf_look look = { .size = 10.5, .leading = 1.45 };
    struct str *cells = arena_new(mem, struct str, (to - from + 1) * COLUMNS);
    size_t n = 0;
    cells[n++] = S("お子さんの氏名");
    cells[n++] = S("生年月日");
    cells[n++] = S("続柄");
    cells[n++] = S("月額");
    for (size_t i = from; i < to; i++) {
        const struct paper_child *c = &p->children[i];
        cells[n++] = c->name;
        cells[n++] = date_ja(mem, c->birth);
        cells[n++] = c->relation;
        cells[n++] = arena_fmt(mem, "%.*s円", STR(notice_yen(mem, c->monthly)));
    }
    struct pdf_table t = { .x = x,
                           .y = y,
                           .widths = widths,
                           .aligns = aligns,
                           .n_columns = COLUMNS,
                           .cells = cells,
                           .n_rows = to - from + 1,
                           .has_head = true,
                           .padding = 2.2,
                           .look = &look };
    return pdf_table(d, &t);
}

/* A row with a name of two lines at most. */
static const double highest_row = 14;

void notice_children(struct pdf *d, struct arena *mem, const struct paper_data *p, double x,
                     double *y, double ends)
{
    pdf_part(d, S("お子さんの氏名"));
    size_t from = 0;
    while (from < p->n_children) {
        double room = (ends - *y) / highest_row - 1;
        size_t fit = room < 1 ? 0 : (size_t)room;
        if (fit == 0) {
            pdf_page(d, 210, 297);
            *y = 25;
            ends = 275;
            continue;
        }
        size_t to = from + fit < p->n_children ? from + fit : p->n_children;
        *y += draw_children(d, mem, p, x, *y, from, to);
        from = to;
        if (from < p->n_children)
            *y = ends; /* the rest of the table goes on over the page */
    }
}

static void hash_text(struct crypto_hasher *h, struct str text)
{
    unsigned char length[4] = { (unsigned char)(text.n >> 24), (unsigned char)(text.n >> 16),
                                (unsigned char)(text.n >> 8), (unsigned char)text.n };
    crypto_hasher_add(h, str_n((const char *)length, sizeof(length)));
    crypto_hasher_add(h, text);
}

static void hash_number(struct crypto_hasher *h, int64_t value)
{
    unsigned char bytes[8];
    for (int i = 0; i < 8; i++)
        bytes[i] = (unsigned char)((uint64_t)value >> (56 - 8 * i));
    crypto_hasher_add(h, str_n((const char *)bytes, sizeof(bytes)));
}

struct str papers_token(struct arena *mem, const struct paper_data *d)
{
    const struct str texts[] = {
        d->title,          d->number,     d->postal_code, d->address,        d->name,
        d->town,           d->head_title, d->head_name,   d->receipt_number, d->law,
        d->payment_months, d->bank,       d->branch,      d->account_kind,   d->account_number,
        d->reason,         d->appeal,     d->subject_ref, d->request_ref
    };
    const int64_t numbers[] = {
        d->granted,    d->issued_on.days, d->received_on.days,   d->total.yen,
        d->first_year, d->first_month,    (int64_t)d->n_children
    };
    struct crypto_hasher h;
    crypto_hasher_init(&h, NULL);
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        hash_text(&h, texts[i]);
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
        hash_number(&h, numbers[i]);
    for (size_t i = 0; i < d->n_children; i++) {
        hash_text(&h, d->children[i].name);
        hash_text(&h, d->children[i].relation);
        hash_number(&h, d->children[i].birth.days);
        hash_number(&h, d->children[i].monthly.yen);
    }
    unsigned char digest[CRYPTO_MAC];
    crypto_hasher_end(&h, digest);
    return arena_fmt(mem, "YAKUBA1 %.*s %.*s %.*s", STR(d->number), STR(d->request_ref),
                     STR(ids_hex(mem, digest, 8)));
}

enum rc papers_verify_identity(struct arena *mem, struct str pdf, struct str subject_ref,
                               struct str request_ref)
{
    struct str subject, request;
    enum rc rc = pdf_read_info(mem, pdf, "YakubaSubject", &subject);
    if (rc == OK)
        rc = pdf_read_info(mem, pdf, "YakubaRequest", &request);
    if (rc != OK)
        return DENIED;
    return subject_ref.n && request_ref.n && str_eq(subject, subject_ref) &&
                   str_eq(request, request_ref)
               ? OK
               : DENIED;
}
