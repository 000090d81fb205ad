/* SPDX-License-Identifier: Apache-2.0 */
/* No paper, because a glyph is missing: a line in the history and one task for the section.  For this
 * room only. */
#ifndef MODULES_PAPERS_STOPPED_H
#define MODULES_PAPERS_STOPPED_H

#include "modules/papers/papers.h"

struct paper_stop {
    const struct case_file *seen;
    struct case_actor actor;
    t_time now;
    struct str what; /* 通知書 */
};
/* Told once: while the task is open nothing more is written.  *ret_why is its sentence. */
MUST_USE enum rc paper_stop(const struct hall *hall, const struct town *town, struct db *db,
                            struct arena *mem, const struct paper_stop *in,
                            const struct pdf_missing *missing, struct str *ret_why);

#endif
