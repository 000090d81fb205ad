/* SPDX-License-Identifier: Apache-2.0 */
/* Collects the residents into families. */
#include "app/demo/families.h"

#include "app/demo/town.h"

struct collecting {
    struct arena *mem;
    struct demo_family *families;
    size_t n;
    struct demo_family home; /* the household at hand */
};

static const struct demo_resident *kept(struct arena *mem, const struct demo_resident *d)
{
    struct demo_resident *r = arena_new(mem, struct demo_resident, 1);
    *r = *d;
    struct str *texts[] = { &r->family,     &r->given,   &r->family_kana, &r->given_kana,  &r->former_family,
                            &r->alias,      &r->roman,   &r->sex,         &r->relation,    &r->postal_code,
                            &r->address,    &r->block,   &r->building,    &r->telephone,   &r->occupation };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        *texts[i] = arena_str(mem, *texts[i]);
    return r;
}

static bool is_public_servant(const struct demo_resident *r)
{
    return str_eq(r->occupation, S("public_servant"));
}

static bool can_apply(const struct demo_family *f)
{
    return f->head && f->head->household > 1 && f->n_children &&
           !(is_public_servant(f->head) && (!f->partner || is_public_servant(f->partner)));
}

static void end_household(struct collecting *c)
{
    if (can_apply(&c->home))
        c->families[c->n++] = c->home;
    c->home = (struct demo_family){ 0 };
}

static bool is_partner(struct str relation)
{
    return str_eq(relation, S("妻")) || str_eq(relation, S("夫"));
}

/* A child counts until 22 (児童手当法3条, 6条); older ones are not asked for. */
static bool is_child(const struct demo_resident *d)
{
    bool young = date_fiscal_end_of_age(d->birth, 22).days >= demo_register_date().days;
    return young && (str_eq(d->relation, S("子")) || str_eq(d->relation, S("子の子")));
}

static void collect(void *ctx, const struct demo_resident *d)
{
    struct collecting *c = ctx;
    struct demo_family *home = &c->home;
    if (str_eq(d->relation, S("世帯主"))) {
        end_household(c);
        home->head = kept(c->mem, d);
    } else if (is_partner(d->relation)) {
        home->partner = kept(c->mem, d);
    } else if (is_child(d) && home->n_children < DEMO_MOST_CHILDREN) {
        home->children[home->n_children++] = kept(c->mem, d);
    }
}

size_t demo_families_read(struct arena *mem, const struct demo_family **ret_families)
{
    struct collecting c = { .mem = mem, .families = arena_new(mem, struct demo_family, DEMO_RESIDENTS) };
    demo_residents(DEMO_RESIDENTS_SEED, DEMO_RESIDENTS, collect, &c);
    end_household(&c);
    *ret_families = c.families;
    return c.n;
}
