/* SPDX-License-Identifier: Apache-2.0 */
/* Certificates for TLS: making a self-signed one, and looking at one. */
#ifndef PLATFORM_CRYPTO_CERTIFICATE_H
#define PLATFORM_CRYPTO_CERTIFICATE_H

#include "base/arena.h"
#include "base/rc.h"
#include "base/types.h"

/* A new P-256 key and a certificate signed with it, both PEM, valid from an hour ago for so many days.  `names` are host
 * names or addresses; the first is the subject.  INVALID: a name is neither. The key's text is a secret of the caller. */
MUST_USE enum rc certificate_make(struct arena *mem, const struct str *names, size_t n, int days,
                                  struct str *ret_certificate, struct str *ret_key);

struct certificate {
    t_time from, until;
    struct str subject;
    struct str fingerprint; /* SHA-256: "AB:CD:…", as browsers show it */
};
/* The first certificate of a PEM text. INVALID: there is none. */
MUST_USE enum rc certificate_look(struct arena *mem, struct str pem, struct certificate *ret_certificate);
/* INVALID: this is not the key of that certificate, or no key. */
MUST_USE enum rc certificate_fits(struct str pem, struct str key);

#endif
