/* SPDX-License-Identifier: Apache-2.0 */
/* A certificate that came back as a file, checked with the published keys alone. */
#ifndef MODULES_PAPERS_CERTIFICATE_CHECK_H
#define MODULES_PAPERS_CERTIFICATE_CHECK_H

#include "modules/papers/certificate_payload.h"

/* Words of a text that poppler took out of a PDF: OK when their hash is `digest`, else DENIED. */
MUST_USE enum rc certificate_words_match(struct str words, struct str serial,
                                         const unsigned char digest[CERTIFICATE_DIGEST]);

#endif
