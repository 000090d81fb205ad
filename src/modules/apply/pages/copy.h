/* SPDX-License-Identifier: Apache-2.0 */
/* What a new application would take over from an earlier one. */
#ifndef MODULES_APPLY_PAGES_COPY_H
#define MODULES_APPLY_PAGES_COPY_H

#include "platform/page/page.h"

struct apply_left_out {
    struct str label;
};

struct apply_copy_view {
    struct words procedure;
    struct str number, ref;
    int64_t copied;
    LIST(struct apply_left_out) anew, gone; /* to be answered anew; no longer asked */
    bool has_anew, has_gone;
};

#endif
