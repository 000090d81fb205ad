/* SPDX-License-Identifier: Apache-2.0 */
/* Papers of a case for the resident: notices only, each by a ticket of five minutes that works once. */
#ifndef MODULES_APPLY_DOWNLOAD_H
#define MODULES_APPLY_DOWNLOAD_H

#include "modules/apply/draft.h"
#include "modules/apply/pages/status.h"

/* The papers into the status page. */
MUST_USE enum rc download_list(struct req *r, const struct case_file *c, struct apply_status_view *v);
/* The case's attachments in the shape of a draft's, with the names that answers refer to. */
MUST_USE enum rc download_files(struct req *r, const struct case_file *c, struct draft_file **ret_files, size_t *ret_n);

#endif
