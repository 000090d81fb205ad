/* SPDX-License-Identifier: Apache-2.0 */
/* Signing out here, signing out everywhere, deleting the account. Cases stay the town's records. */
#include "civic/shell/shell.h"
#include "modules/residents/handlers.h"
#include "modules/residents/pages/leave.h"
#include "modules/residents/residents_pages.h"
#include "modules/residents/residents_sql.h"
#include "modules/residents/session.h"

struct leaving {
    struct arena *mem;
    t_id town_id, account_id, session_id;
    t_time now;
};

static enum rc leave(struct req *r, enum rc (*end)(struct db *db, void *arg))
{
    struct leaving l = { r->mem, r->town_id, r->account_id, r->account_session_id, r->now };
    enum rc rc = db_transaction(r->db, end, &l);
    if (rc != OK)
        return rc;
    reply_cookie(r, "account", S(""), -1);
    return reply_redirect(r, url_local(r->mem, S("/")));
}

static enum rc end_here(struct db *db, void *arg)
{
    const struct leaving *l = arg;
    enum rc rc = residents_sql_session_end(db, l->town_id, l->session_id, NULL);
    return rc == OK ? residents_note(db, l->town_id, l->account_id, 0, S("residents.signed-out"), l->now) : rc;
}

static enum rc end_everywhere(struct db *db, void *arg)
{
    const struct leaving *l = arg;
    enum rc rc = residents_sql_sessions_end(db, l->town_id, l->account_id, NULL);
    return rc == OK ? residents_note(db, l->town_id, l->account_id, 0, S("residents.signed-out-everywhere"), l->now) : rc;
}

static enum rc delete_account(struct db *db, void *arg)
{
    const struct leaving *l = arg;
    struct residents_sql_account_row row;
    bool found;
    enum rc rc = residents_sql_account(db, l->mem, l->town_id, l->account_id, &row, &found);
    if (rc != OK || !found)
        return rc;
    rc = residents_sql_links_drop(db, l->town_id, l->account_id, NULL);
    if (rc == OK)
        rc = residents_sql_sessions_end(db, l->town_id, l->account_id, NULL);
    if (rc == OK)
        rc = residents_sql_sign_ins_drop(db, l->town_id, row.address_key, NULL);
    if (rc == OK)
        rc = residents_sql_account_drop(db, l->town_id, l->account_id, NULL);
    return rc == OK ? residents_note(db, l->town_id, l->account_id, 0, S("residents.deleted"), l->now) : rc;
}

enum rc residents_sign_out(struct req *r)
{
    return leave(r, end_here);
}

enum rc residents_sign_out_everywhere(struct req *r)
{
    return leave(r, end_everywhere);
}

enum rc residents_leave(struct req *r)
{
    struct residents_leave_view v = { 0 };
    enum rc rc = residents_address(r, &v.address);
    if (rc != OK)
        return rc;
    struct page p = shell_page(r);
    residents_leave_page(&p, &v);
    return shell_public(r, 200,
                        &(struct shell_options){ .title = say(r, T("アカウントを消しますか")),
                                                 .back = url_local(r->mem, S("/account")) },
                        page_html(&p));
}

enum rc residents_leave_send(struct req *r)
{
    return leave(r, delete_account);
}
