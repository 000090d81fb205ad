/* SPDX-License-Identifier: Apache-2.0 */
/* The second reader of the audit trail: from a copied SQLite file, or a PostgreSQL database that it
 * may read, and the town's public key alone.
 * It shares no code with civic/audit but the layout written in civic/audit/audit.h. */
#ifndef APP_COMMANDS_AUDIT_VERIFY_H
#define APP_COMMANDS_AUDIT_VERIFY_H

#include "base/rc.h"
#include "base/types.h"
#include "platform/crypto/crypto.h"

struct audit_kept_head { /* a head somebody kept elsewhere; number 0: none */
    int64_t number;
    unsigned char hash[CRYPTO_MAC];
};

struct audit_report {
    int64_t sealed;     /* links of the chain that hold */
    int64_t heads;      /* signatures that hold */
    int64_t signed_seq; /* the chain is signed up to here */
    t_time signed_at;   /* when; 0: never */
    int64_t tail;       /* rows without a seal */
    t_time tail_oldest; /* moment of the oldest of them, 0: none */
    const char *bad;    /* the first thing that is wrong, NULL: everything holds */
    int64_t bad_seq;    /* its place in the chain, or the head's number; 0: not in it */
    t_id bad_id;        /* the row, 0: none */
};

/* Town 0: the only one in the file. FAILED: the file cannot be read as a store; INVALID: it holds
 * several towns and none was named. What is wrong with the trail is in the report, not here. */
MUST_USE enum rc audit_verify(const char *path, const unsigned char key[CRYPTO_PUBLIC_KEY],
                              t_id town_id, const struct audit_kept_head *kept,
                              struct audit_report *ret_report);

#endif
