/* SPDX-License-Identifier: Apache-2.0 */
/* The resident's side from the outside, with the cookies of one browser. */
#include "modules/apply/apply.h"
#include "modules/apply/apply_sql.h"
#include "modules/apply/draft.h"
#include "modules/apply/receipts.h"
#include "modules/apply/test_browser.h"
#include "tests/fixture.h"

static void enter(struct browser *b, t_id case_id)
{
    struct str number = receipt_number(test_arena(), case_id);
    struct str code = receipt_code(&b->f->hall, test_arena(), b->f->town, number);
    CHECK_INT(ask(b, "GET", S("/r"), S("")), 200);
    CHECK_INT(press(b, "/r", arena_fmt(test_arena(), "number=%.*s&code=%.*s", STR(number), STR(code)).p), 303);
    CHECK_INT(ask(b, "GET", S("/receipts"), S("")), 200);
}

static const char right_birth[] = "birth.era=%E6%98%AD%E5%92%8C&birth.year=63&birth.month=4&birth.day=5";
static const char wrong_birth[] = "birth.era=%E6%98%AD%E5%92%8C&birth.year=63&birth.month=4&birth.day=6";

static void open_receipt(struct browser *b, t_id case_id)
{
    enter(b, case_id);
    CHECK_INT(press(b, "/receipts/open", right_birth), 303);
}

TEST(a_form_of_one_receipt_does_nothing_to_another_opened_meanwhile)
{
    struct browser b = { .f = town() };
    t_id one = fixture_case(b.f, "tabs-1"), two = fixture_case(b.f, "tabs-2");
    open_receipt(&b, one);
    CHECK_INT(ask(&b, "GET", S("/receipts/withdraw"), S("")), 200);
    struct loopback_reply first_tab = b.last;
    open_receipt(&b, two);
    b.last = first_tab;
    CHECK_INT(press(&b, "/receipts/withdraw", ""), 409);
    CHECK(fixture_shows(b.last, "別の受付票"));
    CHECK_INT(fixture_load(b.f, one).state, CASE_RECEIVED);
    CHECK_INT(fixture_load(b.f, two).state, CASE_RECEIVED);
    CHECK_INT(ask(&b, "GET", S("/receipts/withdraw"), S("")), 200);
    CHECK_INT(press(&b, "/receipts/withdraw", ""), 303);
    CHECK_INT(fixture_load(b.f, one).state, CASE_RECEIVED);
    CHECK_INT(fixture_load(b.f, two).state, CASE_WITHDRAWN);
}

TEST(after_five_wrong_birth_dates_the_right_one_opens_nothing)
{
    struct browser b = { .f = town() };
    t_id id = fixture_case(b.f, "tries-1");
    enter(&b, id);
    for (int i = 0; i < 5; i++)
        CHECK_INT(press(&b, "/receipts/open", wrong_birth), 422);
    CHECK_INT(press(&b, "/receipts/open", right_birth), 429);
    CHECK_INT(ask(&b, "GET", S("/receipts/answers"), S("")), 303);
}

TEST(a_made_up_cookie_opens_nothing_and_harms_nothing)
{
    static const char *const made_up[] = { "9223372036854775807.AAAA", "-9223372036854775808.A", "99999999999999.",
                                           ".", "x", "1.2.3" };
    struct browser b = { .f = town() };
    enter(&b, fixture_case(b.f, "made-up-1"));
    for (size_t i = 0; i < sizeof made_up / sizeof *made_up; i++) {
        keep_cookie(&b, S("__Host-open"), str_of(made_up[i]));
        CHECK_INT(ask(&b, "GET", S("/receipts"), S("")), 200);
        CHECK_INT(ask(&b, "GET", S("/receipts/answers"), S("")), 303);
        CHECK_INT(ask(&b, "GET", S("/receipts/qr.svg"), S("")), 404);
    }
}

static enum rc refuse(struct db *db, void *ctx, t_id case_id)
{
    (void)db, (void)ctx, (void)case_id;
    return CONFLICT;
}

TEST(a_message_whose_draft_changed_meanwhile_makes_no_case)
{
    struct fixture *f = town();
    struct case_file model = fixture_load(f, fixture_case(f, "with-1"));
    struct case_receipt receipt;
    struct case_new in = { .plan = f->plan, .channel = S("web"), .external_id = S("with-2"), .language = S("ja"),
                           .arrived_at = time_now(), .answers = &model.answers,
                           .actor = { S("resident"), 0, S("申請者") }, .also = refuse };
    struct cases_sql_intake_find_row row;
    bool found = true;
    CHECK_INT(cases_receive(&f->hall, f->town, f->db, test_arena(), &in, &receipt), CONFLICT);
    CHECK_OK(cases_sql_intake_find(f->db, test_arena(), f->town->id, S("web"), S("with-2"), &row, &found));
    CHECK(!found);
}

TEST(what_only_looks_sealed_is_sealed)
{
    struct fixture *f = town();
    struct case_file c = fixture_load(f, fixture_case(f, "sealed-1"));
    struct node *n = answers_node(&c.answers, S("account/account_number"));
    struct str before = n->text, plain;
    CHECK_OK(cases_seal(&f->hall, f->town, test_arena(), c.row.id, &c.answers));
    CHECK(str_eq(n->text, before)); /* sealed already: it stays as it is */
    n->text = S("v1.0123456");
    CHECK_OK(cases_seal(&f->hall, f->town, test_arena(), c.row.id, &c.answers));
    CHECK(n->text.n > 40);
    CHECK_OK(cases_unseal(&f->hall, f->town, test_arena(), c.row.id, n, &plain));
    CHECK_STR(plain, "v1.0123456");
}

/* ---- a form that changed after the case was made ---- */

