/* SPDX-License-Identifier: Apache-2.0 */
/* What becomes of jobs that were begun. Every statement names the lease, so that nothing happens to a job that another
 * node has by now, or that its own transaction finished. */
#include "platform/jobs/turn.h"

#include "platform/crypto/crypto.h"
#include "platform/log/log.h"

/* The note may have been cut within a letter. */
static struct str whole_letters(const char *note)
{
    size_t n = strlen(note), begin = n;
    while (begin > 0 && ((unsigned char)note[begin - 1] & 0xc0) == 0x80)
        begin--;
    if (begin > 0 && (unsigned char)note[begin - 1] >= 0xc0) {
        unsigned char lead = (unsigned char)note[begin - 1];
        size_t needs = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
        if (n - (begin - 1) < needs)
            n = begin - 1;
    }
    return str_n(note, n);
}

static struct str error_of(struct turn *t, const struct job_run *run)
{
    struct str note = whole_letters(run->note);
    return arena_fmt(&t->r->mem, note.n ? "%s: %.*s" : "%s%.*s", rc_name(run->rc), STR(note));
}

static enum job_fate fate_of(const struct turn *t, const struct job_run *run)
{
    return jobs_fate(run->kind, run->rc, run->job.attempt, run->first_at, t->now);
}

/* Ended because the node ends: as if it had not begun. */
static bool was_interrupted(const struct turn *t, const struct job_run *run)
{
    return !run->has_run || (run->rc == BUSY && atomic_load(&t->r->is_stopping));
}

static enum rc settle(struct db *db, struct turn *t, const struct job_run *run)
{
    const struct job *j = &run->job;
    int64_t changed = 0;
    uint32_t dice;
    if (was_interrupted(t, run))
        return jobs_sql_give_back(db, j->town_id, j->id, j->lease, j->attempt - 1, t->now, S(""), NULL);
    switch (fate_of(t, run)) {
    case JOB_DONE: {
        enum rc rc = jobs_finish(db, j);
        return rc == CONFLICT ? OK : rc;
    }
    case JOB_AGAIN:
        crypto_random(&dice, sizeof dice);
        return jobs_sql_retry(db, j->town_id, j->id, j->lease, t->now + jobs_back_off(run->kind, j->attempt, dice),
                              error_of(t, run), NULL);
    case JOB_DEAD:
    default: {
        enum rc rc = jobs_sql_die(db, j->town_id, j->id, j->lease, t->now, error_of(t, run), &changed);
        return rc == OK && changed ? jobs_leave_thread(db, j->town_id, j->thread, t->now) : rc;
    }
    }
}

enum rc turn_settle(struct db *db, struct turn *t)
{
    enum rc rc = OK;
    for (const struct job_run *run = t->ended; run && rc == OK; run = run->next)
        rc = settle(db, t, run);
    return rc;
}

enum rc turn_renew(struct db *db, struct turn *t)
{
    int64_t now = jobs_monotonic_ns();
    for (struct job_run *run = t->r->held; run; run = run->after) {
        int64_t changed;
        if (run->renew_ns > now)
            continue;
        enum rc rc = jobs_sql_renew(db, run->job.town_id, run->job.id, run->job.lease, t->now + jobs_lease(run->kind),
                                    &changed);
        if (rc != OK)
            return rc;
        if (changed == 0)
            atomic_store(&run->is_lost, true); /* or finished by itself: then nobody asks */
        run->renew_ns = now + jobs_lease(run->kind) * 1000 / 3;
    }
    return OK;
}

static bool is_ours(const struct turn *t, const struct jobs_sql_ended_leases_row *row)
{
    for (struct job_run *run = t->r->held; run; run = run->after)
        if (run->job.id == row->id && run->job.lease == row->lease) {
            run->renew_ns = 0; /* the clock jumped: give a sign of life in the next turn */
            return true;
        }
    return false;
}

enum rc turn_take_over(struct db *db, struct turn *t)
{
    enum rc rc = OK;
    for (size_t i = 0; i < t->leases.n && rc == OK; i++) {
        const struct jobs_sql_ended_leases_row *row = &t->leases.p[i];
        const struct job_kind_state *k = jobs_kind_of(t->r, row->kind);
        struct str error = arena_fmt(&t->r->mem, "the node %.*s stopped while it ran", STR(row->node));
        int64_t changed = 0;
        if (is_ours(t, row))
            continue;
        if (!k || !jobs_is_worn_out(k->kind, (int)row->attempts)) {
            rc = jobs_sql_give_back(db, row->town_id, row->id, row->lease, row->attempts, t->now, error, NULL);
            continue;
        }
        rc = jobs_sql_die(db, row->town_id, row->id, row->lease, t->now, error, &changed);
        if (rc == OK && changed)
            rc = jobs_leave_thread(db, row->town_id, row->thread, t->now);
    }
    return rc;
}

void turn_tell(struct turn *t)
{
    for (const struct job_run *run = t->ended; run; run = run->next) {
        struct job_kind_state *k = jobs_kind_of(t->r, run->job.kind);
        if (was_interrupted(t, run))
            continue;
        enum job_fate fate = fate_of(t, run);
        atomic_fetch_add(fate == JOB_DONE ? &k->done : fate == JOB_AGAIN ? &k->failed : &k->died, 1);
        if (fate != JOB_DONE)
            log_event(fate == JOB_DEAD ? LOG_ERROR : LOG_WARNING, fate == JOB_DEAD ? "job.dead" : "job.failed",
                      LOG_TEXT("kind", run->job.kind), LOG_INT("town", run->job.town_id), LOG_INT("id", run->job.id),
                      LOG_INT("attempt", run->job.attempt), LOG_TEXT("rc", str_of(rc_name(run->rc))));
    }
}
