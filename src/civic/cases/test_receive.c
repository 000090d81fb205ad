/* SPDX-License-Identifier: Apache-2.0 */
/* The one door: once for each message, whoever else knocks; receipts; what one submission costs the
 * store. */
#include "civic/notices/notices.h"
#include "tests/fixture.h"
#include "tests/jido_teate_answers.h"

#include <pthread.h>
#include <stdio.h>

static struct case_receipt receive(struct fixture *f, struct db *db, struct arena *mem,
                                   const char *channel, const char *key)
{
    struct answers answers;
    const struct message *messages;
    struct expr_world world;
    struct case_receipt receipt = { 0 };
    size_t n;
    t_time now = time_now();
    CHECK_OK(answers_from_json(mem, f->plan, S(JIDO_TEATE_ANSWERS), &answers, &messages, &n));
    answers_world(mem, &answers, now, &f->town->calendar, &world);
    CHECK_OK(answers_compute(&answers, &world));
    struct case_new in = { .plan = f->plan,
                           .channel = str_of(channel),
                           .external_id = str_of(key),
                           .language = S("ja"),
                           .arrived_at = now,
                           .answers = &answers,
                           .actor = { S("resident"), 0, S("申請者") } };
    CHECK_OK(cases_receive(&f->hall, f->town, db, mem, &in, &receipt));
    return receipt;
}

TEST(a_message_that_comes_again_is_the_same_case)
{
    struct fixture *f = fixture(NULL, NULL);
    struct case_receipt first = receive(f, f->db, test_arena(), "web", "again");
    struct case_receipt second = receive(f, f->db, test_arena(), "web", "again");
    struct case_receipt other = receive(f, f->db, test_arena(), "paper", "again");
    CHECK(!first.repeated && second.repeated && !other.repeated);
    CHECK_INT(second.case_id, first.case_id);
    CHECK_SAME(second.number, first.number);
    CHECK_SAME(second.code, first.code);
    CHECK(other.case_id != first.case_id);
}

enum { KNOCKERS = 8 };

struct knocker {
    struct fixture *f;
    struct db *db;
    struct arena mem;
    struct case_receipt receipt;
};

static void *knock(void *arg)
{
    struct knocker *k = arg;
    k->receipt = receive(k->f, k->db, &k->mem, "web", "at once");
    return NULL;
}

TEST(eight_at_once_with_one_key_make_one_case)
{
    static struct knocker knockers[KNOCKERS];
    pthread_t threads[KNOCKERS];
    struct fixture *f = fixture(NULL, NULL);
    int fresh = 0;
    for (int i = 0; i < KNOCKERS; i++) {
        knockers[i].f = f;
        arena_init(&knockers[i].mem, ARENA_REQUEST_CEILING);
        CHECK_OK(db_session_open(f->hall.store, &knockers[i].db));
    }
    for (int i = 0; i < KNOCKERS; i++)
        CHECK(pthread_create(&threads[i], NULL, knock, &knockers[i]) == 0);
    for (int i = 0; i < KNOCKERS; i++)
        pthread_join(threads[i], NULL);
    for (int i = 0; i < KNOCKERS; i++) {
        fresh += !knockers[i].receipt.repeated;
        CHECK_INT(knockers[i].receipt.case_id, knockers[0].receipt.case_id);
        db_session_close(knockers[i].db);
        arena_release(&knockers[i].mem);
    }
    CHECK_INT(fresh, 1);
}

TEST(the_state_is_the_history_folded_and_the_account_number_is_sealed)
{
    struct fixture *f = fixture(NULL, NULL);
    struct case_receipt receipt = receive(f, f->db, test_arena(), "web", "folded");
    struct case_file c = fixture_load(f, receipt.case_id);
    enum case_state state = CASE_NONE;
    for (size_t i = 0; i < c.events.n; i++)
        CHECK_OK(case_next(state, case_event_of(c.events.p[i].kind), &state));
    CHECK_INT(state, c.state);
    const struct node *account = answers_node(&c.answers, S("account/account_number"));
    struct str plain;
    if (!CHECK(account != NULL))
        return;
    CHECK(str_starts(account->text, S("v1.")) && str_find(c.row.answers, S("0123456")) == SIZE_MAX);
    CHECK_OK(cases_unseal(&f->hall, f->town, test_arena(), receipt.case_id, account, &plain));
    CHECK_STR(plain, "0123456");
    CHECK(cases_unseal(&f->hall, f->town, test_arena(), receipt.case_id + 1, account, &plain) !=
          OK);
}

