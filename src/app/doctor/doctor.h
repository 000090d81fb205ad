/* SPDX-License-Identifier: Apache-2.0 */
/* yakuba doctor: what an operator would look at, one line each, with what to do.  It changes nothing and may be run
 * beside the serving program. */
#ifndef APP_DOCTOR_H
#define APP_DOCTOR_H

#include "app/config.h"
#include "app/stores_file.h"

enum finding_level { FINDING_OK, FINDING_WARNING, FINDING_FAILED };

struct finding_line {
    const char *name; /* "disk space" */
    enum finding_level level;
    struct str text;  /* what was found */
    struct str to_do; /* "" when nothing is to be done */
};

enum { DOCTOR_MOST_LINES = 40 + 6 * MOST_STORES };
struct doctor {
    struct arena *mem;
    const struct config *config;
    struct finding_line lines[DOCTOR_MOST_LINES];
    size_t n;
};

void doctor_note(struct doctor *d, const char *name, enum finding_level level, struct str text, struct str to_do);

/* The groups of checks. */
void doctor_data(struct doctor *d);    /* folder, space, fsync, keys, certificate, log */
void doctor_sqlite(struct doctor *d);  /* SQLite's version */
void doctor_store(struct doctor *d);   /* the store, its towns, its clock */
void doctor_server(struct doctor *d);  /* instead, when the store is on a server */
void doctor_machine(struct doctor *d); /* user, limits, clock, fonts, poppler, mail */

void doctor_examine(struct doctor *d, struct arena *mem, const struct config *c);
enum finding_level doctor_worst(const struct doctor *d);
void doctor_print(const struct doctor *d, bool json, struct out *o);

#endif
