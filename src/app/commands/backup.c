/* SPDX-License-Identifier: Apache-2.0 */
/* yakuba backup DIR, yakuba restore DIR */
#include "app/backup/backup.h"
#include "app/commands/commands.h"

#include <stdio.h>

enum { MEMORY = 64 << 20 };

typedef enum rc (*work)(struct arena *, const struct config *, const char *, const char *, struct backup_report *);

static int run(int argc, char **argv, work do_it, const char *name)
{
    struct arena mem;
    struct config c;
    struct config_origins origins;
    struct config_option options[] = { { "keys", "the folder for vault.key, when it is kept apart", NULL }, { 0 } };
    struct backup_report report;
    if (argc < 1 || str_starts(str_of(argv[0]), S("-"))) {
        fprintf(stderr, "usage: yakuba %s DIR [--data DIR] [--keys DIR] [--config FILE]\n", name);
        return 2;
    }
    arena_init(&mem, MEMORY);
    int code = 2;
    if (config_load_with(&c, &origins, options, &mem, argc - 1, argv + 1) == OK) {
        enum rc rc = do_it(&mem, &c, argv[0], options[0].value, &report);
        code = rc == OK ? 0 : 1;
        if (rc == OK)
            printf("%s: %s, store %lld bytes, %lld files of %lld bytes (%lld copied now), made %.*s\n", name, argv[0],
                   (long long)report.store_bytes, (long long)report.files.files, (long long)report.files.bytes,
                   (long long)report.files.fresh, STR(report.made_at));
        else
            printf("%s: not done (%s)\n", name, rc_name(rc));
    }
    arena_release(&mem);
    return code;
}

int command_backup(int argc, char **argv)
{
    return run(argc, argv, backup_make, "backup");
}

int command_restore(int argc, char **argv)
{
    return run(argc, argv, backup_restore, "restore");
}
