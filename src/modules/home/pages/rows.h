/* SPDX-License-Identifier: Apache-2.0 */
/* Rows that several pages of the room show. */
#ifndef MODULES_HOME_PAGES_ROWS_H
#define MODULES_HOME_PAGES_ROWS_H

#include "platform/page/page.h"

struct home_procedure {
    struct str title, fee;
    int days;
    struct url to;
    bool is_free;
};

struct home_event {
    struct str title;
    struct url to, icon;
};

struct home_hit {
    struct str title, text, telephone, place;
    struct url to, tel;
    bool is_procedure, is_event, is_page, is_section;
};

#endif
