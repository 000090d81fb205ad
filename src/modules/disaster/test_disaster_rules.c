/* SPDX-License-Identifier: Apache-2.0 */
/* The classes at their boundaries, the parts, the flood table, and points that nobody could have seen. */
#include "modules/disaster/rules.h"
#include "tests/test.h"

#include <limits.h>

TEST(classes_begin_at_10_20_30_40_and_50_points)
{
    static const struct {
        int points;
        enum damage_class class;
    } cases[] = {
        { 0, DAMAGE_PARTIAL }, { 9, DAMAGE_PARTIAL }, { 10, DAMAGE_QUASI },  { 11, DAMAGE_QUASI },
        { 19, DAMAGE_QUASI },  { 20, DAMAGE_HALF },   { 21, DAMAGE_HALF },   { 29, DAMAGE_HALF },
        { 30, DAMAGE_MIDDLE }, { 31, DAMAGE_MIDDLE }, { 39, DAMAGE_MIDDLE }, { 40, DAMAGE_LARGE },
        { 41, DAMAGE_LARGE },  { 49, DAMAGE_LARGE },  { 50, DAMAGE_TOTAL },  { 51, DAMAGE_TOTAL },
        { 99, DAMAGE_TOTAL },  { 100, DAMAGE_TOTAL }, { 101, DAMAGE_NONE },  { -1, DAMAGE_NONE },
        { INT_MAX, DAMAGE_NONE }, { INT_MIN, DAMAGE_NONE },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        CHECK(damage_by_points(cases[i].points) == cases[i].class);
}

TEST(the_parts_of_a_house_are_worth_100_points)
{
    for (int m = SURVEY_FIRST; m <= SURVEY_SECOND; m++)
        for (int s = SURVEY_WOODEN; s <= SURVEY_OTHER; s++) {
            size_t n;
            int sum = 0;
            const struct survey_part *parts = survey_parts((enum survey_method)m, (enum survey_structure)s, &n);
            CHECK(n > 0 && n <= SURVEY_MOST_PARTS);
            for (size_t i = 0; i < n; i++)
                sum += parts[i].most;
            CHECK(sum == 100);
        }
    size_t n = 1;
    CHECK(survey_parts(SURVEY_PHOTOS, SURVEY_WOODEN, &n) == NULL && n == 0);
}

TEST(classes_are_found_by_the_name_of_the_outcome)
{
    for (int c = DAMAGE_PARTIAL; c <= DAMAGE_TOTAL; c++)
        CHECK(damage_of(damage_name((enum damage_class)c)) == (enum damage_class)c);
    CHECK(damage_of(S("")) == DAMAGE_NONE);
    CHECK(damage_of(S("refuse")) == DAMAGE_NONE);
}

static struct survey_seen wooden(enum survey_method m)
{
    return (struct survey_seen){ .method = m, .structure = SURVEY_WOODEN };
}

static struct survey_result decided(const struct survey_seen *s)
{
    struct survey_fault faults[SURVEY_MOST_FAULTS];
    struct survey_result r = { DAMAGE_NONE, WAY_POINTS, -1 };
    CHECK(survey_decide(s, faults, &r) == 0);
    return r;
}

TEST(points_of_the_parts_add_up)
{
    struct survey_seen s = wooden(SURVEY_FIRST);
    s.points[0] = 5, s.points[1] = 12, s.points[2] = 2;
    CHECK(decided(&s).class == DAMAGE_QUASI && decided(&s).points == 19);
    s.points[2] = 3;
    CHECK(decided(&s).class == DAMAGE_HALF && decided(&s).points == 20 && decided(&s).way == WAY_POINTS);
    struct survey_seen t = wooden(SURVEY_SECOND);
    for (size_t i = 0; i < SURVEY_MOST_PARTS; i++)
        t.points[i] = 3;
    CHECK(decided(&t).points == 27 && decided(&t).class == DAMAGE_HALF);
    t.points[0] = 6;
    CHECK(decided(&t).class == DAMAGE_MIDDLE);
}

TEST(points_that_nobody_could_have_seen_are_refused)
{
    static const int hostile[] = { -1, 16, 100, INT_MAX, INT_MIN };
    for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
        struct survey_fault faults[SURVEY_MOST_FAULTS];
        struct survey_result r = { DAMAGE_NONE, WAY_POINTS, 0 };
        struct survey_seen s = wooden(SURVEY_SECOND);
        for (size_t k = 0; k < SURVEY_MOST_PARTS; k++)
            s.points[k] = hostile[i];
        CHECK(survey_decide(&s, faults, &r) == SURVEY_MOST_PARTS);
        CHECK(r.class == DAMAGE_NONE); /* untouched */
    }
}

