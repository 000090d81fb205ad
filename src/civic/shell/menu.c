/* SPDX-License-Identifier: Apache-2.0 */
/* Collecting the rooms' menu entries. */
#include "civic/shell/menu.h"

size_t menu_entries(const struct hall *hall, const struct menu_entry **ret_entries)
{
    *ret_entries = hall->menu;
    return hall->n_menu;
}

static size_t collect(const struct module *const *rooms, struct menu_entry *to)
{
    size_t n = 0;
    for (; *rooms; rooms++)
        for (const struct menu_entry *e = (*rooms)->menu; e && e->path; e++, n++)
            if (to)
                to[n] = *e;
    return n;
}

void menu_build(struct arena *mem, const struct module *const *rooms, struct hall *hall)
{
    size_t n = collect(rooms, NULL);
    struct menu_entry *all = arena_new(mem, struct menu_entry, n);
    collect(rooms, all);
    for (size_t i = 1; i < n; i++)
        for (size_t j = i; j > 0 && all[j - 1].order > all[j].order; j--) {
            struct menu_entry swap = all[j];
            all[j] = all[j - 1];
            all[j - 1] = swap;
        }
    hall->menu = all;
    hall->n_menu = n;
}
