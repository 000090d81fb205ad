/* SPDX-License-Identifier: Apache-2.0 */
/* What is shown to residents and to staff, beside the rail of staff. */
#ifndef CIVIC_SHELL_PAGES_BESIDE_H
#define CIVIC_SHELL_PAGES_BESIDE_H

#include "platform/page/page.h"

struct shell_beside_view {
    struct html body;
};

#endif
