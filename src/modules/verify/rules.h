/* SPDX-License-Identifier: Apache-2.0 */
/* What somebody who checks a certificate is told.  Pure. */
#ifndef MODULES_VERIFY_RULES_H
#define MODULES_VERIFY_RULES_H

#include "modules/papers/papers.h"

enum verify_answer {
    VERIFY_GENUINE,
    VERIFY_REVOKED,
    VERIFY_UNKNOWN,  /* well signed, but the town's book has no such number */
    VERIFY_CHANGED,
    VERIFY_OTHER_TOWN,
    VERIFY_OTHER_KEY,
    VERIFY_NO_MATCH, /* the two typed numbers do not belong together */
    VERIFY_UNREADABLE,
};
/* `known`: the town's book has the number with the same payload. */
enum verify_answer verify_answer_of(enum certificate_verdict verdict, bool known, bool revoked);
/* The typed 確認番号 is that of the hash (hex, as in the book): letters in any case, hyphens or none. */
bool verify_code_matches(struct arena *mem, struct str typed, struct str content);

#endif
