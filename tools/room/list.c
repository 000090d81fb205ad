/* SPDX-License-Identifier: Apache-2.0 */
/* The public page: what there is, newest first. */
#include "base/time.h"
#include "civic/shell/shell.h"
#include "modules/room_name/handlers.h"
#include "modules/room_name/pages/list.h"
#include "modules/room_name/room_name_pages.h"
#include "modules/room_name/room_name_sql.h"
#include "modules/room_name/rules.h"

enum { MOST_SHOWN = 100 };

enum rc room_name_list(struct req *r)
{
    struct room_name_sql_newest_rows rows;
    enum rc rc = room_name_sql_newest(r->db, r->mem, r->town_id, MOST_SHOWN, &rows);
    if (rc != OK)
        return rc;
    struct room_name_entry *entries = arena_new(r->mem, struct room_name_entry, rows.n);
    for (size_t i = 0; i < rows.n; i++)
        entries[i] = (struct room_name_entry){ .title = rows.p[i].title,
                                               .day = date_ja_full(r->mem, time_date(rows.p[i].added_at)),
                                               .is_new = room_name_is_new(rows.p[i].added_at, r->now) };
    struct room_name_list_view v = { .entries = { entries, rows.n } };
    struct page p = shell_page(r);
    room_name_list_page(&p, &v);
    return shell_public(r, 200, &(struct shell_options){ .title = S("ROOM_TITLE") }, page_html(&p));
}
