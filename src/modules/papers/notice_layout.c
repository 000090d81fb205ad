/* SPDX-License-Identifier: Apache-2.0 */
/* The notices of 児童手当 on A4.  The addressee stands in the window of a 長形3号 envelope when the
 * sheet is folded in three; the foot says whom to ask and how the paper is checked. */
#include "modules/papers/notice.h"

#include "base/ids.h"

enum { LEFT = 20, RIGHT = 190, WIDTH = RIGHT - LEFT, MIDDLE = 105 };
enum { FIRST_PAGE_ENDS = 248, PAGE_ENDS = 275, PAGE_STARTS = 25 };

static const struct pdf_look body = { .size = 10.5, .leading = 1.55 };
static const struct pdf_look small = { .size = 9, .leading = 1.5 };
static const struct pdf_look tiny = { .size = 7, .colour = 0x555555 };
static const struct pdf_look heading = { .style = PDF_MINCHO_BOLD, .size = 10.5 };

struct sheet {
    struct pdf *d;
    struct arena *mem;
    const struct paper_data *p;
    double y;
};

static double ends(const struct sheet *s)
{
    return pdf_pages(s->d) == 1 ? FIRST_PAGE_ENDS : PAGE_ENDS;
}

static void new_page(struct sheet *s)
{
    pdf_page(s->d, 210, 297);
    s->y = PAGE_STARTS;
}

static void make_room(struct sheet *s, double height)
{
    if (s->y + height > ends(s))
        new_page(s);
}

/* A text that may go on over pages. */
static void flow(struct sheet *s, const struct pdf_look *look, struct str text)
{
    while (text.n) {
        make_room(s, look->size);
        s->y += pdf_paragraph_part(s->d, look, LEFT, s->y, WIDTH, ends(s) - s->y, &text);
        if (text.n)
            new_page(s);
    }
}

static void draw_addressee(struct sheet *s)
{
    const struct paper_data *p = s->p;
    pdf_part(s->d, S("宛先の住所"));
    pdf_text(s->d, &body, PDF_LEFT, 25, 24, arena_fmt(s->mem, "〒%.*s", STR(p->postal_code)));
    double used = pdf_paragraph(s->d, &body, 25, 26, 78, p->address);
    pdf_part(s->d, S("宛先の氏名"));
    (void)pdf_paragraph(s->d, &(struct pdf_look) { .size = 13, .leading = 1.3 }, 25, 28 + used, 78,
                        arena_fmt(s->mem, "%.*s　様", STR(p->name)));
}

static void draw_sender(struct sheet *s)
{
    const struct paper_data *p = s->p;
    pdf_part(s->d, S("文書番号"));
    pdf_text(s->d, &body, PDF_RIGHT, RIGHT, 22, p->number);
    pdf_text(s->d, &body, PDF_RIGHT, RIGHT, 28.5, date_ja(s->mem, p->issued_on));
    pdf_part(s->d, S("発信者の氏名"));
    struct str name = arena_fmt(s->mem, "%.*s　%.*s", STR(p->head_title), STR(p->head_name));
    pdf_text(s->d, &(struct pdf_look) { .size = 13, .spacing = 0.04 }, PDF_RIGHT, 165, 70, name);
    notice_seal(s->d, s->mem, 169, 57, 21, arena_fmt(s->mem, "%.*s之印", STR(p->head_title)));
}

static void draw_title(struct sheet *s)
{
    pdf_part(s->d, S("題名"));
    pdf_open(s->d, PDF_H1);
    pdf_text(s->d, &(struct pdf_look) { .style = PDF_MINCHO_BOLD, .size = 17, .spacing = 0.06 },
             PDF_CENTRE, MIDDLE, 92, s->p->title);
    pdf_close(s->d);
    s->y = 98;
}

