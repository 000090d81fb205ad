/* SPDX-License-Identifier: Apache-2.0 */
/* Who is paid for which child from which month, as 児童手当法 3, 4, 6, 8 and 17条 say. */
#include "modules/jido_teate/rules.h"

static struct date first_day(struct jido_month m)
{
    return date_of(m.year, m.month, 1);
}

static bool is_before(struct date a, struct date b)
{
    return a.days < b.days;
}

struct jido_month jido_month_after(struct date d)
{
    struct civil c = date_civil(d);
    return c.month == 12 ? (struct jido_month) { c.year + 1, 1 }
                         : (struct jido_month) { c.year, c.month + 1 };
}

/* 3条1項: to 31 March after the day the person attains 18 (the eve of the birthday). */
static bool is_child_in(const struct jido_child *c, struct date day)
{
    return !is_before(day, c->birth) && !is_before(date_fiscal_end_of_age(c->birth, 18), day);
}

/* 6条: counted, not paid for, to 31 March after attaining 22. */
static bool is_elder_in(const struct jido_child *c, struct date day)
{
    return is_before(date_fiscal_end_of_age(c->birth, 18), day) &&
           !is_before(date_fiscal_end_of_age(c->birth, 22), day);
}

/* To the month of the third birthday, also for those born on the first of a month: the law lets
 * them pass three full years from birth. */
static bool is_under_3_in(const struct jido_child *c, struct jido_month m)
{
    struct civil b = date_civil(c->birth);
    return m.year * 12 + m.month <= (b.year + 3) * 12 + b.month;
}

/* 4条1項: parents and guardians need one livelihood, others must maintain the child. */
static bool is_raised(const struct jido_family *f, const struct jido_child *c)
{
    return c->custody &&
           (c->livelihood == JIDO_MAINTAINED || (f->is_parent && c->livelihood == JIDO_SHARED));
}

/* JIDO_AMOUNT_FROM_3 when the child is paid for, JIDO_ONLY_COUNTED when it counts, else why not. */
static enum jido_reason standing(const struct jido_family *f, const struct jido_child *c,
                                 struct date day)
{
    bool elder = is_elder_in(c, day);
    if (!elder && !is_child_in(c, day))
        return JIDO_NO_AGE;
    if (c->in_facility)
        return JIDO_FACILITY;
    if (elder)
        return c->older_care && c->older_costs ? JIDO_ONLY_COUNTED : JIDO_NOT_CONFIRMED;
    if (c->abroad && !c->studies)
        return JIDO_NOT_IN_JAPAN;
    return is_raised(f, c) ? JIDO_AMOUNT_FROM_3 : JIDO_NO_CUSTODY;
}

static bool is_counted(enum jido_reason r)
{
    return r == JIDO_AMOUNT_FROM_3 || r == JIDO_ONLY_COUNTED;
}

/* The place among those counted, eldest first; twins in the order given. */
static int order_of(const struct jido_family *f, const struct jido_share *shares, size_t i)
{
    int order = 1;
    for (size_t k = 0; k < f->n_children; k++) {
        bool elder = is_before(f->children[k].birth, f->children[i].birth) ||
                     (f->children[k].birth.days == f->children[i].birth.days && k < i);
        order += elder && is_counted(shares[k].reason);
    }
    return order;
}

struct money jido_month_amount(const struct jido_family *f, struct jido_month month,
                               struct jido_share *shares)
{
    struct money total = { 0 };
    for (size_t i = 0; i < f->n_children; i++)
        shares[i] =
            (struct jido_share) { standing(f, &f->children[i], first_day(month)), 0, { 0 } };
    for (size_t i = 0; i < f->n_children; i++)
        if (is_counted(shares[i].reason))
            shares[i].order = order_of(f, shares, i);
    for (size_t i = 0; i < f->n_children; i++) {
        struct jido_share *s = &shares[i];
        if (s->reason != JIDO_AMOUNT_FROM_3)
            continue;
        if (s->order >= 3)
            *s = (struct jido_share) { JIDO_AMOUNT_THIRD, s->order, { JIDO_THIRD } };
        else if (is_under_3_in(&f->children[i], month))
            *s = (struct jido_share) { JIDO_AMOUNT_UNDER_3, s->order, { JIDO_UNDER_3 } };
        else
            s->amount = (struct money) { JIDO_FROM_3 };
        total.yen += s->amount.yen;
    }
    return total;
}

/* 8条2項, 3項. */
static bool is_within_15_days(const struct jido_family *f)
{
    bool kind = f->event == JIDO_BIRTH || f->event == JIDO_MOVED_IN ||
                f->event == JIDO_LEFT_SERVICE || f->event == JIDO_CUSTODY;
    if (!kind || !date_is_set(f->event_date))
        return false;
    struct date last = date_add_days(f->event_date, JIDO_DAYS);
    if (f->calendar)
        last = calendar_next_open(f->calendar, last);
    return !is_before(last, f->claim_date);
}

static enum jido_reason claim_bar(const struct jido_family *f)
{
    if (f->public_servant)
        return JIDO_PUBLIC_SERVANT;
    if (f->is_parent && f->has_spouse && f->spouse_earns_more && !f->parting)
        return JIDO_SPOUSE_FIRST;
    for (size_t i = 0; i < f->n_children; i++)
        if (standing(f, &f->children[i], f->claim_date) == JIDO_AMOUNT_FROM_3)
            return JIDO_GRANTED;
    return JIDO_NO_CHILD;
}

void jido_decide(struct arena *mem, const struct jido_family *f, struct jido_result *ret_result)
{
    struct jido_result r = { .reason = claim_bar(f), .within_15_days = is_within_15_days(f) };
    r.first = jido_month_after(r.within_15_days ? f->event_date : f->claim_date);
    r.shares = arena_new(mem, struct jido_share, f->n_children);
    struct money monthly = jido_month_amount(f, r.first, r.shares);
    if (r.reason == JIDO_GRANTED && monthly.yen == 0)
        r.reason = JIDO_NO_MONTH_LEFT;
    r.granted = r.reason == JIDO_GRANTED;
    r.monthly = r.granted ? monthly : (struct money) { 0 };
    *ret_result = r;
}

struct str jido_reason_text(enum jido_reason reason)
{
    static const char *const ids[] = {
        [JIDO_AMOUNT_UNDER_3] = "reason_under_3",
        [JIDO_AMOUNT_FROM_3] = "reason_from_3",
        [JIDO_AMOUNT_THIRD] = "reason_third_child",
        [JIDO_ONLY_COUNTED] = "reason_only_counted",
        [JIDO_NOT_CONFIRMED] = "reason_not_counted",
        [JIDO_NO_AGE] = "reason_no_age",
        [JIDO_NO_CUSTODY] = "reason_no_custody",
        [JIDO_NOT_IN_JAPAN] = "reason_not_in_japan",
        [JIDO_FACILITY] = "reason_facility",
        [JIDO_PUBLIC_SERVANT] = "reason_public_servant",
        [JIDO_SPOUSE_FIRST] = "reason_spouse_first",
        [JIDO_NO_CHILD] = "reason_no_child",
        [JIDO_NO_MONTH_LEFT] = "reason_no_month_left",
        [JIDO_GRANTED] = "grant_body",
    };
    return str_of(ids[reason]);
}
