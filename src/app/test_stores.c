/* SPDX-License-Identifier: Apache-2.0 */
/* The list of stores as it is read, and towns in two stores behind one server. */
#include "app/stores.h"
#include "app/new_town.h"
#include "app/running.h"
#include "app/stores_file.h"
#include "app/stores_state.h"
#include "platform/db/db.h"
#include "tests/test.h"

#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const char *list_of(const char *text, mode_t mode)
{
    const char *path = arena_fmt(test_arena(), "%s/stores", test_folder().p).p;
    FILE *f = fopen(path, "w");
    if (CHECK(f != NULL)) {
        fputs(text, f);
        fclose(f);
        CHECK(chmod(path, mode) == 0);
    }
    return path;
}

static struct config config_of(const char *stores)
{
    static int number; /* the folder is the same for all tests */
    struct config c;
    config_defaults(&c);
    c.data = arena_fmt(test_arena(), "%s/data%d", test_folder().p, number++).p;
    c.stores = stores;
    c.workers = 8;
    c.accept_fast_fsync = true;
    return c;
}

TEST(a_list_of_stores_is_read_and_one_is_chosen_by_its_name)
{
    struct out complaints;
    out_init(&complaints, test_arena(), 1 << 16);
    struct config c = config_of(list_of("# ours\n\nsmall = .\n big=/srv/big \nfar-1 = far postgresql://db/towns\n", 0644));
    CHECK_OK(stores_file_apply(&c, test_arena(), &complaints));
    CHECK(c.n_lines == 3);
    CHECK_SAME(str_of(c.lines[0].folder), str_of(c.data));
    CHECK_SAME(str_of(c.lines[1].folder), S("/srv/big"));
    CHECK_SAME(str_of(c.lines[1].address), S(""));
    CHECK_SAME(str_of(c.lines[2].address), S("postgresql://db/towns"));
    CHECK(c.place == NULL);
    c.store = "far-1";
    CHECK_OK(stores_file_apply(&c, test_arena(), &complaints));
    CHECK(config_is_on_server(&c));
    CHECK_SAME(str_of(config_place(&c)), arena_fmt(test_arena(), "%s/far", c.data));
    c.store = "big";
    CHECK_OK(stores_file_apply(&c, test_arena(), &complaints));
    CHECK(!config_is_on_server(&c));
    c.store = "none";
    CHECK_INT(stores_file_apply(&c, test_arena(), &complaints), INVALID);
}

TEST(a_wrong_list_of_stores_is_refused_with_its_line)
{
    static const char *const wrong[] = {
        "small\n", "Small = .\n", "= .\n", "small =\n", "small = postgresql://db/x\n", "small = ../x\n", "small = . mysql://x\n",
        "a = .\na = b\n", "a = .\nb = .\n", "a = x postgresql://db/1\nb = y postgresql://db/1\n", "-a = .\n", "# none\n",
        "a = x postgresql://u:secret@db/1\n",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct out complaints;
        out_init(&complaints, test_arena(), 1 << 16);
        struct config c = config_of(list_of(wrong[i], 0644));
        CHECK_INT(stores_file_apply(&c, test_arena(), &complaints), INVALID);
        CHECK(complaints.n > 0);
        CHECK(str_find(out_text(&complaints), S("secret")) == SIZE_MAX);
    }
    struct out complaints;
    out_init(&complaints, test_arena(), 1 << 16);
    struct config c = config_of(list_of("a = x postgresql://u:secret@db/1\n", 0600));
    CHECK_OK(stores_file_apply(&c, test_arena(), &complaints));
}

/* ---- two stores ---- */

struct two {
    struct config c;
    struct running house;
    struct stores *stores;
};

static void ends(void)
{
    CHECK(!"the program would end");
}

/* store NULL: into `a` and `b` one town each. */
static void make_town(struct config c, const char *store, const char *code, const char *host)
{
    struct out complaints;
    struct running r;
    struct new_town t = { .code = str_of(code), .name = S("見本町"), .host = str_of(host), .section = S("総務課"),
                          .telephone = S("000-0000-0000"), .family = S("見本"), .given = S("一"), .login = S("admin"),
                          .is_one_of_many = true };
    out_init(&complaints, test_arena(), 1 << 16);
    c.store = store;
    CHECK_OK(stores_file_apply(&c, test_arena(), &complaints));
    CHECK_OK(running_open(&r, &c));
    CHECK_OK(new_town_make(&r, &t));
    running_close(&r);
}

