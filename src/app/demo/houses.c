/* SPDX-License-Identifier: Apache-2.0 */
/* The houses that the heavy rain of November 2026 damaged.  Names of the survey's questions stand here, in
 * modules/disaster and nowhere else in code. */
#include "app/demo/houses.h"

#include "app/demo/families.h"
#include "civic/cases/cases.h"
#include "platform/db/db.h"

#include <stdio.h>

static const struct {
    struct str structure, storeys, part, depth, text;
} houses[] = {
    { S_("wooden"), S_("2"), S_("roof"), S_(""), S_("瓦が20枚ほど落ち、2階で雨漏りしています") },
    { S_("wooden"), S_("2"), S_("flood_above"), S_("60"), S_("1階の床の上まで水が来ました。流木が外の壁に当たりました") },
    { S_("concrete"), S_("5"), S_("wall"), S_(""), S_("外の壁のタイルが落ちました") },
    { S_("wooden"), S_("1"), S_("foundation"), S_(""), S_("裏のがけがくずれ、基礎にひびが入り、戸が開きません") },
};
enum { HOUSES = sizeof houses / sizeof *houses, APART = 17 };

struct making {
    struct running *r;
    const struct town *town;
    const struct plan *plan;
    t_time now;
    struct answers a;
};

static void set(struct making *m, const char *path, struct str value)
{
    answers_set(&m->r->mem, &m->a, str_of(path), value);
}

static void write_person(struct making *m, const struct demo_resident *p)
{
    bool single = !p->family.n;
    set(m, "applicant/applicant_family_name", single ? p->given : p->family);
    set(m, "applicant/applicant_family_kana", single ? p->given_kana : p->family_kana);
    set(m, "applicant/applicant_given_name", single ? S("") : p->given);
    set(m, "applicant/applicant_given_kana", single ? S("") : p->given_kana);
    if (single)
        set(m, "applicant/applicant_single_name", S("single"));
    set(m, "applicant/applicant_birth", date_iso(&m->r->mem, p->birth));
    set(m, "applicant/applicant_postal_code", p->postal_code);
    set(m, "applicant/applicant_address",
        arena_fmt(&m->r->mem, "%.*s%s%.*s", STR(p->address), p->building.n ? " " : "", STR(p->building)));
    set(m, "applicant/applicant_phone", p->telephone.n ? p->telephone : S("000-0000-2345"));
    set(m, "applicant/head_relation", S("self"));
}

static void write_house(struct making *m, size_t i)
{
    set(m, "disaster/disaster_name", S("r8-11-rain"));
    set(m, "disaster/disaster_day", S("2026-11-18"));
    set(m, "house/house_use", S("home"));
    set(m, "house/house_same", S("yes"));
    set(m, "house/house_owner", S("own"));
    set(m, "house/house_structure", houses[i].structure);
    set(m, "house/house_storeys", houses[i].storeys);
    set(m, "house/house_people", S("3"));
    set(m, "damage/damage_parts", houses[i].part);
    set(m, "damage/flood_depth", houses[i].depth);
    set(m, "damage/damage_text", houses[i].text);
    set(m, "damage/repaired", S("no"));
    set(m, "damage/self_assessment", S("no"));
    set(m, "visit/visit_inside", S("no"));
    set(m, "visit/copies", S("1"));
}

/* What no resident could send, the demonstration must not send either. */
static enum rc validate(struct making *m, size_t i)
{
    struct expr_world world;
    const struct message *messages;
    size_t n = 0;
    answers_world(&m->r->mem, &m->a, m->now, &m->town->calendar, &world);
    enum rc rc = answers_validate(&m->a, &world, NULL, &messages, &n);
    for (size_t k = 0; k < n; k++)
        fprintf(stderr, "yakuba demo: R-%zu: %.*s: %.*s\n", i + 1, STR(messages[k].name), STR(messages[k].text));
    return n ? INVALID : rc;
}

static enum rc make_one(struct making *m, size_t i, const struct demo_resident *person)
{
    struct expr_world world;
    struct case_receipt receipt;
    struct arena *mem = &m->r->mem;
    answers_world(mem, &(struct answers){ .plan = m->plan, .language = S("ja") }, m->now, &m->town->calendar, &world);
    enum rc rc = answers_new(mem, m->plan, &world, &m->a);
    if (rc != OK)
        return rc;
    write_person(m, person);
    write_house(m, i);
    rc = validate(m, i);
    struct case_new in = {
        .plan = m->plan,
        .channel = S("demo"),
        .external_id = arena_fmt(mem, "R-%zu", i + 1),
        .language = S("ja"),
        .arrived_at = m->now,
        .answers = &m->a,
        .actor = { S("resident"), 0, S("申請者") },
    };
    return rc == OK ? cases_receive(&m->r->hall, m->town, m->r->db, mem, &in, &receipt) : rc;
}

enum rc demo_make_houses(struct running *r)
{
    struct making m = { .r = r, .now = time_now(), .plan = hall_plan(&r->hall, S("risai-shomei")) };
    struct cases_sql_intake_find_row row;
    const struct demo_family *families;
    bool found;
    m.town = r->hall.n_towns ? &r->hall.towns[0] : NULL;
    if (!m.town || !m.plan)
        return FAILED;
    enum rc rc = cases_sql_intake_find(r->db, &r->mem, m.town->id, S("demo"), arena_fmt(&r->mem, "R-%d", HOUSES), &row, &found);
    if (rc != OK || found || time_date(m.now).days < date_of(2026, 11, 18).days)
        return rc; /* a clock before the disaster: nothing has happened yet */
    size_t n = demo_families_read(&r->mem, &families);
    for (size_t i = 0, k = APART; i < HOUSES && rc == OK && n; i++, k += APART) {
        while (families[k % n].head->is_protected)
            k++;
        rc = make_one(&m, i, families[k % n].head);
    }
    return rc;
}
