/* SPDX-License-Identifier: Apache-2.0 */
/* Files of a request: kept by civic/cases/keep_file, and noted beside the draft they belong to. */
#ifndef MODULES_APPLY_UPLOAD_H
#define MODULES_APPLY_UPLOAD_H

#include "civic/cases/keep_file.h"

enum { UPLOAD_MOST_AT_ONCE = FILE_MOST_AT_ONCE };

/* Keeps one uploaded file. INVALID with a sentence for the visitor in *ret_message; FULL; BUSY.
 * draft_id 0: not of a draft (補正), else its row in draft_file is written. */
MUST_USE enum rc upload_keep(struct req *r, const struct upload *u, t_id draft_id,
                             struct case_attachment *ret_file, struct str *ret_message);
/* The files of the request that were chosen: a browser sends an empty part for every field left
 * empty. */
size_t upload_chosen(const struct req *r);
/* A new token for an answer that names a file. */
struct str upload_token(struct req *r);

#endif
