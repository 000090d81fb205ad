/* SPDX-License-Identifier: Apache-2.0 */
/* The same words as in the summary, below the control they are about. */
#ifndef PLATFORM_PAGE_COMPONENTS_FIELD_ERROR_H
#define PLATFORM_PAGE_COMPONENTS_FIELD_ERROR_H

#include "platform/page/page.h"

struct field_error_view {
    struct str field; /* the id of the control; this gets FIELD-error */
    struct str message;
};

#endif
