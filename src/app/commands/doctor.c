/* SPDX-License-Identifier: Apache-2.0 */
/* yakuba doctor */
#include "app/commands/commands.h"
#include "app/doctor/doctor.h"

#include <stdio.h>

enum { MEMORY = 16 << 20, PRINTED = 1 << 20 };

int command_doctor(int argc, char **argv)
{
    struct arena mem;
    struct config c;
    struct out text;
    bool json = argc && str_eq(str_of(argv[argc - 1]), S("--json"));
    int code = 2;
    arena_init(&mem, MEMORY);
    if (config_load(&c, &mem, argc - json, argv) == OK) {
        struct doctor *d = arena_new(&mem, struct doctor, 1);
        doctor_examine(d, &mem, &c);
        out_init(&text, &mem, PRINTED);
        doctor_print(d, json, &text);
        printf("%.*s", STR(out_text(&text)));
        code = doctor_worst(d) == FINDING_FAILED;
    }
    arena_release(&mem);
    return code;
}
