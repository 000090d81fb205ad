/* SPDX-License-Identifier: Apache-2.0 */
/* The printed words of a certificate: hashed the same way when it is made and when only the file is
 * there.  For this room only. */
#ifndef MODULES_PAPERS_CERTIFICATE_WORDS_H
#define MODULES_PAPERS_CERTIFICATE_WORDS_H

#include "base/time.h"
#include "modules/papers/certificate.h"

/* Stands before the number on each page, and begins the part that is not hashed. */
#define CERTIFICATE_NUMBER_WORD "証明番号"
#define CERTIFICATE_CHECK_WORDS "この証明書が本物かを確かめる"
#define CERTIFICATE_SPECIMEN    "見本"

void certificate_words_begin(struct crypto_hasher *h, struct str serial);
void certificate_words_add(struct crypto_hasher *h, struct str text); /* blanks are left out */
void certificate_words_end(struct crypto_hasher *h, unsigned char ret_digest[CERTIFICATE_DIGEST]);

#endif
