/* SPDX-License-Identifier: Apache-2.0 */
/* The box for a resume code. */
#ifndef MODULES_APPLY_PAGES_RESUME_H
#define MODULES_APPLY_PAGES_RESUME_H

#include "platform/page/page.h"

struct apply_resume_view {
    struct str code, message;
    bool has_message, forgotten;
    int days;
};

#endif
