/* SPDX-License-Identifier: Apache-2.0 */
/* Writes the answers.  Names of the survey's questions stand here and in modules/jido_teate/family.c alone. */
#include "app/demo/applications.h"

#include "base/text.h"

enum { PAST_EVENT_DAYS = 90, SHUFFLE = 7919 };

struct writing {
    struct arena *mem;
    struct demo_claim *c;
    struct answers a;
    const struct demo_resident *applicant, *partner;
    const struct demo_resident *children[DEMO_MOST_CHILDREN];
    size_t n_children;
    struct date today;
    bool carer; /* neither father nor mother */
};

struct draw demo_case_draw(int64_t seed, int64_t number)
{
    struct draw d = { (uint64_t)seed * 0xD1342543DE82EF95u };
    d.state = draw_next(&d) + (uint64_t)number * 0x9E3779B97F4A7C15u;
    d.state = draw_next(&d);
    return d;
}

static void set(struct writing *w, const char *path, struct str value)
{
    answers_set(w->mem, &w->a, str_of(path), value);
}

static void set_day(struct writing *w, const char *path, struct date day)
{
    set(w, path, date_iso(w->mem, day));
}

static int between(struct writing *w, int from, int to)
{
    return draw_between(&w->c->draw, from, to);
}

static bool chance(struct writing *w, int percent)
{
    return draw_chance(&w->c->draw, percent);
}

/* ---- slips of the pen, for the desk to find ---- */

/* Another room of the same house, or a house where the register has none. */
static struct str other_building(struct writing *w, struct str building)
{
    if (!building.n)
        return S("見本ハイツ201");
    char last = building.p[building.n - 1];
    if (last < '0' || last > '9')
        return arena_fmt(w->mem, "%.*s2", STR(building));
    return arena_fmt(w->mem, "%.*s%c", STR(str_sub(building, 0, building.n - 1)), last == '9' ? '1' : last + 1);
}

static struct str other_kana(struct writing *w, struct str kana)
{
    struct str first = text_first(kana, 1), rest = str_sub(kana, first.n, kana.n), second = text_first(rest, 1);
    if (!second.n || str_eq(second, S("ー")))
        return arena_fmt(w->mem, "%.*sコ", STR(kana));
    return arena_fmt(w->mem, "%.*s%.*s%.*s", STR(second), STR(first), STR(str_sub(rest, second.n, rest.n)));
}

/* 髙 for 高 and 﨑 for 崎, as a keyboard offers them first. */
static struct str usual_characters(struct writing *w, struct str name)
{
    static const struct str pairs[][2] = { { S_("\u9AD9"), S_("高") }, { S_("\uFA11"), S_("崎") } };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        size_t at = str_find(name, pairs[i][0]);
        if (at != SIZE_MAX)
            name = arena_fmt(w->mem, "%.*s%.*s%.*s", STR(str_sub(name, 0, at)), STR(pairs[i][1]),
                             STR(str_sub(name, at + pairs[i][0].n, name.n)));
    }
    return name;
}

/* ---- who ---- */

static bool is_public_servant(const struct demo_resident *r)
{
    return str_eq(r->occupation, S("public_servant"));
}

static bool is_young(const struct writing *w, const struct demo_resident *child)
{
    return date_fiscal_end_of_age(child->birth, 18).days >= w->today.days;
}

static void choose_people(struct writing *w, const struct demo_family *f)
{
    bool swap = f->partner && !is_public_servant(f->partner) && (is_public_servant(f->head) || chance(w, 15));
    w->applicant = swap ? f->partner : f->head;
    w->partner = swap ? f->head : f->partner;
}

/* Those born by now; in later rounds one of them is left out.  False when nobody is left to claim for. */
static bool choose_children(struct writing *w, const struct demo_family *f, uint64_t round)
{
    size_t left_out = f->n_children > 1 && round ? round % f->n_children : SIZE_MAX, young = 0;
    for (size_t i = 0; i < f->n_children; i++)
        young += i != left_out && f->children[i]->birth.days <= w->today.days && is_young(w, f->children[i]);
    for (size_t i = 0; i < f->n_children; i++)
        if (i != left_out && f->children[i]->birth.days <= w->today.days &&
            date_fiscal_end_of_age(f->children[i]->birth, 22).days >= w->today.days)
            w->children[w->n_children++] = f->children[i];
    w->carer = str_eq(f->children[0]->relation, S("子の子"));
    return young > 0;
}

