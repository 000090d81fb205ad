/* SPDX-License-Identifier: Apache-2.0 */
/* The view of layout.html. */
#pragma once
#include "platform/page/components/error_summary.h"

struct accept_layout_view {
    struct str language, title;
    struct url style, script, telephone;
    struct html body;
    bool has_errors;
    struct error_summary_view errors;
};
