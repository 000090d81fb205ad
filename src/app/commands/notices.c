/* SPDX-License-Identifier: Apache-2.0 */
/* yakuba notices bounce: what a mail server pipes a report of failure into. The message is put into
 * the maildir that the running program reads, on disk before this ends, so that a report is not
 * lost and needs no store. */
#include "civic/notices/notices.h"
#include "app/commands/commands.h"
#include "app/config.h"
#include "platform/notify-transports/dsn.h"

#include <stdio.h>
#include <sysexits.h>

/* What is too much is read, so that the server's pipe does not break, and dropped. */
static struct str read_message(struct arena *mem)
{
    char *p = arena_new(mem, char, DSN_LARGEST), rest[4096];
    size_t n = fread(p, 1, DSN_LARGEST, stdin);
    while (fread(rest, 1, sizeof rest, stdin) == sizeof rest) {}
    return (struct str) { p, ferror(stdin) ? 0 : n };
}

static int bounce(int argc, char **argv)
{
    struct config c;
    struct arena mem;
    int status = EX_TEMPFAIL; /* the mail server keeps the message and tries again */
    arena_init(&mem, (size_t)4 << 20);
    if (config_load(&c, &mem, argc, argv) != OK || config_names_no_store(&c)) {
        arena_release(&mem);
        return 2;
    }
    struct str message = read_message(&mem);
    const char *folder =
        *c.mail_bounce_folder ? c.mail_bounce_folder : arena_fmt(&mem, "%s/bounces", config_place(&c)).p;
    if (message.n && crypto_init() == OK && notices_keep_report(&mem, folder, message) == OK)
        status = 0;
    else
        fprintf(stderr, "yakuba: the report could not be kept in %s: %m\n", folder);
    arena_release(&mem);
    return status;
}

int command_notices(int argc, char **argv)
{
    if (argc > 0 && str_eq(str_of(argv[0]), S("bounce")))
        return bounce(argc - 1, argv + 1);
    fputs("usage: yakuba notices bounce [--data DIR | --config FILE] <MESSAGE\n", stderr);
    return 2;
}
