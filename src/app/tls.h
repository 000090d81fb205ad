/* SPDX-License-Identifier: Apache-2.0 */
/* Which certificate the program serves with, if any. */
#ifndef APP_TLS_H
#define APP_TLS_H

#include "app/config.h"
#include "civic/town/town.h"
#include "platform/crypto/certificate.h"

struct tls {
    const char *certificate, *key; /* PEM; NULL: plain http */
    struct certificate about;
    bool is_own; /* generated: browsers ask until somebody has compared the fingerprint */
    bool is_new;
};

/* Own certificates are kept in DATA/tls and made anew when there is none or it ends within a week.  What is wrong is
 * said on standard error. */
MUST_USE enum rc tls_prepare(struct arena *mem, const struct config *c, const struct hall *hall, struct tls *ret_tls);
bool tls_is_wanted(const struct config *c);
/* "DATA/tls/certificate.pem", or the configured file; "" when the program does not speak TLS itself. */
struct str tls_certificate_path(struct arena *mem, const struct config *c);
/* INVALID: not to be read, or larger than a certificate is. */
MUST_USE enum rc tls_read_file(struct arena *mem, const char *path, struct str *ret_text);

#endif
