/* SPDX-License-Identifier: Apache-2.0 */
/* The papers of a case, and opening one: the file must be what was written, and about this case. */
#include "base/ids.h"
#include "modules/papers/from_case.h"
#include "platform/files/files.h"

enum { MOST_PAPERS = 50 };

enum rc papers_of_case(const struct town *town, struct db *db, struct arena *mem, t_id case_id,
                       const struct paper **ret_papers, size_t *ret_n)
{
    struct papers_sql_of_case_rows rows;
    enum rc rc = papers_sql_of_case(db, mem, town->id, case_id, MOST_PAPERS, &rows);
    if (rc != OK)
        return rc;
    struct paper *papers = arena_new(mem, struct paper, rows.n);
    for (size_t i = 0; i < rows.n; i++)
        papers[i] = (struct paper) { rows.p[i].id,    rows.p[i].kind,       rows.p[i].number,
                                     rows.p[i].title, (int)rows.p[i].pages, rows.p[i].created_at };
    *ret_papers = papers;
    *ret_n = rows.n;
    return OK;
}

static enum rc read_file(const struct hall *hall, const struct town *town, struct arena *mem,
                         const struct papers_sql_by_id_row *row, struct str *ret_pdf)
{
    struct vault_place place = { town->id, TABLE_PAPER, row->id, S("key") };
    unsigned char key[CRYPTO_KEY], digest[CRYPTO_MAC];
    struct str hex;
    enum rc rc = vault_open(hall->vault, mem, place, row->sealed_key, &hex);
    if (rc == OK && !ids_hex_read(hex, key, sizeof(key)))
        rc = FAILED;
    if (rc == OK)
        rc = files_get(hall->files, key, row->address, mem, ret_pdf);
    crypto_wipe(key, sizeof(key));
    if (rc != OK)
        return rc == NOT_FOUND ? FAILED : rc;
    crypto_digest(NULL, *ret_pdf, digest);
    return str_eq(ids_hex(mem, digest, sizeof(digest)), row->digest) ? OK : FAILED;
}

enum rc papers_open(const struct hall *hall, const struct town *town, struct db *db,
                    struct arena *mem, t_id case_id, t_id paper_id, struct str *ret_pdf)
{
    struct papers_sql_by_id_row row;
    struct cases_sql_by_id_row of;
    struct str pdf;
    bool found, has_case = false;
    enum rc rc = papers_sql_by_id(db, mem, town->id, paper_id, case_id, &row, &found);
    if (rc == OK && found)
        rc = cases_sql_by_id(db, mem, town->id, case_id, &of, &has_case);
    if (rc == OK && !(found && has_case))
        return NOT_FOUND;
    if (rc == OK)
        rc = read_file(hall, town, mem, &row, &pdf);
    if (rc == OK)
        rc = papers_verify_identity(mem, pdf, row.subject_ref, row.request_ref);
    /* The case as it is now, too: a row that was moved to another case does not open. */
    if (rc == OK && !str_eq(row.request_ref, paper_request_ref(hall, town, mem, case_id)))
        rc = DENIED;
    if (rc == OK &&
        !str_eq(row.subject_ref, paper_subject_ref(hall, town, mem, case_id, of.person_id)))
        rc = DENIED;
    if (rc == OK)
        *ret_pdf = pdf;
    return rc;
}
