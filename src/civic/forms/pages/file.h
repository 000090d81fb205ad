/* SPDX-License-Identifier: Apache-2.0 */
/* Files: those that were sent, and one more. */
#ifndef CIVIC_FORMS_PAGES_FILE_H
#define CIVIC_FORMS_PAGES_FILE_H

#include "civic/forms/pages/head.h"

struct forms_file {
    struct str name, size;
    struct str drop; /* value of the button that takes it away */
};

struct forms_file_view {
    struct forms_head_view head;
    LIST(struct forms_file) files;
    bool has_files, many;
};

#endif
