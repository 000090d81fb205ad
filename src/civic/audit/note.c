/* SPDX-License-Identifier: Apache-2.0 */
/* Writing what was done, in the transaction that did it. */
#include "civic/audit/audit.h"
#include "civic/audit/audit_sql.h"

enum rc audit_note(struct db *db, t_id town_id, const struct audit_entry *entry)
{
    t_id id;
    enum rc rc = db_new_id(db, TABLE_AUDIT, &id);
    if (rc == OK)
        rc = audit_sql_add(db,
                           &(struct audit_sql_add_in) {
                               .town_id = town_id,
                               .id = id,
                               .at = entry->at,
                               .actor_kind = entry->actor_kind,
                               .actor_id = entry->actor_id,
                               .action = entry->action,
                               .subject_table = entry->subject_table,
                               .subject_id = entry->subject_id,
                               .detail = entry->detail.n ? entry->detail : S("{}"),
                           },
                           NULL);
    return rc == OK ? audit_sql_wait(db, town_id, id, NULL) : rc;
}
