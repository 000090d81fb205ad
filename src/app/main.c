/* SPDX-License-Identifier: Apache-2.0 */
/* yakuba (役場): a digital town hall in one program.  This file finds the command. */
#include "app/commands/commands.h"
#include "app/config.h"
#include "app/version.h"
#include "base/str.h"
#include "platform/jail/jail.h"

#include <stdio.h>

const struct command commands[] = {
    { "demo", "[--listen A:P] [--data DIR] [--cases N --seed S]", "make and serve the fictional town 都市X", command_demo,
      config_help },
    { "init", "--town CODE --name NAME --admin NAME [--login NAME] [--host NAME] [--section NAME] [--data DIR]",
      "make an empty, real town with its first administrator", command_init, init_help },
    { "serve", "[--data DIR] [--listen A:P] [--zone public|staff|all] [--config FILE]", "serve the town in DIR",
      command_serve, config_help },
    { "config", "check FILE | show [--config FILE] [--KEY VALUE …] [--json]", "check a configuration, show what is in force",
      command_config, config_help },
    { "backup", "DIR [--data DIR] [--keys DIR]", "copy a town, serving or not: store, files, key; again into the same DIR copies what is new",
      command_backup, config_help },
    { "restore", "DIR [--keys DIR] --data NEW", "make a town of a backup, in a folder that has none", command_restore,
      config_help },
    { "password", "LOGIN [--data DIR]", "a new password for one log-in, when no administrator can sign in; the program is stopped",
      command_password, config_help },
    { "doctor", "[--config FILE] [--data DIR] [--json]", "look at folder, disk, store, keys, clock, fonts, mail: what to do; 1 if anything FAILED",
      command_doctor, config_help },
    { "modules", "", "list the rooms", command_modules },
    { "routes", "", "list every address and who may use it", command_routes },
    { "permissions", "", "list the permissions", command_permissions },
    { "jobs", "[--json]", "list the kinds of jobs and when they run", command_jobs },
    { "pages", "[NAME]", "list the page catalogue, or print one page", command_pages },
    { "form", "check DIR | eval [--doc F] [--context PATH] EXPR | eval --jsonl F [--docs F]",
      "check a procedure, evaluate an expression", command_form },
    { "audit", "verify COPY.db --key HEX|FILE [--town ID] [--head NUMBER:HASH] [--json] | key VAULT.key TOWN-ID",
      "check the audit chain of a copied store, print a town's public key", command_audit },
    { "token", "--staff LOGIN --name NAME [--permissions A,B] [--days N] [--town CODE] [--data DIR] [--config FILE]",
      "make a token for a program, printed once", command_token },
    { "notices", "bounce [--data DIR | --config FILE] <MESSAGE",
      "take a report of mail that did not arrive, piped in by the mail server", command_notices },
    { "paper", "verify FILE.pdf --key KEYS.json | verify --payload TEXT --key KEYS.json",
      "check a certificate with the town's published keys alone: no server, no network", command_paper },
    { "wareki", "", "dates on standard input, both ways", command_wareki },
    { "kana", "", "full-width katakana of each line", command_kana },
    { "checkdigit", "", "check the numbers on standard input", command_checkdigit },
    { 0 },
};

static void usage(FILE *to)
{
    fputs("usage: yakuba COMMAND …\n\n", to);
    for (const struct command *c = commands; c->name; c++)
        fprintf(to, "  yakuba %s %s\n      %s\n", c->name, c->usage, c->help);
    fputs("\n  yakuba --version\n", to);
}

static void help(const struct command *c)
{
    struct arena mem;
    struct out more;
    arena_init(&mem, 1 << 20);
    out_init(&more, &mem, 1 << 19);
    if (c->more_help)
        c->more_help(&more);
    printf("usage: yakuba %s %s\n%s\n%.*s", c->name, c->usage, c->help, STR(out_text(&more)));
    arena_release(&mem);
}

int main(int argc, char **argv)
{
    if (argc > 0 && str_eq(str_of(argv[0]), S("yakuba-jail")))
        jail_main(argc, argv);
    if (argc < 2) {
        usage(stderr);
        return 2;
    }
    struct str name = str_of(argv[1]);
    if (str_eq(name, S("--version"))) {
        puts("yakuba " YAKUBA_VERSION);
        return 0;
    }
    if (str_eq(name, S("--help")) || str_eq(name, S("help"))) {
        usage(stdout);
        return 0;
    }
    for (const struct command *c = commands; c->name; c++) {
        if (!str_eq(str_of(c->name), name))
            continue;
        if (argc == 3 && str_eq(str_of(argv[2]), S("--help"))) {
            help(c);
            return 0;
        }
        return c->run(argc - 2, argv + 2);
    }
    fprintf(stderr, "yakuba: no such command: %s\n", argv[1]);
    usage(stderr);
    return 2;
}
