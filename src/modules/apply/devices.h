/* SPDX-License-Identifier: Apache-2.0 */
/* One draft at two devices: a page carries a stamp of the answers it was printed with.  When it comes back and another
 * device saved other answers meanwhile, nothing is saved before the visitor has seen both. */
#ifndef MODULES_APPLY_DEVICES_H
#define MODULES_APPLY_DEVICES_H

#include "modules/apply/draft.h"
#include "modules/apply/pages/page.h"

/* Keyed by the draft's key; files and calculated answers have no part in it, for a page cannot overwrite them. */
struct str devices_stamp(struct req *r, const struct draft *d, const struct field *page);
/* This device saves the page now; draft_save() follows. */
void devices_saved_here(struct draft *d, const struct field *page);
/* Was the page saved last by another device than this one? A page nobody saved: no. */
bool devices_saved_elsewhere(const struct draft *d, const struct field *page);
/* The questions of the page that read differently. */
size_t devices_differences(struct req *r, const struct draft *here, const struct draft *there, const struct field *page,
                           const struct apply_difference **ret_rows);

#endif
