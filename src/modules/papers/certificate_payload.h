/* SPDX-License-Identifier: Apache-2.0 */
/* What the QR of a certificate says, and judging it with the town's published keys alone.  Pure but
 * for the arithmetic of signatures: no database, no server, no clock.
 *
 *   payload   Y1.TOWN.KEY.NUMBER.KIND.YYYYMMDD.HASH.HINT.SIGNATURE
 *             TOWN six digits, KEY eight hex digits, NUMBER twelve digits, KIND a-z and '-',
 *             HASH, HINT and SIGNATURE base64url without padding
 *   signed    "yakuba certificate v1\n" and the payload before ".SIGNATURE"
 *   keys      {"town":"999997","name":"都市X","keys":[{"id":"…","use":"certificate",
 *             "algorithm":"Ed25519","public":"base64url","from":"2026-01-01","until":"2026-12-31"}]}
 *
 * A key signs for one calendar year.  assets/js/verify.js reads the same in a browser. */
#ifndef MODULES_PAPERS_CERTIFICATE_PAYLOAD_H
#define MODULES_PAPERS_CERTIFICATE_PAYLOAD_H

#include "base/time.h"
#include "modules/papers/certificate.h"

enum { CERTIFICATE_KEY_ID = 8, CERTIFICATE_LONGEST_PAYLOAD = 400 };

struct certificate_payload {
    struct str town_code, key_id, serial, kind, hint;
    struct date issued_on;
    unsigned char digest[CERTIFICATE_DIGEST], signature[CRYPTO_SIGNATURE];
    struct str signed_part;
};
/* Takes the text behind the #, or the whole address.  INVALID: no payload, in form or check digit. */
MUST_USE enum rc certificate_payload_read(struct arena *mem, struct str text,
                                          struct certificate_payload *ret_payload);
/* The part that is signed, without its first line. */
struct str certificate_payload_body(struct arena *mem, struct str town_code, struct str key_id,
                                    const struct certificate *c);
struct str certificate_signed_text(struct arena *mem, struct str body);

struct certificate_key {
    struct str id;
    unsigned char public_key[CRYPTO_PUBLIC_KEY];
    struct date from, until;
};
struct certificate_keys {
    struct str town_code, town_name;
    const struct certificate_key *keys;
    size_t n;
};
struct str certificate_key_id(struct arena *mem, const unsigned char key[CRYPTO_PUBLIC_KEY]);
struct str certificate_keys_json(struct arena *mem, const struct certificate_keys *keys);
MUST_USE enum rc certificate_keys_read(struct arena *mem, struct str json,
                                       struct certificate_keys *ret_keys);

enum certificate_verdict {
    CERTIFICATE_GENUINE,
    CERTIFICATE_CHANGED,    /* the signature is not good: a sign was changed, or it was made up */
    CERTIFICATE_OTHER_TOWN, /* these keys are of another town */
    CERTIFICATE_OTHER_KEY,  /* the town published no such key */
    CERTIFICATE_OTHER_TIME, /* the key did not sign on that day */
};
enum certificate_verdict certificate_judge(struct arena *mem, const struct certificate_payload *p,
                                           const struct certificate_keys *keys);

#endif
