/* SPDX-License-Identifier: Apache-2.0 */
/* Families and what the law gives them. */
#include "modules/jido_teate/family.h"
#include "modules/jido_teate/rules.h"
#include "tests/jido_teate_answers.h"
#include "tests/procedure_sheets.h"
#include "tests/test.h"

#include <stdio.h>

#define D(y, m, d)                                                                                 \
    {                                                                                              \
        y, m, d                                                                                    \
    }
#define NONE                                                                                       \
    {                                                                                              \
        0, 0, 0                                                                                    \
    }
enum { MOST = 5 };

struct ymd {
    int y, m, d;
};

struct child_row {
    struct ymd birth;
    bool elder_confirmed;
    enum { RAISED, NOT_RAISED, APART, STUDIES, AWAY, HOME, NO_COSTS } how;
};

struct family_row {
    const char *what;
    struct child_row children[MOST];
    enum jido_event event;
    struct ymd event_date, claim;
    enum {
        PLAIN,
        SERVANT,
        SPOUSE_MORE,
        SPOUSE_MORE_PARTING,
        GRANDPARENT,
        GRANDPARENT_MAINTAINS
    } who;
    bool calendar;
    enum jido_reason reason; /* JIDO_GRANTED or why not */
    int year, month;
    int yen[MOST];
};

