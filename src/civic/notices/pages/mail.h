/* SPDX-License-Identifier: Apache-2.0 */
/* The text of a mail: that there is something new, and where to look. */
#ifndef CIVIC_NOTICES_PAGES_MAIL_H
#define CIVIC_NOTICES_PAGES_MAIL_H

#include "civic/notices/pages/subject.h"

struct notices_mail_view {
    struct notices_subject_view subject;
    struct str address;            /* https://town/r */
    struct str tail;               /* last four digits of the receipt number */
    struct str section, telephone; /* who to ask */
    struct str stop;               /* address that stops such mail */
    bool has_stop;
};

#endif
