/* SPDX-License-Identifier: Apache-2.0 */
/* The words of a mail: two pages of this folder, rendered and made plain text. */
#include "civic/notices/pages/mail.h"
#include "civic/notices/notices_pages.h"
#include "civic/notices/pages/subject.h"
#include "civic/notices/parts.h"

enum { LARGEST_TEXT = 32 << 10 };

static struct str entity(struct str *rest)
{
    static const struct {
        struct str name, sign;
    } entities[] = { { S_("&amp;"), S_("&") },
                     { S_("&lt;"), S_("<") },
                     { S_("&gt;"), S_(">") },
                     { S_("&quot;"), S_("\"") },
                     { S_("&#39;"), S_("'") } };
    for (size_t i = 0; i < sizeof entities / sizeof *entities; i++)
        if (str_starts(*rest, entities[i].name)) {
            *rest = str_sub(*rest, entities[i].name.n, rest->n);
            return entities[i].sign;
        }
    *rest = str_sub(*rest, 1, rest->n);
    return S("&");
}

/* Of our own pages alone: paragraphs without attributes, words, rubies (whose <rp> gives
 * 漢字（かんじ）), escapes. */
struct str notices_plain_text(struct arena *mem, struct str html)
{
    struct out o;
    bool inside =
        false; /* of a paragraph: what stands between them is the page's own white space */
    out_init(&o, mem, LARGEST_TEXT);
    while (html.n) {
        char c = html.p[0];
        if (c == '<') {
            size_t end = str_find_char(html, '>');
            struct str tag = str_sub(html, 0, end == SIZE_MAX ? html.n : end + 1);
            inside = str_eq(tag, S("<p>")) || (inside && !str_eq(tag, S("</p>")));
            if (str_eq(tag, S("</p>")))
                out_str(&o, S("\n\n"));
            html = str_sub(html, tag.n, html.n);
            continue;
        }
        if (c == '&' && inside) {
            out_str(&o, entity(&html));
            continue;
        }
        if (inside)
            out_char(&o, c == '\n' ? ' ' : c);
        html = str_sub(html, 1, html.n);
    }
    return out_failed(&o) ? S("") : out_text(&o);
}

static struct page page_in(struct arena *mem, struct out *out, struct str language)
{
    out_init(out, mem, LARGEST_TEXT);
    return (struct page) {
        .out = out, .mem = mem, .language = page_language_find(language),
        .ruby = str_eq(language, S("ja-x-easy"))
    };
}

static struct str subject_in(struct arena *mem, const struct notices_subject_view *v,
                             struct str language)
{
    struct out out;
    struct page p = page_in(mem, &out, language);
    notices_subject_page(&p, v);
    return str_trim(notices_plain_text(mem, out_text(&out)));
}

static struct str text_in(struct arena *mem, const struct notices_mail_view *v, struct str language)
{
    struct out out;
    struct page p = page_in(mem, &out, language);
    notices_mail_page(&p, v);
    return str_trim(notices_plain_text(mem, out_text(&out)));
}

static struct notices_subject_view subject_of(const struct town *town, struct str kind)
{
    struct notices_subject_view v = {
        .town = town->name,
        .is_received = str_eq(kind, S("received")),
        .is_correction = str_eq(kind, S("correction")),
        .is_answered = str_eq(kind, S("correction-answered")),
        .is_decided = str_eq(kind, S("decided")),
        .is_withdrawn = str_eq(kind, S("withdrawn")),
        .is_reminder = str_eq(kind, S("reminder")),
    };
    v.is_other = !(v.is_received || v.is_correction || v.is_answered || v.is_decided ||
                   v.is_withdrawn || v.is_reminder);
    return v;
}

enum rc delivery_write(const struct hall *hall, const struct town *town, struct arena *mem,
                       const struct notices_sql_delivery_row *row, struct mail_message *ret_message)
{
    const struct section *section = town_section(town, row->section_id);
    struct str number = ids_receipt_number(mem, row->case_id), easy = S("ja-x-easy");
    struct str stop =
        notice_may_be_refused(row->kind) ? notices_stop_address(hall, mem, town, row->id) : S("");
    struct notices_mail_view v = {
        .subject = subject_of(town, row->kind),
        .address = arena_fmt(mem, "https://%.*s/r", STR(town->domain)),
        .tail = str_sub(number, number.n - 4, number.n),
        .section = section ? section->name : town->name,
        .telephone = section ? section->telephone : town->telephone,
        .stop = stop,
        .has_stop = stop.n > 0,
    };
    struct str own = text_in(mem, &v, row->language), simple = text_in(mem, &v, easy);
    if (!own.n || !simple.n || arena_failed(mem))
        return FAILED;
    *ret_message = (struct mail_message) {
        .subject = subject_in(mem, &v.subject, row->language),
        .text = str_eq(row->language, easy)
                    ? arena_fmt(mem, "%.*s\n", STR(own))
                    : arena_fmt(mem, "%.*s\n\n────────\n\n%.*s\n", STR(own), STR(simple)),
        .message_id = row->message_id,
        .language = row->language,
        .stop = stop,
    };
    return OK;
}
