/* SPDX-License-Identifier: Apache-2.0 */
/* The certificates of a case, and who was seen to be who. */
#ifndef MODULES_JUMINHYO_PAGES_CERTIFICATES_H
#define MODULES_JUMINHYO_PAGES_CERTIFICATES_H

#include "platform/page/page.h"

struct juminhyo_certificate_row {
    struct str number, state;
    struct url open, revoke;
    int copy, pages;
    bool can_revoke;
};
struct juminhyo_identity_row {
    struct str way, documents, who, when;
};
struct juminhyo_certificates_view {
    struct str person, number, fee, message;
    int copies;
    bool by_post, is_decided, can_work, can_issue, can_hand_over, has_identity, has_message;
    struct url to_case, identity, issue, hand_over;
    LIST(struct juminhyo_certificate_row) rows;
    LIST(struct juminhyo_identity_row) seen;
};

#endif
