/* SPDX-License-Identifier: Apache-2.0 */
/* 罹災証明書 in the unified form of the Cabinet Office: composed from the decided case, issued, replaced and handed over.
 * After another survey the older certificates are revoked, with the reason, before the newer ones are made; both stay in
 * the list. */
#include "modules/papers/papers.h"
#include "base/ids.h"
#include "base/json.h"
#include "base/text.h"
#include "civic/cases/examine.h"
#include "modules/disaster/open.h"
#include "modules/disaster/pages/survey.h"
#include "platform/db/db.h"
#include "platform/page/page.h"

enum { MOST_COPIES = 10 };

/* ---- what is printed ---- */

static struct str head_name(const struct survey_case *c)
{
    struct str other = answers_get(&c->file.answers, "applicant/head_name");
    bool is_self = str_eq(answers_get(&c->file.answers, "applicant/head_relation"), S("self"));
    return is_self || !other.n ? c->file.row.name : other;
}

static struct str cause(struct req *r, const struct survey_case *c)
{
    struct date day;
    struct str named = answers_get(&c->file.answers, "disaster/disaster_other");
    struct str name = named.n ? named : survey_answer(r, c, "disaster/disaster_name");
    if (date_parse(r->mem, answers_get(&c->file.answers, "disaster/disaster_day"), &day) != OK)
        return name;
    return arena_fmt(r->mem, "%.*sの、%.*sによる", STR(date_ja(r->mem, day)), STR(name));
}

/* How and when it was found, from the decision that stands. */
static struct str found_by(struct req *r, const struct survey_case *c)
{
    const struct json *d;
    size_t at;
    struct date day;
    if (json_parse(r->mem, c->file.decision.detail, &d, &at) != OK ||
        date_parse(r->mem, json_str(json_get(d, S("seen_on"))), &day) != OK)
        return S("");
    struct str method = survey_method_title(survey_method_of(json_str(json_get(d, S("method")))));
    return arena_fmt(r->mem, "%.*s　%.*s", STR(method), STR(date_ja(r->mem, day)));
}

static struct certificate_row whole(const char *label, struct str value, bool large)
{
    return (struct certificate_row){ .left = { str_of(label), value, S(""), large }, .right = { S(""), S(""), S(""), false } };
}

static struct certificate compose(struct req *r, const struct survey_case *c)
{
    struct certificate_row *who = arena_new(r->mem, struct certificate_row, 3);
    struct certificate_row *what = arena_new(r->mem, struct certificate_row, 4);
    struct certificate_block *blocks = arena_new(r->mem, struct certificate_block, 2);
    const struct outcome *o = plan_outcome(c->file.plan, c->file.row.outcome);
    who[0] = whole("世帯主住所", disaster_place(&c->file.answers), false);
    who[1] = whole("世帯主氏名", head_name(c), true);
    who[2] = whole("追加記載事項①",
                   arena_fmt(r->mem, "申請者 %.*s　世帯の人数 %.*s人", STR(c->file.row.name),
                             STR(answers_get(&c->file.answers, "house/house_people"))),
                   false);
    what[0] = whole("罹災原因", cause(r, c), false);
    what[1] = whole("被災住家の所在地", disaster_place(&c->file.answers), false);
    what[2] = whole("住家の被害の程度", o->label.ja, true);
    what[3] = whole("追加記載事項②", found_by(r, c), false);
    blocks[0] = (struct certificate_block){ S(""), who, 3 };
    blocks[1] = (struct certificate_block){ S(""), what, 4 };
    return (struct certificate){ .kind = S("risai"),
                                 .title = S("罹災証明書"),
                                 .hint = certificate_hint(r->mem, head_name(c)),
                                 .statement = S("上記のとおり、相違ないことを証明します。"),
                                 .blocks = blocks,
                                 .n_blocks = 2 };
}

/* ---- the list ---- */

static bool is_of_now(const struct survey_case *c, const struct certificate_row_of *row)
{
    return row->created_at >= c->file.decision.settled_at && !row->revoked_at;
}

