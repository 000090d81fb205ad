/* SPDX-License-Identifier: Apache-2.0 */
/* A file from a visitor: recognised by its bytes, re-made in the jail, encrypted on disk under a key of its own. */
#ifndef MODULES_APPLY_UPLOAD_H
#define MODULES_APPLY_UPLOAD_H

#include "civic/cases/cases.h"
#include "platform/http/http.h"

enum { UPLOAD_MOST_BYTES = 10 << 20, UPLOAD_MOST_AT_ONCE = 10 }; /* each may cost seconds in the jail */

/* Keeps one uploaded file. INVALID with a sentence for the visitor in *ret_message; FULL; BUSY. draft_id 0: not of a
 * draft (補正), else its row in draft_file is written. */
MUST_USE enum rc upload_keep(struct req *r, const struct upload *u, t_id draft_id, struct case_attachment *ret_file,
                             struct str *ret_message);
/* The files of the request that were chosen: a browser sends an empty part for every field left empty. */
size_t upload_chosen(const struct req *r);
/* A new token for an answer that names a file. */
struct str upload_token(struct req *r);

#endif
