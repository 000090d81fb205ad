/* SPDX-License-Identifier: Apache-2.0 */
/* What was received. */
#ifndef MODULES_APPLY_PAGES_RECEIPT_H
#define MODULES_APPLY_PAGES_RECEIPT_H

#include "platform/page/page.h"

struct apply_receipt_view {
    struct words procedure;
    struct str arrived, number, code, name, office_on, due_on, section, telephone, printed;
    struct url qr;
    struct str short_address; /* where number and code are typed */
    bool has_account, is_kept; /* residents may sign in by mail; whoever sent it had */
    bool print;               /* the sheet for paper: nothing around it is repeated */
};

#endif