static struct str state_words(const struct certificate_row_of *row)
{
    if (row->revoked_at)
        return S("新しい証明書に替わりました");
    if (row->settled_at)
        return row->delivery == CERTIFICATE_POST ? S("送りました") : S("渡しました");
    return row->delivery == CERTIFICATE_POST ? S("郵送を待っています") : S("窓口で渡すのを待っています");
}

enum rc survey_certificates(struct req *r, const struct survey_case *c, struct disaster_survey_view *v)
{
    const struct certificate_row_of *found;
    const struct outcome *o = plan_outcome(c->file.plan, c->file.row.outcome);
    const struct identity *who = identity_of(r);
    size_t n;
    enum rc rc = papers_certificates_of_case(town_of(r), r->db, r->mem, c->file.row.id, &found, &n);
    if (rc != OK)
        return rc;
    struct disaster_certificate_row *rows = arena_new(r->mem, struct disaster_certificate_row, n);
    bool work = permissions_has(who->permissions, S("cases.work"));
    for (size_t i = 0; i < n; i++) {
        struct ref ref = ref_make(hall_of(r), TABLE_CERTIFICATE, r->town_id, found[i].id);
        rows[i] = (struct disaster_certificate_row){ .number = ids_receipt_print(r->mem, found[i].serial),
                                                     .issued = date_ja(r->mem, found[i].issued_on),
                                                     .state = state_words(&found[i]),
                                                     .note = found[i].revoked_note,
                                                     .is_good = !found[i].revoked_at,
                                                     .has_note = found[i].revoked_note.n > 0,
                                                     .open = url_fmt(r->mem, "/staff/surveys/%s/certificates/%s",
                                                                     c->ref.text, ref.text) };
        v->can_hand = v->can_hand || (work && c->file.state == CASE_DONE && is_of_now(c, &found[i]) && !found[i].settled_at &&
                                      found[i].delivery == CERTIFICATE_COUNTER);
    }
    v->certificates.p = rows;
    v->certificates.n = n;
    v->can_certify = work && c->file.state == CASE_DONE && o && str_eq(o->kind, S("grant"));
    v->has_certificates = n > 0 || v->can_certify;
    v->copies = answers_get(&c->file.answers, "visit/copies");
    v->certify = survey_url(r, c, "/certificate");
    v->hand = survey_url(r, c, "/hand-over");
    return OK;
}

enum rc disaster_certificate_send(struct req *r)
{
    struct survey_case c;
    t_id id;
    struct str pdf;
    enum rc rc = survey_open(r, &c);
    if (rc == OK)
        rc = ref_read(hall_of(r), TABLE_CERTIFICATE, r->town_id, req_param(r, "certificate"), &id);
    if (rc == OK)
        rc = papers_certificate_open(hall_of(r), town_of(r), r->db, r->mem, c.file.row.id, id, &pdf);
    return rc == OK ? reply_download(r, "application/pdf", S("罹災証明書.pdf"), pdf) : rc;
}

/* ---- issuing ---- */

/* The case anew: every act before this one made another version of it. */
static enum rc reopen(struct req *r, struct survey_case *c)
{
    db_read_end(r->db);
    enum rc rc = db_read_begin(r->db);
    return rc == OK ? survey_open(r, c) : rc;
}

static struct case_actor actor(struct req *r)
{
    const struct identity *who = identity_of(r);
    return (struct case_actor){ S("staff"), who->staff_id, who->name, who->via };
}

/* Certificates of an earlier decision are no longer good. */
static enum rc replace_older(struct req *r, struct survey_case *c, const struct certificate_row_of *rows, size_t n)
{
    enum rc rc = OK;
    for (size_t i = 0; i < n && rc == OK; i++) {
        if (rows[i].revoked_at || is_of_now(c, &rows[i]))
            continue;
        struct certificate_act act = { &c->file, actor(r), r->now };
        struct str why = arena_fmt(r->mem, "%.*sの決定で、結果が替わったため",
                                   STR(date_ja(r->mem, time_date(c->file.decision.settled_at))));
        rc = papers_certificate_revoke(hall_of(r), town_of(r), r->db, r->mem, &act, rows[i].id, why);
        if (rc == OK)
            rc = reopen(r, c);
    }
    return rc;
}

