/* SPDX-License-Identifier: Apache-2.0 */
/* Look first, with the reading session; write only when there is something to write. */
#include "platform/jobs/turn.h"

#define CHORES_EVERY ((int64_t)200 * 1000 * 1000)

static t_time longest_lease(const struct jobs_runner *r)
{
    t_time longest = JOBS_LONGEST_WAIT / 2;
    for (size_t i = 0; i < r->n_kinds; i++)
        if (jobs_lease(r->kinds[i].kind) > longest)
            longest = jobs_lease(r->kinds[i].kind);
    return 2 * longest;
}

static enum rc look_for(struct turn *t, const char *state, bool *ret_found)
{
    struct jobs_sql_due_row row;
    return jobs_sql_due(t->r->db, &t->r->mem, str_of(state), t->now, &row, ret_found);
}

static enum rc look_at_pauses(struct turn *t)
{
    struct jobs_sql_pauses_rows pauses;
    enum rc rc = jobs_sql_pauses(t->r->db, &t->r->mem, JOBS_MOST_KINDS, &pauses);
    for (size_t k = 0; rc == OK && k < t->r->n_kinds; k++)
        t->r->kinds[k].is_paused = false;
    for (size_t i = 0; rc == OK && i < pauses.n; i++) {
        struct job_kind_state *kind = jobs_kind_of(t->r, pauses.p[i].kind);
        if (kind)
            kind->is_paused = true;
    }
    return rc;
}

/* What need not be seen at once: times that have come, nodes that are gone. */
static enum rc look_for_chores(struct turn *t)
{
    struct jobs_sql_due_too_far_row row;
    enum rc rc = look_for(t, "later", &t->later);
    if (rc == OK)
        rc = look_for(t, "again", &t->again);
    if (rc == OK)
        rc = jobs_sql_due_too_far(t->r->db, &t->r->mem, S("again"), t->far, &row, &t->too_far);
    if (rc == OK)
        rc = jobs_sql_ended_leases(t->r->db, &t->r->mem, t->now, t->far, JOBS_MOST_ENDED, &t->leases);
    return rc;
}

static enum rc look(struct turn *t)
{
    enum rc rc = look_at_pauses(t);
    int64_t now = jobs_monotonic_ns();
    for (const struct job_run *run = t->r->held; run; run = run->after)
        t->renews |= run->renew_ns <= now;
    if (rc == OK && now >= t->r->chores_ns) {
        rc = look_for_chores(t);
        t->r->chores_ns = now + CHORES_EVERY;
    }
    if (rc == OK && t->room > 0)
        rc = turn_look_at_queues(t);
    return rc;
}

static enum rc move(struct db *db, struct turn *t)
{
    enum rc rc = OK;
    if (t->later)
        rc = jobs_sql_make_ready(db, S("later"), t->now, JOBS_MOST_MOVED, NULL);
    if (rc == OK && t->again)
        rc = jobs_sql_make_ready(db, S("again"), t->now, JOBS_MOST_MOVED, NULL);
    if (rc == OK && t->too_far)
        rc = jobs_sql_make_ready_too_far(db, S("again"), t->far, t->now, JOBS_MOST_MOVED, NULL);
    return rc;
}

static enum rc write(struct db *db, void *turn)
{
    struct turn *t = turn;
    turn_forget_claims(t);
    enum rc rc = turn_settle(db, t);
    if (rc == OK && t->renews)
        rc = turn_renew(db, t);
    if (rc == OK && (t->leases.n || t->moves || t->n_queues))
        rc = jobs_sql_take_turn(db, NULL);
    if (rc == OK && t->leases.n)
        rc = turn_take_over(db, t);
    if (rc == OK)
        rc = move(db, t);
    return rc == OK ? turn_claim(db, t) : rc;
}

enum rc jobs_turn(struct jobs_runner *r, struct job_run **ended, struct job_run **ret_claimed)
{
    struct turn *t = arena_new(&r->mem, struct turn, 1);
    t->r = r;
    t->now = r->o.clock();
    t->far = t->now + longest_lease(r);
    t->ended = *ended;
    t->room = atomic_load(&r->is_stopping) ? 0 : r->target - r->n_held;
    enum rc rc = look(t);
    t->moves = t->later || t->again || t->too_far || t->leases.n;
    if (rc == OK && (t->ended || t->renews || t->moves || t->n_queues)) {
        rc = db_transaction(r->db, write, t);
        if (rc != OK)
            turn_forget_claims(t);
    }
    if (rc != OK)
        return rc;
    turn_tell(t);
    if (t->room > 0)
        r->is_hungry = t->n_queues && t->n_claimed == t->room;
    if (t->moves) /* what became ready is claimed by the next turn, which begins at once */
        r->waker.wake(r);
    if (t->last_town)
        r->cursor = t->last_town;
    *ret_claimed = t->claimed;
    return OK;
}
