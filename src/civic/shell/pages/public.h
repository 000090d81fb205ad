/* SPDX-License-Identifier: Apache-2.0 */
/* The frame of residents' pages. */
#ifndef CIVIC_SHELL_PAGES_PUBLIC_H
#define CIVIC_SHELL_PAGES_PUBLIC_H

#include "civic/shell/pages/languages.h"
#include "platform/page/page.h"

struct shell_public_view {
    struct str title, lang, language, code;
    struct words town, address, hours;
    struct str telephone;
    struct words asked; /* who to call, and the name of the section */
    struct url style, theme, script, page_script, back, icon, emblem, logo, tel;
    bool has_back, has_page_script, has_errors, has_telephone, has_theme, has_logo;
    bool has_account; /* residents may sign in by mail */
    struct shell_languages_view languages;
    struct str place;      /* where the section stands; "" for the whole town hall */
    struct str open_until, next_open; /* 17:15; 11月26日（木）8:30 */
    bool is_open, is_wide, has_place;
    bool has_emergency, has_level, has_link;
    int level;
    struct str emergency, emergency_text, emergency_when, link_title;
    struct url link;
    struct html body;
};

#endif
