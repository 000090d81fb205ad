/* SPDX-License-Identifier: Apache-2.0 */
/* What went wrong and what to do. */
#ifndef CIVIC_SHELL_PAGES_ERROR_H
#define CIVIC_SHELL_PAGES_ERROR_H

#include "platform/page/page.h"

struct typed_row {
    struct str value;
};

struct shell_error_view {
    struct words title, text;
    struct str number;
    bool staff;
    bool is_missing; /* 404 of a resident: a search field */
    struct str telephone;
    struct url tel;
    bool has_telephone;
    bool is_signed_out; /* staff whose session ended while they wrote; what they typed: */
    LIST(struct typed_row) typed;
};

#endif
