/* SPDX-License-Identifier: Apache-2.0 */
/* What is done with personal data. */
#ifndef MODULES_HOME_PAGES_PRIVACY_H
#define MODULES_HOME_PAGES_PRIVACY_H

#include "platform/page/page.h"

struct home_privacy_view {
    struct str town, own, telephone; /* own: the town's words, lines kept */
    bool has_own, has_account;
};

#endif