/* The families in a mixed order; the next one when this one has no child yet, or no more, on that day. */
static enum rc choose_family(struct writing *w)
{
    const struct demo_claim *c = w->c;
    uint64_t i = (uint64_t)(c->number - 1), round = i / c->n_families;
    for (uint64_t step = 0; step < c->n_families; step++) {
        const struct demo_family *f = &c->families[(i * SHUFFLE + round * 13 + step) % c->n_families];
        w->n_children = 0;
        if (!choose_children(w, f, round))
            continue;
        choose_people(w, f);
        return OK;
    }
    return NOT_FOUND;
}

/* ---- the pages ---- */

static void write_names(struct writing *w, const char *at, const struct demo_resident *r)
{
    bool single = !r->family.n;
#define PATH(name) arena_fmt(w->mem, "%s_%s", at, name).p
    set(w, PATH("family_name"), single ? r->given : r->family);
    set(w, PATH("family_kana"), single ? r->given_kana : r->family_kana);
    if (single)
        set(w, PATH("single_name"), S("single"));
    set(w, PATH("given_name"), single ? S("") : r->given);
    set(w, PATH("given_kana"), single ? S("") : r->given_kana);
    set_day(w, PATH("birth"), r->birth);
#undef PATH
}

static void write_eligibility(struct writing *w)
{
    bool man = str_eq(w->applicant->sex, S("男"));
    set(w, "eligibility/claimant_kind", w->carer ? S("carer") : man ? S("father") : S("mother"));
    set(w, "eligibility/occupation", w->applicant->occupation);
    set(w, "eligibility/receiving_now", S("no"));
}

static void write_applicant(struct writing *w)
{
    const struct demo_resident *r = w->applicant;
    struct str building = r->building, phone = r->telephone;
    int number = between(w, 0, 9999);
    write_names(w, "applicant/applicant", r);
    if (chance(w, 12))
        building = other_building(w, building);
    if (chance(w, 30))
        set(w, "applicant/applicant_family_name", usual_characters(w, r->family.n ? r->family : r->given));
    set(w, "applicant/applicant_postal_code", r->postal_code);
    set(w, "applicant/applicant_address",
        arena_fmt(w->mem, "%.*s%s%.*s", STR(r->address), building.n ? " " : "", STR(building)));
    set(w, "applicant/applicant_phone", phone.n ? phone : arena_fmt(w->mem, "000-0000-%04d", number));
    if (chance(w, 40))
        set(w, "applicant/applicant_email", arena_fmt(w->mem, "resident%d@xtown.example.jp", r->id));
    set(w, "applicant/applicant_pension", str_eq(r->occupation, S("employee")) ? S("employees") : S("national"));
}

static void write_spouse(struct writing *w)
{
    const struct demo_resident *r = w->partner;
    int roll = between(w, 1, 100);
    set(w, "spouse/has_spouse", r ? S("yes") : S("no"));
    if (!r)
        return;
    write_names(w, "spouse/spouse_person/spouse", r);
    set(w, "spouse/spouse_person/spouse_living", S("together"));
    set(w, "spouse/spouse_person/spouse_public_servant", is_public_servant(r) ? S("yes") : S("no"));
    set(w, "spouse/spouse_person/higher_earner", roll <= 6 ? S("spouse") : roll <= 14 ? S("same") : S("self"));
}

/* The confirmation for an elder child, asked when there are three or more. */
static void write_older(struct writing *w, const struct demo_resident *r, struct str at)
{
    bool student = str_eq(r->occupation, S("student"));
    int years = between(w, 0, 2);
    bool cared = !chance(w, 10);
#define PATH(name) arena_fmt(w->mem, "%.*solder/%s", STR(at), name).p
    set(w, PATH("older_care"), cared ? S("yes") : S("no"));
    set(w, PATH("older_costs"), cared ? S("yes") : S("no"));
    set(w, PATH("older_status"), student ? S("student") : S("working"));
    if (!student)
        return;
    set(w, PATH("older_school"), S("都市X見本大学"));
    set_day(w, PATH("older_graduation"), date_of(date_fiscal_year(w->today) + 1 + years, 3, 31));
#undef PATH
}

