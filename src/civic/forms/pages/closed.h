/* SPDX-License-Identifier: Apache-2.0 */
/* The place of a question that is not asked. */
#ifndef CIVIC_FORMS_PAGES_CLOSED_H
#define CIVIC_FORMS_PAGES_CLOSED_H

#include "platform/page/page.h"

struct forms_closed_view {
    struct str id;
};

#endif
