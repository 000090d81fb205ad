/* SPDX-License-Identifier: Apache-2.0 */
/* /metrics of several stores: each line says which. */
#include "app/stores.h"
#include "app/stores_state.h"
#include "platform/jobs/runner.h"

enum { JOBS_TEXT = 256 << 10 };

static void head(struct out *o, const char *name, const char *type, const char *help)
{
    out_fmt(o, "# TYPE %s %s\n# HELP %s %s\n", name, type, name, help);
}

/* One family's samples of one store, with its name put first: x{kind="k"} 1 becomes x{store="s",kind="k"} 1. */
static void add_samples(struct out *o, struct str *rest, const char *store)
{
    struct str line;
    while (rest->n && !str_starts(*rest, S("# TYPE")) && str_cut(rest, '\n', &line)) {
        size_t brace = str_find_char(line, '{');
        if (!str_starts(line, S("#")) && brace != SIZE_MAX)
            out_fmt(o, "%.*s{store=\"%s\",%.*s\n", STR(str_sub(line, 0, brace)), store, STR(str_sub(line, brace + 1, line.n)));
    }
}

static void take_head(struct str *rest, struct str *type, struct str *help)
{
    if (str_cut(rest, '\n', type))
        str_cut(rest, '\n', help);
}

/* All runners tell the same families in the same order. */
static void merge(struct out *o, struct stores *s, struct str *texts)
{
    for (;;) {
        struct str type = S(""), help = S("");
        for (size_t i = 0; i < s->n; i++)
            take_head(&texts[i], &type, &help);
        if (!type.n)
            return;
        out_fmt(o, "%.*s\n%.*s\n", STR(type), STR(help));
        for (size_t i = 0; i < s->n; i++)
            add_samples(o, &texts[i], s->places[i].line->name);
    }
}

struct store_now {
    bool is_open;
    struct db_figures figures;
    struct str jobs;
};

/* Under the place's lock its store does not go. */
static struct store_now look(struct store_place *p, struct arena *mem)
{
    struct store_now now = { .is_open = store_place_is_open(p) };
    struct out jobs;
    out_init(&jobs, mem, JOBS_TEXT);
    pthread_mutex_lock(&p->lock);
    if (p->is_open) {
        db_figures(p->hall.store, &now.figures);
        jobs_figures(p->hall.store, &jobs);
    }
    pthread_mutex_unlock(&p->lock);
    now.jobs = out_text(&jobs);
    return now;
}

void stores_figures(void *stores, struct out *out)
{
    struct stores *s = stores;
    struct arena mem;
    arena_init(&mem, (size_t)64 << 20);
    struct store_now *now = arena_new(&mem, struct store_now, s->n);
    struct str *jobs = arena_new(&mem, struct str, s->n);
    for (size_t i = 0; i < s->n; i++) {
        now[i] = look(&s->places[i], &mem);
        jobs[i] = now[i].jobs;
    }
    head(out, "yakuba_store_up", "gauge", "1 while the store is open and answers.");
    for (size_t i = 0; i < s->n; i++)
        out_fmt(out, "yakuba_store_up{store=\"%s\"} %d\n", s->places[i].line->name, now[i].is_open);
    head(out, "yakuba_store_commits", "counter", "Commits since the store was opened.");
    for (size_t i = 0; i < s->n; i++)
        out_fmt(out, "yakuba_store_commits_total{store=\"%s\"} %llu\n", s->places[i].line->name,
                (unsigned long long)now[i].figures.commits);
    merge(out, s, jobs);
    arena_release(&mem);
}
