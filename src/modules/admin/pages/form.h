/* SPDX-License-Identifier: Apache-2.0 */
/* What a form of the administration shows: fields, perhaps a choice of one, perhaps boxes. */
#ifndef MODULES_ADMIN_PAGES_FORM_H
#define MODULES_ADMIN_PAGES_FORM_H

#include "platform/page/components/error_summary.h"

struct admin_field_row {
    struct str name, label, hint, value, error, width;
    bool has_error, is_required, is_long;
};

struct admin_choice_row {
    struct str value, label, hint;
    bool is_chosen, has_hint;
};

struct admin_now_row { /* after a conflict */
    struct str label, typed, now;
    bool differs;
};

struct admin_form_view {
    struct str title, intro, saved, submit, more_title, more_text;
    int64_t version;
    struct url action, back, more_action;
    struct str back_title;
    bool has_intro, has_saved, has_faults, has_conflict, has_section, has_roles, has_active, is_active, has_more;
    struct error_summary_view faults;
    LIST(struct admin_field_row) fields;
    LIST(struct admin_choice_row) sections, roles;
    LIST(struct admin_now_row) now;
    struct str roles_error;
    bool has_roles_error;
};

#endif
