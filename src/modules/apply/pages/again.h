/* SPDX-License-Identifier: Apache-2.0 */
/* Asking for another look at what was decided. */
#ifndef MODULES_APPLY_PAGES_AGAIN_H
#define MODULES_APPLY_PAGES_AGAIN_H

#include "platform/page/page.h"

struct apply_again_view {
    struct str title, hint, label, number, outcome, ref, reason, error;
    bool has_error;
};

#endif
