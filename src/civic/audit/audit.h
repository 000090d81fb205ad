/* SPDX-License-Identifier: Apache-2.0 */
/* The audit trail.  A business transaction writes a plain row; one sealer for each town, running
 * once a second in the background, chains committed rows and signs the chain's head each minute.
 * `yakuba audit verify` reads a copy with code of its own (app/commands/audit.c).
 *
 * The bytes that are hashed and signed, numbers in 8 bytes big endian, texts after their length:
 *
 *   row:  "yakuba audit row v1" | hash before (32 zero bytes for the first) | town | seq | id
 *         | at | actor kind | actor | action | subject table | subject | detail
 *
 *   head: "yakuba audit head v1" | town | number | seq | at | hash
 *
 * A change here is a new version of the labels, never a change of meaning. */
#ifndef CIVIC_AUDIT_H
#define CIVIC_AUDIT_H

#include "base/rc.h"
#include "base/types.h"

struct db;
struct vault;

struct audit_entry {
    t_time at;
    struct str actor_kind; /* resident, staff, machine */
    t_id actor_id;         /* 0: nobody known */
    struct str action;     /* cases.received, … */
    int subject_table;     /* table number, 0: none */
    t_id subject_id;
    struct str detail; /* a JSON object, or empty; never a person's data */
};

/* Inside db_transaction(): the row is kept exactly when the transaction is. */
MUST_USE enum rc audit_note(struct db *db, t_id town_id, const struct audit_entry *entry);

/* Chains what is committed and not yet sealed, and signs the head when the last one is a minute old
 * (or there is none).  Outside transactions, one caller per town at a time: a second one loses with
 * CONFLICT and harms nothing.  FAILED: the vault is down, rows stay sealed but unsigned. */
MUST_USE enum rc audit_seal_step(struct db *db, struct vault *vault, t_id town_id, t_time now);

#endif
