/* SPDX-License-Identifier: Apache-2.0 */
/* One of several, or several of several. */
#ifndef CIVIC_FORMS_PAGES_CHOICE_H
#define CIVIC_FORMS_PAGES_CHOICE_H

#include "civic/forms/pages/head.h"

struct forms_option {
    struct str value, id;
    struct words label;
    bool chosen;
};

struct forms_choice_view {
    struct forms_head_view head;
    LIST(struct forms_option) options;
    bool many;
};

#endif
