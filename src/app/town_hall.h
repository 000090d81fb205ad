/* SPDX-License-Identifier: Apache-2.0 */
/* The list of rooms, and the tables made from it. */
#ifndef APP_TOWN_HALL_H
#define APP_TOWN_HALL_H

#include "base/arena.h"
#include "platform/module.h"

extern const struct module *const town_hall[]; /* ended by NULL */

const struct db_migration *const *town_hall_migrations(struct arena *mem); /* lists, ended by NULL */
const struct route *const *town_hall_routes(struct arena *mem);            /* tables, ended by NULL */

#endif
