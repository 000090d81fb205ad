/* SPDX-License-Identifier: Apache-2.0 */
/* The one picture that every demonstration case brings: a drawn page of a passbook with nothing legible on it. */
#ifndef APP_DEMO_PICTURE_H
#define APP_DEMO_PICTURE_H

#include "civic/cases/cases.h"

/* Draws it, keeps it encrypted, and fills the attachment but for its field. Nothing comes from outside: no jail. */
MUST_USE enum rc demo_picture(struct files *files, struct arena *mem, struct case_attachment *ret_file);

#endif
