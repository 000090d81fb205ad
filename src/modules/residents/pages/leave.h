/* SPDX-License-Identifier: Apache-2.0 */
/* Deleting an account, asked once more. */
#ifndef MODULES_RESIDENTS_PAGES_LEAVE_H
#define MODULES_RESIDENTS_PAGES_LEAVE_H

#include "platform/page/page.h"

struct residents_leave_view {
    struct str address;
};

#endif
