/* SPDX-License-Identifier: Apache-2.0 */
/* yakuba serve */
#include "app/commands/commands.h"
#include "app/running.h"

#include <stdio.h>

int command_serve(int argc, char **argv)
{
    struct config c;
    struct arena mem;
    struct running r;
    arena_init(&mem, 1 << 20);
    if (config_load(&c, &mem, argc, argv) != OK) {
        arena_release(&mem);
        return 2;
    }
    bool several = c.n_lines && !c.place;
    enum rc rc = several ? running_open_house(&r, &c) : running_open(&r, &c);
    if (rc == OK && !several && r.hall.n_towns == 0) {
        fprintf(stderr, "yakuba: no town lives in %s; `yakuba init --help` says how to make one, `yakuba demo --data %s` makes 都市X\n",
                c.data, c.data);
        rc = NOT_FOUND;
    }
    if (rc == OK)
        rc = running_serve(&r, &c);
    running_close(&r);
    arena_release(&mem);
    return rc == OK ? 0 : 1;
}
