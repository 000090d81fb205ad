/* SPDX-License-Identifier: Apache-2.0 */
/* The frame of staff pages. */
#ifndef CIVIC_SHELL_PAGES_STAFF_H
#define CIVIC_SHELL_PAGES_STAFF_H

#include "civic/shell/pages/languages.h"
#include "platform/page/page.h"

struct shell_menu_item {
    struct words title;
    struct url to, icon;
    bool current;
};

struct shell_staff_view {
    struct str title, lang, language, town, who, now, search;
    struct url home, style, script, icon, emblem;
    bool has_errors, has_search; /* has_search: of who may see cases */
    LIST(struct shell_menu_item) menu;
    struct shell_languages_view languages;
    struct html body;
};

#endif
