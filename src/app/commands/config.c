/* SPDX-License-Identifier: Apache-2.0 */
/* yakuba config check FILE | show */
#include "app/commands/commands.h"
#include "app/config.h"
#include "app/stores_file.h"

#include <stdio.h>

enum { MEMORY = 2 << 20, PRINTED = 1 << 20 };

static int check(struct arena *mem, const char *path)
{
    struct config c;
    struct out complaints;
    struct config_reading r = { &c, arena_new(mem, struct config_origins, 1), NULL, mem, &complaints };
    out_init(&complaints, mem, PRINTED);
    config_defaults(&c);
    enum rc read = config_read(&r, path), judged = config_judge(&c, &complaints);
    if (read == OK && judged == OK)
        judged = stores_file_apply(&c, mem, &complaints);
    if (read == OK && judged == OK) {
        printf("%s: OK\n", path);
        return 0;
    }
    printf("%.*s", STR(out_text(&complaints)));
    return 1;
}

static int show(struct arena *mem, int argc, char **argv)
{
    struct config c;
    struct config_origins origins;
    struct out text;
    bool json = argc && str_eq(str_of(argv[argc - 1]), S("--json"));
    if (config_load_with(&c, &origins, NULL, mem, argc - json, argv) != OK)
        return 1;
    out_init(&text, mem, PRINTED);
    config_show(&c, &origins, json, &text);
    printf("%.*s", STR(out_text(&text)));
    return 0;
}

int command_config(int argc, char **argv)
{
    struct arena mem;
    struct str what = str_of(argc ? argv[0] : "");
    int code = 2;
    arena_init(&mem, MEMORY);
    if (str_eq(what, S("check")) && argc == 2)
        code = check(&mem, argv[1]);
    else if (str_eq(what, S("show")))
        code = show(&mem, argc - 1, argv + 1);
    else
        fputs("usage: yakuba config check FILE | show [--config FILE] [--KEY VALUE …] [--json]\n", stderr);
    arena_release(&mem);
    return code;
}
