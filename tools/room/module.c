/* SPDX-License-Identifier: Apache-2.0 */
/* The table of contents of room_name. */
#include "modules/room_name/handlers.h"
#include "modules/room_name/room_name.h"
#include "modules/room_name/room_name_sql.h"

static const struct route routes[] = {
    { GET, "/room-name", ZONE_PUBLIC, ACCESS_ANYONE, QUEUED, room_name_list, "What there is" },
    { 0 },
};

const struct module room_name_module = {
    .name = "room_name",
    .title = T("ROOM_TITLE"),
    .sentence = "Shows residents what there is.",
    .routes = routes,
    .migrations = room_name_migrations,
};
