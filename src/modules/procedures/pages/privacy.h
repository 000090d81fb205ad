/* SPDX-License-Identifier: Apache-2.0 */
/* What is done with personal data. */
#ifndef MODULES_PROCEDURES_PAGES_PRIVACY_H
#define MODULES_PROCEDURES_PAGES_PRIVACY_H

#include "platform/page/page.h"

struct procedures_privacy_view {
    struct str town;
};

#endif
