/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of this folder share. */
#ifndef CIVIC_NOTICES_PARTS_H
#define CIVIC_NOTICES_PARTS_H

#include "base/ids.h"
#include "civic/notices/notices.h"
#include "platform/notify-transports/message.h"

struct vault_place delivery_place(const struct town *town, t_id delivery_id);
MUST_USE enum rc delivery_address_key(const struct hall *hall, const struct town *town,
                                      struct arena *mem, struct str address, struct str *ret_key);
/* True: the kind may be refused, and this address has refused it. */
MUST_USE enum rc delivery_is_refused(const struct hall *hall, const struct town *town,
                                     struct db *db, struct arena *mem, struct str kind,
                                     struct str address, bool *ret_refused);
MUST_USE enum rc delivery_quiet_hours(const struct hall *hall, const struct town *town,
                                      struct db *db, struct arena *mem,
                                      struct quiet_hours *ret_hours);

/* Ends a delivery that failed, and gives the section something to do: call, or write a letter.
 * Inside a transaction; task_id from before it. *ret_ended false: it had ended before. */
MUST_USE enum rc delivery_fail(struct db *db, t_id town_id,
                               const struct notices_sql_delivery_row *row, bool after_all,
                               struct str state, struct str status, t_id task_id, t_time now,
                               bool *ret_ended);

/* Subject and text of a delivery's mail; the envelope and the sender are filled in by the caller.
 */
MUST_USE enum rc delivery_write(const struct hall *hall, const struct town *town, struct arena *mem,
                                const struct notices_sql_delivery_row *row,
                                struct mail_message *ret_message);

#endif