static void write_child(struct writing *w, size_t i)
{
    const struct demo_resident *r = w->children[i];
    struct str at = arena_fmt(w->mem, "children[%zu]/", i + 1);
    bool young = is_young(w, r), away = !young && chance(w, 30);
#define PATH(name) arena_fmt(w->mem, "%.*s%s", STR(at), name).p
    write_names(w, PATH("child"), r);
    if (i + 1 == w->n_children && chance(w, 8) && r->family.n)
        set(w, PATH("child_given_kana"), other_kana(w, r->given_kana));
    set(w, PATH("child_relation"), w->carer ? S("grandchild") : S("child"));
    set(w, PATH("child_living"), away ? S("apart") : S("together"));
    if (away) {
        set(w, PATH("child_address"), S("X県例市見本町1番1号 学生会館201"));
        set(w, PATH("child_apart_reason"), S("大学に通うため"));
    }
    if (young) {
        set(w, PATH("child_custody"), S("yes"));
        set(w, PATH("child_livelihood"), w->carer ? S("maintained") : S("shared"));
    } else if (w->n_children >= 3) {
        write_older(w, r, at);
    }
#undef PATH
}

static bool is_recent(const struct writing *w, struct date day)
{
    return day.days <= w->today.days && w->today.days - day.days <= PAST_EVENT_DAYS;
}

/* A birth or a move that the register knows, else something it cannot know. */
static void write_event(struct writing *w)
{
    static const struct str others[] = { S_("changed_claimant"), S_("left_service"), S_("custody"), S_("other") };
    const struct demo_resident *youngest = w->children[w->n_children - 1];
    struct date day = date_add_days(w->today, -between(w, 0, 45));
    struct str reason = w->carer ? S("custody") : others[between(w, 0, 3)];
    if (is_recent(w, youngest->birth)) {
        reason = S("birth");
        day = youngest->birth;
    } else if (is_recent(w, w->applicant->moved_in)) {
        reason = S("moved_in");
        day = w->applicant->moved_in;
        set(w, "event/former_town", S("X県例市"));
    }
    set(w, "event/reason", reason);
    set_day(w, "event/event_date", day);
    if (str_eq(reason, S("custody")))
        set(w, "event/reason_detail", S("子どもを引き取って育てることになりました"));
    if (str_eq(reason, S("other")))
        set(w, "event/reason_detail", S("これまで請求していませんでした"));
}

static void write_account(struct writing *w)
{
    static const struct str banks[][2] = { { S_("見本銀行"), S_("9901") }, { S_("例示信用金庫"), S_("9902") },
                                           { S_("架空農業協同組合"), S_("9903") } };
    static const struct str branches[][2] = { { S_("中央支店"), S_("001") }, { S_("見本町支店"), S_("002") },
                                              { S_("例示台支店"), S_("003") } };
    const struct demo_resident *r = w->applicant;
    int bank = between(w, 0, 2), branch = between(w, 0, 2), number = between(w, 1, 99999);
    set(w, "account/bank_name", banks[bank][0]);
    set(w, "account/bank_code", banks[bank][1]);
    set(w, "account/branch_name", branches[branch][0]);
    set(w, "account/branch_code", branches[branch][1]);
    set(w, "account/account_kind", S("ordinary"));
    set(w, "account/account_number", arena_fmt(w->mem, "00%05d", number));
    set(w, "account/account_holder_kana",
        arena_fmt(w->mem, "%.*s%s%.*s", STR(r->family_kana), r->family.n ? "　" : "", STR(r->given_kana)));
    set(w, "account/account_own", S("yes"));
}

static void write_papers(struct writing *w)
{
    set(w, "papers/passbook", S(DEMO_FILE_TOKEN));
    if (w->carer)
        set(w, "papers/guardian_proof", S(DEMO_FILE_TOKEN));
    if (chance(w, 15))
        set(w, "confirm/remarks", S("平日の日中は電話に出られません。夕方にお願いします。"));
}

enum rc demo_application(struct arena *mem, struct demo_claim *c, struct answers *ret_answers)
{
    struct writing w = { .mem = mem, .c = c, .today = time_date(c->arrived_at) };
    struct expr_world world;
    answers_world(mem, &(struct answers){ .plan = c->plan, .language = S("ja") }, c->arrived_at, c->calendar, &world);
    enum rc rc = answers_new(mem, c->plan, &world, &w.a);
    if (rc == OK)
        rc = choose_family(&w);
    if (rc != OK)
        return rc;
    write_eligibility(&w);
    write_applicant(&w);
    write_spouse(&w);
    for (size_t i = 0; i < w.n_children; i++)
        write_child(&w, i);
    write_event(&w);
    write_account(&w);
    write_papers(&w);
    answers_world(mem, &w.a, c->arrived_at, c->calendar, &world);
    rc = answers_compute(&w.a, &world);
    if (rc == OK)
        *ret_answers = w.a;
    return rc;
}
