/* SPDX-License-Identifier: Apache-2.0 */
/* Figures for /metrics. The listener has no session of its own, so the keeper counts every few seconds. */
#include "platform/jobs/state.h"

#define COUNT_EVERY ((int64_t)10 * 1000000000)

enum rc jobs_figures_count(struct jobs_runner *r)
{
    struct jobs_counts c;
    int64_t now = jobs_monotonic_ns();
    if (now < r->count_ns)
        return OK;
    r->count_ns = now + COUNT_EVERY;
    enum rc rc = jobs_count(r->db, &r->mem, &c);
    if (rc != OK)
        return rc;
    pthread_mutex_lock(&r->lock);
    memset(r->counts, 0, sizeof r->counts);
    for (size_t i = 0; i < c.n; i++) {
        const struct job_kind_state *k = jobs_kind_of(r, c.p[i].kind);
        if (k) {
            r->counts[k - r->kinds] = c.p[i];
            r->counts[k - r->kinds].kind = S("");
        }
    }
    r->counted_at = time_now();
    pthread_mutex_unlock(&r->lock);
    return OK;
}

static void head(struct out *o, const char *name, const char *type, const char *help)
{
    out_fmt(o, "# TYPE %s %s\n# HELP %s %s\n", name, type, name, help);
}

static void tell_counts(const struct jobs_runner *r, struct out *o)
{
    head(o, "yakuba_jobs", "gauge", "Jobs by kind and state, counted every 10 seconds.");
    for (size_t i = 0; i < r->n_kinds; i++) {
        const struct jobs_kind_counts *c = &r->counts[i];
        const struct {
            const char *state;
            int64_t n;
        } states[] = { { "later", c->later },     { "ready", c->ready }, { "behind", c->behind },
                       { "running", c->running }, { "again", c->again }, { "dead", c->dead } };
        for (size_t s = 0; s < sizeof states / sizeof *states; s++)
            out_fmt(o, "yakuba_jobs{kind=\"%s\",state=\"%s\"} %lld\n", r->kinds[i].kind->name, states[s].state,
                    (long long)states[s].n);
    }
    head(o, "yakuba_jobs_waiting_seconds", "gauge", "Since when the oldest ready job waits.");
    for (size_t i = 0; i < r->n_kinds; i++) {
        t_time waits = r->counts[i].oldest ? r->counted_at - r->counts[i].oldest : 0;
        out_fmt(o, "yakuba_jobs_waiting_seconds{kind=\"%s\"} %.3f\n", r->kinds[i].kind->name,
                waits > 0 ? (double)waits / 1e6 : 0.0);
    }
    head(o, "yakuba_jobs_paused", "gauge", "1 while the kind is paused.");
    for (size_t i = 0; i < r->n_kinds; i++)
        out_fmt(o, "yakuba_jobs_paused{kind=\"%s\"} %d\n", r->kinds[i].kind->name, r->counts[i].is_paused);
}

static void tell_runs(struct jobs_runner *r, struct out *o)
{
    head(o, "yakuba_job_runs", "counter", "Runs of this process by kind and result.");
    for (size_t i = 0; i < r->n_kinds; i++) {
        struct job_kind_state *k = &r->kinds[i];
        out_fmt(o, "yakuba_job_runs_total{kind=\"%s\",result=\"done\"} %llu\n", k->kind->name,
                (unsigned long long)atomic_load(&k->done));
        out_fmt(o, "yakuba_job_runs_total{kind=\"%s\",result=\"failed\"} %llu\n", k->kind->name,
                (unsigned long long)atomic_load(&k->failed));
        out_fmt(o, "yakuba_job_runs_total{kind=\"%s\",result=\"dead\"} %llu\n", k->kind->name,
                (unsigned long long)atomic_load(&k->died));
    }
    head(o, "yakuba_job_run_seconds", "counter", "Time spent in runs of this process by kind.");
    for (size_t i = 0; i < r->n_kinds; i++)
        out_fmt(o, "yakuba_job_run_seconds_total{kind=\"%s\"} %.6f\n", r->kinds[i].kind->name,
                (double)atomic_load(&r->kinds[i].run_us) / 1e6);
}

void jobs_figures_tell(void *runner, struct out *out)
{
    struct jobs_runner *r = runner;
    pthread_mutex_lock(&r->lock);
    tell_counts(r, out);
    pthread_mutex_unlock(&r->lock);
    tell_runs(r, out);
}

void jobs_figures(struct db_store *store, struct out *out)
{
    wake_tell(store, out);
}
