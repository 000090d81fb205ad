/* SPDX-License-Identifier: Apache-2.0 */
/* The list of what is wrong, above a form: shown only when there is something. */
#ifndef PLATFORM_PAGE_COMPONENTS_ERROR_SUMMARY_H
#define PLATFORM_PAGE_COMPONENTS_ERROR_SUMMARY_H

#include "platform/page/page.h"

struct field_fault {
    struct str field;   /* the id of the control */
    struct str message; /* a whole sentence: what to do, with an example */
};

struct error_summary_view {
    LIST(struct field_fault) errors;
};

#endif