static void draw_sentence(struct sheet *s)
{
    const struct paper_data *p = s->p;
    pdf_part(s->d, S("本文"));
    struct str received = date_ja(s->mem, p->received_on);
    flow(
        s, &body,
        p->granted
            ? arena_fmt(
                  s->mem,
                  "　%.*sに受け付けた児童手当の認定の請求について、%.*sの規定により、受給資格と手当"
                  "の額を次のとおり認定しましたので、通知します。",
                  STR(received), STR(p->law))
            : arena_fmt(
                  s->mem,
                  "　%.*sに受け付けた%.*s（%.*s）については、次の理由により%sので、通知します。",
                  STR(received), STR(p->request), STR(p->law),
                  p->is_certificate ? "交付しないことにしました" : "却下しました"));
    s->y += 3;
}

static void draw_facts(struct sheet *s, const struct str *cells, size_t n_rows)
{
    static const double widths[] = { 38, WIDTH - 38 };
    static const enum pdf_align aligns[] = { PDF_LEFT, PDF_LEFT };
    struct pdf_table t = { .x = LEFT,
                           .y = s->y,
                           .widths = widths,
                           .aligns = aligns,
                           .n_columns = 2,
                           .cells = cells,
                           .n_rows = n_rows,
                           .has_labels = true,
                           .padding = 2.2,
                           .look = &body };
    s->y += pdf_table(s->d, &t);
}

static struct str payment_text(const struct sheet *s)
{
    struct str rest = s->p->payment_months, month, months[12];
    size_t n = 0;
    while (n < 12 && str_cut(&rest, ' ', &month))
        months[n++] = arena_fmt(s->mem, "%.*s月", STR(month));
    return arena_fmt(s->mem, "毎年%.*s（それぞれ前の月までの分）",
                     STR(arena_join(s->mem, months, n, S("、"))));
}

static struct str account_text(const struct sheet *s)
{
    const struct paper_data *p = s->p;
    size_t shown = p->account_number.n < 2 ? 0 : p->account_number.n - 2;
    return arena_fmt(s->mem, "%.*s　%.*s　%.*s　口座番号　＊＊＊＊＊%.*s", STR(p->bank),
                     STR(p->branch), STR(p->account_kind),
                     STR(str_sub(p->account_number, shown, SIZE_MAX)));
}

static struct str first_month_text(const struct sheet *s)
{
    struct date first = date_of(s->p->first_year, s->p->first_month, 1);
    struct wareki w;
    if (wareki_of(first, &w) != OK)
        return arena_fmt(s->mem, "%d年%d月分から", s->p->first_year, s->p->first_month);
    return w.year == 1
               ? arena_fmt(s->mem, "%.*s元年%d月分から", STR(w.era), s->p->first_month)
               : arena_fmt(s->mem, "%.*s%d年%d月分から", STR(w.era), w.year, s->p->first_month);
}

static void draw_grant(struct sheet *s)
{
    const struct paper_data *p = s->p;
    struct str cells[] = {
        S("受付番号"),       ids_receipt_print(s->mem, p->receipt_number),
        S("支給を始める月"), first_month_text(s),
        S("手当の月額"),     arena_fmt(s->mem, "%.*s円", STR(notice_yen(s->mem, p->total))),
        S("支払いの月"),     payment_text(s),
        S("振込先"),         account_text(s),
    };
    pdf_part(s->d, S("振込先"));
    draw_facts(s, cells, sizeof(cells) / sizeof(cells[0]) / 2);
    s->y += 4;
    notice_children(s->d, s->mem, p, LEFT, &s->y, ends(s));
    s->y += 3;
    flow(s, &small,
         S("住所、養育するお子さんの人数、振込先などが変わったときは、変わった日の翌日から15日以内"
           "に届け出てください。"));
}

static struct str reason_title(const struct paper_data *p)
{
    return p->is_certificate ? S("交付しない理由") : S("却下の理由");
}

static void draw_refusal(struct sheet *s)
{
    struct str cells[] = { S("受付番号"), ids_receipt_print(s->mem, s->p->receipt_number) };
    draw_facts(s, cells, 1);
    s->y += 6;
    pdf_text(s->d, &heading, PDF_LEFT, LEFT, s->y + 2, reason_title(s->p));
    s->y += 4;
    pdf_part(s->d, S("却下の理由"));
    flow(s, &body, s->p->reason);
}

