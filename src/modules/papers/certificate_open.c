/* SPDX-License-Identifier: Apache-2.0 */
/* The certificates of a case: listed, opened, handed over, revoked; and the identity checks. */
#include "base/ids.h"
#include "modules/papers/certificate.h"
#include "modules/papers/from_case.h"
#include "platform/db/db.h"
#include "platform/files/files.h"

enum { MOST_OF_CASE = 200 };

enum rc papers_certificates_of_case(const struct town *town, struct db *db, struct arena *mem,
                                    t_id case_id, const struct certificate_row_of **ret_rows,
                                    size_t *ret_n)
{
    struct papers_sql_certificates_of_case_rows found;
    enum rc rc =
        papers_sql_certificates_of_case(db, mem, town->id, case_id, MOST_OF_CASE, &found);
    if (rc != OK)
        return rc;
    struct certificate_row_of *rows = arena_new(mem, struct certificate_row_of, found.n);
    for (size_t i = 0; i < found.n; i++) {
        const struct papers_sql_certificates_of_case_row *f = &found.p[i];
        rows[i] = (struct certificate_row_of) {
            .id = f->id,
            .copy = (int)f->copy,
            .kind = f->kind,
            .serial = f->serial,
            .title = f->title,
            .payload = f->payload,
            .state = f->state,
            .delivery = str_eq(f->delivery, S("post")) ? CERTIFICATE_POST : CERTIFICATE_COUNTER,
            .issued_on = f->issued_on,
            .pages = (int)f->pages,
            .created_at = f->created_at,
            .settled_at = f->settled_at,
            .revoked_at = f->revoked_at,
            .revoked_note = f->revoked_note,
        };
    }
    *ret_rows = rows;
    *ret_n = found.n;
    return OK;
}

/* ---- opening ---- */

static enum rc read_file(const struct hall *hall, const struct town *town, struct arena *mem,
                         const struct papers_sql_certificate_by_id_row *row, struct str *ret_pdf)
{
    struct vault_place place = { town->id, TABLE_CERTIFICATE, row->id, S("key") };
    unsigned char key[CRYPTO_KEY], digest[CRYPTO_MAC];
    struct str hex;
    enum rc rc = vault_open(hall->vault, mem, place, row->sealed_key, &hex);
    if (rc == OK && !ids_hex_read(hex, key, sizeof key))
        rc = FAILED;
    if (rc == OK)
        rc = files_get(hall->files, key, row->address, mem, ret_pdf);
    crypto_wipe(key, sizeof key);
    if (rc != OK)
        return rc == NOT_FOUND ? FAILED : rc;
    crypto_digest(NULL, *ret_pdf, digest);
    return str_eq(ids_hex(mem, digest, sizeof digest), row->digest) ? OK : FAILED;
}

/* The file is about this case and its person as they are now, and holds the payload of its row. */
static enum rc check_file(const struct hall *hall, const struct town *town, struct db *db,
                          struct arena *mem, t_id case_id,
                          const struct papers_sql_certificate_by_id_row *row, struct str pdf)
{
    struct cases_sql_by_id_row of;
    struct str payload;
    bool has_case;
    enum rc rc = cases_sql_by_id(db, mem, town->id, case_id, &of, &has_case);
    if (rc == OK && !has_case)
        return NOT_FOUND;
    if (rc == OK)
        rc = papers_verify_identity(mem, pdf,
                                    paper_subject_ref(hall, town, mem, case_id, of.person_id),
                                    paper_request_ref(hall, town, mem, case_id));
    if (rc == OK)
        rc = pdf_read_info(mem, pdf, "YakubaCertificate", &payload);
    return rc == OK && !str_eq(payload, row->payload) ? DENIED : rc;
}

enum rc papers_certificate_open(const struct hall *hall, const struct town *town, struct db *db,
                                struct arena *mem, t_id case_id, t_id certificate_id,
                                struct str *ret_pdf)
{
    struct papers_sql_certificate_by_id_row row;
    struct str pdf;
    bool found;
    enum rc rc =
        papers_sql_certificate_by_id(db, mem, town->id, certificate_id, case_id, &row, &found);
    if (rc == OK && !found)
        return NOT_FOUND;
    if (rc == OK)
        rc = read_file(hall, town, mem, &row, &pdf);
    if (rc == OK)
        rc = check_file(hall, town, db, mem, case_id, &row, pdf);
    if (rc == OK)
        *ret_pdf = pdf;
    return rc;
}

/* ---- identity, hand-over, revoking ---- */

