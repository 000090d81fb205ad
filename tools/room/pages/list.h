/* SPDX-License-Identifier: Apache-2.0 */
/* What there is, newest first. */
#ifndef MODULES_ROOM_NAME_PAGES_LIST_H
#define MODULES_ROOM_NAME_PAGES_LIST_H

#include "platform/page/page.h"

struct room_name_entry {
    struct str title, day;
    bool is_new;
};

struct room_name_list_view {
    LIST(struct room_name_entry) entries;
};

#endif
