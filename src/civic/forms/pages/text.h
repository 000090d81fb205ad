/* SPDX-License-Identifier: Apache-2.0 */
/* A line or a box of text. */
#ifndef CIVIC_FORMS_PAGES_TEXT_H
#define CIVIC_FORMS_PAGES_TEXT_H

#include "civic/forms/pages/head.h"

struct forms_text_view {
    struct forms_head_view head;
    struct str value, autocomplete, inputmode, width;
    bool has_autocomplete, has_width, is_name, is_long, readonly;
};

#endif
