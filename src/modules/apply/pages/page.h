/* SPDX-License-Identifier: Apache-2.0 */
/* A page of questions. */
#ifndef MODULES_APPLY_PAGES_PAGE_H
#define MODULES_APPLY_PAGES_PAGE_H

#include "platform/page/page.h"

struct apply_page_view {
    struct str title, procedure, hint, expires;
    struct url action;
    struct str evaluate_path; /* where the script asks */
    struct html errors, questions;
    int number, total;
    bool has_hint, from_check, saved, stop;
};

#endif
