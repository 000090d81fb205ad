/* SPDX-License-Identifier: Apache-2.0 */
/* What was sent. */
#ifndef MODULES_APPLY_PAGES_ANSWERS_H
#define MODULES_APPLY_PAGES_ANSWERS_H

#include "platform/page/page.h"

#include "modules/apply/pages/check.h"

struct apply_answers_view {
    struct words procedure;
    struct str number;
    LIST(struct apply_check_section) sections;
};

#endif
