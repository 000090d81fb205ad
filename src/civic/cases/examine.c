/* SPDX-License-Identifier: Apache-2.0 */
/* Looks the applicant up in the register by birth date and reading, lays answers beside it, and evaluates the
 * procedure's checks.  Which answer is which is said by the rows subject.*, partner.* and member.* of procedure.tsv. */
#include "civic/cases/examine.h"

#include "base/text.h"

enum { MOST_BORN = 200, MOST_MEMBERS = 50, MOST_COMPARED = 100 };

struct examining {
    const struct town *town;
    struct db *db;
    struct arena *mem;
    const struct plan *plan;
    struct answers *answers;
    struct examination *found;
    struct people_sql_household_rows household;
};

struct str cases_subject(struct arena *mem, const struct plan *p, const struct answers *a, const char *what)
{
    struct str path = p->property(p, arena_fmt(mem, "subject.%s", what));
    return path.n ? answers_get(a, arena_cstr(mem, path)) : S("");
}

static struct str key_of(const struct examining *x, struct str one, struct str two)
{
    return text_search_key(x->mem, arena_fmt(x->mem, "%.*s%.*s", STR(one), STR(two)));
}

static struct people_sql_by_id_row as_person(const struct people_sql_born_on_row *row)
{
    struct people_sql_by_id_row p;
    _Static_assert(sizeof p == sizeof *row, "same columns in the same order");
    memcpy(&p, row, sizeof p);
    return p;
}

/* Same birth date and same reading; with several, the one whose name is the same too. */
static enum rc find_person(struct examining *x)
{
    struct date birth;
    struct people_sql_born_on_rows rows;
    struct str kana = key_of(x, cases_subject(x->mem, x->plan, x->answers, "family_kana"),
                             cases_subject(x->mem, x->plan, x->answers, "given_kana"));
    struct str name = key_of(x, cases_subject(x->mem, x->plan, x->answers, "family"),
                             cases_subject(x->mem, x->plan, x->answers, "given"));
    if (date_parse(x->mem, cases_subject(x->mem, x->plan, x->answers, "birth"), &birth) != OK)
        return OK;
    enum rc rc = people_sql_born_on(x->db, x->mem, x->town->id, birth, MOST_BORN, &rows);
    int best = 0;
    for (size_t i = 0; rc == OK && i < rows.n; i++) {
        int points = 2 * str_eq(rows.p[i].kana_key, kana) + str_eq(rows.p[i].name_key, name);
        if (points <= best)
            continue;
        best = points;
        x->found->person = as_person(&rows.p[i]);
        x->found->person_id = rows.p[i].id;
        x->found->has_person = true;
    }
    if (rc == OK && x->found->has_person)
        rc = people_sql_household(x->db, x->mem, x->town->id, x->found->person.household_id, MOST_MEMBERS, &x->household);
    return rc;
}

static struct str without_start(struct str text, struct str start)
{
    return str_starts(text, start) ? str_sub(text, start.n, text.n) : text;
}

/* What counts of a value: every sign of a name, because 高 and 髙 are two names; the digits of a postal code; an
 * address without the prefecture and the town, which people leave out. */
static struct str what_counts(const struct examining *x, const struct field *field, struct str text)
{
    if (field && field->style == STYLE_PERSON_NAME)
        return str_trim(text);
    if (field && field->style == STYLE_POSTAL_CODE)
        return text_digits(x->mem, text);
    if (!field || field->style != STYLE_ADDRESS)
        return text_search_key(x->mem, text);
    struct str key = text_address_key(x->mem, text);
    key = without_start(key, text_search_key(x->mem, x->town->prefecture));
    return without_start(key, text_search_key(x->mem, x->town->name));
}

static void compare(struct examining *x, const struct node *answer, struct str registered)
{
    struct examination *f = x->found;
    if (!answer || answer->irrelevant || !answer->text.n || f->n_compared == MOST_COMPARED)
        return;
    bool differs = !str_eq(what_counts(x, answer->field, answer->text), what_counts(x, answer->field, registered));
    f->compared[f->n_compared++] = (struct compared){ answer, registered, differs };
    f->n_different += differs;
}

/* The answer that procedure.tsv calls role.what. */
static const struct node *role_node(const struct examining *x, const char *role, const char *what)
{
    struct str path = x->plan->property(x->plan, arena_fmt(x->mem, "%s.%s", role, what));
    return path.n ? answers_node(x->answers, path) : NULL;
}

static const struct node *subject_node(const struct examining *x, const char *what)
{
    return role_node(x, "subject", what);
}

static void compare_subject(struct examining *x)
{
    const struct people_sql_by_id_row *p = &x->found->person;
    compare(x, subject_node(x, "family"), p->family);
    compare(x, subject_node(x, "given"), p->given);
    compare(x, subject_node(x, "family_kana"), p->family_kana);
    compare(x, subject_node(x, "given_kana"), p->given_kana);
    compare(x, subject_node(x, "birth"), date_iso(x->mem, p->birth));
    compare(x, subject_node(x, "postal_code"), p->postal_code);
    compare(x, subject_node(x, "address"), arena_fmt(x->mem, "%.*s%s%.*s", STR(p->address), p->building.n ? " " : "",
                                                     STR(p->building)));
}

static const struct node *member_node(const struct examining *x, const struct node *instance, const char *what)
{
    struct str name = x->plan->property(x->plan, arena_fmt(x->mem, "member.%s", what));
    return name.n ? tree_child(instance, name) : NULL;
}

struct relative { /* the answers about one person beside the applicant */
    const struct node *family, *given, *family_kana, *given_kana, *birth;
};

