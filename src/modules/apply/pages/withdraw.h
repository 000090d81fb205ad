/* SPDX-License-Identifier: Apache-2.0 */
/* Withdrawing: a page, never a single press. */
#ifndef MODULES_APPLY_PAGES_WITHDRAW_H
#define MODULES_APPLY_PAGES_WITHDRAW_H

#include "platform/page/page.h"

struct apply_withdraw_view {
    struct words procedure;
    struct str number, ref;
};

#endif
