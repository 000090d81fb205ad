/* SPDX-License-Identifier: Apache-2.0 */
/* The program is also a tool.  Each command gets the arguments after its name and answers 0 done, 1 refused (the
 * reasons on standard output), 2 usage. */
#ifndef APP_COMMANDS_H
#define APP_COMMANDS_H

#include "platform/module.h"

extern const struct command commands[]; /* ended by .name == NULL */

int command_serve(int argc, char **argv);
int command_demo(int argc, char **argv);
int command_modules(int argc, char **argv);
int command_routes(int argc, char **argv);
int command_permissions(int argc, char **argv);
int command_jobs(int argc, char **argv);
int command_pages(int argc, char **argv);
int command_config(int argc, char **argv);
int command_init(int argc, char **argv);
void init_help(struct out *out);
int command_doctor(int argc, char **argv);
int command_backup(int argc, char **argv);
int command_restore(int argc, char **argv);
int command_password(int argc, char **argv);
int command_form(int argc, char **argv);
int command_audit(int argc, char **argv);
int command_token(int argc, char **argv);
int command_paper(int argc, char **argv);
int command_notices(int argc, char **argv);
int command_wareki(int argc, char **argv);
int command_kana(int argc, char **argv);
int command_checkdigit(int argc, char **argv);

#endif
