/* SPDX-License-Identifier: Apache-2.0 */
/* A draft's code, to be read off, scanned or printed. */
#ifndef MODULES_APPLY_PAGES_RESUME_CODE_H
#define MODULES_APPLY_PAGES_RESUME_CODE_H

#include "platform/page/page.h"

struct apply_resume_code_view {
    struct words procedure;
    struct str until, address, printed;
    LIST(struct str) groups;
    struct url qr, back, forget;
    int days;
};

#endif
