/* SPDX-License-Identifier: Apache-2.0 */
/* 補正: only the fields that are asked again. */
#ifndef MODULES_APPLY_PAGES_MEND_H
#define MODULES_APPLY_PAGES_MEND_H

#include "platform/page/page.h"

struct apply_mend_item {
    struct str message, old;
    bool has_old;
    struct html question;
};

struct apply_mend_view {
    struct words procedure;
    struct str text, due_on, section, correction;
    LIST(struct apply_mend_item) items;
    struct html errors;
};

#endif
