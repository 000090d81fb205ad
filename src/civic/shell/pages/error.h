/* SPDX-License-Identifier: Apache-2.0 */
/* What went wrong and what to do. */
#ifndef CIVIC_SHELL_PAGES_ERROR_H
#define CIVIC_SHELL_PAGES_ERROR_H

#include "platform/page/page.h"

struct shell_error_view {
    struct str title, text, number;
    bool staff;
};

#endif
