/* SPDX-License-Identifier: Apache-2.0 */
/* The walls around a helper process.  After jail_enter_image it can read standard input, write to
 * standard output, have memory, and end; after jail_enter_pdf it can also read fonts and libraries
 * and become one of poppler's programs. */
#ifndef PLATFORM_JAIL_SANDBOX_H
#define PLATFORM_JAIL_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>

/* Limits, another user when we are root, landlock, seccomp.  False: do not go on.  `may_thread`:
 * libde265 decodes in a thread of its own. */
bool jail_enter_image(bool may_thread);
bool jail_enter_pdf(const char *program);

/* Room for a decoded picture, once its size is known to be allowed. */
bool jail_allow_picture(size_t bytes);

#endif
