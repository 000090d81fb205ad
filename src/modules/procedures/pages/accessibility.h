/* SPDX-License-Identifier: Apache-2.0 */
/* Who can use these pages. */
#ifndef MODULES_PROCEDURES_PAGES_ACCESSIBILITY_H
#define MODULES_PROCEDURES_PAGES_ACCESSIBILITY_H

#include "platform/page/page.h"

struct procedures_accessibility_view {
    struct str telephone;
};

#endif
