/* SPDX-License-Identifier: Apache-2.0 */
/* The same questions for each of several. */
#ifndef CIVIC_FORMS_PAGES_REPEAT_H
#define CIVIC_FORMS_PAGES_REPEAT_H

#include "platform/page/page.h"

struct forms_item {
    int number;
    struct words noun;
    struct str id;
    struct str remove; /* value of the button that takes it away */
    struct html body;
    bool removable;
};

struct forms_repeat_view {
    struct words noun, hint;
    struct str add;
    LIST(struct forms_item) items;
    bool has_hint;
};

#endif
