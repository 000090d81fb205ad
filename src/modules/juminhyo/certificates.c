/* SPDX-License-Identifier: Apache-2.0 */
/* The page of a case's certificates and its acts. */
#include "base/ids.h"
#include "base/text.h"
#include "civic/shell/shell.h"
#include "modules/desk/desk.h"
#include "modules/juminhyo/compose.h"
#include "modules/juminhyo/juminhyo.h"
#include "modules/juminhyo/juminhyo_pages.h"
#include "platform/page/page.h"

enum { MOST_MEMBERS = 50, LONGEST_DOCUMENTS = 100, LONGEST_NOTE = 500 };

/* Only cases of procedures that end in this certificate have the page. */
static enum rc open_case(struct req *r, struct desk_case *ret_case)
{
    enum rc rc = desk_open(r, ret_case);
    if (rc == OK &&
        !str_eq(ret_case->file.plan->property(ret_case->file.plan, S("certificate")), S("juminhyo")))
        return NOT_FOUND;
    return rc;
}

static struct certificate_act act_of(struct req *r, const struct desk_case *c)
{
    return (struct certificate_act) { &c->file, desk_actor(r), r->now };
}

static struct str state_words(const struct certificate_row_of *row)
{
    return str_eq(row->state, S("handed"))    ? S("窓口で渡した")
           : str_eq(row->state, S("posted"))  ? S("発送した")
           : str_eq(row->state, S("revoked")) ? S("取り消した")
           : row->delivery == CERTIFICATE_POST ? S("発送を待っている")
                                               : S("窓口で渡すのを待っている");
}

static enum rc fill(struct req *r, const struct desk_case *c, struct juminhyo_certificates_view *v)
{
    const struct certificate_row_of *found;
    struct papers_sql_identity_of_case_rows checks;
    size_t n;
    enum rc rc = papers_certificates_of_case(town_of(r), r->db, r->mem, c->file.row.id, &found, &n);
    if (rc == OK)
        rc = papers_identity_of_case(town_of(r), r->db, r->mem, c->file.row.id, &checks);
    if (rc != OK)
        return rc;
    struct juminhyo_certificate_row *rows = arena_new(r->mem, struct juminhyo_certificate_row, n);
    for (size_t i = 0; i < n; i++) {
        struct ref ref = ref_make(hall_of(r), TABLE_CERTIFICATE, r->town_id, found[i].id);
        struct url open = url_fmt(r->mem, "/staff/cases/%s/certificates/%s", c->ref.text, ref.text);
        bool waits = str_eq(found[i].state, S("issued"));
        rows[i] = (struct juminhyo_certificate_row) {
            .number = ids_receipt_print(r->mem, found[i].serial),
            .state = state_words(&found[i]),
            .open = open,
            .revoke = url_fmt(r->mem, "/staff/cases/%s/certificates/%s/revoke", c->ref.text, ref.text),
            .copy = found[i].copy,
            .pages = found[i].pages,
            .can_revoke = !str_eq(found[i].state, S("revoked")) &&
                          permissions_has(identity_of(r)->permissions, S("cases.decide")),
        };
        v->can_hand_over |= waits && found[i].delivery == CERTIFICATE_COUNTER;
    }
    struct juminhyo_identity_row *seen = arena_new(r->mem, struct juminhyo_identity_row, checks.n);
    for (size_t i = 0; i < checks.n; i++)
        seen[i] = (struct juminhyo_identity_row) {
            str_eq(checks.p[i].way, S("copy")) ? S("書類の写し") : S("窓口"), checks.p[i].documents,
            checks.p[i].staff_name, time_short(r->mem, checks.p[i].at)
        };
    v->rows.p = rows;
    v->rows.n = n;
    v->seen.p = seen;
    v->seen.n = checks.n;
    v->has_identity = checks.n > 0;
    v->can_issue = n == 0 && c->file.state == CASE_DONE && v->has_identity;
    return OK;
}

static struct str fee_of(struct req *r, const struct desk_case *c)
{
    struct expr_world world;
    struct money fee;
    answers_world(r->mem, &c->file.answers, c->file.row.arrived_at, &town_of(r)->calendar, &world);
    return answers_fees(&c->file.answers, &world, &fee) == OK
               ? arena_fmt(r->mem, "%lld円", (long long)fee.yen)
               : S("計算できません");
}

static enum rc show(struct req *r, const struct desk_case *c, int status, struct str message)
{
    struct page p = shell_page(r);
    struct juminhyo_request q = juminhyo_request_of(&c->file.answers);
    struct juminhyo_certificates_view v = {
        .person = c->file.row.name,
        .number = c->number,
        .copies = q.copies,
        .fee = fee_of(r, c),
        .by_post = q.by_post,
        .is_decided = c->file.state == CASE_DONE,
        .can_work = permissions_has(identity_of(r)->permissions, S("cases.work")),
        .message = message,
        .has_message = message.n > 0,
        .to_case = desk_url(r, c, ""),
        .identity = desk_url(r, c, "/certificates/identity"),
        .issue = desk_url(r, c, "/certificates/issue"),
        .hand_over = desk_url(r, c, "/certificates/hand-over"),
    };
    enum rc rc = fill(r, c, &v);
    if (rc != OK)
        return rc;
    juminhyo_certificates_page(&p, &v);
    return shell_staff(r, status,
                       &(struct shell_options) { .title = S("住民票の写し"),
                                                 .has_errors = status >= 400,
                                                 .current = "/staff" },
                       page_html(&p));
}