TEST(a_receipt_needs_its_number_and_its_code)
{
    struct fixture *f = fixture(NULL, NULL);
    struct arena *mem = test_arena();
    struct case_receipt receipt = receive(f, f->db, mem, "web", "receipt");
    struct town elsewhere = *f->town;
    char lower[17] = "", wrong[17] = "";
    t_id id = 0;
    CHECK_INT((int64_t)receipt.number.n, 12);
    CHECK_INT((int64_t)receipt.code.n, 16);
    memcpy(lower, receipt.code.p, 16);
    memcpy(wrong, receipt.code.p, 16);
    for (int i = 0; i < 16; i++)
        if (lower[i] >= 'A' && lower[i] <= 'Z')
            lower[i] = (char)(lower[i] - 'A' + 'a');
    wrong[0] = wrong[0] == '0' ? '1' : '0';
    CHECK_OK(receipt_check(&f->hall, mem, f->town, receipt.number, receipt.code, &id));
    CHECK_INT(id, receipt.case_id);
    CHECK_OK(receipt_check(&f->hall, mem, f->town, receipt.number, str_of(lower), &id));
    CHECK_INT(receipt_check(&f->hall, mem, f->town, receipt.number, str_of(wrong), &id), NOT_FOUND);
    CHECK_INT(receipt_check(&f->hall, mem, f->town, receipt_number(mem, receipt.case_id + 1),
                            receipt.code, &id),
              NOT_FOUND);
    elsewhere.id++;
    CHECK_INT(receipt_check(&f->hall, mem, &elsewhere, receipt.number, receipt.code, &id),
              NOT_FOUND);
}

TEST(one_submission_is_one_commit_of_few_statements)
{
    struct fixture *f = fixture(NULL, NULL);
    struct db_figures before, after;
    receive(f, f->db, test_arena(), "web", "ids are at hand"); /* takes blocks of ids */
    db_figures(f->hall.store, &before);
    receive(f, f->db, test_arena(), "web", "counted");
    db_figures(f->hall.store, &after);
    CHECK_INT((int64_t)(after.commits - before.commits), 1);
    CHECK_INT((int64_t)(after.transactions - before.transactions), 1);
    printf("statements of a submission without files, two of them reading: %lld\n",
           (long long)(after.statements - before.statements));
    CHECK(after.statements - before.statements <= 13); /* one of them the event, for other rooms */
}

TEST(an_act_on_a_case_that_moved_on_is_a_conflict)
{
    struct fixture *f = fixture(NULL, NULL);
    struct case_receipt receipt = receive(f, f->db, test_arena(), "web", "moved on");
    struct case_file seen = fixture_load(f, receipt.case_id);
    struct case_act act = { .seen = &seen,
                            .version = seen.row.version,
                            .actor = { S("staff"), 1, S("仮名 あおい") },
                            .now = time_now(),
                            .event = EVENT_NOTED,
                            .note = S("電話した") };
    CHECK_OK(cases_act(&f->hall, f->town, f->db, test_arena(), &act));
    CHECK_INT(cases_act(&f->hall, f->town, f->db, test_arena(), &act), CONFLICT);
    CHECK_INT((int64_t)fixture_load(f, receipt.case_id).events.n, 2);
}

TEST(a_towns_own_words_stand_in_place_of_the_houses_and_its_ending_below)
{
    struct fixture *f = fixture(NULL, NULL);
    const struct town_text texts[] = { { S_("received"), S_("届きました。") },
                                       { S_("ending"), S_("電話は代表へ。") } };
    struct town own = *f->town;
    struct notice_ready ready;
    struct notice_new in = { .case_id = 1,
                             .section_id = 3,
                             .kind = S("received"),
                             .body = S("house"),
                             .language = S("ja") };
    own.texts = texts;
    own.n_texts = 2;
    CHECK_OK(notices_prepare(&f->hall, &own, f->db, test_arena(), &in, &ready));
    CHECK_SAME(ready.notice.body, S("届きました。\n\n電話は代表へ。"));
    in.kind = S("decided");
    CHECK_OK(notices_prepare(&f->hall, &own, f->db, test_arena(), &in, &ready));
    CHECK_SAME(ready.notice.body, S("house\n\n電話は代表へ。"));
    in.language = S("en");
    CHECK_OK(notices_prepare(&f->hall, &own, f->db, test_arena(), &in, &ready));
    CHECK_SAME(ready.notice.body, S("house"));
    CHECK_OK(notices_prepare(&f->hall, f->town, f->db, test_arena(), &in, &ready));
    CHECK_SAME(ready.notice.body, S("house"));
}
