/* SPDX-License-Identifier: Apache-2.0 */
/* Documents of a case.  Pictures were made anew by the jail and may be shown; an original PDF is
 * only ever saved. */
#include "base/json.h"
#include "civic/cases/attach.h"
#include "modules/desk/handlers.h"
#include "modules/desk/open.h"
#include "platform/files/files.h"

/* The address of a page of a PDF, 1-based; "" when there is none. */
static struct str page_address(struct req *r, struct str pictures, struct str page)
{
    const struct json *list;
    size_t at;
    int64_t wanted;
    if (!str_to_int(page, &wanted) || wanted < 1 ||
        json_parse(r->mem, pictures, &list, &at) != OK || !json_is(list, JSON_ARRAY))
        return S("");
    const struct json *one = list->first;
    for (int64_t i = 1; one && i < wanted; i++)
        one = one->next;
    return json_str(one);
}

static enum rc send_file(struct req *r, const struct documents_sql_by_id_row *d)
{
    unsigned char key[CRYPTO_KEY];
    struct str bytes, page = req_query(r, "page"), address = d->address;
    bool is_pdf = str_eq(d->kind, S("pdf"));
    if (is_pdf && page.n)
        address = page_address(r, d->pictures, page);
    if (!address.n)
        return NOT_FOUND;
    enum rc rc = cases_attachment_key(hall_of(r), town_of(r), r->mem, d->id, d->sealed_key, key);
    if (rc == OK)
        rc = files_get(hall_of(r)->files, key, address, r->mem, &bytes);
    explicit_bzero(key, sizeof key);
    if (rc != OK)
        return rc;
    if (is_pdf && !page.n)
        return reply_download(r, "application/pdf", d->name.n ? d->name : S("書類.pdf"), bytes);
    return reply_bytes(r, 200, "image/jpeg", bytes);
}

enum rc desk_document_send(struct req *r)
{
    struct documents_sql_by_id_row row;
    bool found;
    t_id case_id, id;
    enum rc rc = desk_case_id(r, &case_id);
    if (rc == OK)
        rc = ref_read(hall_of(r), TABLE_ATTACHMENT, r->town_id, req_param(r, "doc"), &id);
    if (rc == OK)
        rc = documents_sql_by_id(r->db, r->mem, r->town_id, id, case_id, &row, &found);
    if (rc != OK)
        return rc;
    return found ? send_file(r, &row) : NOT_FOUND;
}
