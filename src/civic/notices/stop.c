/* SPDX-License-Identifier: Apache-2.0 */
/* Stopping mail of the kinds that may be refused: the address in such a mail names its delivery,
 * and who has the mail may stop it. */
#include "civic/audit/audit.h"
#include "civic/notices/parts.h"
#include "platform/db/db.h"

struct str notices_stop_address(const struct hall *hall, struct arena *mem, const struct town *town,
                                t_id delivery_id)
{
    struct ref ref = ref_make(hall, TABLE_NOTICE_DELIVERY, town->id, delivery_id);
    return arena_fmt(mem, "https://%.*s/mail/%s/stop", STR(town->domain), ref.text);
}

struct stopping {
    t_id town_id, delivery_id;
    struct str key;
    t_time now;
};

static enum rc stop(struct db *db, void *arg)
{
    const struct stopping *x = arg;
    enum rc rc = notices_sql_refuse(db, x->town_id, x->key, x->now, NULL);
    if (rc == OK)
        rc = audit_note(db, x->town_id,
                        &(struct audit_entry) { .at = x->now,
                                                .actor_kind = S("resident"),
                                                .action = S("notices.stopped"),
                                                .subject_table = TABLE_NOTICE_DELIVERY,
                                                .subject_id = x->delivery_id });
    return rc;
}

enum rc notices_stop(const struct hall *hall, const struct town *town, struct db *db,
                     struct arena *mem, t_id delivery_id, t_time now)
{
    struct stopping x = { .town_id = town->id, .delivery_id = delivery_id, .now = now };
    struct notices_sql_delivery_row row;
    struct str address;
    bool found;
    enum rc rc = notices_sql_delivery(db, mem, town->id, delivery_id, &row, &found);
    if (rc == OK && (!found || !notice_may_be_refused(row.kind)))
        rc = NOT_FOUND;
    if (rc == OK)
        rc = vault_open(hall->vault, mem, delivery_place(town, delivery_id), row.address, &address);
    if (rc == OK)
        rc = delivery_address_key(hall, town, mem, address, &x.key);
    return rc == OK ? db_transaction(db, stop, &x) : rc;
}
