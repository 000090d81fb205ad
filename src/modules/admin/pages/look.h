/* SPDX-License-Identifier: Apache-2.0 */
/* Colour and mark of residents' pages. */
#ifndef MODULES_ADMIN_PAGES_LOOK_H
#define MODULES_ADMIN_PAGES_LOOK_H

#include "platform/page/components/error_summary.h"

struct admin_look_view {
    struct str colour, colour_error, logo_error, ratio, saved;
    int64_t version;
    bool has_colour, has_logo, has_faults, has_colour_error, has_logo_error, has_saved;
    struct url logo;
    struct error_summary_view faults;
};

#endif