TEST(at_a_glance_no_points_are_asked)
{
    for (int g = GLANCE_COLLAPSED; g <= GLANCE_TILTED; g++) {
        struct survey_seen s = wooden(SURVEY_FIRST);
        s.glance = (enum survey_glance)g;
        s.points[0] = s.points[1] = s.points[2] = -1;
        CHECK(decided(&s).class == DAMAGE_TOTAL && decided(&s).way == WAY_GLANCE);
    }
}

TEST(the_depth_of_water_decides_at_50_100_and_180)
{
    static const struct {
        int cm;
        enum damage_class class;
    } cases[] = { { 1, DAMAGE_HALF },    { 49, DAMAGE_HALF },   { 50, DAMAGE_MIDDLE }, { 99, DAMAGE_MIDDLE },
                  { 100, DAMAGE_LARGE }, { 179, DAMAGE_LARGE }, { 180, DAMAGE_TOTAL }, { 2000, DAMAGE_TOTAL } };
    struct survey_seen s = wooden(SURVEY_FIRST);
    s.by_force = s.is_low = true;
    s.flood = FLOOD_ABOVE;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        s.depth_cm = cases[i].cm;
        CHECK(decided(&s).class == cases[i].class && decided(&s).way == WAY_FLOOD);
    }
    s.flood = FLOOD_UNDER;
    s.depth_cm = 0;
    CHECK(decided(&s).class == DAMAGE_PARTIAL && decided(&s).way == WAY_FLOOD);
}

TEST(the_table_of_depths_is_for_low_wooden_houses_hit_by_water_in_the_first_survey)
{
    struct survey_seen s = wooden(SURVEY_FIRST);
    s.flood = FLOOD_ABOVE;
    s.depth_cm = 200;
    s.is_low = true;
    CHECK(decided(&s).way == WAY_POINTS);
    s.by_force = true;
    s.is_low = false;
    CHECK(decided(&s).way == WAY_POINTS);
    s.is_low = true;
    s.method = SURVEY_SECOND;
    CHECK(decided(&s).way == WAY_POINTS);
    s.method = SURVEY_FIRST;
    s.structure = SURVEY_OTHER;
    CHECK(decided(&s).way == WAY_POINTS);
}

TEST(what_is_missing_is_named)
{
    struct survey_fault faults[SURVEY_MOST_FAULTS];
    struct survey_result r;
    struct survey_seen s = { .method = SURVEY_NO_METHOD };
    CHECK(survey_decide(&s, faults, &r) == 1);
    CHECK_STR(faults[0].field, "method");
    s.method = SURVEY_FIRST;
    CHECK(survey_decide(&s, faults, &r) == 1);
    CHECK_STR(faults[0].field, "structure");
    s.structure = SURVEY_WOODEN;
    s.flood = FLOOD_ABOVE;
    CHECK(survey_decide(&s, faults, &r) == 1);
    CHECK_STR(faults[0].field, "depth");
    s.depth_cm = SURVEY_DEEPEST_CM + 1;
    CHECK(survey_decide(&s, faults, &r) == 1);
}

TEST(photos_alone_come_to_less_than_quasi_half)
{
    struct survey_seen s = { .method = SURVEY_PHOTOS, .glance = GLANCE_COLLAPSED, .points = { -1 } };
    CHECK(decided(&s).class == DAMAGE_PARTIAL && decided(&s).way == WAY_PHOTOS);
}
