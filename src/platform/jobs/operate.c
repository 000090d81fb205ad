/* SPDX-License-Identifier: Apache-2.0 */
/* Counting, replaying, dropping, pausing. */
#include "platform/jobs/operate.h"

#include "base/time.h"
#include "platform/jobs/run.h"
#include "platform/jobs/wake.h"

enum { MOST_LINES = 2000, REPLAYED_AT_ONCE = 1000, SLICE = 100 };

static struct jobs_kind_counts *line_of(struct jobs_counts *c, struct str kind)
{
    for (size_t i = 0; i < c->n; i++)
        if (str_eq(c->p[i].kind, kind))
            return &c->p[i];
    c->p[c->n].kind = kind;
    return &c->p[c->n++];
}

static void set_count(struct jobs_kind_counts *line, const struct jobs_sql_counts_row *row)
{
    const struct {
        const char *state;
        int64_t *count;
    } states[] = { { "later", &line->later },     { "ready", &line->ready }, { "behind", &line->behind },
                   { "running", &line->running }, { "again", &line->again }, { "dead", &line->dead } };
    for (size_t i = 0; i < sizeof states / sizeof *states; i++)
        if (str_eq(row->state, str_of(states[i].state)))
            *states[i].count = row->n;
    if (str_eq(row->state, S("ready")))
        line->oldest = row->oldest;
}

static void sort_lines(struct jobs_counts *c)
{
    for (size_t i = 1; i < c->n; i++)
        for (size_t j = i; j > 0 && str_cmp(c->p[j - 1].kind, c->p[j].kind) > 0; j--) {
            struct jobs_kind_counts swap = c->p[j];
            c->p[j] = c->p[j - 1];
            c->p[j - 1] = swap;
        }
}

enum rc jobs_count(struct db *db, struct arena *mem, struct jobs_counts *ret_counts)
{
    struct jobs_sql_counts_rows rows;
    struct jobs_sql_pauses_rows pauses;
    enum rc rc = jobs_sql_counts(db, mem, MOST_LINES, &rows);
    if (rc == OK)
        rc = jobs_sql_pauses(db, mem, MOST_LINES, &pauses);
    if (rc != OK)
        return rc;
    const char *const *known = wake_kinds(db_store_of(db), mem);
    size_t n_known = 0;
    while (known[n_known])
        n_known++;
    struct jobs_counts c = { .p = arena_new(mem, struct jobs_kind_counts, rows.n + pauses.n + n_known + 1) };
    for (size_t i = 0; i < n_known; i++)
        (void)line_of(&c, str_of(known[i]));
    for (size_t i = 0; i < rows.n; i++)
        set_count(line_of(&c, rows.p[i].kind), &rows.p[i]);
    for (size_t i = 0; i < pauses.n; i++)
        line_of(&c, pauses.p[i].kind)->is_paused = true;
    sort_lines(&c);
    *ret_counts = c;
    return OK;
}

struct letters {
    const struct jobs_sql_dead_row *p;
    size_t n;
    int64_t replayed;
};

static enum rc replay_one(struct db *db, t_id town_id, t_id id, struct str thread, int64_t *ret_changed)
{
    enum rc rc = jobs_sql_replay(db, town_id, id, thread.n ? S("behind") : S("ready"), time_now(), ret_changed);
    return rc == OK && *ret_changed && thread.n ? jobs_join_thread(db, town_id, id, thread, "ready") : rc;
}

static enum rc replay_all(struct db *db, void *arg)
{
    struct letters *l = arg;
    enum rc rc = OK;
    l->replayed = 0;
    for (size_t i = 0; i < l->n && rc == OK; i++) {
        int64_t changed = 0;
        rc = replay_one(db, l->p[i].town_id, l->p[i].id, l->p[i].thread, &changed);
        l->replayed += changed;
    }
    if (l->replayed)
        wake_store(db_store_of(db));
    return rc;
}

struct letter {
    t_id town_id, id;
    int64_t changed;
};

static enum rc replay_letter(struct db *db, void *arg)
{
    struct letter *l = arg;
    struct jobs_sql_dead_one_row row;
    struct arena mem;
    bool found;
    arena_init(&mem, 1 << 16);
    enum rc rc = jobs_sql_dead_one(db, &mem, l->town_id, l->id, &row, &found);
    l->changed = 0;
    if (rc == OK && found)
        rc = replay_one(db, l->town_id, l->id, row.thread, &l->changed);
    arena_release(&mem);
    if (rc == OK && l->changed)
        wake_store(db_store_of(db));
    return rc;
}

static enum rc drop_letter(struct db *db, void *arg)
{
    struct letter *l = arg;
    return jobs_sql_drop(db, l->town_id, l->id, time_now(), &l->changed);
}

static enum rc one(struct db *db, t_id town_id, t_id id, enum rc (*fn)(struct db *db, void *arg))
{
    struct letter l = { .town_id = town_id, .id = id };
    enum rc rc = db_transaction(db, fn, &l);
    return rc == OK && l.changed == 0 ? NOT_FOUND : rc;
}

enum rc jobs_replay(struct db *db, t_id town_id, t_id id)
{
    return one(db, town_id, id, replay_letter);
}

enum rc jobs_drop(struct db *db, t_id town_id, t_id id)
{
    return one(db, town_id, id, drop_letter);
}

enum rc jobs_replay_kind(struct db *db, struct arena *mem, struct str kind, int64_t *ret_replayed)
{
    struct jobs_sql_dead_rows rows;
    enum rc rc = jobs_sql_dead(db, mem, &(struct jobs_sql_dead_in){ .has_kind = true, .kind = kind, .limit = REPLAYED_AT_ONCE },
                               &rows);
    int64_t replayed = 0;
    for (size_t i = 0; rc == OK && i < rows.n; i += SLICE) {
        struct letters l = { .p = rows.p + i, .n = rows.n - i < SLICE ? rows.n - i : SLICE };
        rc = db_transaction(db, replay_all, &l);
        replayed += rc == OK ? l.replayed : 0;
    }
    *ret_replayed = replayed;
    return rc;
}

static enum rc pause_kind(struct db *db, void *kind)
{
    return jobs_sql_pause(db, *(struct str *)kind, time_now(), NULL);
}

static enum rc resume_kind(struct db *db, void *kind)
{
    enum rc rc = jobs_sql_resume(db, *(struct str *)kind, NULL);
    if (rc == OK)
        wake_store(db_store_of(db));
    return rc;
}

enum rc jobs_pause(struct db *db, struct str kind)
{
    return db_transaction(db, pause_kind, &kind);
}

enum rc jobs_resume(struct db *db, struct str kind)
{
    return db_transaction(db, resume_kind, &kind);
}
