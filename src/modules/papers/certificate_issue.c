/* SPDX-License-Identifier: Apache-2.0 */
/* The certificates of a case become paper, once: all copies are rendered, signed, checked and stored
 * before the one transaction that writes their rows and the line of the history.  A program that is
 * killed in between leaves files that nobody names, and no certificate. */
#include "base/ids.h"
#include "civic/tasks/tasks_sql.h"
#include "modules/papers/certificate_keys.h"
#include "modules/papers/certificate_payload.h"
#include "modules/papers/from_case.h"
#include "modules/papers/stopped.h"
#include "platform/db/db.h"
#include "platform/files/files.h"

struct issuing {
    const struct hall *hall;
    const struct town *town;
    struct arena *mem;
    const struct certificate_order *in;
    struct papers_sql_certificate_add_in *rows; /* the copies that are not there yet */
    size_t n;
    struct pdf_missing missing;
};

static struct vault_place key_place(const struct town *town, t_id id)
{
    return (struct vault_place) { town->id, TABLE_CERTIFICATE, id, S("key") };
}

static struct certificate completed(const struct issuing *x, t_id id)
{
    const struct case_file *seen = x->in->seen;
    const struct section *section = town_section(x->town, seen->row.section_id);
    struct certificate c = *x->in->certificate;
    c.serial = ids_receipt_number(x->mem, id);
    c.issued_on = time_date(x->in->now);
    c.made_at = x->in->now;
    c.town = x->town->name;
    c.head_title = arena_fmt(x->mem, "%.*s%.*s", STR(x->town->prefecture), STR(x->town->head_title));
    c.head_name = x->town->head_name;
    c.section = section ? section->name : x->town->name;
    c.telephone = section ? section->telephone : x->town->telephone;
    c.verify_at = arena_fmt(x->mem, "https://%.*s/verify", STR(x->town->domain));
    c.is_specimen = str_eq(x->town->code, S("999997"));
    c.subject_ref =
        paper_subject_ref(x->hall, x->town, x->mem, seen->row.id, seen->row.person_id);
    c.request_ref = paper_request_ref(x->hall, x->town, x->mem, seen->row.id);
    return c;
}

static enum rc sign(const struct issuing *x, const struct certificate *c, struct str *ret_payload)
{
    struct certificate_key key;
    unsigned char signature[CRYPTO_SIGNATURE];
    int year = date_civil(c->issued_on).year;
    enum rc rc = certificate_key_of(x->hall->vault, x->town, x->mem, year, &key);
    if (rc != OK)
        return rc;
    struct str body = certificate_payload_body(x->mem, x->town->code, key.id, c);
    rc = vault_sign_for(x->hall->vault, x->town->id, S(CERTIFICATE_PURPOSE), year,
                        certificate_signed_text(x->mem, body), signature);
    if (rc == OK)
        *ret_payload =
            arena_fmt(x->mem, "%.*s.%.*s", STR(body),
                      STR(crypto_base64url(x->mem, (struct blob) { signature, sizeof signature })));
    return rc;
}

static enum rc store_file(const struct issuing *x, struct str pdf,
                          struct papers_sql_certificate_add_in *row)
{
    unsigned char key[CRYPTO_KEY], digest[CRYPTO_MAC];
    struct file_address address;
    crypto_random(key, sizeof key);
    enum rc rc = files_put(x->hall->files, key, pdf, &address);
    if (rc == OK)
        rc = vault_seal(x->hall->vault, x->mem, key_place(x->town, row->id),
                        ids_hex(x->mem, key, sizeof key), &row->sealed_key);
    crypto_wipe(key, sizeof key);
    if (rc != OK)
        return rc;
    crypto_digest(NULL, pdf, digest);
    row->address = arena_str(x->mem, str_of(address.text));
    row->digest = ids_hex(x->mem, digest, sizeof digest);
    return OK;
}

static void describe(const struct issuing *x, const struct certificate *c, int copy,
                     struct papers_sql_certificate_add_in *row)
{
    unsigned char digest[CERTIFICATE_DIGEST];
    bool by_post = x->in->delivery == CERTIFICATE_POST;
    certificate_digest(c, digest);
    row->town_id = x->town->id;
    row->case_id = x->in->seen->row.id;
    row->copy = copy;
    row->kind = c->kind;
    row->serial = c->serial;
    row->title = c->title;
    row->issued_on = c->issued_on;
    row->content = ids_hex(x->mem, digest, sizeof digest);
    row->subject_ref = c->subject_ref;
    row->request_ref = c->request_ref;
    row->delivery = by_post ? S("post") : S("counter");
    row->to_postal_code = by_post ? x->in->addressee.postal_code : S("");
    row->to_address = by_post ? x->in->addressee.address : S("");
    row->to_name = by_post ? x->in->addressee.name : S("");
    row->created_at = x->in->now;
}

/* The last step before a file is kept: the refs are made anew from the case, not taken from the data
 * it was rendered with. */
static enum rc check_file(const struct issuing *x, struct str pdf, struct str payload)
{
    const struct cases_sql_by_id_row *row = &x->in->seen->row;
    struct str written;
    enum rc rc = papers_verify_identity(
        x->mem, pdf, paper_subject_ref(x->hall, x->town, x->mem, row->id, row->person_id),
        paper_request_ref(x->hall, x->town, x->mem, row->id));
    if (rc == OK)
        rc = pdf_read_info(x->mem, pdf, "YakubaCertificate", &written);
    return rc == OK && !str_eq(written, payload) ? DENIED : rc;
}

