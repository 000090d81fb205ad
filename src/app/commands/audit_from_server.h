/* SPDX-License-Identifier: Apache-2.0 */
/* The audit trail of a store on PostgreSQL, read for its verifier. */
#ifndef APP_COMMANDS_AUDIT_FROM_SERVER_H
#define APP_COMMANDS_AUDIT_FROM_SERVER_H

#include <sqlite3.h>
#include <stdbool.h>

/* True for postgresql://… and for what libpq takes besides: "host=…". */
bool audit_is_on_server(const char *address);
/* A private file that goes when it is closed, with the tables of the trail as one moment had them;
 * the user needs no right but SELECT. NULL: they cannot be read; the reason is on standard error,
 * without a password. */
sqlite3 *audit_from_server(const char *address);

#endif
