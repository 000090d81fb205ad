/* SPDX-License-Identifier: Apache-2.0 */
/* From the account to the receipt and back.  The account stands for number and code, never for the birth date. */
#include "modules/apply/receipts.h"
#include "modules/residents/residents.h"
#include "platform/db/db.h"
#include "platform/page/page.h"

enum rc receipts_of_account(struct req *r)
{
    t_id case_id;
    bool holds;
    enum rc rc = ref_read(hall_of(r), TABLE_CASES, r->town_id, req_param(r, "case"), &case_id);
    if (rc == OK)
        rc = residents_hold(r, case_id, &holds);
    if (rc == OK && !holds)
        rc = NOT_FOUND;
    bool copies = str_eq(req_field(r, "next"), S("copy"));
    return rc == OK ? receipts_enter(r, case_id, copies ? S("/receipts/copy") : S("/receipts")) : rc;
}

struct keeping {
    t_id town_id, account_id, case_id;
    t_time now;
};

static enum rc keep(struct db *db, void *arg)
{
    const struct keeping *k = arg;
    return residents_link(db, k->town_id, k->account_id, k->case_id, S("code"), k->now);
}

enum rc receipts_keep(struct req *r)
{
    struct case_file c;
    enum rc rc = receipts_case(r, &c);
    if (rc == NOT_FOUND)
        return reply_redirect(r, url_local(r->mem, S("/r")));
    if (rc != OK || !receipts_form_is_of(r, &c))
        return rc;
    if (r->account_id)
        rc = db_transaction(r->db, keep, &(struct keeping){ r->town_id, r->account_id, c.row.id, r->now });
    return rc == OK ? reply_redirect(r, url_local(r->mem, r->account_id ? S("/account") : S("/receipts"))) : rc;
}
