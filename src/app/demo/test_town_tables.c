/* SPDX-License-Identifier: Apache-2.0 */
/* The tables of town/ hang together and stay impossible as a real place. */
#include "base/csv.h"
#include "base/ids.h"
#include "base/text.h"
#include "base/time.h"
#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>

enum { MOST_ROWS = 64 };

struct table {
    struct csv_row head, rows[MOST_ROWS];
    size_t n;
};

static struct table *table(const char *name)
{
    struct arena *mem = test_arena();
    const char *root = getenv("YAKUBA_SOURCE");
    struct table *t = arena_new(mem, struct table, 1);
    struct str text = test_file(mem, arena_fmt(mem, "%s/town/%s.tsv", root ? root : ".", name).p);
    struct csv c;
    CHECK(text_is_utf8(text));
    csv_init(&c, text, '\t');
    CHECK(csv_next(&c, mem, &t->head));
    while (t->n < MOST_ROWS && csv_next(&c, mem, &t->rows[t->n])) {
        CHECK_INT((int64_t)t->rows[t->n].n, (int64_t)t->head.n);
        t->n++;
    }
    CHECK(!c.failed);
    return t;
}

/* The cell of a row in the column of that name. */
static struct str cell(const struct table *t, size_t row, struct str column)
{
    for (size_t i = 0; i < t->head.n && i < t->rows[row].n; i++)
        if (str_eq(t->head.cells[i], column))
            return t->rows[row].cells[i];
    CHECK(!"column missing");
    return S("");
}

static struct str town(const struct table *t, struct str key)
{
    for (size_t i = 0; i < t->n; i++)
        if (str_eq(cell(t, i, S("key")), key))
            return cell(t, i, S("value"));
    return S("");
}

TEST(the_town_is_impossible_but_complete)
{
    struct table *t = table("town");
    CHECK_STR(town(t, S("code")), "999997");
    CHECK(ids_town_code(town(t, S("code"))));
    CHECK_STR(town(t, S("name")), "都市X");
    CHECK_STR(town(t, S("prefecture")), "X県");
    CHECK(str_starts(town(t, S("telephone")), S("000-0000-01")));
    CHECK(str_starts(town(t, S("postal_code")), S("000-")));
    CHECK(str_starts(town(t, S("address")), S("X県都市X")));
    CHECK_STR(town(t, S("head_title")), "都市X長");
    CHECK(town(t, S("head_name")).n > 0 && town(t, S("hours")).n > 0);
    CHECK_STR(town(t, S("closes_at")), "17:15");
    CHECK(str_ends(town(t, S("host")), town(t, S("domain"))));
}

TEST(there_are_eight_sections)
{
    struct table *t = table("sections");
    CHECK_INT((int64_t)t->n, 8);
    for (size_t i = 0; i < t->n; i++) {
        struct arena *mem = test_arena();
        struct str mail = arena_fmt(mem, "%.*s@xtown.example.jp", STR(cell(t, i, S("code"))));
        CHECK_SAME(cell(t, i, S("email")), mail);
        CHECK(str_starts(cell(t, i, S("telephone")), S("000-0000-01")));
        CHECK(str_ends(cell(t, i, S("name")), S("課")));
        CHECK(cell(t, i, S("floor")).n && cell(t, i, S("hours")).n);
        for (size_t k = 0; k < i; k++)
            CHECK(!str_eq(cell(t, i, S("code")), cell(t, k, S("code"))) &&
                  !str_eq(cell(t, i, S("telephone")), cell(t, k, S("telephone"))));
    }
}

static bool is_role(struct str role)
{
    static const struct str roles[] = { S_("clerk"), S_("counter"), S_("approver"),
                                        S_("section-head"), S_("admin") };
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
        if (str_eq(role, roles[i]))
            return true;
    return false;
}

static bool has_role(const struct table *staff, size_t row, struct str wanted)
{
    struct str roles = cell(staff, row, S("roles")), role;
    while (str_cut(&roles, ' ', &role)) {
        CHECK(is_role(role));
        if (str_eq(role, wanted))
            return true;
    }
    return false;
}

TEST(there_are_twenty_members_of_staff_and_a_head_of_each_section)
{
    struct table *staff = table("staff"), *sections = table("sections");
    CHECK_INT((int64_t)staff->n, 20);
    size_t heads = 0, admins = 0;
    for (size_t i = 0; i < staff->n; i++) {
        CHECK(text_is_katakana(cell(staff, i, S("family_kana"))) &&
              text_is_katakana(cell(staff, i, S("given_kana"))));
        for (size_t k = 0; k < i; k++)
            CHECK(!str_eq(cell(staff, i, S("login")), cell(staff, k, S("login"))));
        size_t at = 0;
        while (at < sections->n &&
               !str_eq(cell(sections, at, S("code")), cell(staff, i, S("section"))))
            at++;
        CHECK(at < sections->n);
        CHECK(!has_role(staff, i, S("nobody")) && cell(staff, i, S("roles")).n > 0);
        heads += has_role(staff, i, S("section-head"));
        admins += has_role(staff, i, S("admin"));
    }
    CHECK_INT((int64_t)heads, (int64_t)sections->n);
    CHECK_INT((int64_t)admins, 1);
}

TEST(the_closed_days_are_days_in_order)
{
    struct table *t = table("closed_days");
    struct date before = NO_DATE, day;
    CHECK(t->n > 0);
    for (size_t i = 0; i < t->n; i++, before = day) {
        day = NO_DATE;
        CHECK_OK(date_parse(test_arena(), cell(t, i, S("day")), &day));
        CHECK(day.days > before.days && cell(t, i, S("name")).n > 0);
    }
}
