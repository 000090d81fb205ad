/* SPDX-License-Identifier: Apache-2.0 */
/* The program under test as a process: started on a folder, watched, stopped or killed. */
#ifndef TESTS_CLIENT_TOWN_SERVER_H
#define TESTS_CLIENT_TOWN_SERVER_H

#include "base/rc.h"
#include "tests/client/browser.h"

#include <sys/types.h>

struct town_server {
    const char *program, *folder; /* folder/data is the server's, folder/server.log what it says */
    int port, operator_port;
    pid_t pid;         /* 0: not running */
    double started_ms; /* from exec to the first answer */
};

/* Starts `yakuba demo` (the first time makes 都市X) with more settings, one `key = value` a line;
 * waits until it is ready.  FAILED with the reason on standard error. */
MUST_USE enum rc server_start(struct town_server *s, const char *settings);
/* The processes it has made (the vault, jails): at most `most` are written. */
int server_children(const struct town_server *s, pid_t *ret_pids, int most);
/* SIGKILL, and waits for its end. */
void server_kill(struct town_server *s);
/* SIGTERM; OK when it ended with 0. */
MUST_USE enum rc server_stop(struct town_server *s);
/* True when none of these processes lives, within two seconds. */
bool processes_gone(const pid_t *pids, int n);

double process_resident_kb(pid_t pid);
/* A number of /metrics, or -1. */
double server_figure(const struct town_server *s, struct str name);
double server_fsync_ms(const char *folder); /* median of writing and syncing 4 KB there */

#endif
