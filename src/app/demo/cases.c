/* SPDX-License-Identifier: Apache-2.0 */
/* Several threads make cases when there are many, so that they share commits; each has its own session and arena. */
#include "app/demo/cases.h"

#include "app/demo/applications.h"
#include "app/demo/history.h"
#include "app/demo/picture.h"
#include "platform/db/db.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

enum { LANES = 48, FEW = 1000, TOLD_EVERY = 1000, OLDEST = 30 };

struct making {
    struct running *r;
    const struct town *town;
    const struct plan *plan;
    const struct demo_family *families;
    size_t n_families;
    struct demo_office office;
    struct case_attachment picture;
    bool has_picture;
    int64_t n, seed;
    t_time now;
    atomic_llong next, made;
    atomic_int rc; /* the first failure */
};

/* ---- what shall become of a case, and how many opening days ago it came ---- */

struct fate {
    enum demo_goal goal;
    int age;
};

/* One of everything that the tabs of the queue show. */
static const struct fate first_fates[] = {
    { GOAL_RECEIVED, 0 },  { GOAL_REVIEW, 15 },    { GOAL_ASKED, 6 },      { GOAL_PROPOSED, 14 }, { GOAL_RECEIVED, 15 },
    { GOAL_REVIEW, 20 },   { GOAL_DECIDED, 22 },   { GOAL_RECEIVED, 1 },   { GOAL_REVIEW, 14 },   { GOAL_ASKED, 9 },
    { GOAL_RECEIVED, 17 }, { GOAL_PROPOSED, 10 },  { GOAL_REVIEW, 13 },    { GOAL_DECIDED, 25 },  { GOAL_RETURNED, 11 },
    { GOAL_RECEIVED, 2 },  { GOAL_ANSWERED, 12 },  { GOAL_WITHDRAWN, 8 },  { GOAL_REVIEW, 5 },    { GOAL_DECIDED, 18 },
};

/* Of each hundred cases, and the days they are old. */
static const struct {
    enum demo_goal goal;
    int percent, youngest, oldest;
} shares[] = {
    { GOAL_DECIDED, 70, 5, OLDEST }, { GOAL_WITHDRAWN, 3, 1, OLDEST }, { GOAL_RECEIVED, 8, 0, 8 },
    { GOAL_REVIEW, 8, 2, 16 },       { GOAL_ASKED, 4, 3, 9 },          { GOAL_ANSWERED, 2, 8, 16 },
    { GOAL_PROPOSED, 4, 5, 15 },     { GOAL_RETURNED, 1, 6, 14 },
};

static struct fate fate_of(int64_t number, struct draw *d)
{
    if (number <= (int64_t)(sizeof first_fates / sizeof *first_fates))
        return first_fates[number - 1];
    int roll = draw_between(d, 1, 100);
    size_t i = 0;
    for (; roll > shares[i].percent; i++)
        roll -= shares[i].percent;
    return (struct fate){ shares[i].goal, draw_between(d, shares[i].youngest, shares[i].oldest) };
}

/* Before closing time, so that the day it came is the 受付日. */
static t_time arrival(const struct making *m, int age, struct draw *d)
{
    int minutes = draw_between(d, 0, 24 * 60 - 1), shortly = draw_between(d, 1, 30);
    if (minutes >= m->town->closes_at)
        minutes = m->town->closes_at - 1 - minutes % 120;
    struct date day = time_date(m->now);
    if (age)
        day = calendar_add(&m->town->calendar, day, -age);
    t_time then = date_start(day) + minutes * MINUTE;
    return then < m->now ? then : m->now - shortly * MINUTE;
}

/* ---- one case ---- */

struct lane {
    struct making *m;
    struct db *db;
    struct arena mem;
    pthread_t thread;
};

static struct str external_id(struct arena *mem, int64_t number)
{
    return arena_fmt(mem, "S-%lld", (long long)number);
}

static enum rc is_there(struct db *db, struct arena *mem, const struct town *town, int64_t number, bool *ret_found)
{
    struct cases_sql_intake_find_row row;
    return cases_sql_intake_find(db, mem, town->id, S("demo"), external_id(mem, number), &row, ret_found);
}

/* Every file question that was answered gets the picture. */
static size_t attach(const struct making *m, struct arena *mem, const struct answers *a, struct case_attachment *files)
{
    static const char *const questions[] = { "papers/passbook", "papers/guardian_proof" };
    size_t n = 0;
    for (size_t i = 0; i < sizeof questions / sizeof *questions && m->has_picture; i++)
        if (answers_get(a, questions[i]).n) {
            files[n] = m->picture;
            files[n++].field = arena_str(mem, str_of(questions[i]));
        }
    return n;
}

/* What no resident could send, the demonstration must not send either. */
static enum rc validate(const struct making *m, struct arena *mem, struct answers *a, t_time now, int64_t number)
{
    struct expr_world world;
    const struct message *messages;
    size_t n = 0;
    answers_world(mem, a, now, &m->town->calendar, &world);
    enum rc rc = answers_validate(a, &world, NULL, &messages, &n);
    for (size_t i = 0; i < n; i++)
        fprintf(stderr, "yakuba demo: S-%lld: %.*s: %.*s\n", (long long)number, STR(messages[i].name),
                STR(messages[i].text));
    return n ? INVALID : rc;
}

