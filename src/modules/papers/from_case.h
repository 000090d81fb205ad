/* SPDX-License-Identifier: Apache-2.0 */
/* What a decided case says on its notice. */
#ifndef MODULES_PAPERS_FROM_CASE_H
#define MODULES_PAPERS_FROM_CASE_H

#include "modules/papers/papers.h"

/* NOT_FOUND: the outcome has no document; INVALID: the decision's detail is not as it should be.
 * `serial` is the number of the section's year. */
MUST_USE enum rc paper_from_case(const struct hall *hall, const struct town *town,
                                 struct arena *mem, const struct paper_issue *in, int64_t serial,
                                 const struct document **ret_document, struct paper_data *ret_data);
/* The person if known, else the case itself; and the case. */
struct str paper_subject_ref(const struct hall *hall, const struct town *town, struct arena *mem,
                             t_id case_id, t_id person_id);
struct str paper_request_ref(const struct hall *hall, const struct town *town, struct arena *mem,
                             t_id case_id);

#endif
