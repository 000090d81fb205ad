/* SPDX-License-Identifier: Apache-2.0 */
/* From signature and book to one answer. */
#include "modules/verify/rules.h"

#include "base/ids.h"
#include "base/text.h"

enum verify_answer verify_answer_of(enum certificate_verdict verdict, bool known, bool revoked)
{
    switch (verdict) {
    case CERTIFICATE_CHANGED:
    case CERTIFICATE_OTHER_TIME: return VERIFY_CHANGED;
    case CERTIFICATE_OTHER_TOWN: return VERIFY_OTHER_TOWN;
    case CERTIFICATE_OTHER_KEY: return VERIFY_OTHER_KEY;
    case CERTIFICATE_GENUINE: break;
    }
    return !known ? VERIFY_UNKNOWN : revoked ? VERIFY_REVOKED : VERIFY_GENUINE;
}

/* Twelve signs of Crockford's base32, as certificate_code prints them. */
static bool normal(struct arena *mem, struct str typed, char ret[12])
{
    struct str folded = text_fold_width(mem, typed);
    size_t n = 0;
    for (size_t i = 0; i < folded.n; i++) {
        char c = folded.p[i];
        if (c == '-' || c == ' ')
            continue;
        if (n == 12)
            return false;
        c = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
        ret[n++] = c == 'O' ? '0' : c == 'I' || c == 'L' ? '1' : c;
    }
    return n == 12;
}

bool verify_code_matches(struct arena *mem, struct str typed, struct str content)
{
    unsigned char digest[CERTIFICATE_DIGEST];
    char want[12], have[12];
    return ids_hex_read(content, digest, sizeof digest) && normal(mem, typed, have) &&
           normal(mem, certificate_code(mem, digest), want) &&
           crypto_equal(want, have, sizeof want);
}
