/* SPDX-License-Identifier: Apache-2.0 */
/* The town's own closed days. */
#ifndef MODULES_ADMIN_PAGES_DAYS_H
#define MODULES_ADMIN_PAGES_DAYS_H

#include "platform/page/components/error_summary.h"

struct admin_day_row {
    struct str iso, day, name;
};

struct admin_days_view {
    struct str day, name, day_error, name_error, past, saved;
    bool has_faults, has_day_error, has_name_error, has_saved;
    struct error_summary_view faults;
    LIST(struct admin_day_row) rows;
};

#endif
