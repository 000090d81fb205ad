/* SPDX-License-Identifier: Apache-2.0 */
/* A file from outside: recognised by its bytes, re-made in the jail, encrypted on disk under a key
 * of its own. What comes of it is a case_attachment: on disk already, not yet anybody's. */
#ifndef CIVIC_CASES_KEEP_FILE_H
#define CIVIC_CASES_KEEP_FILE_H

#include "civic/cases/cases.h"
#include "platform/http/http.h"

enum { FILE_MOST_BYTES = 10 << 20, FILE_MOST_AT_ONCE = 10 }; /* each may cost seconds in the jail */

/* Keeps one file. INVALID with a sentence for the visitor in *ret_message; FULL; BUSY. The reading
 * snapshot of the request is begun anew. */
MUST_USE enum rc cases_keep_file(struct req *r, const struct upload *u,
                                 struct case_attachment *ret_file, struct str *ret_message);
/* A new token for an answer that names a file. */
struct str cases_file_token(struct arena *mem);

#endif