static enum rc make_copy(struct issuing *x, struct db *db, int copy)
{
    struct papers_sql_certificate_add_in *row = &x->rows[x->n];
    struct str pdf;
    int pages;
    enum rc rc = db_new_id(db, TABLE_CERTIFICATE, &row->id);
    if (rc != OK)
        return rc;
    struct certificate c = completed(x, row->id);
    rc = sign(x, &c, &row->payload);
    if (rc == OK)
        rc = papers_certificate_pdf(x->mem, &c, row->payload, &pdf, &pages, &x->missing);
    if (rc == OK)
        rc = check_file(x, pdf, row->payload);
    if (rc == OK)
        rc = store_file(x, pdf, row);
    if (rc != OK)
        return rc;
    row->pages = pages;
    describe(x, &c, copy, row);
    x->n++;
    return OK;
}

static enum rc keep(struct db *db, void *arg)
{
    const struct issuing *x = arg;
    enum rc rc = OK;
    for (size_t i = 0; rc == OK && i < x->n; i++)
        rc = papers_sql_certificate_add(db, &x->rows[i], NULL);
    if (rc == OK)
        rc = tasks_sql_finish(db, x->town->id, x->in->seen->row.id, S("missing-glyph"), x->in->now,
                              x->in->actor.id, NULL);
    return rc;
}

static struct str note_of(const struct issuing *x)
{
    struct str *serials = arena_new(x->mem, struct str, x->n);
    for (size_t i = 0; i < x->n; i++)
        serials[i] = ids_receipt_print(x->mem, x->rows[i].serial);
    return arena_fmt(x->mem, "%.*s %zu通（%.*s）", STR(x->rows[0].title), x->n,
                     STR(arena_join(x->mem, serials, x->n, S("、"))));
}

static enum rc act(struct issuing *x, struct db *db)
{
    return cases_act(x->hall, x->town, db, x->mem,
                     &(struct case_act) { .seen = x->in->seen,
                                          .version = x->in->seen->row.version,
                                          .actor = x->in->actor,
                                          .now = x->in->now,
                                          .event = EVENT_CERTIFICATE_ISSUED,
                                          .note = note_of(x),
                                          .also = keep,
                                          .also_ctx = x });
}

static bool is_there(const struct certificate_row_of *rows, size_t n, int copy)
{
    for (size_t i = 0; i < n; i++)
        if (rows[i].copy == copy)
            return true;
    return false;
}

static enum rc make_missing(struct issuing *x, struct db *db, const struct certificate_row_of *rows,
                            size_t n)
{
    enum rc rc = OK;
    x->rows = arena_new(x->mem, struct papers_sql_certificate_add_in, (size_t)x->in->copies);
    for (int copy = 1; rc == OK && copy <= x->in->copies; copy++)
        if (!is_there(rows, n, copy))
            rc = make_copy(x, db, copy);
    if (rc == OK && x->n)
        rc = act(x, db);
    return rc;
}

static bool may_issue(const struct case_file *c)
{
    const struct outcome *outcome = plan_outcome(c->plan, c->row.outcome);
    return c->state == CASE_DONE && c->has_decision && str_eq(c->decision.state, S("approved")) &&
           outcome && str_eq(outcome->kind, S("grant"));
}

static enum rc has_identity(struct db *db, const struct issuing *x)
{
    struct papers_sql_identity_of_case_rows checks;
    enum rc rc = papers_identity_of_case(x->town, db, x->mem, x->in->seen->row.id, &checks);
    return rc == OK && checks.n == 0 ? DENIED : rc;
}

static enum rc stopped(struct issuing *x, struct db *db, struct certificate_issued *ret_issued)
{
    struct paper_stop stop = { x->in->seen, x->in->actor, x->in->now, S("証明書") };
    struct str why;
    enum rc rc = paper_stop(x->hall, x->town, db, x->mem, &stop, &x->missing, &why);
    if (rc == OK)
        *ret_issued = (struct certificate_issued) { .stopped = true, .why = why };
    return rc;
}

enum rc papers_certificates_issue(const struct hall *hall, const struct town *town, struct db *db,
                                  struct arena *mem, const struct certificate_order *in,
                                  struct certificate_issued *ret_issued)
{
    struct issuing x = { .hall = hall, .town = town, .mem = mem, .in = in };
    const struct certificate_row_of *rows;
    size_t n;
    if (in->copies < 1 || in->copies > CERTIFICATE_MOST_COPIES)
        return INVALID;
    if (!may_issue(in->seen))
        return CONFLICT;
    enum rc rc = in->needs_identity ? has_identity(db, &x) : OK;
    if (rc == OK)
        rc = papers_certificates_of_case(town, db, mem, in->seen->row.id, &rows, &n);
    if (rc == OK)
        rc = make_missing(&x, db, rows, n);
    if (rc == INVALID && x.missing.sign.n)
        return stopped(&x, db, ret_issued);
    if (rc == OK)
        rc = papers_certificates_of_case(town, db, mem, in->seen->row.id, &rows, &n);
    if (rc == OK)
        *ret_issued = (struct certificate_issued) { .rows = rows, .n = n };
    return rc;
}
