/* SPDX-License-Identifier: Apache-2.0 */
/* `form eval` without the rest of the program: for measuring the expression language alone. */
#include "app/commands/commands.h"

int main(int argc, char **argv)
{
    return command_form(argc - 1, argv + 1);
}