static void make_two(struct two *x)
{
    struct out complaints;
    out_init(&complaints, test_arena(), 1 << 16);
    x->c = config_of(list_of("a = a\nb = b\n", 0600));
    make_town(x->c, "a", "131016", "a.example.jp");
    make_town(x->c, "b", "131024", "b.example.jp");
    CHECK_OK(stores_file_apply(&x->c, test_arena(), &complaints));
}

static void open_two(struct two *x)
{
    CHECK_OK(running_open_house(&x->house, &x->c));
    CHECK_OK(stores_open(&x->house.hall, test_arena(), &x->c, ends, &x->stores));
}

static void close_two(struct two *x)
{
    if (x->stores)
        stores_close(x->stores);
    running_close(&x->house);
}

struct asked {
    enum rc rc;
    t_id town_id; /* of the store that answers, by its first town */
    bool has_session;
};

static struct asked ask(struct two *x, enum zone zone, const char *host)
{
    struct arena mem;
    void *place = NULL;
    struct route route = { .zone = zone };
    struct req r = { .app = x->stores, .host = str_of(host), .mem = &mem, .route = &route };
    struct asked y = { 0 };
    arena_init(&mem, 1 << 20);
    y.rc = stores_borrow(&r, &place);
    if (r.app != (void *)x->stores)
        y.town_id = hall_of(&r)->towns[0].id;
    y.has_session = r.db != NULL;
    if (y.rc == OK) {
        const struct town *towns;
        size_t n;
        const struct store_place *p = place;
        CHECK(hall_of(&r)->store == p->hall.store && hall_of(&r)->files == p->hall.files);
        CHECK(hall_of(&r)->opening == p->hall.opening); /* an address may be the same by chance */
        CHECK_OK(town_load(r.db, &mem, &towns, &n));
        CHECK(n == 1 && towns[0].id == y.town_id); /* the session is of the same store */
        stores_give_back(place, r.db);
    }
    arena_release(&mem);
    return y;
}

TEST(a_host_finds_its_town_and_the_town_its_store)
{
    struct two x = { 0 };
    make_two(&x);
    open_two(&x);
    struct asked a = ask(&x, ZONE_PUBLIC, "a.example.jp:8080"), b = ask(&x, ZONE_STAFF, "B.example.jp"),
                 none = ask(&x, ZONE_PUBLIC, "c.example.jp"), first = ask(&x, ZONE_OPERATOR, "127.0.0.1:8081"),
                 named = ask(&x, ZONE_OPERATOR, "b.localhost:8081"), unnamed = ask(&x, ZONE_OPERATOR, "c.localhost");
    CHECK(a.rc == OK && a.town_id == 131016);
    CHECK(b.rc == OK && b.town_id == 131024);
    CHECK(none.rc == NOT_FOUND && !none.has_session);
    CHECK(first.rc == OK && first.town_id == 131016);
    CHECK(named.rc == OK && named.town_id == 131024);
    CHECK(unnamed.rc != OK);
    CHECK(stores_is_ready(x.stores));
    close_two(&x);
}

static void move(const struct two *x, const char *from, const char *to)
{
    const char *f = arena_fmt(test_arena(), "%s/%s", x->c.data, from).p, *t = arena_fmt(test_arena(), "%s/%s", x->c.data, to).p;
    CHECK(rename(f, t) == 0);
}

/* Until the host answers so: 10 s at most. */
static bool comes(struct two *x, const char *host, enum rc rc)
{
    for (int i = 0; i < 200; i++) {
        if (ask(x, ZONE_PUBLIC, host).rc == rc)
            return true;
        nanosleep(&(struct timespec){ .tv_nsec = 50000000 }, NULL);
    }
    return false;
}

TEST(a_store_that_goes_takes_its_town_alone_with_it_and_comes_back)
{
    struct two x = { 0 };
    make_two(&x);
    open_two(&x);
    CHECK_OK(stores_keep(x.stores));
    CHECK(comes(&x, "b.example.jp", OK));
    for (int i = 0; i < 2; i++) {
        move(&x, "b", "away");
        CHECK(comes(&x, "b.example.jp", BUSY));
        struct asked b = ask(&x, ZONE_PUBLIC, "b.example.jp");
        CHECK(b.town_id == 131024 && !b.has_session); /* its page can still be shown in its own look */
        CHECK_INT(ask(&x, ZONE_PUBLIC, "a.example.jp").rc, OK);
        CHECK_INT(ask(&x, ZONE_PUBLIC, "c.example.jp").rc, NOT_FOUND);
        CHECK(stores_is_ready(x.stores));
        move(&x, "away", "b");
        CHECK(comes(&x, "b.example.jp", OK));
    }
    close_two(&x);
}

