/* SPDX-License-Identifier: Apache-2.0 */
/* The invented residents: the same everywhere, sound, and of every case. */
#include "app/demo/residents.h"
#include "base/out.h"
#include "base/text.h"
#include "tests/test.h"

#include <stdio.h>

enum { RESIDENTS = 2000, FIELDS = 14 };

struct tally {
    uint64_t hash;
    int n, households, last_household;
    int children, newborn, students, eldest, three, foreign, alias, former, servants, is_protected,
        arrived, no_phone;
    int children_here; /* in the household at hand */
    bool sound;
};

static void fields_of(const struct demo_resident *r, struct str fields[FIELDS])
{
    struct str all[FIELDS] = { r->family,        r->given,       r->family_kana, r->given_kana,
                               r->former_family, r->alias,       r->roman,       r->sex,
                               r->relation,      r->postal_code, r->address,     r->building,
                               r->telephone,     r->occupation };
    memcpy(fields, all, sizeof all);
}

/* FNV-1a over everything that is given. */
static uint64_t add_hash(uint64_t hash, struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        hash = (hash ^ (unsigned char)s.p[i]) * 0x100000001B3u;
    return (hash ^ 0xFF) * 0x100000001B3u;
}

static void hash_one(void *ctx, const struct demo_resident *r)
{
    struct tally *t = ctx;
    struct str fields[FIELDS];
    char numbers[120];
    fields_of(r, fields);
    for (size_t i = 0; i < FIELDS; i++)
        t->hash = add_hash(t->hash, fields[i]);
    snprintf(numbers, sizeof numbers, "%d %d %lld %lld %d", r->id, r->household,
             (long long)r->birth.days, (long long)r->moved_in.days, r->is_protected);
    t->hash = add_hash(add_hash(t->hash, str_of(numbers)), r->block);
    t->n++;
}

static uint64_t town_hash(uint64_t seed, int n)
{
    struct tally t = { .hash = 0xCBF29CE484222325u };
    demo_residents(seed, n, hash_one, &t);
    CHECK_INT(t.n, n);
    return t.hash;
}

TEST(the_same_seed_gives_the_same_town_on_every_machine)
{
    CHECK(town_hash(1, RESIDENTS) == 0x5EC231A17935F14Bu);
    CHECK(town_hash(1, RESIDENTS) == town_hash(1, RESIDENTS));
    CHECK(town_hash(1, RESIDENTS) != town_hash(2, RESIDENTS));
    CHECK(town_hash(1, 10) == town_hash(2, 10)); /* the story does not depend on the seed */
    CHECK(town_hash(1, 0) != town_hash(1, 1));
}

/* A number of twelve digits could be somebody's 個人番号. */
static bool has_long_number(struct str s)
{
    int run = 0;
    for (size_t i = 0; i < s.n; i++) {
        run = s.p[i] >= '0' && s.p[i] <= '9' ? run + 1 : 0;
        if (run > 4)
            return true;
    }
    return false;
}

static bool is_sound(const struct demo_resident *r)
{
    struct str fields[FIELDS];
    struct date today = demo_register_date();
    fields_of(r, fields);
    for (size_t i = 0; i < FIELDS; i++)
        if (!text_is_utf8(fields[i]) || has_long_number(fields[i]))
            return false;
    bool kana =
        text_is_katakana(r->given_kana) && (r->family.n == 0 || text_is_katakana(r->family_kana));
    bool place =
        str_starts(r->postal_code, S("000-00")) && r->postal_code.n == 8 &&
        str_starts(r->address, S("X県都市X")) &&
        str_find(r->address, r->block) == strlen("X県都市X") &&
        (r->telephone.n == 0 || (str_starts(r->telephone, S("000-0000-")) && r->telephone.n == 13));
    bool days = r->birth.days <= today.days && r->moved_in.days >= r->birth.days &&
                r->moved_in.days <= today.days && date_age(r->birth, today) < 130;
    bool sex = str_eq(r->sex, S("男")) || str_eq(r->sex, S("女"));
    return kana && place && days && sex && r->given.n > 0;
}

