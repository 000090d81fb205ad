/* SPDX-License-Identifier: Apache-2.0 */
/* Prints the tables the program is made of: rooms, addresses, permissions. */
#include "app/commands/commands.h"
#include "app/town_hall.h"

#include <stdio.h>

int command_modules(int argc, char **argv)
{
    (void)argv;
    if (argc)
        return 2;
    for (size_t i = 0; town_hall[i]; i++)
        printf("%-12s %s\n", town_hall[i]->name, town_hall[i]->sentence);
    return 0;
}

static const char *access_name(const struct route *r)
{
    switch (r->access) {
    case ACCESS_ANYONE: return "anyone";
    case ACCESS_SIGNED_IN: return "signed in";
    case ACCESS_PERMISSION: return r->permission;
    case ACCESS_UNSET: break;
    }
    return "UNSET";
}

int command_routes(int argc, char **argv)
{
    static const char *const zones[] = { "UNSET", "public", "staff", "operator" };
    (void)argv;
    if (argc)
        return 2;
    for (size_t i = 0; town_hall[i]; i++)
        for (const struct route *r = town_hall[i]->routes; r && r->handler; r++)
            printf("%-4s %-44s %-7s %-12s %-6s %s\n", r->method == GET ? "GET" : "POST", r->path, zones[r->zone],
                   access_name(r), r->run == INLINE ? "inline" : "queued", r->help);
    return 0;
}

int command_permissions(int argc, char **argv)
{
    (void)argv;
    if (argc)
        return 2;
    for (size_t i = 0; town_hall[i]; i++)
        for (const struct permission *p = town_hall[i]->permissions; p && p->name; p++)
            printf("%-16s %-12s %s\n", p->name, town_hall[i]->name, p->title);
    return 0;
}
