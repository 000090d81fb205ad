/* SPDX-License-Identifier: Apache-2.0 */
/* Writing an event, and bringing it to the rooms that listen. */
#include "civic/events/events.h"

#include "base/json.h"
#include "civic/events/events_sql.h"
#include "platform/db/db.h"

#include <assert.h>
#include <stdio.h>

enum { PAYLOAD = 300, THREAD = 120, MOST_LISTENERS = 64 /* bits of event_new.to */ };

/* ---- who listens ---- */

static size_t collect(const struct module *const *rooms, struct event_listener *to)
{
    size_t n = 0;
    for (; *rooms; rooms++)
        for (const struct module_event *e = (*rooms)->events; e && e->name; e++, n++)
            if (to)
                to[n] = (struct event_listener) { (*rooms)->name, e };
    return n;
}

static enum rc ask_listener(const struct hall *hall, struct db *db, t_id town_id, size_t i,
                            bool *ret_wanted)
{
    const struct module_event *m = hall->listeners[i].event;
    *ret_wanted = true;
    return m->is_wanted ? m->is_wanted((void *)(uintptr_t)hall, db, town_id, ret_wanted) : OK;
}

/* Asked once for a view instead of at each act: a question is a round trip to a server. */
static enum rc ask_all(struct hall *view, struct db *db, struct arena *mem)
{
    uint64_t *deaf = arena_new(mem, uint64_t, view->n_towns);
    enum rc rc = OK;
    for (size_t t = 0; t < view->n_towns; t++)
        for (size_t i = 0; rc == OK && i < view->n_listeners; i++) {
            bool is_wanted;
            rc = ask_listener(view, db, view->towns[t].id, i, &is_wanted);
            if (rc == OK && !is_wanted)
                deaf[t] |= (uint64_t)1 << i;
        }
    view->deaf = deaf;
    return rc;
}

void events_listen(struct arena *mem, const struct module *const *rooms, struct hall *hall)
{
    size_t n = collect(rooms, NULL);
    struct event_listener *all = arena_new(mem, struct event_listener, n);
    collect(rooms, all);
    assert(n <= MOST_LISTENERS);
    hall->listeners = all;
    hall->n_listeners = n;
    hall->complete = ask_all;
}

static const struct event_listener *listener(const struct hall *hall, struct str room,
                                             struct str name)
{
    for (size_t i = 0; i < hall->n_listeners; i++)
        if (str_eq(str_of(hall->listeners[i].room), room) &&
            str_eq(str_of(hall->listeners[i].event->name), name))
            return &hall->listeners[i];
    return NULL;
}

/* ---- writing ---- */

/* The names of rooms are ours: letters and '_'. */
static enum rc add_job(struct db *db, const struct event *e, const char *room)
{
    char thread[THREAD], payload[PAYLOAD];
    int t = snprintf(thread, sizeof thread, "%s:%lld", room,
                     (long long)(e->case_id ? e->case_id : e->id));
    int p = snprintf(payload, sizeof payload, "{\"event\":%lld,\"room\":\"%s\"}", (long long)e->id,
                     room);
    return jobs_add(db, &(struct job_new) { .town_id = e->town_id,
                                            .kind = events_jobs[0].name,
                                            .thread = str_n(thread, (size_t)t),
                                            .payload = str_n(payload, (size_t)p) });
}

static enum rc is_wanted(const struct hall *hall, struct db *db, t_id town_id, size_t i,
                         bool *ret_wanted)
{
    if (!hall->deaf)
        return ask_listener(hall, db, town_id, i, ret_wanted);
    size_t t = (size_t)(town_by_id(hall, town_id) - hall->towns);
    *ret_wanted = !(hall->deaf[t] >> i & 1);
    return OK;
}

enum rc events_prepare(const struct hall *hall, struct db *db, struct event_new *e)
{
    enum rc rc = db_new_id(db, TABLE_EVENT, &e->event.id);
    e->to = 0;
    for (size_t i = 0; rc == OK && i < hall->n_listeners; i++) {
        bool wanted = false;
        if (str_eq(str_of(hall->listeners[i].event->name), e->event.name))
            rc = is_wanted(hall, db, e->event.town_id, i, &wanted);
        if (rc == OK && wanted)
            e->to |= (uint64_t)1 << i;
    }
    return rc;
}

enum rc events_add(const struct hall *hall, struct db *db, const struct event_new *e)
{
    const struct event *v = &e->event;
    enum rc rc =
        events_sql_add(db, v->town_id, v->id, v->name, v->case_id, v->case_version, v->at, NULL);
    for (size_t i = 0; rc == OK && i < hall->n_listeners; i++)
        if (e->to >> i & 1)
            rc = add_job(db, v, hall->listeners[i].room);
    return rc;
}

/* ---- delivering ---- */

struct delivering {
    const struct hall *hall;
    struct arena *mem;
    const struct job *job;
    const struct event_listener *to;
    struct event event;
};

static enum rc deliver(struct db *db, void *arg)
{
    struct delivering *x = arg;
    enum rc rc = x->to->event->handle((void *)(uintptr_t)x->hall, db, x->mem, &x->event);
    return rc == OK ? jobs_finish(db, x->job) : rc;
}

static enum rc read_payload(struct db *db, struct arena *mem, const struct job *job,
                            struct delivering *x)
{
    const struct json *payload;
    struct events_sql_by_id_row row;
    bool found = false;
    size_t at;
    enum rc rc = json_parse(mem, job->payload, &payload, &at);
    if (rc == OK)
        rc = events_sql_by_id(db, mem, job->town_id, json_int(json_get(payload, S("event")), 0),
                              &row, &found);
    if (rc != OK || !found)
        return rc == OK ? NOT_FOUND : rc;
    x->event =
        (struct event) { job->town_id, row.id, row.name, row.case_id, row.case_version, row.at };
    x->to = listener(x->hall, json_str(json_get(payload, S("room"))), row.name);
    return OK;
}

static enum rc events_deliver(void *app, struct db *db, struct arena *mem, const struct job *job)
{
    struct delivering x = { .hall = app, .mem = mem, .job = job };
    enum rc rc = db_read_begin(db);
    if (rc != OK)
        return rc;
    rc = read_payload(db, mem, job, &x);
    db_read_end(db);
    if (rc != OK || !x.to) /* a room that listens no more has nothing to hear */
        return rc;
    return db_transaction(db, deliver, &x);
}

/* ---- forgetting ---- */

enum { KEPT_DAYS = 180, SLICE = 500 };

struct forgetting {
    t_id town_id;
    t_time before;
    int64_t dropped;
};

static enum rc forget(struct db *db, void *arg)
{
    struct forgetting *x = arg;
    return events_sql_drop_old(db, x->town_id, x->before, SLICE, &x->dropped);
}

/* What is kept of an event for good is in the case's history. */
static enum rc events_sweep(void *app, struct db *db, struct arena *mem, const struct job *job)
{
    struct forgetting x = { .town_id = job->town_id, .before = job->now - KEPT_DAYS * DAY };
    (void)app, (void)mem;
    enum rc rc = db_transaction(db, forget, &x);
    while (rc == OK && x.dropped == SLICE && !jobs_must_stop(job))
        rc = db_transaction(db, forget, &x);
    return rc;
}

const struct job_kind events_jobs[] = {
    { .name = "events.deliver", .run = events_deliver, .attempts = 100 },
    { .name = "events.sweep", .run = events_sweep, .schedule = "at 03:50" },
    { 0 },
};
