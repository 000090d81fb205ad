/* SPDX-License-Identifier: Apache-2.0 */
/* Ready-made requests over keep-alive connections on one thread: as fast as answers come, or on a timetable. */
#ifndef TESTS_BENCH_RUSH_H
#define TESTS_BENCH_RUSH_H

#include "base/str.h"

struct rush {
    int port, clients;
    const struct str *requests;
    size_t n;
    double per_second; /* 0: each client sends when its answer is whole; else on a timetable, and time runs from
                          the moment a request was due */
    struct str wanted; /* the head of a good answer begins so and holds `place` */
    struct str place;
};

struct rush_figures {
    double seconds, p50_ms, p99_ms, longest_ms;
    size_t answered, bad;
};

/* False if the connections could not be made. */
bool rush_run(const struct rush *rush, struct rush_figures *ret_figures);

#endif