static void count_one(void *ctx, const struct demo_resident *r)
{
    struct tally *t = ctx;
    struct date today = demo_register_date();
    bool head = str_eq(r->relation, S("世帯主"));
    t->n++;
    if (!is_sound(r) || r->id != t->n || head != (r->household != t->last_household) ||
        (head && r->household != t->last_household + 1)) {
        fprintf(stderr, "   resident %d: %.*s %.*s\n", r->id, STR(r->family), STR(r->given));
        t->sound = false;
    }
    if (head)
        t->children_here = 0;
    t->last_household = r->household;
    t->households += head;
    bool child = date_fiscal_end_of_age(r->birth, 18).days >= today.days;
    bool student = !child && date_fiscal_end_of_age(r->birth, 22).days >= today.days;
    t->children += child;
    t->students += student;
    t->eldest += student && str_eq(r->relation, S("子"));
    t->three += (child || student) && str_eq(r->relation, S("子")) && ++t->children_here == 3;
    t->newborn += today.days - r->birth.days <= 15;
    t->arrived += today.days - r->moved_in.days <= 15 && r->moved_in.days != r->birth.days;
    t->foreign += r->roman.n > 0;
    t->alias += r->alias.n > 0;
    t->former += r->former_family.n > 0;
    t->servants += str_eq(r->occupation, S("public_servant"));
    t->is_protected += r->is_protected;
    t->no_phone += r->telephone.n == 0;
}

TEST(every_resident_is_sound_and_every_case_occurs)
{
    struct tally t = { .sound = true };
    demo_residents(1, RESIDENTS, count_one, &t);
    CHECK(t.sound);
    CHECK_INT(t.n, RESIDENTS);
    CHECK_INT(t.is_protected, 2);
    CHECK(t.households > 600 && t.households < 1100);
    CHECK(t.children > 250 && t.students > 40 && t.eldest > 20 && t.three > 30);
    CHECK(t.newborn >= 2 && t.arrived >= 3);
    CHECK(t.foreign > 40 && t.alias > 5 && t.former > 10 && t.servants > 40 && t.no_phone > 200);
    printf("%d households, %d children, %d of university age (%d of them as children), %d families "
           "of three, "
           "%d foreign residents, %d public servants\n",
           t.households, t.children, t.students, t.eldest, t.three, t.foreign, t.servants);
}

struct search {
    struct str family, given;
    int found;
    struct demo_resident last;
    struct date birth;
};

static void look_for(void *ctx, const struct demo_resident *r)
{
    struct search *s = ctx;
    if (!str_eq(r->family, s->family) || !str_eq(r->given, s->given) || r->id > 60)
        return;
    s->found++;
    s->birth = r->birth;
}

static struct date birth_of(struct str family, struct str given)
{
    struct search s = { .family = family, .given = given, .birth = NO_DATE };
    demo_residents(7, 100, look_for, &s);
    CHECK_INT(s.found, 1);
    return s.birth;
}

TEST(the_story_has_its_people_with_their_very_signs)
{
    struct arena *mem = test_arena();
    CHECK_STR(date_iso(mem, birth_of(S("見本"), S("花子"))), "1992-05-18");
    CHECK_STR(date_iso(mem, birth_of(S("見本"), S("\xE9\xAB\x99志"))), "1990-09-03");
    CHECK_STR(date_iso(mem, birth_of(S("見本"), S("陽"))), "2026-11-12");
    birth_of(S("\xE8\x91\x9B\xF3\xA0\x84\x80城"), S("一郎"));
    birth_of(S("\xE8\x91\x9B\xF3\xA0\x84\x81城"), S("次郎"));
    birth_of(S("\xE9\xAB\x99\xEF\xA8\x91"), S("例子"));
    birth_of(S("\xF0\xA0\xAE\xB7野"), S("太郎"));
    birth_of(S("\xEF\xA8\x99野"), S("\xEF\xA8\x9B子"));
    birth_of(S("\xEF\xA8\x99野"), S("\xEF\xA8\x92"));
    birth_of(S("\xEF\xA8\x90例"), S("\xEF\xA7\x9C"));
    birth_of(S("\xEF\xA8\x90例"), S("\xEF\xA8\xA6"));
    birth_of(S(""), S("CONTOH"));
}

TEST(fiscal_years_of_18_and_22_end_on_either_side)
{
    struct arena *mem = test_arena();
    CHECK_STR(date_iso(mem, date_fiscal_end_of_age(birth_of(S("仮野"), S("桜")), 18)),
              "2026-03-31");
    CHECK_STR(date_iso(mem, date_fiscal_end_of_age(birth_of(S("仮山"), S("緑")), 18)),
              "2027-03-31");
    CHECK_STR(date_iso(mem, date_fiscal_end_of_age(birth_of(S("想定"), S("一平")), 22)),
              "2026-03-31");
    CHECK_STR(date_iso(mem, date_fiscal_end_of_age(birth_of(S("仮設"), S("良太")), 22)),
              "2027-03-31");
}
