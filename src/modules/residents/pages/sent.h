/* SPDX-License-Identifier: Apache-2.0 */
/* The same for every address. */
#ifndef MODULES_RESIDENTS_PAGES_SENT_H
#define MODULES_RESIDENTS_PAGES_SENT_H

#include "platform/page/page.h"

struct residents_sent_view {
    bool unused; /* the page says the same to everybody */
};

#endif