static enum rc order(struct req *r, struct survey_case *c, int wanted, bool by_post, struct str *ret_why)
{
    const struct certificate_row_of *rows;
    size_t n;
    int now = 0, last = 0;
    struct certificate_issued issued = { 0 };
    enum rc rc = papers_certificates_of_case(town_of(r), r->db, r->mem, c->file.row.id, &rows, &n);
    if (rc == OK)
        rc = replace_older(r, c, rows, n);
    for (size_t i = 0; i < n && rc == OK; i++) {
        now += is_of_now(c, &rows[i]);
        last = rows[i].copy > last ? rows[i].copy : last;
    }
    if (rc != OK || now >= wanted)
        return rc; /* pressed twice: they are there */
    struct certificate certificate = compose(r, c);
    struct certificate_order in = {
        .seen = &c->file,
        .actor = actor(r),
        .now = r->now,
        .certificate = &certificate,
        .copies = last + wanted - now,
        .delivery = by_post ? CERTIFICATE_POST : CERTIFICATE_COUNTER,
        /* Where they stay now: the house of the register may not stand any more. */
        .addressee = { cases_subject(r->mem, c->file.plan, &c->file.answers, "postal_code"),
                       cases_subject(r->mem, c->file.plan, &c->file.answers, "address"), c->file.row.name },
    };
    rc = papers_certificates_issue(hall_of(r), town_of(r), r->db, r->mem, &in, &issued);
    *ret_why = issued.stopped ? issued.why : S("");
    return rc;
}

static enum rc refused(struct req *r, const struct survey_case *c, int status, struct str message)
{
    return survey_show(r, c, &(struct survey_showing){ .status = status, .message = message });
}

enum rc disaster_certificate_issue(struct req *r)
{
    struct survey_case c;
    int64_t copies;
    struct str why = S("");
    enum rc rc = survey_open(r, &c);
    if (rc != OK)
        return rc;
    if (!str_to_int(str_trim(text_fold_width(r->mem, req_field(r, "copies"))), &copies) || copies < 1 || copies > MOST_COPIES)
        return refused(r, &c, 422, S("部数は1から10までの数字で入力してください　例：2"));
    if (c.file.state != CASE_DONE)
        return refused(r, &c, 409, S("罹災証明書は、決定した案件にだけ発行できます。"));
    rc = order(r, &c, (int)copies, str_eq(req_field(r, "delivery"), S("post")), &why);
    if (rc == CONFLICT)
        return survey_conflict(r, NULL);
    if (rc == INVALID)
        return refused(r, &c, 422, S("これ以上の部数は発行できません。"));
    if (rc != OK)
        return rc;
    if (why.n && (rc = reopen(r, &c)) == OK)
        return refused(r, &c, 200, why);
    return rc == OK ? reply_redirect(r, survey_url(r, &c, "#certificates-title")) : rc;
}

/* 本人確認: an identity document is one way; having met them at the house is another. */
enum rc disaster_certificate_hand(struct req *r)
{
    struct survey_case c;
    const struct certificate_row_of *rows;
    size_t n;
    struct str documents = text_first(str_trim(req_field(r, "documents")), 200);
    enum rc rc = survey_open(r, &c);
    if (rc != OK)
        return rc;
    if (!documents.n)
        return refused(r, &c, 422, S("本人を確かめた方法を入力してください　例：調査のときに本人に会った"));
    struct certificate_act act = { &c.file, actor(r), r->now };
    rc = papers_certificates_of_case(town_of(r), r->db, r->mem, c.file.row.id, &rows, &n);
    if (rc == OK) /* what an earlier decision made is not handed over any more */
        rc = c.file.state == CASE_DONE ? replace_older(r, &c, rows, n) : CONFLICT;
    if (rc == OK)
        rc = papers_identity_record(hall_of(r), town_of(r), r->db, r->mem, &act, S("counter"), documents, S(""));
    if (rc == OK)
        rc = reopen(r, &c);
    if (rc == OK)
        rc = papers_certificates_hand_over(hall_of(r), town_of(r), r->db, r->mem, &act);
    if (rc == CONFLICT)
        return survey_conflict(r, NULL);
    return rc == OK ? reply_redirect(r, survey_url(r, &c, "#certificates-title")) : rc;
}
