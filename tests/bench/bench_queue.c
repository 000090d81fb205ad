/* SPDX-License-Identifier: Apache-2.0 */
/* What a page of the queue costs with 100,000 cases: each view, through the dispatcher, with all
 * counts. YAKUBA_SOURCE=. bench_queue [CASES] [OPEN_PERCENT] Prints one line per view: median and
 * p99 in milliseconds. */
#include "modules/desk/desk.h"
#include "tests/fixture.h"

#include <stdio.h>
#include <stdlib.h>

enum { BATCH_OF_CASES = 500, ASKED = 300, ANSWER_BYTES = 1500, WARM_UP = 10 };

struct batch {
    struct fixture *f;
    t_id ids[BATCH_OF_CASES];
    struct str answers;
    int64_t first, open_percent;
};

static uint64_t next_random(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return *state >> 33;
}

static struct cases_sql_add_in case_row(const struct batch *b, size_t i)
{
    static const enum case_state open[] = { CASE_RECEIVED, CASE_REVIEW, CASE_CORRECTION,
                                            CASE_APPROVAL };
    static const struct str kana[] = { S_("ミホン"), S_("レイジ"), S_("カクウ"), S_("シノ"),
                                       S_("ヒナガタ") };
    uint64_t seed = (uint64_t)(b->first + (int64_t)i) * 2654435761u;
    bool is_open = (int64_t)(next_random(&seed) % 100) < b->open_percent;
    struct date today = time_date(time_now()),
                due = date_add_days(today, (int64_t)(next_random(&seed) % 60) - 20);
    enum case_state state = is_open ? open[next_random(&seed) % 4] : CASE_DONE;
    return (struct cases_sql_add_in) {
        .town_id = b->f->town->id,
        .id = b->ids[i],
        .procedure_id = S("jido-teate"),
        .plan_digest = b->f->plan->digest,
        .channel = S("web"),
        .language = S("ja"),
        .state = case_state_name(state),
        .is_open = is_open,
        .section_id = next_random(&seed) % 2 ? b->f->kosodate : b->f->jumin,
        .name = S("見本 太郎"),
        .kana = kana[next_random(&seed) % 5],
        .birth = NO_DATE,
        .telephone = S("000-0000-1234"),
        .arrived_at = time_now(),
        .office_on = today,
        .due_on = due,
        .sort_on = due,
        .mark = S("ok"),
        .mark_text = S("不備なし"),
        .updated_at = time_now(),
        .answers = b->answers,
    };
}

static enum rc add_batch(struct db *db, void *arg)
{
    const struct batch *b = arg;
    enum rc rc = OK;
    for (size_t i = 0; i < BATCH_OF_CASES && rc == OK; i++) {
        struct cases_sql_add_in row = case_row(b, i);
        rc = cases_sql_add(db, &row, NULL);
    }
    return rc;
}

static struct str long_answers(struct arena *mem)
{
    char *p = arena_new(mem, char, ANSWER_BYTES);
    memset(p, 'x', ANSWER_BYTES);
    return arena_fmt(mem, "{\"applicant\":{\"applicant_address\":\"%.*s\"}}", ANSWER_BYTES, p);
}

static void fill(struct fixture *f, int64_t cases, int64_t open_percent)
{
    struct batch b = { .f = f, .answers = long_answers(&f->mem), .open_percent = open_percent };
    for (b.first = 0; b.first < cases; b.first += BATCH_OF_CASES) {
        for (size_t i = 0; i < BATCH_OF_CASES; i++)
            if (db_new_id(f->db, TABLE_CASES, &b.ids[i]) != OK)
                abort();
        if (db_transaction(f->db, add_batch, &b) != OK)
            abort();
    }
}

static int compare(const void *a, const void *b)
{
    t_time x = *(const t_time *)a, y = *(const t_time *)b;
    return (x > y) - (x < y);
}

static void measure(struct fixture *f, const char *name, const char *target)
{
    t_time took[ASKED];
    size_t bytes = 0;
    for (int i = -WARM_UP; i < ASKED; i++) {
        arena_reset(test_arena());
        t_time before = time_now();
        struct loopback_reply y = fixture_get(f, "clerk", str_of(target));
        if (y.status != 200)
            abort();
        bytes = y.body.n;
        if (i >= 0)
            took[i] = time_now() - before;
    }
    qsort(took, ASKED, sizeof *took, compare);
    printf("%-12s median %6.2f ms   p99 %6.2f ms   %zu bytes\n", name,
           (double)took[ASKED / 2] / 1000, (double)took[ASKED * 99 / 100] / 1000, bytes);
}

int main(int argc, char **argv)
{
    static const struct route *tables[2];
    static const char *const views[] = { "received", "review", "correction", "approval", "mine",
                                         "today",    "over",   "soon",       "visit",    "all" };
    int64_t cases = 100000, open_percent = 30;
    if ((argc > 1 && !str_to_int(str_of(argv[1]), &cases)) ||
        (argc > 2 && !str_to_int(str_of(argv[2]), &open_percent)))
        return 2;
    tables[0] = desk_module.routes;
    arena_init(test_arena(), (size_t)64 << 20);
    struct fixture *f = fixture(tables, NULL);
    fill(f, cases, open_percent);
    printf("%lld cases, %lld %% of them open, half of them in the section\n", (long long)cases,
           (long long)open_percent);
    for (size_t i = 0; i < sizeof views / sizeof *views; i++)
        measure(f, views[i], arena_fmt(&f->mem, "/staff?view=%s", views[i]).p);
    measure(f, "kana", "/staff?q=%E3%83%9F%E3%83%9B");
    measure(f, "name", "/staff?q=%E8%A6%8B%E6%9C%AC");
    return 0;
}
