/* SPDX-License-Identifier: Apache-2.0 */
/* All answers, to be checked before sending. */
#ifndef MODULES_APPLY_PAGES_CHECK_H
#define MODULES_APPLY_PAGES_CHECK_H

#include "platform/page/page.h"

struct apply_check_row {
    struct words label;
    struct str value;
    bool has_value;
};

struct apply_check_section {
    struct words title;
    struct url change;
    LIST(struct apply_check_row) rows;
};

struct apply_fault {
    struct str text;
    struct url to;
};

struct apply_check_view {
    struct words procedure;
    struct str section;
    LIST(struct apply_check_section) sections;
    LIST(struct apply_fault) faults;
    bool has_faults;
    bool changed; /* another device or tab saved something since the page was printed */
    int64_t version;
    struct url action, later;
};

#endif
