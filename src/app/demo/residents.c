/* SPDX-License-Identifier: Apache-2.0 */
/* Invents households until the town is full.  Randomness is splitmix64 over the seed, one draw
 * after the other: a change in the order of draws is another town, and the test's hash says so. */
#include "app/demo/residents.h"

#include "app/demo/draw.h"
#include "app/demo/residents_parts.h"

#include <stdio.h>

enum { YEAR = 365, PHONES = 7000, FIRST_PHONE = 3000 }; /* the story has 2001 to 2999 */

struct household {
    int number;
    char address[96], building[64], telephone[24];
    struct demo_block block;
    struct date since; /* the head moved in */
    const struct demo_name *family;
    const struct demo_foreign_name *foreign; /* NULL for Japanese households */
    bool has_alias;
    struct str given[12]; /* names taken within the household */
    size_t n_given;
};

struct maker {
    struct draw draw;
    int made, wanted;
    struct household home;
    void (*each)(void *ctx, const struct demo_resident *);
    void *ctx;
};

struct date demo_register_date(void)
{
    return date_of(DEMO_REGISTER_YEAR, DEMO_REGISTER_MONTH, DEMO_REGISTER_DAY);
}

static int between(struct maker *m, int from, int to)
{
    return draw_between(&m->draw, from, to);
}

static bool chance(struct maker *m, int percent)
{
    return draw_chance(&m->draw, percent);
}

/* A day of birth of someone who is `age` years old. */
static struct date born(struct maker *m, int age)
{
    struct date youngest = date_add_months(demo_register_date(), -12 * age);
    return date_add_days(youngest, -between(m, 0, YEAR - 1));
}

static void hand_over(struct maker *m, struct demo_resident *r)
{
    if (m->made == m->wanted)
        return;
    r->id = ++m->made;
    r->household = m->home.number;
    m->each(m->ctx, r);
}

static void settle(struct maker *m, int oldest_stay)
{
    struct household *h = &m->home;
    *h = (struct household) { .number = h->number + 1 };
    h->block = demo_blocks[between(m, 0, DEMO_BLOCKS - 1)];
    int lot = between(m, 1, 60), house = between(m, 1, 30);
    bool is_town = str_find(h->block.name, S("丁目")) != SIZE_MAX;
    if (is_town)
        snprintf(h->address, sizeof h->address, "X県都市X%.*s%d番%d号", STR(h->block.name), lot,
                 house);
    else
        snprintf(h->address, sizeof h->address, "X県都市X%.*s%d番地", STR(h->block.name),
                 lot * 30 + house);
    if (chance(m, is_town ? 45 : 12)) {
        struct str name = demo_buildings[between(m, 0, DEMO_BUILDINGS - 1)];
        int storey = between(m, 1, 5), room = between(m, 1, 8);
        snprintf(h->building, sizeof h->building, "%.*s%d", STR(name), storey * 100 + room);
    }
    if (chance(m, 70))
        snprintf(h->telephone, sizeof h->telephone, "000-0000-%04d",
                 FIRST_PHONE + between(m, 0, PHONES - 1));
    h->since = date_add_days(demo_register_date(), -between(m, 0, oldest_stay * YEAR));
    h->family = &demo_families[between(m, 0, DEMO_FAMILIES - 1)];
}

static struct str occupation(struct maker *m, int age)
{
    int roll = between(m, 1, 100);
    if (age < 18)
        return S("");
    if (age < 23)
        return roll <= 60 ? S("student") : S("employee");
    if (age >= 68)
        return roll <= 85 ? S("none") : S("self_employed");
    return roll <= 66   ? S("employee")
           : roll <= 78 ? S("self_employed")
           : roll <= 86 ? S("public_servant")
                        : S("none");
}

/* False when somebody of the household has the name already. */
static bool take_given(struct household *h, struct str name)
{
    for (size_t i = 0; i < h->n_given; i++)
        if (str_eq(h->given[i], name))
            return false;
    if (h->n_given < sizeof h->given / sizeof *h->given)
        h->given[h->n_given++] = name;
    return true;
}