static bool is_same(const struct examining *x, const struct node *answer, struct str registered)
{
    return str_eq(text_search_key(x->mem, registered), text_search_key(x->mem, answer->text));
}

/* The member of the applicant's household with the same given name, or the same birth date. */
static void compare_relative(struct examining *x, const struct relative *a)
{
    const struct people_sql_household_row *best = NULL;
    int most = 0;
    for (size_t i = 0; a->given && a->birth && i < x->household.n; i++) {
        const struct people_sql_household_row *m = &x->household.p[i];
        int points = is_same(x, a->given, m->given) + str_eq(date_iso(x->mem, m->birth), a->birth->text);
        if (m->id == x->found->person_id || points <= most)
            continue;
        most = points;
        best = m;
    }
    if (!best)
        return;
    compare(x, a->family, best->family);
    compare(x, a->given, best->given);
    compare(x, a->family_kana, best->family_kana);
    compare(x, a->given_kana, best->given_kana);
    compare(x, a->birth, date_iso(x->mem, best->birth));
}

static void compare_partner(struct examining *x)
{
    struct relative partner = { role_node(x, "partner", "family"), role_node(x, "partner", "given"),
                                role_node(x, "partner", "family_kana"), role_node(x, "partner", "given_kana"),
                                role_node(x, "partner", "birth") };
    compare_relative(x, &partner);
}

static void compare_member(struct examining *x, const struct node *instance)
{
    struct relative member = { member_node(x, instance, "family"), member_node(x, instance, "given"),
                               member_node(x, instance, "family_kana"), member_node(x, instance, "given_kana"),
                               member_node(x, instance, "birth") };
    compare_relative(x, &member);
}

static void compare_members(struct examining *x)
{
    struct str repeat = x->plan->property(x->plan, S("member.repeat"));
    for (const struct node *n = repeat.n ? x->answers->root->first : NULL; n; n = n->next)
        if (str_eq(n->name, repeat) && !n->irrelevant)
            compare_member(x, n);
}

static bool subject_differs(const struct examining *x, const char *what)
{
    const struct node *n = subject_node(x, what);
    for (size_t i = 0; i < x->found->n_compared; i++)
        if (x->found->compared[i].answer == n && x->found->compared[i].differs)
            return true;
    return false;
}

/* 支援措置: nobody of the household is protected. */
static bool household_is_open(const struct examining *x)
{
    for (size_t i = 0; i < x->household.n; i++)
        if (x->household.p[i].is_protected)
            return false;
    return true;
}

/* A check against the register: household.open, person.name, person.kana, person.birth, person.address. */
static bool register_passes(const struct examining *x, struct str path)
{
    if (!x->found->has_person)
        return false;
    if (str_eq(path, S("household.open")))
        return household_is_open(x);
    if (str_eq(path, S("person.name")))
        return !subject_differs(x, "family") && !subject_differs(x, "given");
    if (str_eq(path, S("person.kana")))
        return !subject_differs(x, "family_kana") && !subject_differs(x, "given_kana");
    if (str_eq(path, S("person.birth")))
        return !subject_differs(x, "birth");
    if (str_eq(path, S("person.address")))
        return !subject_differs(x, "address") && !subject_differs(x, "postal_code");
    return false;
}

static void examine_one(const struct examining *x, const struct expr_world *w, const struct check *c,
                        struct examined_check *e)
{
    struct value v;
    struct expr_error error;
    bool passed;
    *e = (struct examined_check){ .check = c, .result = S(""), .message = c->message };
    if (c->register_path.n)
        passed = register_passes(x, c->register_path);
    else if (c->expression && expr_eval(c->expression, w, x->answers->root, &v, &error) == OK)
        passed = value_boolean(&v);
    else
        return;
    if (passed)
        e->result = S("pass");
    else
        e->result = str_eq(c->severity, S("stop")) ? S("stop") : S("look");
    if (c->register_path.n && !x->found->has_person)
        e->message = S("住民記録に見つかりません。氏名のフリガナと生年月日を確かめます");
}

static void mark(struct examination *f)
{
    size_t look = 0, stop = 0;
    for (size_t i = 0; i < f->n_checks; i++) {
        look += str_eq(f->checks[i].result, S("look"));
        stop += str_eq(f->checks[i].result, S("stop"));
    }
    f->mark = stop ? S("stop") : look || f->n_different ? S("look") : S("ok");
    f->mark_text = stop                ? S("要件を確認")
                   : !f->has_person    ? S("住民記録なし")
                   : f->n_different    ? S("住民記録と違い")
                   : look              ? S("要確認")
                                       : S("不備なし");
}

enum rc cases_examine(const struct town *town, struct db *db, struct arena *mem, const struct plan *plan,
                      struct answers *answers, t_time now, struct examination *ret_found)
{
    struct examination f = { .compared = arena_new(mem, struct compared, MOST_COMPARED),
                             .checks = arena_new(mem, struct examined_check, plan->n_checks),
                             .n_checks = plan->n_checks };
    struct examining x = { .town = town, .db = db, .mem = mem, .plan = plan, .answers = answers, .found = &f };
    struct expr_world world;
    enum rc rc = find_person(&x);
    if (rc != OK)
        return rc;
    if (f.has_person) {
        compare_subject(&x);
        compare_partner(&x);
        compare_members(&x);
    }
    answers_world(mem, answers, now, &town->calendar, &world);
    for (size_t i = 0; i < plan->n_checks; i++)
        examine_one(&x, &world, &plan->checks[i], &f.checks[i]);
    mark(&f);
    *ret_found = f;
    return OK;
}
