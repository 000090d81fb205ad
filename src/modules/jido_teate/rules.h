/* SPDX-License-Identifier: Apache-2.0 */
/* 児童手当: from a family to outcome, first month and monthly amounts.  Pure: no request, no
 * database, no clock.  The law as it stands since 2024-10-01 (児童手当法, 昭和46年法律第73号;
 * articles in procedures/SOURCES.md).  It proposes; a person decides. */
#ifndef MODULES_JIDO_TEATE_RULES_H
#define MODULES_JIDO_TEATE_RULES_H

#include "base/time.h"

enum {
    JIDO_UNDER_3 = 15000, /* yen a month, to the month of the third birthday */
    JIDO_FROM_3 = 10000,
    JIDO_THIRD = 30000, /* third and later, at every age */
    JIDO_DAYS = 15,     /* 15日特例: from the day after the event */
};

enum jido_livelihood { JIDO_SEPARATE, JIDO_SHARED, JIDO_MAINTAINED };

struct jido_child {
    struct date birth;
    bool abroad;      /* lives outside Japan … */
    bool studies;     /* … to study */
    bool in_facility; /* 施設入所等児童: paid to the facility */
    bool apart;       /* 別居: no bar while custody and livelihood hold */
    bool custody;     /* 監護 */
    enum jido_livelihood livelihood;
    bool older_care, older_costs; /* the confirmation for an elder child */
};

enum jido_event { /* why the claim is made now */
                  JIDO_BIRTH,
                  JIDO_MOVED_IN,
                  JIDO_LEFT_SERVICE,
                  JIDO_CUSTODY,
                  JIDO_CHANGED_CLAIMANT,
                  JIDO_OTHER,
};

struct jido_family {
    bool public_servant; /* paid by state, prefecture or municipality: 17条 */
    bool is_parent;      /* father, mother or guardian: shared livelihood is enough */
    bool has_spouse, spouse_earns_more;
    bool parting; /* living apart for divorce: the parent with the child comes first (4条4項) */
    enum jido_event event;
    struct date event_date, claim_date; /* event_date may be NO_DATE */
    const struct calendar *calendar;    /* a deadline on a closed day moves on; NULL: never */
    const struct jido_child *children;
    size_t n_children;
};

struct jido_month {
    int year, month;
};

enum jido_reason {
    JIDO_AMOUNT_UNDER_3,
    JIDO_AMOUNT_FROM_3,
    JIDO_AMOUNT_THIRD,
    JIDO_ONLY_COUNTED,  /* elder child: counts, is not paid for */
    JIDO_NOT_CONFIRMED, /* elder child without care or costs */
    JIDO_NO_AGE,        /* past 高校生年代 and 22 */
    JIDO_NO_CUSTODY,    /* no 監護 or another livelihood */
    JIDO_NOT_IN_JAPAN,
    JIDO_FACILITY,
    JIDO_PUBLIC_SERVANT, /* of the claim: */
    JIDO_SPOUSE_FIRST,   /* the other parent earns more */
    JIDO_NO_CHILD,
    JIDO_NO_MONTH_LEFT, /* the last child leaves the age before the first month */
    JIDO_GRANTED,
};

struct jido_share { /* one child in one month */
    enum jido_reason reason;
    int order; /* 1 = eldest counted; 0 = not counted */
    struct money amount;
};

struct jido_result {
    bool granted;
    enum jido_reason reason;
    bool within_15_days;
    struct jido_month first;   /* first month paid */
    struct jido_share *shares; /* of the first month, in the family's order */
    struct money monthly;
};

/* The claim as a whole. */
void jido_decide(struct arena *mem, const struct jido_family *f, struct jido_result *ret_result);
/* What one later month pays: birthdays and 31 March change it. Writes n_children shares. */
struct money jido_month_amount(const struct jido_family *f, struct jido_month month,
                               struct jido_share *shares);
struct jido_month jido_month_after(struct date d);
/* Of texts.tsv: "reason_third_child"; shown on the notice. */
struct str jido_reason_text(enum jido_reason reason);

#endif
