/* SPDX-License-Identifier: Apache-2.0 */
/* The page for checking, its answer, and the published keys. */
#include "modules/verify/verify.h"

#include "base/ids.h"
#include "civic/shell/shell.h"
#include "civic/town/town.h"
#include "modules/papers/papers.h"
#include "modules/verify/rules.h"
#include "modules/verify/verify_pages.h"

struct checking {
    enum verify_answer answer;
    bool has_facts;
    struct str serial, kind, hint;
    struct date issued_on;
    t_time revoked_at;
};

static void set_answer(struct verify_verify_view *v, enum verify_answer answer)
{
    v->has_answer = true;
    v->is_genuine = answer == VERIFY_GENUINE;
    v->is_revoked = answer == VERIFY_REVOKED;
    v->is_unknown = answer == VERIFY_UNKNOWN;
    v->is_changed = answer == VERIFY_CHANGED;
    v->is_other_town = answer == VERIFY_OTHER_TOWN;
    v->is_other_key = answer == VERIFY_OTHER_KEY;
    v->is_no_match = answer == VERIFY_NO_MATCH;
    v->is_unreadable = answer == VERIFY_UNREADABLE;
}

static enum rc show(struct req *r, int status, const struct checking *x)
{
    struct page p = shell_page(r);
    struct verify_verify_view v = {
        .town = town_of(r)->name,
        .telephone = town_of(r)->telephone,
        .number = req_field(r, "number"),
        .code = req_field(r, "code"),
        .payload = req_field(r, "payload"),
    };
    if (x)
        set_answer(&v, x->answer);
    if (x && x->has_facts) {
        v.has_facts = true;
        v.serial = ids_receipt_print(r->mem, x->serial);
        v.kind = certificate_kind_title(x->kind);
        v.issued = date_ja(r->mem, x->issued_on);
        v.hint = x->hint;
        v.has_hint = x->hint.n > 0;
        v.revoked = x->answer == VERIFY_REVOKED ? time_ja(r->mem, x->revoked_at) : S("");
    }
    verify_verify_page(&p, &v);
    return shell_public(r, status, &(struct shell_options) { .title = S("証明書を確かめる"),
                                                   .script = "verify.js" },
                        page_html(&p));
}

enum rc verify_show(struct req *r)
{
    return show(r, 200, NULL);
}

static enum rc check_payload(struct req *r, struct checking *x)
{
    struct certificate_payload p;
    struct certificate_keys keys;
    struct papers_sql_certificate_by_serial_row row;
    bool found = false;
    if (certificate_payload_read(r->mem, req_field(r, "payload"), &p) != OK) {
        x->answer = VERIFY_UNREADABLE;
        return OK;
    }
    enum rc rc = certificate_keys_of(hall_of(r)->vault, town_of(r), r->mem, r->now, &keys);
    if (rc == OK)
        rc = papers_sql_certificate_by_serial(r->db, r->mem, r->town_id, p.serial, &row, &found);
    if (rc != OK)
        return rc;
    /* The book keeps the payload whole: what is signed but not in it was not issued. */
    bool known = found && str_ends(str_trim(req_field(r, "payload")), row.payload);
    x->answer = verify_answer_of(certificate_judge(r->mem, &p, &keys), known,
                                 known && str_eq(row.state, S("revoked")));
    x->has_facts = x->answer == VERIFY_GENUINE || x->answer == VERIFY_REVOKED;
    x->serial = p.serial;
    x->kind = p.kind;
    x->hint = p.hint;
    x->issued_on = p.issued_on;
    x->revoked_at = known ? row.revoked_at : 0;
    return OK;
}

static enum rc check_numbers(struct req *r, struct checking *x)
{
    struct papers_sql_certificate_by_serial_row row;
    struct str serial;
    bool found = false;
    x->answer = VERIFY_NO_MATCH;
    if (!ids_receipt_read(r->mem, req_field(r, "number"), &serial))
        return OK;
    enum rc rc = papers_sql_certificate_by_serial(r->db, r->mem, r->town_id, serial, &row, &found);
    if (rc != OK || !found || !verify_code_matches(r->mem, req_field(r, "code"), row.content))
        return rc;
    struct certificate_payload p;
    x->answer = str_eq(row.state, S("revoked")) ? VERIFY_REVOKED : VERIFY_GENUINE;
    x->has_facts = true;
    x->serial = serial;
    x->kind = row.kind;
    x->issued_on = row.issued_on;
    x->revoked_at = row.revoked_at;
    x->hint = certificate_payload_read(r->mem, row.payload, &p) == OK ? p.hint : S("");
    return OK;
}

enum rc verify_send(struct req *r)
{
    struct checking x = { .hint = S("") };
    bool pasted = str_trim(req_field(r, "payload")).n > 0;
    enum rc rc = pasted ? check_payload(r, &x) : check_numbers(r, &x);
    bool is_fault = x.answer == VERIFY_UNREADABLE || x.answer == VERIFY_NO_MATCH;
    return rc == OK ? show(r, is_fault ? 422 : 200, &x) : rc;
}

enum rc verify_keys(struct req *r)
{
    struct certificate_keys keys;
    enum rc rc = certificate_keys_of(hall_of(r)->vault, town_of(r), r->mem, r->now, &keys);
    return rc == OK ? reply_bytes(r, 200, "application/json", certificate_keys_json(r->mem, &keys))
                    : rc;
}
