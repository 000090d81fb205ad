/* SPDX-License-Identifier: Apache-2.0 */
/* Questions that belong together, within a page. */
#ifndef CIVIC_FORMS_PAGES_GROUP_H
#define CIVIC_FORMS_PAGES_GROUP_H

#include "platform/page/page.h"

struct forms_group_view {
    struct str id;
    struct words label, hint;
    struct html body;
    bool has_hint;
};

#endif
