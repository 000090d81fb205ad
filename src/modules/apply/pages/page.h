/* SPDX-License-Identifier: Apache-2.0 */
/* A page of questions. */
#ifndef MODULES_APPLY_PAGES_PAGE_H
#define MODULES_APPLY_PAGES_PAGE_H

#include "platform/page/page.h"

struct apply_difference { /* typed here and not saved; saved by another device */
    struct words label;
    struct str here, there;
    bool has_here, has_there;
};

struct apply_page_view {
    struct words title, procedure, hint;
    struct url action;
    struct str evaluate_path; /* where the script asks */
    struct str stamp;         /* devices.h */
    struct html errors, questions;
    LIST(struct apply_difference) differences;
    int number, total;
    bool has_hint, from_check, stop;
    bool met, files_lost; /* another device saved this page meanwhile; files that were sent with it are not kept */
};

#endif