static void draw_appeal(struct sheet *s)
{
    s->y += 6;
    make_room(s, 20);
    pdf_text(s->d, &heading, PDF_LEFT, LEFT, s->y + 2, S("不服があるとき（教示）"));
    s->y += 4;
    pdf_part(s->d, S("教示"));
    flow(s, &small, s->p->appeal);
}

static struct str contact_text(const struct sheet *s)
{
    const struct paper_data *p = s->p;
    struct out o;
    out_init(&o, s->mem, 4096);
    out_fmt(&o, "%.*s　%.*s", STR(p->town), STR(p->section));
    if (p->floor.n)
        out_fmt(&o, "（%.*s）", STR(p->floor));
    if (p->clerk.n)
        out_fmt(&o, "　担当　%.*s", STR(p->clerk));
    out_fmt(&o, "\n電話　%.*s", STR(p->telephone));
    if (p->extension.n)
        out_fmt(&o, "　内線　%.*s", STR(p->extension));
    return out_text(&o);
}

static enum rc draw_foot(struct sheet *s)
{
    pdf_line(s->d, LEFT, 251, RIGHT, 251, 0.6, 0);
    enum rc rc = pdf_qr(s->d, LEFT - 2, 252.5, 28, papers_token(s->mem, s->p),
                        S("この通知の控えと照らし合わせるためのQRコード"));
    pdf_text(s->d, &heading, PDF_LEFT, 50, 258.5, S("この通知についてのお問い合わせ"));
    pdf_part(s->d, S("担当"));
    double used = pdf_paragraph(s->d, &body, 50, 260, RIGHT - 50, contact_text(s));
    pdf_paragraph(s->d, &small, 50, 261 + used, RIGHT - 50,
                  S("QRコードは、この紙が役場の控えと同じことを職員が確かめるためのものです。お名前"
                    "や金額は入っていません。"));
    return rc;
}

static void draw_marks(struct sheet *s)
{
    struct str text =
        arena_fmt(s->mem, "%.*s / %.*s", STR(s->p->subject_ref), STR(s->p->request_ref));
    for (int page = 1; page <= pdf_pages(s->d); page++) {
        pdf_turn_to(s->d, page);
        pdf_open(s->d, PDF_ARTIFACT);
        pdf_text(s->d, &tiny, PDF_LEFT, LEFT, 287, text);
        pdf_close(s->d);
    }
}

static bool is_complete(const struct paper_data *p)
{
    bool has_reason = p->granted || str_trim(p->reason).n > 0;
    return has_reason && str_trim(p->appeal).n > 0 && str_trim(p->name).n > 0 &&
           p->subject_ref.n > 0 && p->request_ref.n > 0;
}

static enum rc draw_all(struct sheet *s)
{
    pdf_page(s->d, 210, 297);
    draw_addressee(s);
    draw_sender(s);
    draw_title(s);
    draw_sentence(s);
    if (s->p->granted)
        draw_grant(s);
    else
        draw_refusal(s);
    draw_appeal(s);
    pdf_turn_to(s->d, 1);
    enum rc rc = draw_foot(s);
    draw_marks(s);
    pdf_number_pages(s->d, 8, RIGHT - 4, 287);
    return rc;
}

enum rc papers_notice_pdf(struct arena *mem, const struct paper_data *p, struct str *ret_pdf,
                          int *ret_pages, struct pdf_missing *ret_missing)
{
    const struct pdf_info info[] = { { "YakubaSubject", p->subject_ref },
                                     { "YakubaRequest", p->request_ref } };
    struct sheet s = { .mem = mem, .p = p };
    *ret_missing = (struct pdf_missing) { 0 };
    if (!is_complete(p))
        return INVALID;
    enum rc rc = pdf_new(mem,
                         &(struct pdf_about) { .title = p->title,
                                               .author = p->town,
                                               .made_at = p->made_at,
                                               .info = info,
                                               .n_info = 2 },
                         &s.d);
    if (rc == OK)
        rc = draw_all(&s);
    if (rc == OK)
        rc = pdf_finish(s.d, ret_pdf);
    if (rc == INVALID)
        *ret_missing = *pdf_missing(s.d);
    if (rc == OK)
        *ret_pages = pdf_pages(s.d);
    return rc;
}