static const struct family_row families[] = {
    { "one newborn, claimed in ten days",
      { { D(2026, 11, 10) } },
      JIDO_BIRTH,
      D(2026, 11, 10),
      D(2026, 11, 20),
      PLAIN,
      false,
      JIDO_GRANTED,
      2026,
      12,
      { 15000 } },
    { "born at the end of a month, claimed on the 15th day of the next month: month after birth",
      { { D(2026, 10, 31) } },
      JIDO_BIRTH,
      D(2026, 10, 31),
      D(2026, 11, 15),
      PLAIN,
      false,
      JIDO_GRANTED,
      2026,
      11,
      { 15000 } },
    { "one day later: month after the claim",
      { { D(2026, 10, 31) } },
      JIDO_BIRTH,
      D(2026, 10, 31),
      D(2026, 11, 16),
      PLAIN,
      false,
      JIDO_GRANTED,
      2026,
      12,
      { 15000 } },
    { "the 15th day is a Sunday and the office is closed: Monday is in time",
      { { D(2026, 10, 31) } },
      JIDO_BIRTH,
      D(2026, 10, 31),
      D(2026, 11, 16),
      PLAIN,
      true,
      JIDO_GRANTED,
      2026,
      11,
      { 15000 } },
    { "born on 20 December, claimed on 4 January: January",
      { { D(2026, 12, 20) } },
      JIDO_BIRTH,
      D(2026, 12, 20),
      D(2027, 1, 4),
      PLAIN,
      false,
      JIDO_GRANTED,
      2027,
      1,
      { 15000 } },
    { "born on 20 December, claimed on 5 January: February",
      { { D(2026, 12, 20) } },
      JIDO_BIRTH,
      D(2026, 12, 20),
      D(2027, 1, 5),
      PLAIN,
      false,
      JIDO_GRANTED,
      2027,
      2,
      { 15000 } },
    { "born on 16 December, the 15th day is 31 December, claimed on the first open day, 4 January",
      { { D(2026, 12, 16) } },
      JIDO_BIRTH,
      D(2026, 12, 16),
      D(2027, 1, 4),
      PLAIN,
      true,
      JIDO_GRANTED,
      2027,
      1,
      { 15000 } },
    { "moved in, in time",
      { { D(2015, 8, 1) } },
      JIDO_MOVED_IN,
      D(2026, 9, 30),
      D(2026, 10, 15),
      PLAIN,
      false,
      JIDO_GRANTED,
      2026,
      10,
      { 10000 } },
    { "another reason has no 15 days",
      { { D(2015, 8, 1) } },
      JIDO_OTHER,
      D(2026, 9, 30),
      D(2026, 10, 5),
      PLAIN,
      false,
      JIDO_GRANTED,
      2026,
      11,
      { 10000 } },
    { "two children",
      { { D(2015, 8, 1) }, { D(2025, 5, 5) } },
      JIDO_MOVED_IN,
      D(2026, 11, 1),
      D(2026, 11, 2),
      PLAIN,
      false,
      JIDO_GRANTED,
      2026,
      12,
      { 10000, 15000 } },
    { "three children: the third gets 30,000, under three too",
      { { D(2015, 8, 1) }, { D(2018, 8, 1) }, { D(2025, 5, 5) } },
      JIDO_MOVED_IN,
      D(2026, 11, 1),
      D(2026, 11, 2),
      PLAIN,
      false,
      JIDO_GRANTED,
      2026,
      12,
      { 10000, 10000, 30000 } },
    { "the order in the form does not matter",
      { { D(2025, 5, 5) }, { D(2018, 8, 1) }, { D(2015, 8, 1) } },
      JIDO_MOVED_IN,
      D(2026, 11, 1),
      D(2026, 11, 2),
      PLAIN,
      false,
      JIDO_GRANTED,
      2026,
      12,
      { 30000, 10000, 10000 } },
    { "a student of 20 with the confirmation counts as the first",
      { { D(2006, 5, 5), true }, { D(2015, 8, 1) }, { D(2026, 11, 10) } },
      JIDO_BIRTH,
      D(2026, 11, 10),
      D(2026, 11, 20),
      PLAIN,
      false,
      JIDO_GRANTED,
      2026,
      12,
      { 0, 10000, 30000 } },
    { "without the confirmation nobody is third",
      { { D(2006, 5, 5), false }, { D(2015, 8, 1) }, { D(2026, 11, 10) } },
      JIDO_BIRTH,
      D(2026, 11, 10),
      D(2026, 11, 20),
      PLAIN,
      false,
      JIDO_GRANTED,
      2026,
      12,
      { 0, 10000, 15000 } },
    { "care without bearing the costs does not count",
      { { D(2006, 5, 5), true, NO_COSTS }, { D(2015, 8, 1) }, { D(2026, 11, 10) } },
      JIDO_BIRTH,
      D(2026, 11, 10),
      D(2026, 11, 20),
      PLAIN,
      false,
      JIDO_GRANTED,
      2026,
      12,
      { 0, 10000, 15000 } },
    { "an elder child past 31 March after 22 does not count",
      { { D(2004, 4, 1), true }, { D(2015, 8, 1) }, { D(2025, 5, 5) } },
      JIDO_MOVED_IN,
      D(2026, 4, 10),
      D(2026, 4, 20),
      PLAIN,
      false,
      JIDO_GRANTED,
      2026,
      5,
      { 0, 10000, 15000 } },
    { "born on 2 April it still counts for a year",
      { { D(2004, 4, 2), true }, { D(2015, 8, 1) }, { D(2025, 5, 5) } },
      JIDO_MOVED_IN,
      D(2026, 4, 10),
      D(2026, 4, 20),
      PLAIN,
      false,
      JIDO_GRANTED,
      2026,
      5,
      { 0, 10000, 30000 } },
    { "twins as second and third",
      { { D(2020, 1, 1) }, { D(2026, 11, 1) }, { D(2026, 11, 1) } },
      JIDO_BIRTH,
      D(2026, 11, 1),
      D(2026, 11, 5),
      PLAIN,
      false,
      JIDO_GRANTED,
      2026,
      12,
      { 10000, 15000, 30000 } },
    { "the month of the third birthday is still 15,000",
      { { D(2023, 12, 31) } },
      JIDO_MOVED_IN,
      D(2026, 11, 10),
      D(2026, 11, 20),
      PLAIN,
      false,
      JIDO_GRANTED,
      2026,
      12,
      { 15000 } },
    { "born on the first of the month too",
      { { D(2023, 12, 1) } },
      JIDO_MOVED_IN,
      D(2026, 11, 10),
      D(2026, 11, 20),
      PLAIN,
      false,
      JIDO_GRANTED,
      2026,
      12,
      { 15000 } },
    { "the month after it is 10,000",
      { { D(2023, 11, 30) } },
      JIDO_MOVED_IN,
      D(2026, 11, 10),
      D(2026, 11, 20),
      PLAIN,
      false,
      JIDO_GRANTED,
      2026,
      12,
      { 10000 } },
    { "last month of the upper-secondary age: March",
      { { D(2008, 4, 2) } },
      JIDO_MOVED_IN,
      D(2027, 2, 10),
      D(2027, 2, 15),
      PLAIN,
      false,
      JIDO_GRANTED,
      2027,
      3,
      { 10000 } },
    { "claimed in that March there is no month left",
      { { D(2008, 4, 2) } },
      JIDO_OTHER,
      D(2027, 3, 10),
      D(2027, 3, 15),
      PLAIN,
      false,
      JIDO_NO_MONTH_LEFT,
      2027,
      4,
      { 0 } },
    { "born on 1 April the age ends a year earlier",
      { { D(2008, 4, 1) } },
      JIDO_MOVED_IN,
      D(2026, 4, 10),
      D(2026, 4, 20),
      PLAIN,
      false,
      JIDO_NO_CHILD,
      2026,
      5,
      { 0 } },
    { "a public servant is paid at the workplace",
      { { D(2015, 8, 1) } },
      JIDO_BIRTH,
      D(2026, 11, 10),
      D(2026, 11, 20),
      SERVANT,
      false,
      JIDO_PUBLIC_SERVANT,
      2026,
      12,
      { 10000 } },
    { "the spouse earns more",
      { { D(2015, 8, 1) } },
      JIDO_MOVED_IN,
      D(2026, 11, 10),
      D(2026, 11, 20),
      SPOUSE_MORE,
      false,
      JIDO_SPOUSE_FIRST,
      2026,
      12,
      { 10000 } },
    { "the spouse earns more, but they part and the child is here",
      { { D(2015, 8, 1) } },
      JIDO_CHANGED_CLAIMANT,
      D(2026, 11, 10),
      D(2026, 11, 20),
      SPOUSE_MORE_PARTING,
      false,
      JIDO_GRANTED,
      2026,
      12,
      { 10000 } },
    { "a child living apart with custody and one livelihood",
      { { D(2011, 8, 1), false, APART } },
      JIDO_MOVED_IN,
      D(2026, 11, 10),
      D(2026, 11, 20),
      PLAIN,
      false,
      JIDO_GRANTED,
      2026,
      12,
      { 10000 } },
    { "a child studying abroad",
      { { D(2011, 8, 1), false, STUDIES } },
      JIDO_MOVED_IN,
      D(2026, 11, 10),
      D(2026, 11, 20),
      PLAIN,
      false,
      JIDO_GRANTED,
      2026,
      12,
      { 10000 } },
    { "a child living abroad for another reason",
      { { D(2011, 8, 1), false, AWAY } },
      JIDO_MOVED_IN,
      D(2026, 11, 10),
      D(2026, 11, 20),
      PLAIN,
      false,
      JIDO_NO_CHILD,
      2026,
      12,
      { 0 } },
    { "no child is raised",
      { { D(2011, 8, 1), false, NOT_RAISED } },
      JIDO_MOVED_IN,
      D(2026, 11, 10),
      D(2026, 11, 20),
      PLAIN,
      false,
      JIDO_NO_CHILD,
      2026,
      12,
      { 0 } },
    { "a child in a home is not counted either",
      { { D(2012, 1, 1), false, HOME }, { D(2015, 8, 1) }, { D(2025, 5, 5) } },
      JIDO_MOVED_IN,
      D(2026, 11, 10),
      D(2026, 11, 20),
      PLAIN,
      false,
      JIDO_GRANTED,
      2026,
      12,
      { 0, 10000, 15000 } },
    { "a grandparent with a shared livelihood alone",
      { { D(2015, 8, 1) } },
      JIDO_CUSTODY,
      D(2026, 11, 10),
      D(2026, 11, 20),
      GRANDPARENT,
      false,
      JIDO_NO_CHILD,
      2026,
      12,
      { 0 } },
    { "a grandparent who maintains the child",
      { { D(2015, 8, 1) } },
      JIDO_CUSTODY,
      D(2026, 11, 30),
      D(2026, 12, 10),
      GRANDPARENT_MAINTAINS,
      false,
      JIDO_GRANTED,
      2026,
      12,
      { 10000 } },
    { "only an elder child",
      { { D(2006, 5, 5), true } },
      JIDO_MOVED_IN,
      D(2026, 11, 10),
      D(2026, 11, 20),
      PLAIN,
      false,
      JIDO_NO_CHILD,
      2026,
      12,
      { 0 } },
};

