/* SPDX-License-Identifier: Apache-2.0 */
/* One line in, one line out: the work of the commands wareki, kana and checkdigit.  Pure. */
#ifndef APP_CONVERT_H
#define APP_CONVERT_H

#include "base/arena.h"

/* Each writes its answer for one line and is false when the line was refused (the answer then says
 * why). */
bool convert_wareki(struct arena *mem, struct str line, struct str *ret_answer);
bool convert_kana(struct arena *mem, struct str line, struct str *ret_answer);
/* Tells which kind of number it is; the number itself is not repeated. */
bool convert_checkdigit(struct arena *mem, struct str line, struct str *ret_answer);

#endif
