/* SPDX-License-Identifier: Apache-2.0 */
/* Before the first question: what for, what is needed. */
#ifndef MODULES_APPLY_PAGES_START_H
#define MODULES_APPLY_PAGES_START_H

#include "platform/page/page.h"

struct apply_document {
    struct words label, note;
};

struct apply_start_view {
    struct words title, purpose;
    struct str section;
    LIST(struct apply_document) documents;
    int minutes, pages;
    struct url action;
};

#endif
