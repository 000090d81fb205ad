/* SPDX-License-Identifier: Apache-2.0 */
/* One helper process from start to end, as the server sees it.  Only platform/jail and its tests
 * include this. */
#ifndef PLATFORM_JAIL_RUN_H
#define PLATFORM_JAIL_RUN_H

#include "base/arena.h"
#include "base/rc.h"
#include "base/types.h"

enum { JAIL_HELPERS = 4, JAIL_CLOCK_MS = 10000, JAIL_EXIT_INVALID = 3 };

struct jail_job {
    const char *mode, *arg; /* argv[1], argv[2] of the helper */
    struct str input;       /* its standard input, a sealed memory file */
    size_t most_output;     /* bytes; a helper that writes more is killed */
};

struct jail_result {
    struct str output;
    int status; /* of wait4 */
    long max_rss_kb;
    double cpu_s;
};

/* OK: the helper ended by itself, see status. BUSY: all helpers are taken. FAILED: it could not be
 * started, or was killed by us. */
MUST_USE enum rc jail_run(struct arena *mem, const struct jail_job *job,
                          struct jail_result *ret_result);

/* INVALID when the helper said so, FAILED when it ended otherwise than well. */
MUST_USE enum rc jail_verdict(const struct jail_result *result);

#endif
