/* SPDX-License-Identifier: Apache-2.0 */
/* 都市X in a temporary store: the town whole, made once, finished after an interruption. */
#include "app/demo/test_demo.h"
#include "base/text.h"
#include "civic/people/people_sql.h"
#include "civic/sections/sections_sql.h"

static int64_t residents(struct running *r)
{
    struct people_sql_count_row count;
    CHECK_OK(people_sql_count(r->db, &r->mem, DEMO_TOWN_ID, &count));
    return count.n;
}

TEST(the_town_has_its_people_sections_and_hosts)
{
    struct running *r = demo_opened();
    const struct hall *hall = &r->hall;
    CHECK_INT((int64_t)hall->n_towns, 1);
    const struct town *t = &hall->towns[0];
    CHECK_INT(t->id, DEMO_TOWN_ID);
    CHECK_INT(t->closes_at, 17 * 60 + 15);
    CHECK_INT((int64_t)t->n_sections, 8);
    CHECK(t->calendar.n_closed > 0);
    static const char *const hosts[] = { "127.0.0.1:8080", "localhost", "[::1]:8080", "xtown.example.jp" };
    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++)
        CHECK(town_by_host(hall, str_of(hosts[i])) == t);
    CHECK(!town_by_host(hall, S("elsewhere.example.jp")));
    CHECK_INT(residents(r), DEMO_RESIDENTS);
}

TEST(every_member_of_staff_can_sign_in_and_has_roles)
{
    struct running *r = demo_opened();
    const struct demo_staff *staff;
    size_t n = demo_staff(test_arena(), &staff);
    CHECK_INT((int64_t)n, 20);
    for (size_t i = 0; i < n; i++) {
        struct sections_sql_staff_by_login_row row;
        struct sections_sql_roles_rows roles;
        bool found;
        CHECK_OK(sections_sql_staff_by_login(r->db, test_arena(), DEMO_TOWN_ID, staff[i].login, &row, &found));
        if (!CHECK(found))
            continue;
        CHECK(row.is_active && str_starts(row.password_hash, S("$argon2id$")));
        CHECK_SAME(town_section(&r->hall.towns[0], row.section_id)->code, staff[i].section);
        CHECK_OK(sections_sql_roles(r->db, test_arena(), DEMO_TOWN_ID, row.id, 10, &roles));
        CHECK(roles.n > 0);
    }
}

TEST(a_family_of_the_story_lives_together_and_is_found_by_birth)
{
    struct running *r = demo_opened();
    struct people_sql_born_on_rows rows;
    struct people_sql_household_rows home;
    CHECK_OK(people_sql_born_on(r->db, test_arena(), DEMO_TOWN_ID, date_of(1992, 5, 18), 10, &rows));
    if (!CHECK(rows.n >= 1))
        return;
    CHECK_STR(rows.p[0].given, "花子");
    CHECK_SAME(rows.p[0].kana_key, text_search_key(test_arena(), S("ミホンハナコ")));
    CHECK_OK(people_sql_household(r->db, test_arena(), DEMO_TOWN_ID, rows.p[0].household_id, 20, &home));
    CHECK_INT((int64_t)home.n, 4);
}

TEST(making_the_town_again_changes_nothing)
{
    struct running *r = demo_opened();
    CHECK_OK(demo_make_town(r, &demo_config));
    CHECK_INT(residents(r), DEMO_RESIDENTS);
}

/* What a start that was killed after its first household leaves behind. */
struct first_household {
    struct people_sql_household_rows home;
    t_id ids[10];
};

static enum rc insert_first_household(struct db *db, void *ctx)
{
    const struct first_household *f = ctx;
    enum rc rc = OK;
    for (size_t i = 0; i < f->home.n && rc == OK; i++)
        rc = people_sql_add(db,
                            &(struct people_sql_add_in){ .town_id = DEMO_TOWN_ID,
                                                         .id = f->ids[i],
                                                         .household_id = f->ids[0],
                                                         .family = f->home.p[i].family,
                                                         .given = f->home.p[i].given,
                                                         .birth = f->home.p[i].birth,
                                                         .moved_in = f->home.p[i].birth },
                            NULL);
    return rc;
}

TEST(an_interrupted_first_start_is_finished)
{
    struct running *whole = demo_opened(), *r = demo_store("interrupted");
    struct people_sql_born_on_rows rows;
    struct first_household first = { 0 };
    CHECK_OK(people_sql_born_on(whole->db, test_arena(), DEMO_TOWN_ID, date_of(1992, 5, 18), 10, &rows));
    CHECK_OK(people_sql_household(whole->db, test_arena(), DEMO_TOWN_ID, rows.p[0].household_id, 10, &first.home));
    for (size_t i = 0; i < first.home.n; i++)
        CHECK_OK(db_new_id(r->db, TABLE_PERSON, &first.ids[i]));
    CHECK_OK(db_transaction(r->db, insert_first_household, &first));
    CHECK_INT(residents(r), 4);
    CHECK_OK(demo_make_town(r, &demo_config));
    CHECK_INT(residents(r), DEMO_RESIDENTS);
    CHECK_INT((int64_t)r->hall.n_towns, 1);
    CHECK_OK(people_sql_born_on(r->db, test_arena(), DEMO_TOWN_ID, date_of(1992, 5, 18), 10, &rows));
    CHECK_INT((int64_t)rows.n, 1);
}

TEST(a_store_of_another_town_is_refused)
{
    struct running *r = demo_opened();
    const struct town *towns = r->hall.towns;
    struct town other = towns[0];
    other.code = S("999989");
    r->hall.towns = &other;
    CHECK_INT(demo_make_town(r, &demo_config), INVALID);
    r->hall.towns = towns;
    CHECK_INT(residents(r), DEMO_RESIDENTS);
}
