/* SPDX-License-Identifier: Apache-2.0 */
/* Parts of a notice, for this room only. */
#ifndef MODULES_PAPERS_NOTICE_H
#define MODULES_PAPERS_NOTICE_H

#include "modules/papers/papers.h"

struct str notice_yen(struct arena *mem, struct money amount); /* 25,000 */
/* The seal (公印): a frame with the text in columns from the right. */
void notice_seal(struct pdf *d, struct arena *mem, double x, double y, double size,
                 struct str text);
/* The table of children, over as many pages as it takes; *y is its end. */
void notice_children(struct pdf *d, struct arena *mem, const struct paper_data *p, double x,
                     double *y, double ends);

#endif
