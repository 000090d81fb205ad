/* SPDX-License-Identifier: Apache-2.0 */
/* Words between questions. */
#ifndef CIVIC_FORMS_PAGES_NOTE_H
#define CIVIC_FORMS_PAGES_NOTE_H

#include "platform/page/page.h"

struct forms_note_view {
    struct str id;
    struct words text;
};

#endif