static struct date day(struct ymd d)
{
    return d.y ? date_of(d.y, d.m, d.d) : NO_DATE;
}

static size_t family_of(const struct family_row *row, const struct calendar *calendar,
                        struct jido_child *children, struct jido_family *f)
{
    size_t n = 0;
    for (; n < MOST && row->children[n].birth.y; n++) {
        const struct child_row *c = &row->children[n];
        children[n] = (struct jido_child) {
            .birth = day(c->birth),
            .abroad = c->how == STUDIES || c->how == AWAY,
            .studies = c->how == STUDIES,
            .in_facility = c->how == HOME,
            .apart = c->how == APART,
            .custody = c->how != NOT_RAISED,
            .livelihood = row->who == GRANDPARENT_MAINTAINS ? JIDO_MAINTAINED : JIDO_SHARED,
            .older_care = c->elder_confirmed,
            .older_costs = c->elder_confirmed && c->how != NO_COSTS,
        };
    }
    *f = (struct jido_family) {
        .public_servant = row->who == SERVANT,
        .is_parent = row->who != GRANDPARENT && row->who != GRANDPARENT_MAINTAINS,
        .has_spouse = true,
        .spouse_earns_more = row->who == SPOUSE_MORE || row->who == SPOUSE_MORE_PARTING,
        .parting = row->who == SPOUSE_MORE_PARTING,
        .event = row->event,
        .event_date = day(row->event_date),
        .claim_date = day(row->claim),
        .calendar = row->calendar ? calendar : NULL,
        .children = children,
        .n_children = n,
    };
    return n;
}

