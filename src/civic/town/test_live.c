/* SPDX-License-Identifier: Apache-2.0 */
/* Towns that change while requests read them. */
#include "civic/sections/sections_sql.h"
#include "civic/town/town_sql.h"
#include "tests/fixture.h"

#include <pthread.h>
#include <stdatomic.h>

static const struct route *const none[] = { NULL };

static enum rc rename_section(struct db *db, void *arg)
{
    int64_t version = *(int64_t *)arg, changed;
    enum rc rc = sections_sql_change_section(db,
                                             &(struct sections_sql_change_section_in){
                                                 .town_id = 7, .id = 3, .version = version,
                                                 .name = arena_fmt(test_arena(), "課%lld", (long long)version + 1),
                                                 .telephone = S("1"), .floor = S("2"), .hours = S("3"), .email = S("4"),
                                                 .position = 1 },
                                             &changed);
    CHECK_INT(changed, 1);
    return rc == OK ? town_sql_changed(db, 7, NULL) : rc;
}

static struct hall *live_hall(struct fixture *f)
{
    static bool started;
    if (!started)
        CHECK_OK(hall_live_start(&f->hall, &f->mem, f->db));
    started = true;
    return &f->hall;
}

static struct str name_in(const struct hall *hall)
{
    return town_section(town_by_id(hall, 7), 3)->name;
}

static int64_t version = 1;

TEST(who_began_before_a_change_reads_on_what_was_and_the_next_reads_what_is)
{
    struct fixture *f = fixture(none, NULL);
    struct hall *root = live_hall(f);
    struct arena before, after;
    arena_init(&before, 1 << 20);
    arena_init(&after, 1 << 20);
    const struct hall *old = hall_hold(root, &before);
    CHECK(old != root && hall_hold(old, &before) == old);
    CHECK_OK(hall_refresh(root, f->db));
    CHECK(hall_hold(root, &after) == old); /* nothing was changed: nothing is read anew */
    CHECK_OK(db_transaction(f->db, rename_section, &version));
    version++;
    CHECK_OK(hall_refresh(old, f->db)); /* a view knows where the newest is */
    const struct hall *new = hall_hold(root, &after);
    CHECK(new != old);
    CHECK_SAME(name_in(old), S("子育て課"));
    CHECK_SAME(name_in(new), S("課2"));
    CHECK(new->store == root->store && new->n_plans == root->n_plans);
    arena_release(&before);
    CHECK_SAME(name_in(new), S("課2"));
    arena_release(&after);
}

static atomic_bool ends;
static atomic_int held;

static void *read_again_and_again(void *arg)
{
    struct arena mem;
    arena_init(&mem, 1 << 20);
    while (!atomic_load(&ends)) {
        const struct hall *hall = hall_hold(arg, &mem);
        struct str name = name_in(hall);
        atomic_fetch_add(&held, str_starts(name, S("課")));
        arena_reset(&mem);
    }
    arena_release(&mem);
    return NULL;
}

TEST(views_go_when_their_last_reader_goes)
{
    enum { READERS = 4, CHANGES = 100 };
    struct fixture *f = fixture(none, NULL);
    struct hall *root = live_hall(f);
    pthread_t threads[READERS];
    for (int i = 0; i < READERS; i++)
        CHECK_INT(pthread_create(&threads[i], NULL, read_again_and_again, root), 0);
    for (int i = 0; i < CHANGES; i++, version++) {
        CHECK_OK(db_transaction(f->db, rename_section, &version));
        CHECK_OK(hall_refresh(root, f->db));
    }
    while (atomic_load(&held) < 1000)
        ;
    atomic_store(&ends, true);
    for (int i = 0; i < READERS; i++)
        pthread_join(threads[i], NULL);
    hall_live_stop(root); /* asserts that nobody holds one */
    CHECK(!root->live && hall_hold(root, test_arena()) == root);
}
