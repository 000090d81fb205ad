/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of `yakuba form`. */
#ifndef APP_COMMANDS_FORM_H
#define APP_COMMANDS_FORM_H

#include "base/arena.h"

int form_eval(int argc, char **argv);
int command_form_check(int argc, char **argv);

/* One line of a set in, one line out, both JSON; `docs` are XML texts.  False: the line is not JSON
 * of this kind.  See form_eval.c. */
struct form_docs {
    const struct str *xml;
    size_t n;
};
bool form_eval_line(struct arena *mem, struct str line, const struct form_docs *docs,
                    struct str *ret_line);

#endif