/* What happened is the page, or the sentence that says why not. */
static enum rc answer(struct req *r, const struct desk_case *c, enum rc rc, struct str denied,
                      struct str invalid)
{
    if (rc == OK)
        return reply_redirect(r, desk_url(r, c, "/certificates"));
    if (rc == DENIED)
        return show(r, c, 403, denied);
    if (rc == INVALID)
        return show(r, c, 422, invalid);
    if (rc == CONFLICT)
        return show(r, c, 409, S("もう終わっているか、ほかの人が先に進めました。いまの様子を見てください。"));
    return rc;
}

enum rc juminhyo_show(struct req *r)
{
    struct desk_case c;
    enum rc rc = open_case(r, &c);
    return rc == OK ? show(r, &c, 200, S("")) : rc;
}

enum rc juminhyo_identity(struct req *r)
{
    struct desk_case c;
    struct str documents = text_first(str_trim(req_field(r, "documents")), LONGEST_DOCUMENTS);
    enum rc rc = open_case(r, &c);
    if (rc != OK)
        return rc;
    struct certificate_act act = act_of(r, &c);
    rc = papers_identity_record(hall_of(r), town_of(r), r->db, r->mem, &act, req_field(r, "way"),
                                documents, text_first(str_trim(req_field(r, "note")), LONGEST_NOTE));
    return answer(r, &c, rc, S(""), S("見た書類の名前を書いてください　例：運転免許証"));
}

static enum rc compose(struct req *r, const struct desk_case *c, const struct juminhyo_request *q,
                       struct certificate *ret_certificate, struct str *ret_why)
{
    struct people_sql_records_of_household_rows records;
    struct people_sql_household_rows household;
    *ret_why = S("住民記録に見つかりません。氏名のフリガナと生年月日を確かめます");
    if (!c->found.has_person)
        return INVALID;
    t_id id = c->found.person.household_id;
    enum rc rc =
        people_sql_records_of_household(r->db, r->mem, r->town_id, id, MOST_MEMBERS, &records);
    if (rc == OK)
        rc = people_sql_household(r->db, r->mem, r->town_id, id, MOST_MEMBERS, &household);
    return rc == OK ? juminhyo_compose(r->mem, q, &records, household.n, ret_certificate, ret_why)
                    : rc;
}

/* By post only to the address of the register: what was typed is not used. */
static struct certificate_addressee addressee_of(struct req *r, const struct desk_case *c)
{
    const struct people_sql_by_id_row *p = &c->found.person;
    return (struct certificate_addressee) {
        p->postal_code,
        arena_fmt(r->mem, "%.*s%s%.*s", STR(p->address), p->building.n ? "\n" : "", STR(p->building)),
        arena_fmt(r->mem, "%.*s　%.*s", STR(p->family), STR(p->given))
    };
}

enum rc juminhyo_issue(struct req *r)
{
    struct desk_case c;
    struct certificate certificate;
    struct certificate_issued issued = { 0 };
    struct str why;
    enum rc rc = open_case(r, &c);
    if (rc != OK)
        return rc;
    struct juminhyo_request q = juminhyo_request_of(&c.file.answers);
    rc = compose(r, &c, &q, &certificate, &why);
    if (rc == OK) {
        why = S("証明書の中身がそろっていません。");
        rc = papers_certificates_issue(
            hall_of(r), town_of(r), r->db, r->mem,
            &(struct certificate_order) { .seen = &c.file,
                                          .actor = desk_actor(r),
                                          .now = r->now,
                                          .certificate = &certificate,
                                          .copies = q.copies,
                                          .delivery = q.by_post ? CERTIFICATE_POST
                                                                : CERTIFICATE_COUNTER,
                                          .addressee = addressee_of(r, &c),
                                          .needs_identity = true },
            &issued);
    }
    if (rc == OK && issued.stopped)
        return show(r, &c, 422, issued.why);
    return answer(r, &c, rc, S("本人確認を記録してから発行してください。"), why);
}

enum rc juminhyo_hand_over(struct req *r)
{
    struct desk_case c;
    enum rc rc = open_case(r, &c);
    if (rc != OK)
        return rc;
    struct certificate_act act = act_of(r, &c);
    rc = papers_certificates_hand_over(hall_of(r), town_of(r), r->db, r->mem, &act);
    return answer(r, &c, rc, S("窓口で本人確認書類を見て、記録してから渡してください。"), S(""));
}

static enum rc certificate_id(struct req *r, t_id *ret_id)
{
    return ref_read(hall_of(r), TABLE_CERTIFICATE, r->town_id, req_param(r, "certificate"), ret_id);
}

enum rc juminhyo_revoke(struct req *r)
{
    struct desk_case c;
    t_id id;
    enum rc rc = open_case(r, &c);
    if (rc == OK)
        rc = certificate_id(r, &id);
    if (rc != OK)
        return rc;
    struct certificate_act act = act_of(r, &c);
    rc = papers_certificate_revoke(hall_of(r), town_of(r), r->db, r->mem, &act, id,
                                   text_first(str_trim(req_field(r, "why")), LONGEST_NOTE));
    return answer(r, &c, rc, S(""), S("取り消す理由を書いてください。"));
}

enum rc juminhyo_send(struct req *r)
{
    struct desk_case c;
    struct str pdf;
    t_id id;
    enum rc rc = open_case(r, &c);
    if (rc == OK)
        rc = certificate_id(r, &id);
    if (rc == OK)
        rc = papers_certificate_open(hall_of(r), town_of(r), r->db, r->mem, c.file.row.id, id, &pdf);
    return rc == OK ? reply_download(r, "application/pdf", S("証明書.pdf"), pdf) : rc;
}
