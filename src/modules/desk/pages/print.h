/* SPDX-License-Identifier: Apache-2.0 */
/* What a case on paper shows. */
#ifndef MODULES_DESK_PAGES_PRINT_H
#define MODULES_DESK_PAGES_PRINT_H

#include "modules/desk/pages/answers.h"
#include "platform/page/page.h"

struct desk_print_line {
    struct str one, two, three;
};

struct desk_print_view {
    struct str procedure, person, kana, number, state, arrived, due, printed;
    struct desk_answers_view answers;
    LIST(struct desk_print_line) checks;
    LIST(struct desk_print_line) events;
    struct url to_case;
};

#endif
