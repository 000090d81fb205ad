/* SPDX-License-Identifier: Apache-2.0 */
/* yakuba manual: the man page and the completion of shells, written from the table of commands and the keys of the
 * configuration, so that neither can say something else than --help does. */
#include "app/commands/commands.h"
#include "app/config.h"
#include "app/version.h"

#include <stdio.h>

enum { MOST_TEXT = 1 << 20, MOST_OPTIONS = 200 };

static struct str more_help(struct arena *mem, const struct command *c)
{
    struct out o;
    out_init(&o, mem, MOST_TEXT);
    if (c->more_help)
        c->more_help(&o);
    return out_text(&o);
}

/* What a command alone has to say; the keys that all of them share stand once, at the end. */
static struct str own_help(struct arena *mem, const struct command *c)
{
    struct str text = more_help(mem, c);
    size_t shared = str_find(text, S("\nEvery key can stand in a file"));
    return shared == SIZE_MAX ? text : str_sub(text, 0, shared);
}

/* ---- the man page ---- */

/* Dashes stay dashes that can be copied; a line that begins with a dot is not a request. */
static void roff(struct str text)
{
    if (text.n && (text.p[0] == '.' || text.p[0] == '\''))
        fputs("\\&", stdout);
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] == '-')
            fputs("\\-", stdout);
        else if (text.p[i] == '\\')
            fputs("\\e", stdout);
        else
            putchar(text.p[i]);
}

/* Help as --help prints it: two blanks begin a name, six what it means. */
static void roff_help(struct str text)
{
    struct str line;
    while (str_cut(&text, '\n', &line)) {
        bool is_name = str_starts(line, S("  ")) && !str_starts(line, S("   "));
        struct str words = str_trim(line);
        if (!words.n)
            continue;
        if (is_name)
            fputs(".TP\n.B ", stdout);
        roff(words);
        puts(is_name || !str_starts(line, S("      ")) ? "" : "\n.br");
    }
}

static void print_page(struct arena *mem)
{
    printf(".TH YAKUBA 1 \"\" \"yakuba %s\"\n.SH NAME\nyakuba \\- a digital town hall in one program\n"
           ".SH SYNOPSIS\n.B yakuba\n.I COMMAND\n\\&...\n.SH COMMANDS\n",
           YAKUBA_VERSION);
    for (const struct command *c = commands; c->name; c++) {
        fputs(".SS ", stdout);
        roff(arena_fmt(mem, "%s %s", c->name, c->usage));
        putchar('\n');
        roff(str_of(c->help));
        puts(".");
        if (c->more_help == config_help)
            puts("It takes every setting of SETTINGS.");
        else
            roff_help(own_help(mem, c));
    }
    puts(".SH SETTINGS");
    struct out keys;
    out_init(&keys, mem, MOST_TEXT);
    config_help(&keys);
    roff_help(out_text(&keys));
    puts(".SH \"EXIT STATUS\"\n0 done, 1 refused (the reasons are on standard output), 2 wrong usage.");
}

/* ---- completion ---- */

static bool is_of_option(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

/* "--data --listen …": every option that usage and help name, each once. */
static struct str options_of(struct arena *mem, const struct command *c)
{
    struct str found[MOST_OPTIONS], text = arena_fmt(mem, "%s\n%.*s", c->usage, STR(more_help(mem, c)));
    size_t n = 0;
    for (size_t at; (at = str_find(text, S("--"))) != SIZE_MAX && n < MOST_OPTIONS;) {
        size_t end = at + 2;
        while (end < text.n && is_of_option(text.p[end]))
            end++;
        struct str option = str_sub(text, at, end);
        bool is_new = option.n > 2;
        for (size_t i = 0; i < n && is_new; i++)
            is_new = !str_eq(found[i], option);
        if (is_new)
            found[n++] = option;
        text = str_sub(text, end, text.n);
    }
    return arena_join(mem, found, n, S(" "));
}

static void print_bash(struct arena *mem)
{
    fputs("# Completion of yakuba for bash, written by `yakuba manual bash`.\n_yakuba()\n{\n"
          "    local word=${COMP_WORDS[COMP_CWORD]}\n    COMPREPLY=()\n"
          "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n        COMPREPLY=($(compgen -W \"",
          stdout);
    for (const struct command *c = commands; c->name; c++)
        printf("%s ", c->name);
    fputs("--help --version\" -- \"$word\"))\n        return\n    fi\n    case ${COMP_WORDS[1]} in\n", stdout);
    for (const struct command *c = commands; c->name; c++) {
        struct str options = options_of(mem, c);
        printf("    %s) COMPREPLY=($(compgen -W \"%.*s%s--help\" -- \"$word\")) ;;\n", c->name, STR(options), options.n ? " " : "");
    }
    puts("    esac\n    case $word in -*) ;; *) COMPREPLY+=($(compgen -f -- \"$word\")) ;; esac\n}\n"
         "complete -o filenames -F _yakuba yakuba");
}

static void print_fish(struct arena *mem)
{
    puts("# Completion of yakuba for fish, written by `yakuba manual fish`.");
    for (const struct command *c = commands; c->name; c++) {
        struct str options = options_of(mem, c), option;
        printf("complete -c yakuba -n __fish_use_subcommand -a %s -d '%s'\n", c->name, c->help);
        while (str_cut(&options, ' ', &option))
            printf("complete -c yakuba -n '__fish_seen_subcommand_from %s' -l %.*s\n", c->name, STR(str_sub(option, 2, option.n)));
    }
}

int command_manual(int argc, char **argv)
{
    struct str what = str_of(argc == 1 ? argv[0] : "");
    struct arena mem;
    int status = 0;
    arena_init(&mem, (size_t)8 << 20);
    if (str_eq(what, S("page")))
        print_page(&mem);
    else if (str_eq(what, S("bash")))
        print_bash(&mem);
    else if (str_eq(what, S("fish")))
        print_fish(&mem);
    else
        status = 2;
    arena_release(&mem);
    if (status)
        fputs("usage: yakuba manual page | bash | fish\n", stderr);
    return status;
}
