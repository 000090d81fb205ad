/* SPDX-License-Identifier: Apache-2.0 */
/* yakuba demo */
#include "app/commands/commands.h"

int command_demo(int argc, char **argv)
{
    return command_serve(argc, argv);
}
