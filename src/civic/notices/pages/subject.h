/* SPDX-License-Identifier: Apache-2.0 */
/* The subject of a mail: one line. */
#ifndef CIVIC_NOTICES_PAGES_SUBJECT_H
#define CIVIC_NOTICES_PAGES_SUBJECT_H

#include "platform/page/page.h"

struct notices_subject_view {
    struct str town;
    bool is_received, is_correction, is_answered, is_decided, is_withdrawn, is_reminder, is_other; /* exactly one */
};

#endif