static const struct demo_name *draw_given(struct maker *m, bool female)
{
    const struct demo_name *name;
    do
        name = female ? &demo_female[between(m, 0, DEMO_FEMALE - 1)]
                      : &demo_male[between(m, 0, DEMO_MALE - 1)];
    while (!take_given(&m->home, name->text));
    return name;
}

static const struct demo_foreign_name *draw_foreign_given(struct maker *m, bool female)
{
    const struct demo_foreign_name *names = female ? demo_foreign_female : demo_foreign_male, *name;
    int n = female ? DEMO_FOREIGN_FEMALE : DEMO_FOREIGN_MALE;
    do
        name = &names[between(m, 0, n - 1)];
    while (!take_given(&m->home, name->roman));
    return name;
}

/* Roman and 通称 are put together in the caller's buffers. */
static void name_foreigner(struct maker *m, struct demo_resident *r, bool female, char roman[64],
                           char alias[64])
{
    const struct demo_foreign_name *family = m->home.foreign,
                                   *given = draw_foreign_given(m, female);
    snprintf(roman, 64, "%.*s %.*s", STR(family->roman), STR(given->roman));
    if (m->home.has_alias)
        snprintf(alias, 64, "%.*s %.*s", STR(family->alias), STR(given->alias));
    r->family = family->roman;
    r->given = given->roman;
    r->family_kana = family->kana;
    r->given_kana = given->kana;
    r->roman = str_of(roman);
    r->alias = str_of(alias);
}

static void name_japanese(struct maker *m, struct demo_resident *r, bool female)
{
    const struct demo_name *family = m->home.family, *given = draw_given(m, female);
    r->family = family->text;
    r->given = given->text;
    r->family_kana = family->kana;
    r->given_kana = given->kana;
    if (!str_eq(r->relation, S("妻")) || !chance(m, 8))
        return;
    struct str former = demo_families[between(m, 0, DEMO_FAMILIES - 1)].text;
    if (!str_eq(former, r->family))
        r->former_family = former;
}

static void add_person(struct maker *m, struct date birth, bool female, struct str relation)
{
    struct household *h = &m->home;
    char roman[64] = "", alias[64] = "";
    struct demo_resident r = {
        .birth = birth,
        .sex = female ? S("女") : S("男"),
        .relation = relation,
        .postal_code = h->block.postal_code,
        .address = str_of(h->address),
        .block = h->block.name,
        .building = str_of(h->building),
        .telephone = str_of(h->telephone),
        .moved_in = birth.days > h->since.days ? birth : h->since,
    };
    r.occupation = occupation(m, date_age(birth, demo_register_date()));
    if (h->foreign)
        name_foreigner(m, &r, female, roman, alias);
    else
        name_japanese(m, &r, female);
    hand_over(m, &r);
}

/* One draw per statement: see draw.h. */
static void add_someone(struct maker *m, int age, int percent_female, struct str relation)
{
    struct date birth = born(m, age);
    bool female = chance(m, percent_female);
    add_person(m, birth, female, relation);
}

static void add_single(struct maker *m)
{
    int age = between(m, 19, 94);
    settle(m, age < 30 ? 4 : 30);
    add_someone(m, age, 52, S("世帯主"));
}

static void add_couple(struct maker *m, int head_age, bool female_head)
{
    add_person(m, born(m, head_age), female_head, S("世帯主"));
    int other_age = head_age + between(m, -5, 4);
    add_person(m, born(m, other_age < 20 ? 20 : other_age), !female_head,
               female_head ? S("夫") : S("妻"));
}

/* The eldest first, as a household's list has them; at least ten months apart. */
static void add_children(struct maker *m, int parent_age, int n)
{
    int oldest = parent_age - 22 < 24 ? parent_age - 22 : 24, age = between(m, 0, oldest);
    struct date birth = born(m, age);
    for (int i = 0; i < n && birth.days <= demo_register_date().days; i++) {
        bool female = chance(m, 49);
        add_person(m, birth, female, S("子"));
        birth = date_add_days(birth, between(m, 310, 4 * YEAR));
    }
}

static int child_count(struct maker *m)
{
    int roll = between(m, 1, 100);
    return roll <= 32 ? 1 : roll <= 76 ? 2 : roll <= 95 ? 3 : 4;
}

