/* SPDX-License-Identifier: Apache-2.0 */
/* A draft's content: its answers, its files and who saved which page, as JSON. */
#ifndef MODULES_APPLY_DRAFT_JSON_H
#define MODULES_APPLY_DRAFT_JSON_H

#include "modules/apply/draft.h"

/* "" when it is too large to keep. */
struct str draft_to_json(struct arena *mem, const struct draft *d);
/* Fills answers, files and pages saved; d->plan, d->files and d->saved are given. */
MUST_USE enum rc draft_from_json(struct arena *mem, struct str content, struct draft *d);

#endif
