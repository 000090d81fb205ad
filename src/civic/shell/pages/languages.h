/* SPDX-License-Identifier: Apache-2.0 */
/* The choice of a language, and of readings. */
#ifndef CIVIC_SHELL_PAGES_LANGUAGES_H
#define CIVIC_SHELL_PAGES_LANGUAGES_H

#include "platform/page/page.h"

struct shell_languages_view {
    struct url ja, easy, en, ruby; /* the same page in each; with readings or without */
    bool is_ja, is_easy, is_en;
    bool can_ruby, has_ruby;
};

#endif
