/* SPDX-License-Identifier: Apache-2.0 */
/* Scheduled jobs. Every node adds every job, under a key made of its time: the first one wins. */
#include "platform/jobs/state.h"

enum { TOWNS_AT_ONCE = 50 };

struct adding {
    const struct job_kind *kind;
    struct str key;
    const t_id *towns;
    size_t n;
};

static enum rc add(struct db *db, void *arg)
{
    const struct adding *a = arg;
    for (size_t i = 0; i < a->n; i++) {
        enum rc rc = jobs_add(db, &(struct job_new){ .town_id = a->towns[i], .kind = a->kind->name, .key = a->key });
        if (rc != OK && rc != CONFLICT)
            return rc;
    }
    return OK;
}

static enum rc add_for_all(struct jobs_runner *r, const struct job_kind *kind, t_time due)
{
    const t_id *towns = NULL;
    size_t n = r->o.towns ? r->o.towns(r->o.app, &r->mem, &towns) : 0;
    n = kind->whole_store && n ? 1 : n;
    struct adding a = { .kind = kind, .key = arena_fmt(&r->mem, "schedule %.*s", STR(time_iso(&r->mem, due))) };
    enum rc rc = OK;
    for (size_t i = 0; i < n && rc == OK; i += TOWNS_AT_ONCE) {
        a.towns = towns + i;
        a.n = n - i < TOWNS_AT_ONCE ? n - i : TOWNS_AT_ONCE;
        rc = db_transaction(r->db, add, &a);
    }
    return rc;
}

enum rc jobs_schedule(struct jobs_runner *r)
{
    t_time now = r->o.clock(), due;
    enum rc rc = OK;
    if (atomic_load(&r->is_stopping))
        return OK;
    for (size_t i = 0; i < r->n_kinds && rc == OK; i++) {
        struct job_kind_state *k = &r->kinds[i];
        if (!k->kind->schedule || jobs_last_due(k->kind->schedule, now, &due) != OK || due == k->last_due)
            continue;
        rc = add_for_all(r, k->kind, due);
        if (rc == OK)
            k->last_due = due;
    }
    return rc;
}
