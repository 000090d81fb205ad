/* SPDX-License-Identifier: Apache-2.0 */
/* A proposal, or what became of it. */
#ifndef MODULES_DESK_PAGES_DECIDED_H
#define MODULES_DESK_PAGES_DECIDED_H

#include "modules/desk/pages/amounts.h"
#include "platform/page/page.h"

struct desk_decided_view {
    struct str outcome, reason, appeal, proposer, proposed, settler, settled, note;
    bool has_reason, has_appeal, has_note, is_proposed, is_approved, is_returned, has_amounts;
    struct desk_amounts_view amounts;
};

#endif
