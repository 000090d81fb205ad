/* SPDX-License-Identifier: Apache-2.0 */
/* The check of a certificate: the answer if there is one, and the form. */
#ifndef MODULES_VERIFY_PAGES_VERIFY_H
#define MODULES_VERIFY_PAGES_VERIFY_H

#include "platform/page/page.h"

struct verify_verify_view {
    struct str town, telephone, number, code, payload;
    bool has_answer, is_genuine, is_revoked, is_unknown, is_changed, is_other_town, is_other_key,
        is_no_match, is_unreadable;
    bool has_facts, has_hint;
    struct str serial, kind, issued, hint, revoked;
};

#endif
