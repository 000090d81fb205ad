/* SPDX-License-Identifier: Apache-2.0 */
/* yakuba demo: 都市X, made when the store is empty, and served. */
#include "app/commands/commands.h"
#include "app/demo/town.h"
#include "app/running.h"

#include <stdio.h>

static void greet(const struct config *c)
{
    printf("都市X is a fictional town (この町は架空です)\n  http://%s/        residents (住民)\n"
           "  http://%s/staff   staff (職員): kana.aoi, password %s\n",
           c->listen, c->listen, DEMO_PASSWORD);
    fflush(stdout);
}

int command_demo(int argc, char **argv)
{
    struct config c;
    struct arena mem;
    struct running r;
    arena_init(&mem, 1 << 20);
    config_defaults(&c);
    if (config_arguments(&c, &mem, argc, argv) != OK) {
        arena_release(&mem);
        return 2;
    }
    enum rc rc = running_open(&r, &c);
    if (rc == OK)
        rc = demo_make_town(&r, &c);
    if (rc == OK) {
        greet(&c);
        rc = running_serve(&r, &c);
    }
    running_close(&r);
    arena_release(&mem);
    return rc == OK ? 0 : 1;
}
