/* SPDX-License-Identifier: Apache-2.0 */
/* The PostgreSQL of a test: killed as by the machine, and started again. */
#ifndef TESTS_KILL_POSTMASTER_H
#define TESTS_KILL_POSTMASTER_H

#include <stdbool.h>

struct postmaster {
    const char *pg_ctl, *data; /* the program, and the folder of the databases */
};

/* SIGKILL: to the first process alone, whose others end when they notice, or to all of them.  False
 * with the reason on standard error. */
bool postmaster_kill(const struct postmaster *p, bool all);
/* Until it takes connections; false if it does not come back. */
bool postmaster_start(const struct postmaster *p);

#endif
