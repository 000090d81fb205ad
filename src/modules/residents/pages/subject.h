/* SPDX-License-Identifier: Apache-2.0 */
/* The subject of the mail with a link: the mail's own view. */
#ifndef MODULES_RESIDENTS_PAGES_SUBJECT_H
#define MODULES_RESIDENTS_PAGES_SUBJECT_H

#include "platform/page/page.h"

struct residents_subject_view {
    struct str town;
};

#endif