static void add_family(struct maker *m)
{
    int age = between(m, 25, 54);
    bool alone = chance(m, 14), female_head = alone ? chance(m, 85) : chance(m, 12);
    settle(m, 18);
    if (alone)
        add_person(m, born(m, age), female_head, S("世帯主"));
    else
        add_couple(m, age, female_head);
    add_children(m, age, child_count(m));
    if (chance(m, 10))
        add_person(m, born(m, age + between(m, 23, 34)), true, S("母"));
}

static void add_foreigners(struct maker *m)
{
    int age = between(m, 20, 48);
    settle(m, 9);
    m->home.foreign = &demo_foreign_families[between(m, 0, DEMO_FOREIGN_FAMILIES - 1)];
    m->home.has_alias = chance(m, 30);
    if (age < 27 || chance(m, 40)) {
        add_someone(m, age, 50, S("世帯主"));
        return;
    }
    add_couple(m, age, chance(m, 30));
    add_children(m, age, between(m, 0, 2));
}

static void add_household(struct maker *m)
{
    int kind = between(m, 1, 100);
    if (kind <= 30) {
        add_single(m);
    } else if (kind <= 52) {
        settle(m, 35);
        int age = between(m, 26, 88);
        add_couple(m, age, chance(m, 6));
    } else if (kind <= 90) {
        add_family(m);
    } else if (kind <= 95) {
        add_foreigners(m);
    } else { /* a grown-up with an old parent or a sibling */
        int age = between(m, 40, 64);
        bool parent = chance(m, 70), female = chance(m, 60);
        settle(m, 40);
        add_someone(m, age, 45, S("世帯主"));
        struct str relation = parent ? (female ? S("母") : S("父")) : (female ? S("妹") : S("弟"));
        add_person(m, born(m, parent ? age + between(m, 22, 32) : age - between(m, 1, 6)), female,
                   relation);
    }
}

static struct date story_day(const char *iso)
{
    return date_of((iso[0] - '0') * 1000 + (iso[1] - '0') * 100 + (iso[2] - '0') * 10 +
                       (iso[3] - '0'),
                   (iso[5] - '0') * 10 + (iso[6] - '0'), (iso[8] - '0') * 10 + (iso[9] - '0'));
}

static void settle_story(struct household *h, const struct demo_story_person *p)
{
    *h = (struct household) { .number = h->number + 1 };
    h->block = (struct demo_block) { str_of(p->block), str_of(p->postal_code) };
    snprintf(h->address, sizeof h->address, "X県都市X%s%s", p->block, p->number);
    snprintf(h->building, sizeof h->building, "%s", p->building);
    snprintf(h->telephone, sizeof h->telephone, "%s", p->telephone);
}

static void add_story_person(struct maker *m, const struct demo_story_person *p)
{
    struct household *h = &m->home;
    if (p->block)
        settle_story(h, p);
    struct demo_resident r = {
        .family = str_of(p->family),
        .given = str_of(p->given),
        .family_kana = str_of(p->family_kana),
        .given_kana = str_of(p->given_kana),
        .former_family = str_of(p->former_family),
        .alias = str_of(p->alias),
        .roman = str_of(p->roman),
        .birth = story_day(p->birth),
        .sex = str_of(p->sex),
        .relation = str_of(p->relation),
        .postal_code = h->block.postal_code,
        .address = str_of(h->address),
        .block = h->block.name,
        .building = str_of(h->building),
        .telephone = str_of(h->telephone),
        .moved_in = story_day(p->moved_in ? p->moved_in : p->birth),
        .occupation = str_of(p->occupation),
        .is_protected = p->is_protected,
    };
    hand_over(m, &r);
}

void demo_residents(uint64_t seed, int n, void (*each)(void *ctx, const struct demo_resident *),
                    void *ctx)
{
    struct maker m = { .draw = { seed }, .wanted = n, .each = each, .ctx = ctx };
    for (size_t i = 0; i < demo_story_count; i++)
        add_story_person(&m, &demo_story[i]);
    while (m.made < m.wanted)
        add_household(&m);
}
