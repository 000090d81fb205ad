/* SPDX-License-Identifier: Apache-2.0 */
/* What every question has. */
#ifndef CIVIC_FORMS_PAGES_HEAD_H
#define CIVIC_FORMS_PAGES_HEAD_H

#include "platform/page/page.h"

struct forms_head_view {
    struct str id, name;    /* of the control */
    struct words label, hint;
    struct str error;       /* one sentence */
    struct str error_part;  /* of a date: year, month, day; "" the whole */
    bool has_hint, has_error, required;
};

#endif
