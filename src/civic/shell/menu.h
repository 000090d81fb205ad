/* SPDX-License-Identifier: Apache-2.0 */
/* The menu: made once at start-up from the rooms' entries. */
#ifndef CIVIC_SHELL_MENU_H
#define CIVIC_SHELL_MENU_H

#include "civic/town/town.h"
#include "platform/module.h"

/* Entries of all rooms in their order. */
size_t menu_entries(const struct hall *hall, const struct menu_entry **ret_entries);
/* Puts the rooms' entries into the hall. */
void menu_build(struct arena *mem, const struct module *const *rooms, struct hall *hall);

#endif
