/* SPDX-License-Identifier: Apache-2.0 */
/* Signing in is not offered: nothing to show but that. */
#ifndef MODULES_RESIDENTS_PAGES_ABSENT_H
#define MODULES_RESIDENTS_PAGES_ABSENT_H

#include "platform/page/page.h"

struct residents_absent_view {
    bool unused; /* the page says the same to everybody */
};

#endif