struct writing {
    const struct town *town;
    const struct certificate_act *act;
    struct papers_sql_identity_add_in identity;
    t_id certificate_id;
    struct str why;
};

static enum rc perform(const struct hall *hall, struct db *db, struct arena *mem,
                       struct writing *x, enum case_event event, struct str note,
                       enum rc (*also)(struct db *db, void *ctx))
{
    return cases_act(hall, x->town, db, mem,
                     &(struct case_act) { .seen = x->act->seen,
                                          .version = x->act->seen->row.version,
                                          .actor = x->act->actor,
                                          .now = x->act->now,
                                          .event = event,
                                          .note = note,
                                          .also = also,
                                          .also_ctx = x });
}

static enum rc write_identity(struct db *db, void *arg)
{
    return papers_sql_identity_add(db, &((struct writing *)arg)->identity, NULL);
}

enum rc papers_identity_record(const struct hall *hall, const struct town *town, struct db *db,
                               struct arena *mem, const struct certificate_act *act,
                               struct str way, struct str documents, struct str note)
{
    bool by_copy = str_eq(way, S("copy"));
    struct writing x = { .town = town, .act = act };
    if (!str_trim(documents).n || !(by_copy || str_eq(way, S("counter"))))
        return INVALID;
    x.identity = (struct papers_sql_identity_add_in) {
        town->id, 0, act->seen->row.id, way, documents, note, act->actor.id, act->actor.name,
        act->now
    };
    enum rc rc = db_new_id(db, TABLE_IDENTITY_CHECK, &x.identity.id);
    return rc == OK
               ? perform(hall, db, mem, &x, EVENT_IDENTITY_CHECKED,
                         arena_fmt(mem, "%s：%.*s%s%.*s", by_copy ? "書類の写し" : "窓口",
                                   STR(documents), note.n ? "。" : "", STR(note)),
                         write_identity)
               : rc;
}

enum rc papers_identity_of_case(const struct town *town, struct db *db, struct arena *mem,
                                t_id case_id, struct papers_sql_identity_of_case_rows *ret)
{
    return papers_sql_identity_of_case(db, mem, town->id, case_id, MOST_OF_CASE, ret);
}

static enum rc write_hand_over(struct db *db, void *arg)
{
    const struct writing *x = arg;
    int64_t changed;
    enum rc rc = papers_sql_certificates_hand_over(db, x->town->id, x->act->seen->row.id,
                                                   x->act->now, &changed);
    return rc == OK && changed == 0 ? CONFLICT : rc;
}

enum rc papers_certificates_hand_over(const struct hall *hall, const struct town *town,
                                      struct db *db, struct arena *mem,
                                      const struct certificate_act *act)
{
    struct papers_sql_identity_of_case_rows checks;
    struct writing x = { .town = town, .act = act };
    bool at_counter = false;
    enum rc rc = papers_identity_of_case(town, db, mem, act->seen->row.id, &checks);
    for (size_t i = 0; rc == OK && i < checks.n; i++)
        at_counter |= str_eq(checks.p[i].way, S("counter"));
    if (rc == OK && !at_counter)
        return DENIED;
    return rc == OK ? perform(hall, db, mem, &x, EVENT_CERTIFICATE_HANDED,
                              checks.p[checks.n - 1].documents, write_hand_over)
                    : rc;
}

static enum rc write_revoke(struct db *db, void *arg)
{
    const struct writing *x = arg;
    int64_t changed;
    enum rc rc = papers_sql_certificate_revoke(db, x->town->id, x->certificate_id, x->act->now,
                                               x->why, &changed);
    return rc == OK && changed == 0 ? CONFLICT : rc;
}

enum rc papers_certificate_revoke(const struct hall *hall, const struct town *town, struct db *db,
                                  struct arena *mem, const struct certificate_act *act,
                                  t_id certificate_id, struct str why)
{
    struct papers_sql_certificate_by_id_row row;
    struct writing x = { .town = town, .act = act, .certificate_id = certificate_id, .why = why };
    bool found;
    if (!str_trim(why).n)
        return INVALID;
    enum rc rc = papers_sql_certificate_by_id(db, mem, town->id, certificate_id, act->seen->row.id,
                                              &row, &found);
    if (rc == OK && !found)
        return NOT_FOUND;
    return rc == OK ? perform(hall, db, mem, &x, EVENT_CERTIFICATE_REVOKED,
                              arena_fmt(mem, "%.*s：%.*s",
                                        STR(ids_receipt_print(mem, row.serial)), STR(why)),
                              write_revoke)
                    : rc;
}