TEST(a_store_that_is_not_there_at_the_start_is_opened_later_and_never_made)
{
    struct two x = { 0 };
    make_two(&x);
    move(&x, "b", "away");
    open_two(&x);
    CHECK_OK(stores_keep(x.stores));
    CHECK_INT(ask(&x, ZONE_PUBLIC, "a.example.jp").rc, OK);
    CHECK_INT(ask(&x, ZONE_PUBLIC, "b.example.jp").rc, BUSY);
    CHECK_INT(ask(&x, ZONE_PUBLIC, "c.example.jp").rc, BUSY); /* it may live in b */
    CHECK(access(arena_fmt(test_arena(), "%s/b", x.c.data).p, F_OK) != 0);
    move(&x, "away", "b");
    CHECK(comes(&x, "b.example.jp", OK));
    CHECK_INT(ask(&x, ZONE_PUBLIC, "c.example.jp").rc, NOT_FOUND);
    close_two(&x);
}

TEST(without_any_store_nothing_is_served)
{
    struct two x = { 0 };
    make_two(&x);
    move(&x, "a", "away");
    move(&x, "b", "away-too");
    CHECK_OK(running_open_house(&x.house, &x.c));
    CHECK_INT(stores_open(&x.house.hall, test_arena(), &x.c, ends, &x.stores), FAILED);
    close_two(&x);
}

TEST(a_town_that_lives_in_two_stores_is_refused_the_second_time)
{
    struct two x = { 0 };
    make_two(&x);
    make_town(x.c, "b", "131016", "other.example.jp");
    open_two(&x);
    struct asked a = ask(&x, ZONE_PUBLIC, "a.example.jp"), b = ask(&x, ZONE_PUBLIC, "b.example.jp");
    CHECK(a.rc == OK && a.town_id == 131016);
    CHECK_INT(b.rc, BUSY);
    CHECK(str_find(str_of(x.stores->places[1].why), S("131016 lives in the store \"a\" too")) != SIZE_MAX);
    close_two(&x);
}

TEST(a_host_name_in_two_stores_stays_with_the_first_also_while_it_is_down)
{
    struct two x = { 0 };
    make_two(&x);
    make_town(x.c, "b", "131032", "a.example.jp");
    open_two(&x);
    CHECK_OK(stores_keep(x.stores));
    struct asked a = ask(&x, ZONE_PUBLIC, "a.example.jp");
    CHECK(a.rc == OK && a.town_id == 131016);
    move(&x, "a", "away");
    CHECK(comes(&x, "a.example.jp", BUSY));
    move(&x, "away", "a");
    CHECK(comes(&x, "a.example.jp", OK));
    close_two(&x);
}

TEST(a_store_lends_no_more_than_three_quarters_of_the_workers)
{
    struct two x = { 0 };
    struct db *db[8];
    make_two(&x);
    open_two(&x);
    struct store_place *a = &x.stores->places[0];
    for (int i = 0; i < 6; i++)
        CHECK_OK(store_place_lend(a, &db[i]));
    CHECK_INT(store_place_lend(a, &db[6]), BUSY);
    CHECK_INT(ask(&x, ZONE_PUBLIC, "b.example.jp").rc, OK);
    store_place_give_back(a, db[5]);
    CHECK_OK(store_place_lend(a, &db[5]));
    for (int i = 0; i < 6; i++)
        store_place_give_back(a, db[i]);
    close_two(&x);
}

TEST(the_figures_say_which_store)
{
    struct two x = { 0 };
    struct out o;
    make_two(&x);
    open_two(&x);
    out_init(&o, test_arena(), 1 << 20);
    stores_figures(x.stores, &o);
    struct str text = out_text(&o), line;
    CHECK(str_find(text, S("yakuba_store_up{store=\"a\"} 1\n")) != SIZE_MAX);
    CHECK(str_find(text, S("yakuba_store_up{store=\"b\"} 1\n")) != SIZE_MAX);
    CHECK(str_find(text, S("yakuba_jobs_paused{store=\"b\",kind=\"files.sweep-orphans\"}")) != SIZE_MAX);
    int types = 0;
    while (str_cut(&text, '\n', &line))
        types += str_starts(line, S("# TYPE yakuba_jobs "));
    CHECK_INT(types, 1);
    close_two(&x);
}
