/* SPDX-License-Identifier: Apache-2.0 */
/* Names of the survey's questions stand here and nowhere else in code. */
#include "modules/jido_teate/family.h"

static struct str value_at(const struct answers *a, struct str path)
{
    const struct node *n = answers_node(a, path);
    return n && !n->irrelevant ? n->text : (struct str) { "", 0 };
}

static bool is(const struct answers *a, struct str path, const char *wanted)
{
    return str_eq(value_at(a, path), str_of(wanted));
}

static enum jido_event event_of(struct str reason)
{
    static const struct {
        const char *name;
        enum jido_event event;
    } events[] = {
        { "birth", JIDO_BIRTH },
        { "moved_in", JIDO_MOVED_IN },
        { "left_service", JIDO_LEFT_SERVICE },
        { "custody", JIDO_CUSTODY },
        { "changed_claimant", JIDO_CHANGED_CLAIMANT },
    };
    for (size_t i = 0; i < sizeof events / sizeof *events; i++)
        if (str_eq(reason, str_of(events[i].name)))
            return events[i].event;
    return JIDO_OTHER;
}

static enum rc read_child(struct arena *mem, const struct answers *a, size_t i,
                          struct jido_child *ret_child)
{
    struct str at = arena_fmt(mem, "children[%zu]/", i + 1);
#define PATH(name) arena_fmt(mem, "%.*s%s", STR(at), name)
    struct jido_child c = {
        .abroad = is(a, PATH("child_living"), "abroad"),
        .studies = is(a, PATH("child_living"), "abroad"), /* the form offers no other stay abroad */
        .apart = is(a, PATH("child_living"), "apart"),
        .custody = is(a, PATH("child_custody"), "yes"),
        .livelihood = is(a, PATH("child_livelihood"), "maintained") ? JIDO_MAINTAINED
                      : is(a, PATH("child_livelihood"), "shared")   ? JIDO_SHARED
                                                                    : JIDO_SEPARATE,
        .older_care = is(a, PATH("older/older_care"), "yes"),
        .older_costs = is(a, PATH("older/older_costs"), "yes"),
    };
    enum rc rc = date_parse(mem, value_at(a, PATH("child_birth")), &c.birth);
#undef PATH
    if (rc == OK)
        *ret_child = c;
    return rc;
}

enum rc jido_family_of(struct arena *mem, const struct answers *a, struct date claim_date,
                       const struct calendar *calendar, struct jido_family *ret_family)
{
    struct jido_family f = { .claim_date = claim_date, .calendar = calendar };
    struct str who = value_at(a, S("eligibility/claimant_kind"));
    f.public_servant = is(a, S("eligibility/occupation"), "public_servant");
    f.is_parent = str_eq(who, S("father")) || str_eq(who, S("mother")) ||
                  str_eq(who, S("guardian")) || str_eq(who, S("designated"));
    f.has_spouse = is(a, S("spouse/has_spouse"), "yes");
    f.spouse_earns_more = is(a, S("spouse/spouse_person/higher_earner"), "spouse");
    f.parting = is(a, S("spouse/spouse_person/spouse_living"), "apart_divorce");
    f.event = event_of(value_at(a, S("event/reason")));
    if (date_parse(mem, value_at(a, S("event/event_date")), &f.event_date) != OK)
        f.event_date = NO_DATE;
    while (answers_node(a, arena_fmt(mem, "children[%zu]", f.n_children + 1)))
        f.n_children++;
    struct jido_child *children = arena_new(mem, struct jido_child, f.n_children + 1);
    enum rc rc = OK;
    for (size_t i = 0; i < f.n_children && rc == OK && !f.public_servant; i++)
        rc = read_child(mem, a, i, &children[i]);
    if (f.public_servant)
        f.n_children = 0;
    f.children = children;
    if (rc == OK)
        *ret_family = f;
    return rc;
}
