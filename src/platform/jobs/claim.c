/* SPDX-License-Identifier: Apache-2.0 */
/* Which jobs a runner takes. Towns take turns: each gets an equal share of the room, those with the fewest jobs in hand
 * first; within a town the most urgent queue, then the one with the oldest job, comes first. */
#include "platform/jobs/turn.h"

#include "platform/crypto/crypto.h"

#include <stdlib.h>

static int n_held_of(const struct jobs_runner *r, t_id town_id)
{
    int n = 0;
    for (const struct job_run *run = r->held; run; run = run->after)
        n += run->job.town_id == town_id;
    return n;
}

/* Sets n_queues of the town, whose queues stand at the end of the list, in order. */
static void order_queues(struct job_town *town)
{
    for (int i = 1; i < town->n_queues; i++)
        for (int j = i; j > 0; j--) {
            struct job_queue *a = &town->queues[j - 1], *b = &town->queues[j], swap = *a;
            if (a->priority < b->priority || (a->priority == b->priority && a->oldest <= b->oldest))
                break;
            *a = *b;
            *b = swap;
        }
}

static void order_towns(struct turn *t)
{
    for (int i = 0; i < t->n_towns; i++) {
        t->towns[i].n_held = n_held_of(t->r, t->towns[i].id);
        order_queues(&t->towns[i]);
        for (int j = i; j > 0 && t->towns[j - 1].n_held > t->towns[j].n_held; j--) {
            struct job_town swap = t->towns[j];
            t->towns[j] = t->towns[j - 1];
            t->towns[j - 1] = swap;
        }
    }
}

static void note_queue(struct turn *t, const struct jobs_sql_next_queue_row *row, const struct job_kind *kind)
{
    struct job_queue *q = &t->queues[t->n_queues++];
    *q = (struct job_queue){ row->town_id, kind, row->priority, row->due_at, false };
    if (t->n_towns == 0 || t->towns[t->n_towns - 1].id != row->town_id)
        t->towns[t->n_towns++] = (struct job_town){ .id = row->town_id, .queues = q };
    t->towns[t->n_towns - 1].n_queues++;
}

/* The queues of the towns in (after, until]. */
static enum rc look_between(struct turn *t, t_id after, t_id until)
{
    struct jobs_sql_next_queue_row at = { .town_id = after + 1, .kind = S("") };
    bool found = true;
    while (t->n_queues < JOBS_MOST_QUEUES) {
        enum rc rc = jobs_sql_next_queue(t->r->db, &t->r->mem, at.town_id, at.kind, at.priority, &at, &found);
        if (rc != OK || !found || at.town_id > until)
            return rc;
        const struct job_kind_state *k = jobs_kind_of(t->r, at.kind);
        if (k && !k->is_paused)
            note_queue(t, &at, k->kind);
        else
            at.priority = INT64_MAX; /* on to the next kind */
    }
    return OK;
}

enum rc turn_look_at_queues(struct turn *t)
{
    enum rc rc = look_between(t, t->r->cursor, INT64_MAX);
    if (rc == OK && t->r->cursor > 0)
        rc = look_between(t, 0, t->r->cursor);
    order_towns(t);
    return rc;
}

/* ---- taking ---- */

struct claim {
    struct turn *t;
    const struct job_queue *queue;
    int64_t lease;
    int n;
};

static struct str keep(char **room, struct str text)
{
    char *at = *room;
    if (text.n)
        memcpy(at, text.p, text.n);
    *room += text.n;
    return str_n(at, text.n);
}

static enum rc take(void *claim, const struct jobs_sql_claim_row *row)
{
    struct claim *c = claim;
    struct jobs_runner *r = c->t->r;
    const struct job_kind *kind = c->queue->kind;
    struct job_run *run = calloc(1, sizeof *run + row->idem_key.n + row->thread.n + row->payload.n + 1);
    if (!run)
        return FAILED;
    char *texts = (char *)(run + 1);
    run->kind = kind;
    run->priority = row->priority;
    run->first_at = row->first_at;
    run->renew_ns = jobs_monotonic_ns() + jobs_lease(kind) * 1000 / 3;
    run->is_stopping = &r->is_stopping;
    run->job = (struct job){
        .town_id = c->queue->town_id,
        .id = row->id,
        .kind = str_of(kind->name),
        .key = keep(&texts, row->idem_key),
        .thread = keep(&texts, row->thread),
        .payload = keep(&texts, row->payload),
        .attempt = (int)row->attempts,
        .lease = c->lease,
        .run = run,
    };
    *c->t->last_claimed = run;
    c->t->last_claimed = &run->next;
    c->n++;
    return OK;
}

static enum rc claim_from(struct db *db, struct turn *t, struct job_queue *q, int most, int *ret_n)
{
    struct claim c = { .t = t, .queue = q };
    crypto_random(&c.lease, sizeof c.lease);
    c.lease = (c.lease & INT64_MAX) | 1;
    enum rc rc = jobs_sql_claim(db, &t->r->mem,
                                &(struct jobs_sql_claim_in){
                                    .town_id = q->town_id,
                                    .kind = str_of(q->kind->name),
                                    .priority = q->priority,
                                    .limit = most,
                                    .lease = c.lease,
                                    .node = str_of(t->r->o.node),
                                    .until = t->now + jobs_lease(q->kind),
                                    .now = t->now,
                                },
                                take, &c);
    q->is_empty = c.n < most;
    *ret_n = c.n;
    return rc;
}

/* At most `share` jobs of one town. */
static enum rc claim_share(struct db *db, struct turn *t, struct job_town *town, int share)
{
    enum rc rc = OK;
    for (int i = 0; i < town->n_queues && share > 0 && rc == OK; i++) {
        int n = 0;
        if (!town->queues[i].is_empty)
            rc = claim_from(db, t, &town->queues[i], share, &n);
        share -= n;
        t->n_claimed += n;
        if (n)
            t->last_town = town->id;
    }
    return rc;
}

static bool has_more(const struct job_town *town)
{
    for (int i = 0; i < town->n_queues; i++)
        if (!town->queues[i].is_empty)
            return true;
    return false;
}

enum rc turn_claim(struct db *db, struct turn *t)
{
    enum rc rc = OK;
    for (int n = 0; rc == OK && t->n_claimed < t->room;) {
        n = 0;
        for (int i = 0; i < t->n_towns; i++)
            n += has_more(&t->towns[i]);
        int share = n ? (t->room - t->n_claimed) / n : 0;
        if (n == 0)
            break;
        for (int i = 0; i < t->n_towns && t->n_claimed < t->room && rc == OK; i++)
            if (has_more(&t->towns[i])) {
                int left = t->room - t->n_claimed;
                rc = claim_share(db, t, &t->towns[i], share == 0 ? 1 : share < left ? share : left);
            }
    }
    return rc;
}

void turn_forget_claims(struct turn *t)
{
    for (struct job_run *run; (run = t->claimed);) {
        t->claimed = run->next;
        free(run);
    }
    t->last_claimed = &t->claimed;
    t->n_claimed = 0;
    t->last_town = 0;
    for (int i = 0; i < t->n_queues; i++)
        t->queues[i].is_empty = false;
}
