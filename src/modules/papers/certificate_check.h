/* SPDX-License-Identifier: Apache-2.0 */
/* A certificate that came back as a file, checked with the published keys alone. */
#ifndef MODULES_PAPERS_CERTIFICATE_CHECK_H
#define MODULES_PAPERS_CERTIFICATE_CHECK_H

#include "modules/papers/certificate_payload.h"

struct certificate_file {
    bool is_pdf;
    struct str written; /* payload in the PDF's information; "" */
    struct str scanned; /* what the QR says that was read from the picture; "" */
    bool has_words;     /* a PDF with text */
    struct str words;   /* of it, page by page, parted by form feeds */
};
/* Words of a text that poppler took out of a PDF: OK when their hash is `digest`, else DENIED. */
MUST_USE enum rc certificate_words_match(struct str words, struct str serial,
                                         const unsigned char digest[CERTIFICATE_DIGEST]);

#endif