TEST(families_get_what_the_law_gives_them)
{
    const struct calendar calendar = { 0 };
    for (size_t i = 0; i < sizeof families / sizeof *families; i++) {
        const struct family_row *row = &families[i];
        struct jido_child children[MOST];
        struct jido_family f;
        struct jido_result r;
        int64_t total = 0;
        size_t n = family_of(row, &calendar, children, &f);
        jido_decide(test_arena(), &f, &r);
        bool good = CHECK_INT(r.reason, row->reason);
        good = CHECK_INT(r.first.year, row->year) && good;
        good = CHECK_INT(r.first.month, row->month) && good;
        good = CHECK(r.granted == (row->reason == JIDO_GRANTED)) && good;
        for (size_t k = 0; k < n; k++) {
            good = CHECK_INT(r.shares[k].amount.yen, row->yen[k]) && good;
            total += row->yen[k];
        }
        good = CHECK_INT(r.monthly.yen, r.granted ? total : 0) && good;
        if (!good)
            printf("  %s\n", row->what);
    }
}

TEST(a_year_of_months_changes_at_birthdays_and_at_the_end_of_march)
{
    struct jido_child children[] = {
        { .birth = date_of(2008, 10, 1),
          .custody = true,
          .livelihood = JIDO_SHARED,
          .older_care = true,
          .older_costs = true },
        { .birth = date_of(2015, 8, 1), .custody = true, .livelihood = JIDO_SHARED },
        { .birth = date_of(2024, 1, 15), .custody = true, .livelihood = JIDO_SHARED },
    };
    struct jido_family f = { .is_parent = true, .children = children, .n_children = 3 };
    struct jido_share shares[3];
    static const struct {
        int year, month, yen;
    } months[] = { { 2027, 1, 50000 },
                   { 2027, 3, 50000 },
                   { 2027, 4, 40000 },
                   { 2031, 3, 40000 },
                   { 2031, 4, 20000 } };
    for (size_t i = 0; i < sizeof months / sizeof *months; i++) {
        struct jido_month m = { months[i].year, months[i].month };
        CHECK_INT(jido_month_amount(&f, m, shares).yen, months[i].yen);
    }
    f.n_children = 3;
    children[0].older_costs = false; /* nobody is third: the youngest turns 10,000 at 3 */
    CHECK_INT(jido_month_amount(&f, (struct jido_month) { 2027, 4 }, shares).yen, 20000);
}

TEST(an_application_becomes_a_family)
{
    struct arena *mem = test_arena();
    const struct plan *plan = procedure_plan(mem, "jido-teate");
    struct answers a;
    const struct message *messages;
    size_t n;
    struct expr_world w;
    struct jido_family f;
    struct jido_result r;
    CHECK_OK(answers_from_json(mem, plan, S(JIDO_TEATE_ANSWERS), &a, &messages, &n));
    answers_world(mem, &a, date_start(date_of(2026, 11, 20)), NULL, &w);
    CHECK_OK(answers_compute(&a, &w));
    CHECK_OK(jido_family_of(mem, &a, date_of(2026, 11, 20), NULL, &f));
    jido_decide(mem, &f, &r);
    CHECK(r.granted && r.within_15_days);
    CHECK_INT(r.first.year * 100 + r.first.month, 202612);
    CHECK_INT(r.monthly.yen, 40000);
    CHECK_INT(r.shares[0].reason, JIDO_ONLY_COUNTED);
    answers_set(mem, &a, S("eligibility/occupation"), S("public_servant"));
    CHECK_OK(answers_compute(&a, &w));
    CHECK_OK(jido_family_of(mem, &a, date_of(2026, 11, 20), NULL, &f));
    jido_decide(mem, &f, &r);
    CHECK_INT(r.reason, JIDO_PUBLIC_SERVANT);
}

TEST(every_reason_has_a_text_of_the_procedure)
{
    const struct plan *plan = procedure_plan(test_arena(), "jido-teate");
    for (int i = 0; i <= JIDO_GRANTED; i++)
        CHECK(plan_text(plan, jido_reason_text((enum jido_reason)i), S("ja")).n > 0);
}