static enum rc receive(struct lane *l, int64_t number, t_time arrived_at, struct draw *d, struct case_receipt *ret_receipt)
{
    const struct making *m = l->m;
    struct answers answers;
    struct case_attachment files[2];
    struct demo_claim claim = { .plan = m->plan, .calendar = &m->town->calendar, .families = m->families,
                                .n_families = m->n_families, .number = number, .arrived_at = arrived_at, .draw = *d };
    enum rc rc = demo_application(&l->mem, &claim, &answers);
    if (rc == OK)
        rc = validate(m, &l->mem, &answers, arrived_at, number);
    if (rc != OK)
        return rc;
    *d = claim.draw;
    struct case_new in = {
        .plan = m->plan,
        .channel = S("demo"),
        .external_id = external_id(&l->mem, number),
        .language = S("ja"),
        .arrived_at = arrived_at,
        .answers = &answers,
        .attachments = files,
        .n_attachments = attach(m, &l->mem, &answers, files),
        .actor = { S("resident"), 0, S("申請者") },
    };
    return cases_receive(&m->r->hall, m->town, l->db, &l->mem, &in, ret_receipt);
}

static enum rc make_one(struct lane *l, int64_t number)
{
    const struct making *m = l->m;
    struct draw d = demo_case_draw(m->seed, number);
    struct case_receipt receipt;
    bool found;
    enum rc rc = is_there(l->db, &l->mem, m->town, number, &found);
    if (rc != OK || found)
        return rc;
    struct fate fate = fate_of(number, &d);
    t_time arrived_at = arrival(m, fate.age, &d);
    rc = receive(l, number, arrived_at, &d, &receipt);
    if (rc != OK || receipt.repeated)
        return rc;
    struct demo_history h = { .hall = &m->r->hall, .town = m->town, .db = l->db, .mem = &l->mem,
                              .office = &m->office, .case_id = receipt.case_id, .at = arrived_at,
                              .now = m->now, .draw = d };
    return demo_history_make(&h, fate.goal);
}

static void tell(struct making *m)
{
    long long made = atomic_fetch_add(&m->made, 1) + 1;
    if (made % TOLD_EVERY == 0)
        fprintf(stderr, "yakuba demo: %lld of %lld cases\n", made, (long long)m->n);
}

static void *work(void *arg)
{
    struct lane *l = arg;
    struct making *m = l->m;
    for (int64_t number; atomic_load(&m->rc) == OK && (number = atomic_fetch_add(&m->next, 1)) <= m->n;) {
        enum rc rc = make_one(l, number);
        if (rc != OK) {
            int none = OK;
            fprintf(stderr, "yakuba demo: case S-%lld cannot be made (%s)\n", (long long)number, rc_name(rc));
            atomic_compare_exchange_strong(&m->rc, &none, (int)rc);
        }
        tell(m);
        arena_reset(&l->mem);
    }
    return NULL;
}

/* ---- all of them ---- */

static enum rc open_lane(struct making *m, struct lane *l)
{
    l->m = m;
    arena_init(&l->mem, (size_t)16 << 20);
    return db_session_open(m->r->hall.store, &l->db);
}

/* The caller is the first lane. */
static enum rc run_lanes(struct making *m)
{
    struct lane lanes[LANES] = { 0 };
    size_t wanted = m->n > FEW ? LANES : 1, opened = 0, running = 1;
    enum rc rc = OK;
    while (opened < wanted && rc == OK)
        rc = open_lane(m, &lanes[opened++]);
    for (; rc == OK && running < wanted; running++)
        if (pthread_create(&lanes[running].thread, NULL, work, &lanes[running]) != 0)
            break;
    if (rc == OK)
        work(&lanes[0]);
    for (size_t i = 1; i < running && i < opened; i++)
        if (rc == OK)
            pthread_join(lanes[i].thread, NULL);
    for (size_t i = 0; i < opened; i++) {
        if (lanes[i].db)
            db_session_close(lanes[i].db);
        arena_release(&lanes[i].mem);
    }
    return rc == OK ? (enum rc)atomic_load(&m->rc) : rc;
}

/* The last as many as can have been under way together: when they are there, all are. */
static enum rc all_there(struct running *r, const struct town *town, int64_t n, bool *ret_all)
{
    *ret_all = true;
    enum rc rc = OK;
    for (int64_t number = n > LANES ? n - LANES : 1; number <= n && rc == OK && *ret_all; number++)
        rc = is_there(r->db, &r->mem, town, number, ret_all);
    return rc;
}

static enum rc prepare(struct making *m)
{
    struct running *r = m->r;
    m->n_families = demo_families_read(&r->mem, &m->families);
    enum rc rc = demo_office_read(r->db, &r->mem, m->town, m->plan->section_code, &m->office);
    m->has_picture = r->hall.files != NULL;
    if (rc == OK && m->has_picture)
        rc = demo_picture(r->hall.files, &r->mem, &m->picture);
    return rc;
}

enum rc demo_make_cases_at(struct running *r, int64_t n, int64_t seed, t_time now)
{
    struct making m = { .r = r, .n = n, .seed = seed, .now = now, .next = 1 };
    bool all;
    m.town = r->hall.n_towns ? &r->hall.towns[0] : NULL;
    m.plan = hall_plan(&r->hall, S("jido-teate"));
    if (!m.town || !m.plan)
        return FAILED;
    enum rc rc = all_there(r, m.town, n, &all);
    if (rc != OK || all)
        return rc;
    rc = prepare(&m);
    return rc == OK ? run_lanes(&m) : rc;
}

enum rc demo_make_cases(struct running *r, int64_t n, int64_t seed)
{
    return demo_make_cases_at(r, n, seed, time_now());
}
