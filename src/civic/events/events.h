/* SPDX-License-Identifier: Apache-2.0 */
/* Events: how rooms hear of what happened elsewhere. An act writes its event in its own
 * transaction, with one job for each room that listens; the job calls the room inside the
 * transaction that ends the job.
 *
 *  - Neither the act nor its event is without the other, and what a listener writes takes effect
 * exactly once.
 *  - A room hears the events of one case in the order of the acts; a room that fails holds up
 * itself alone.
 *  - An event says what happened to which case and when. Who it is about is read by whoever may see
 * it. */
#ifndef CIVIC_EVENTS_H
#define CIVIC_EVENTS_H

#include "civic/town/town.h"
#include "platform/jobs/jobs.h"
#include "platform/module.h"

struct db;

struct event {
    t_id town_id, id; /* table TABLE_EVENT */
    struct str name;  /* "case.received", "case.correction_asked", "case.decided", "case.withdrawn",
                         "case.paper_issued" */
    t_id case_id;     /* 0: about no case */
    int64_t case_version;
    t_time at;
};

struct event_listener { /* a room's entry, with the room's name */
    const char *room;
    const struct module_event *event;
};

struct event_new {
    struct event event;
    uint64_t to; /* bits of the hall's listeners that want it */
};
/* Before the transaction of the act: draws the id and asks who wants it. The name must be set. */
MUST_USE enum rc events_prepare(const struct hall *hall, struct db *db, struct event_new *e);
/* Inside the db_transaction of the act. */
MUST_USE enum rc events_add(const struct hall *hall, struct db *db, const struct event_new *e);

/* Puts the rooms' entries into the hall. */
void events_listen(struct arena *mem, const struct module *const *rooms, struct hall *hall);

/* The job of an event for one room. For the program's list of kinds; ended by .name == NULL. */
extern const struct job_kind events_jobs[];

#endif
