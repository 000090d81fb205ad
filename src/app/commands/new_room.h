/* SPDX-License-Identifier: Apache-2.0 */
/* A new room as files of a checkout: copied from tools/room, hooked into the build, the list of rooms and the
 * catalogues. */
#ifndef APP_COMMANDS_NEW_ROOM_H
#define APP_COMMANDS_NEW_ROOM_H

#include "base/arena.h"
#include "base/rc.h"

struct new_room {
    const char *checkout;
    struct str name;    /* lost_and_found, judged */
    struct str address; /* lost-and-found */
    struct str title, english, easy;
    int number; /* of its table: chosen by new_room_write */
};

struct str new_room_address(struct arena *mem, struct str name);
/* INVALID: not a checkout, or something is in the way; nothing was written. FAILED: the disk; files may stand half. */
MUST_USE enum rc new_room_write(struct arena *mem, struct new_room *room, const char **ret_why);

#endif
