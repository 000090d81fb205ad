/* SPDX-License-Identifier: Apache-2.0 */
/* A draft's files are noted, so that the sweep finds those of drafts that expired. */
#include "modules/apply/upload.h"

#include "base/json.h"
#include "modules/apply/apply_sql.h"
#include "platform/db/db.h"

enum { MOST_FILES = 11 }; /* the file and the pictures of its pages */

struct str upload_token(struct req *r)
{
    return cases_file_token(r->mem);
}

size_t upload_chosen(const struct req *r)
{
    const struct upload *uploads;
    size_t n = req_uploads(r, &uploads), chosen = 0;
    for (size_t i = 0; i < n; i++)
        chosen += uploads[i].bytes.n > 0;
    return chosen;
}

struct adding {
    t_id town_id, draft_id;
    t_id ids[MOST_FILES];
    struct str addresses[MOST_FILES];
    size_t n;
};

static enum rc add_rows(struct db *db, void *arg)
{
    const struct adding *a = arg;
    enum rc rc = OK;
    for (size_t i = 0; i < a->n && rc == OK; i++)
        rc = apply_sql_file_add(db, a->town_id, a->ids[i], a->draft_id, a->addresses[i], NULL);
    return rc;
}

static enum rc note_draft_files(struct req *r, t_id draft_id, const struct case_attachment *f)
{
    struct adding a = {
        .town_id = r->town_id, .draft_id = draft_id, .addresses = { f->address }, .n = 1
    };
    const struct json *pictures;
    size_t at;
    enum rc rc = json_parse(r->mem, f->pictures, &pictures, &at);
    for (const struct json *p = rc == OK ? pictures->first : NULL; p && a.n < MOST_FILES;
         p = p->next)
        a.addresses[a.n++] = p->text;
    for (size_t i = 0; i < a.n && rc == OK; i++)
        rc = db_new_id(r->db, TABLE_DRAFT_FILE, &a.ids[i]);
    return rc == OK ? db_transaction(r->db, add_rows, &a) : rc;
}

enum rc upload_keep(struct req *r, const struct upload *u, t_id draft_id,
                    struct case_attachment *ret_file, struct str *ret_message)
{
    struct case_attachment f;
    enum rc rc = cases_keep_file(r, u, &f, ret_message);
    if (rc == OK && draft_id)
        rc = note_draft_files(r, draft_id, &f);
    if (rc == OK)
        *ret_file = f;
    return rc;
}
