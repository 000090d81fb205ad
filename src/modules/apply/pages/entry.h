/* SPDX-License-Identifier: Apache-2.0 */
/* Coming back with number and code. */
#ifndef MODULES_APPLY_PAGES_ENTRY_H
#define MODULES_APPLY_PAGES_ENTRY_H

#include "platform/page/page.h"

struct apply_entry_view {
    struct str number, code, message;
    bool has_message;
};

#endif
