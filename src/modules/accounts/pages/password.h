/* SPDX-License-Identifier: Apache-2.0 */
/* What the page for one's own password shows. */
#ifndef MODULES_ACCOUNTS_PAGES_PASSWORD_H
#define MODULES_ACCOUNTS_PAGES_PASSWORD_H

#include "platform/page/components/error_summary.h"
#include "platform/page/components/field_error.h"

struct accounts_password_view {
    struct str login;
    bool must, has_faults, now_wrong, new_wrong, again_wrong;
    struct error_summary_view faults;
    struct field_error_view now, new, again;
};

#endif
