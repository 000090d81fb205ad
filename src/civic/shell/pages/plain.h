/* SPDX-License-Identifier: Apache-2.0 */
/* A page with nothing around it: staff log-in. */
#ifndef CIVIC_SHELL_PAGES_PLAIN_H
#define CIVIC_SHELL_PAGES_PLAIN_H

#include "civic/shell/pages/languages.h"
#include "platform/page/page.h"

struct shell_plain_view {
    struct str title, lang, language, town;
    struct url style, script, icon, emblem;
    struct shell_languages_view languages;
    struct html body;
};

#endif
