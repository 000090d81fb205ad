/* SPDX-License-Identifier: Apache-2.0 */
/* The desk's rules as tables. */
#include "modules/desk/rules.h"
#include "tests/test.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

static const struct outcome grant = { .name = S_("grant"), .kind = S_("grant") };
static const struct outcome reject = { .name = S_("reject"), .kind = S_("reject") };
static const struct outcome refuse = { .name = S_("no"), .kind = S_("refuse") };
static const struct outcome withdraw = { .name = S_("withdraw"), .kind = S_("withdraw") };
static const struct outcome permit = { .name = S_("permit"),
                                       .kind = S_("grant"),
                                       .reason_required = true };

TEST(a_refusal_needs_reason_and_appeal_text)
{
    static const struct {
        const struct outcome *outcome;
        const char *reason, *appeal;
        size_t stops, faults;
        const char *first;
    } cases[] = {
        { NULL, "", "", 0, 1, "outcome" },
        { NULL, "理由", "教示", 0, 1, "outcome" },
        { &withdraw, "理由", "教示", 0, 1, "outcome" },
        { &grant, "", "", 0, 0, "" },
        { &grant, "", "", 1, 1, "outcome" },
        { &grant, "理由", "教示", 0, 0, "" },
        { &permit, "", "", 0, 1, "reason" },
        { &permit, "条件のとおり", "", 0, 0, "" },
        { &reject, "", "", 0, 2, "reason" },
        { &reject, " \n\t", "教示", 0, 1, "reason" },
        { &reject, "理由", " ", 0, 1, "appeal" },
        { &reject, "理由", "教示", 0, 0, "" },
        { &reject, "理由", "教示", 3, 0, "" },
        { &refuse, "", "教示", 0, 1, "reason" },
        { &refuse, "理由", "", 0, 1, "appeal" },
        { &refuse, "理由", "教示", 0, 0, "" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct desk_fault faults[DESK_MOST_FAULTS];
        struct desk_proposal p = { cases[i].outcome, str_of(cases[i].reason),
                                   str_of(cases[i].appeal), cases[i].stops };
        CHECK_INT((int64_t)desk_proposal_faults(&p, faults), (int64_t)cases[i].faults);
        if (cases[i].faults)
            CHECK_SAME(faults[0].field, str_of(cases[i].first));
    }
}

TEST(a_grant_without_anything_to_pay_is_not_proposed)
{
    struct desk_fault faults[DESK_MOST_FAULTS];
    CHECK_INT((int64_t)desk_proposal_faults(
                  &(struct desk_proposal) { &grant, S(""), S(""), .lacks_amounts = true }, faults),
              1);
    CHECK_INT((int64_t)desk_proposal_faults(
                  &(struct desk_proposal) { &reject, S("理由"), S("教示"), .lacks_amounts = true },
                  faults),
              0);
}

TEST(a_reason_longer_than_the_notice_can_hold_is_refused)
{
    char *text = arena_new(test_arena(), char, 3 * 2001);
    for (size_t i = 0; i < 2001; i++)
        memcpy(text + 3 * i, "あ", 3);
    struct desk_fault faults[DESK_MOST_FAULTS];
    CHECK_INT((int64_t)desk_proposal_faults(
                  &(struct desk_proposal) { &reject, str_n(text, 3 * 2001), S("教示"), 0 }, faults),
              1);
    CHECK_INT((int64_t)desk_proposal_faults(
                  &(struct desk_proposal) { &reject, str_n(text, 3 * 2000), S("教示"), 0 }, faults),
              0);
}

TEST(what_a_person_found_goes_before_what_the_machine_found)
{
    static const struct {
        const char *person, *machine, *severity;
        enum desk_standing standing;
    } cases[] = {
        { "", "", "ask", STANDING_OPEN },
        { "", "pass", "stop", STANDING_PASSED },
        { "", "look", "warn", STANDING_LOOK },
        { "", "stop", "stop", STANDING_STOP },
        { "pass", "stop", "stop", STANDING_PASSED },
        { "pass", "", "ask", STANDING_PASSED },
        { "look", "pass", "warn", STANDING_LOOK },
        { "look", "pass", "stop", STANDING_STOP },
        { "other", "pass", "ask", STANDING_OPEN },
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        CHECK_INT(desk_standing(str_of(cases[i].person), str_of(cases[i].machine),
                                str_of(cases[i].severity)),
                  cases[i].standing);
    CHECK(desk_result_is_known(S("pass")) && desk_result_is_known(S("look")));
    CHECK(!desk_result_is_known(S("stop")) && !desk_result_is_known(S("")));
}

TEST(the_mark_follows_the_worst_check)
{
    static const enum desk_standing fine[] = { STANDING_PASSED, STANDING_OPEN };
    static const enum desk_standing doubt[] = { STANDING_PASSED, STANDING_LOOK };
    static const enum desk_standing bad[] = { STANDING_LOOK, STANDING_STOP, STANDING_PASSED };
    CHECK_STR(desk_mark(fine, 2, true).mark, "ok");
    CHECK_STR(desk_mark(doubt, 2, true).text, "要確認");
    CHECK_STR(desk_mark(doubt, 2, false).text, "住民記録なし");
    CHECK_STR(desk_mark(bad, 3, true).mark, "stop");
}

TEST(who_proposed_does_not_decide)
{
    CHECK(!desk_may_approve(7, 7));
    CHECK(desk_may_approve(7, 8));
}

TEST(an_answer_is_asked_for_within_opening_days)
{
    struct calendar c = { 0 };
    struct date tuesday = date_of(2026, 11, 24);
    CHECK_INT(desk_correction_due(&c, tuesday).days, date_of(2026, 12, 8).days);
    CHECK_INT(desk_correction_due(&c, date_of(2026, 12, 25)).days, date_of(2027, 1, 15).days);
    static const struct {
        int year, month, day;
        bool ok;
    } cases[] = {
        { 2026, 11, 23, false }, { 2026, 11, 24, false }, { 2026, 11, 25, true },
        { 2026, 11, 28, false }, { 2026, 12, 31, false }, { 2027, 1, 4, true },
        { 2027, 1, 11, false },  { 2027, 6, 1, false },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct date due = date_of(cases[i].year, cases[i].month, cases[i].day);
        CHECK_INT(desk_correction_due_fault(&c, tuesday, due).n == 0, cases[i].ok);
    }
    CHECK(desk_correction_due_fault(&c, tuesday, NO_DATE).n > 0);
}