static enum rc put_answers(struct db *db, void *arg)
{
    const struct cases_sql_by_id_row *r = &((const struct case_file *)arg)->row;
    size_t at = str_find(r->answers, S("{"));
    struct str old = arena_fmt(test_arena(), "{\"question_of_then\":\"x\",%.*s", STR(str_sub(r->answers, at + 1, r->answers.n)));
    int64_t changed;
    return cases_sql_change(db,
                            &(struct cases_sql_change_in){
                                .town_id = 7, .id = r->id, .version = r->version, .state = r->state, .is_open = r->is_open,
                                .due_on = r->due_on, .stopped_on = NO_DATE, .sort_on = r->sort_on, .mark = r->mark,
                                .mark_text = r->mark_text, .updated_at = r->updated_at, .answers = old },
                            &changed);
}

TEST(a_row_with_an_answer_nobody_asks_is_told_apart_from_a_case_of_an_older_form)
{
    struct fixture *f = town();
    struct case_file c = fixture_load(f, fixture_case(f, "older-1")), now;
    CHECK_OK(db_transaction(f->db, put_answers, &c));
    CHECK_INT(cases_load(&f->hall, f->town, f->db, test_arena(), c.row.id, 0, &now), FAILED);
    struct plan newer = *f->plan;
    newer.digest = S("another version of the form");
    const struct plan *plans[] = { &newer };
    struct hall hall = f->hall;
    hall.plans = plans;
    CHECK_OK(cases_load(&hall, f->town, f->db, test_arena(), c.row.id, 0, &now));
    CHECK(now.is_partial);
    CHECK_STR(answers_get(&now.answers, "account/bank_name"), "見本銀行");
    struct case_act act = { .seen = &now, .version = now.row.version, .now = time_now(), .event = EVENT_NOTED,
                            .actor = { S("staff"), 1, S("仮名") }, .answers = &now.answers };
    CHECK_INT(cases_act(&hall, f->town, f->db, test_arena(), &act), CONFLICT);
    act.answers = NULL;
    CHECK_OK(cases_act(&hall, f->town, f->db, test_arena(), &act));
    CHECK_OK(cases_load(&hall, f->town, f->db, test_arena(), c.row.id, 0, &now));
    CHECK(str_find(now.row.answers, S("question_of_then")) != SIZE_MAX);
}

/* ---- drafts ---- */

struct sending {
    struct draft_sending s;
    t_id case_id;
};

static enum rc send_draft(struct db *db, void *arg)
{
    struct sending *x = arg;
    return draft_sent(db, &x->s, x->case_id);
}

static int save(struct browser *b, struct str page)
{
    return ask(b, "POST", page, arena_fmt(test_arena(), "csrf=%.*s&act=later", STR(hidden(b, "csrf"))));
}

TEST(a_draft_is_sent_as_it_was_seen_and_only_once)
{
    struct browser b = { .f = town() };
    CHECK_INT(ask(&b, "GET", S("/apply/jido-teate"), S("")), 200);
    CHECK_INT(press(&b, "/apply/jido-teate", ""), 303);
    struct str page = location(&b);
    CHECK_INT(ask(&b, "GET", page, S("")), 200);
    struct loopback_reply other_tab = b.last;
    CHECK_INT(save(&b, page), 303); /* version 2 */
    b.last = other_tab;
    struct draft d = { .version = 1 };
    CHECK_OK(ref_read(&b.f->hall, TABLE_DRAFT, b.f->town->id, str_sub(page, 7, 33), &d.id));
    struct sending x = { .s = { b.f->town->id, &d }, .case_id = fixture_case(b.f, "draft-1") };
    CHECK_INT(db_transaction(b.f->db, send_draft, &x), CONFLICT);
    d.version = 2;
    CHECK_OK(db_transaction(b.f->db, send_draft, &x));
    CHECK_INT(db_transaction(b.f->db, send_draft, &x), CONFLICT);
    CHECK_INT(save(&b, page), 303);
    CHECK_STR(location(&b), "/receipts/new");
}

TEST(a_browser_shared_by_many_keeps_the_twenty_newest_drafts)
{
    struct browser b = { .f = town() };
    struct str first = S(""), last = S("");
    size_t kept = 0;
    for (int i = 0; i < 25; i++) {
        CHECK_INT(ask(&b, "GET", S("/apply/jido-teate"), S("")), 200);
        CHECK_INT(press(&b, "/apply/jido-teate", ""), 303);
        last = location(&b);
        first = i ? first : last;
    }
    for (size_t i = 0; i < b.n; i++)
        kept += str_starts(b.names[i], S("__Host-draft-")) && b.values[i].n > 0;
    CHECK_INT((int64_t)kept, 20);
    CHECK_INT(ask(&b, "GET", first, S("")), 404);
    CHECK_INT(ask(&b, "GET", last, S("")), 200);
}

TEST(a_sweep_forgets_expired_drafts_and_no_others)
{
    struct browser b = { .f = town() };
    struct date today = time_date(time_now());
    CHECK_INT(ask(&b, "GET", S("/apply/jido-teate"), S("")), 200);
    CHECK_INT(press(&b, "/apply/jido-teate", ""), 303);
    struct str page = location(&b);
    CHECK_OK(draft_sweep(&b.f->hall, b.f->db, test_arena(), b.f->town->id, date_add_days(today, DRAFT_DAYS)));
    CHECK_INT(ask(&b, "GET", page, S("")), 200);
    CHECK_OK(draft_sweep(&b.f->hall, b.f->db, test_arena(), b.f->town->id, date_add_days(today, DRAFT_DAYS + 2)));
    CHECK_INT(ask(&b, "GET", page, S("")), 404);
}
