/* SPDX-License-Identifier: Apache-2.0 */
/* The code with which an application is gone on with: 25 signs, printed as five groups of five.
 *
 * 24 are drawn by lot from 29 signs (116 bits) and are the draft's secret: its key is made of them.  The last is a check
 * sign: one wrong sign, or any two exchanged, is told before anything is looked up.  O I L S B Z U are not used, and
 * are read as 0 1 1 5 8 2 V, so that what looks alike is alike.  Pure but for the lot. */
#ifndef MODULES_APPLY_RESUME_CODE_H
#define MODULES_APPLY_RESUME_CODE_H

#include "base/arena.h"

enum { RESUME_CODE = 25, RESUME_GROUP = 5 };

enum resume_fault {
    RESUME_RIGHT,
    RESUME_EMPTY,
    RESUME_STRANGE, /* a sign that no code has */
    RESUME_SHORT,
    RESUME_LONG,
    RESUME_MISTYPED, /* the check sign does not fit */
};

void resume_code_draw(char ret_code[RESUME_CODE + 1]);
/* As typed: blanks, dashes, lower case, full width; the whole address with '#' too. ret_code is "" unless it is right. */
enum resume_fault resume_code_read(struct arena *mem, struct str typed, char ret_code[RESUME_CODE + 1]);
struct str resume_code_print(struct arena *mem, const char *code); /* 5-5-5-5-5 */

#endif
