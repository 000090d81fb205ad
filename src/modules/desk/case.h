/* SPDX-License-Identifier: Apache-2.0 */
/* Showing a case: after a link, and again when something in a form on it must be mended. */
#ifndef MODULES_DESK_CASE_H
#define MODULES_DESK_CASE_H

#include "modules/desk/open.h"

struct desk_showing {
    int status;
    struct str message; /* "" or a sentence above the case */
    bool is_error;
    struct str note_text;               /* typed into the note */
    struct str revealed, revealed_text; /* a sealed answer shown in plain text */
};
enum rc desk_show_case(struct req *r, const struct desk_case *c, const struct desk_showing *s);

#endif
