/* SPDX-License-Identifier: Apache-2.0 */
/* yakuba form …: tools for those who write procedures.  Each has a file of its own. */
#include "app/commands/form.h"

#include "app/commands/commands.h"

#include <stdio.h>

int command_form(int argc, char **argv)
{
    if (argc > 0 && strcmp(argv[0], "eval") == 0)
        return form_eval(argc - 1, argv + 1);
    if (argc > 0 && strcmp(argv[0], "check") == 0)
        return command_form_check(argc - 1, argv + 1);
    fputs("usage: yakuba form eval [--doc F.xml] [--context PATH] EXPR\n"
          "       yakuba form eval --jsonl FILE [--docs F.json]\n"
          "       yakuba form check DIR [--json]\n",
          stderr);
    return 2;
}
