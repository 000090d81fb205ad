/* SPDX-License-Identifier: Apache-2.0 */
/* The page behind List-Unsubscribe. */
#include "modules/mail/pages/stop.h"
#include "civic/notices/notices.h"
#include "civic/shell/shell.h"
#include "modules/mail/handlers.h"
#include "modules/mail/mail_pages.h"

static enum rc show(struct req *r, t_id delivery_id, bool is_done)
{
    struct page p = shell_page(r);
    struct ref ref = ref_make(hall_of(r), TABLE_NOTICE_DELIVERY, r->town_id, delivery_id);
    struct mail_stop_view v = { .here = url_fmt(r->mem, "/mail/%s/stop", ref.text),
                                .is_done = is_done };
    mail_stop_page(&p, &v);
    struct str title = is_done ? say(r, T("メールを止めました")) : say(r, T("お知らせのメールを止めますか"));
    return shell_public(r, 200, &(struct shell_options) { .title = title }, page_html(&p));
}

static enum rc named(struct req *r, t_id *ret_id)
{
    return ref_read(hall_of(r), TABLE_NOTICE_DELIVERY, r->town_id, req_param(r, "delivery"),
                    ret_id);
}

enum rc mail_stop(struct req *r)
{
    struct notices_sql_delivery_row row;
    t_id id;
    bool found;
    enum rc rc = named(r, &id);
    if (rc == OK)
        rc = notices_sql_delivery(r->db, r->mem, r->town_id, id, &row, &found);
    if (rc == OK && (!found || !notice_may_be_refused(row.kind)))
        rc = NOT_FOUND;
    return rc == OK ? show(r, id, false) : rc;
}

enum rc mail_stop_send(struct req *r)
{
    t_id id;
    enum rc rc = named(r, &id);
    if (rc == OK)
        rc = notices_stop(hall_of(r), town_of(r), r->db, r->mem, id, r->now);
    return rc == OK ? show(r, id, true) : rc;
}
