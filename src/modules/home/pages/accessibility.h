/* SPDX-License-Identifier: Apache-2.0 */
/* Who can use these pages. */
#ifndef MODULES_HOME_PAGES_ACCESSIBILITY_H
#define MODULES_HOME_PAGES_ACCESSIBILITY_H

#include "platform/page/page.h"

struct home_accessibility_view {
    struct str telephone, own; /* own: the town's words, lines kept */
    bool has_own;
};

#endif
