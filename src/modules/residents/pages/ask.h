/* SPDX-License-Identifier: Apache-2.0 */
/* Asking for a link. */
#ifndef MODULES_RESIDENTS_PAGES_ASK_H
#define MODULES_RESIDENTS_PAGES_ASK_H

#include "platform/page/page.h"

struct residents_ask_view {
    struct str email, message;
    bool has_message;
};

#endif
