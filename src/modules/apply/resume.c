/* SPDX-License-Identifier: Apache-2.0 */
/* The code travels on the page, in the QR behind '#', and in a POST; never in a path, a query or a log.  A scanned code
 * fills the box and waits for the visitor's press: somebody else's code would lead into somebody else's draft. */
#include "modules/apply/resume.h"

#include "base/text.h"
#include "civic/shell/shell.h"
#include "modules/apply/apply_pages.h"
#include "modules/apply/fill.h"
#include "modules/apply/qr.h"
#include "modules/apply/receipts.h"
#include "platform/module.h"

/* ---- the box for a code ---- */

static enum rc show_entry(struct req *r, int status, struct str typed, const char *message)
{
    struct page p = shell_page(r);
    struct apply_resume_view v = {
        .code = typed,
        .message = page_message(&p, message),
        .has_message = *message != '\0',
        .forgotten = status == 200 && str_eq(req_query(r, "forgotten"), S("1")),
        .days = DRAFT_DAYS,
    };
    apply_resume_page(&p, &v);
    return shell_public(r, status,
                        &(struct shell_options){ .title = page_message(&p, T("続きから入力する")),
                                                 .has_errors = v.has_message,
                                                 .script = "resume.js" },
                        page_html(&p));
}

static const char *words(enum resume_fault fault)
{
    switch (fault) {
    case RESUME_RIGHT: break;
    case RESUME_EMPTY: return T("続きのコードを入力してください");
    case RESUME_STRANGE: return T("コードに使わない文字が入っています。英字と数字だけを入力してください");
    case RESUME_SHORT: return T("文字が足りません。コードは25文字です");
    case RESUME_LONG: return T("文字が多すぎます。コードは25文字です");
    case RESUME_MISTYPED: return T("打ち間違いがあります。コードを1文字ずつ見比べてください");
    }
    return "";
}

enum rc resume_entry(struct req *r)
{
    return show_entry(r, 200, S(""), "");
}

enum rc resume_entry_send(struct req *r)
{
    struct draft d;
    struct url to;
    char code[RESUME_CODE + 1];
    struct str typed = req_field(r, "code");
    enum resume_fault fault = resume_code_read(r->mem, typed, code);
    if (fault != RESUME_RIGHT)
        return show_entry(r, 422, text_is_utf8(typed) ? text_first(typed, 60) : S(""), words(fault));
    enum rc rc = draft_resume(r, code, &d);
    if (rc == NOT_FOUND)
        return show_entry(r, 422, text_first(typed, 60), T("このコードで続けられる入力はありません。期限が過ぎたか、コードが違います"));
    if (rc == OK && d.case_id)
        return reply_redirect(r, fill_page_url(r, &d, NULL)); /* it was sent: from there to the receipt */
    if (rc == OK)
        rc = fill_where_left(r, &d, &to);
    return rc == OK ? reply_redirect(r, to) : rc;
}

/* ---- the page with the code ---- */

static struct url below(struct req *r, const struct draft *d, const char *what)
{
    return url_local(r->mem, arena_fmt(r->mem, "/resume/%s%s", d->ref.text, what));
}

/* Where the visitor came from: a page of the form, else the page of all answers or the first page. */
static struct url back_to(struct req *r, const struct draft *d)
{
    struct str from = req_query(r, "from");
    const struct field *page = fill_page_of(d->plan, from);
    return fill_page_url(r, d, page || str_eq(from, S("check")) ? page : d->plan->pages[0]);
}

enum rc resume_show(struct req *r)
{
    struct draft d;
    enum rc rc = draft_load(r, &d);
    if (rc == OK && d.case_id)
        return receipts_enter(r, d.case_id, S("/receipts/new"));
    if (rc != OK)
        return rc;
    struct page p = shell_page(r);
    struct str *groups = arena_new(r->mem, struct str, RESUME_CODE / RESUME_GROUP);
    for (size_t i = 0; i < RESUME_CODE / RESUME_GROUP; i++)
        groups[i] = arena_str(r->mem, str_n(d.code + i * RESUME_GROUP, RESUME_GROUP));
    struct apply_resume_code_view v = {
        .procedure = words_of(label_in(&d.plan->title, r->language)),
        .groups = { groups, RESUME_CODE / RESUME_GROUP },
        .until = say_date(r, d.expires_on),
        .address = arena_fmt(r->mem, "%.*s/resume", STR(r->host)),
        .printed = say_time(r, r->now),
        .qr = below(r, &d, "/qr.svg"),
        .back = back_to(r, &d),
        .forget = below(r, &d, "/forget"),
        .days = DRAFT_DAYS,
    };
    apply_resume_code_page(&p, &v);
    return shell_public(r, 200,
                        &(struct shell_options){ .title = page_message(&p, T("あとで続ける・別の端末で続ける")),
                                                 .section = town_section_by_code(town_of(r), d.plan->section_code),
                                                 .back = v.back,
                                                 .script = "resume.js" },
                        page_html(&p));
}

enum rc resume_qr(struct req *r)
{
    struct draft d;
    enum rc rc = draft_load(r, &d);
    if (rc == OK && d.case_id)
        rc = NOT_FOUND;
    if (rc != OK)
        return rc;
    return qr_reply(r, arena_fmt(r->mem, "/resume#%.*s", STR(resume_code_print(r->mem, d.code))));
}

enum rc resume_forget(struct req *r)
{
    struct draft d;
    enum rc rc = draft_load(r, &d);
    if (rc != OK)
        return rc;
    draft_forget(r, &d);
    return reply_redirect(r, url_query(r->mem, url_local(r->mem, S("/resume")), "forgotten", S("1")));
}
