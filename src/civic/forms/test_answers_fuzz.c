/* SPDX-License-Identifier: Apache-2.0 */
/* Answers under attack: memory that ends, JSON and page fields with bytes changed.  Fixed seeds. */
#include "base/text.h"
#include "base/time.h"
#include "civic/forms/answers.h"
#include "tests/jido_teate_answers.h"
#include "tests/procedure_sheets.h"

static const struct message *messages;
static size_t n_messages;

static t_time today(void)
{
    return date_start(date_of(2026, 11, 20)) + 12 * HOUR;
}

/* Memory that ends at the n-th allocation: FAILED or a true answer, never a crash. */
TEST(an_exhausted_arena_is_failed_and_nothing_else)
{
    const struct plan *plan = procedure_plan(test_arena(), "jido-teate");
    size_t failed = 0, whole = 0;
    for (size_t at = 1; at < 1500; at += 7) {
        struct arena scratch;
        struct answers back;
        struct expr_world world;
        arena_init(&scratch, ARENA_REQUEST_CEILING);
        scratch.fail_at = at;
        enum rc rc =
            answers_from_json(&scratch, plan, S(JIDO_TEATE_ANSWERS), &back, &messages, &n_messages);
        if (rc == OK) {
            answers_world(&scratch, &back, today(), NULL, &world);
            rc = answers_validate(&back, &world, NULL, &messages, &n_messages);
        }
        CHECK(rc == FAILED || (rc == OK && !arena_failed(&scratch)));
        failed += rc == FAILED;
        whole += rc == OK;
        arena_release(&scratch);
    }
    CHECK(failed > 50 && whole > 0);
}

/* JSON with bytes changed: a result each time, and what is accepted is written and read again. */
TEST(mutated_json_is_read_or_refused)
{
    struct arena scratch;
    const struct plan *plan = procedure_plan(test_arena(), "jido-teate");
    struct str good = S(JIDO_TEATE_ANSWERS);
    static const char bits[] = "{}[]\",:\\0aA \xE3\xFF\x01";
    uint64_t seed = 7;
    size_t accepted = 0;
    arena_init(&scratch, ARENA_REQUEST_CEILING);
    for (size_t round = 0; round < 2000; round++) {
        char *p = arena_cstr(&scratch, good);
        size_t n = good.n;
        for (size_t k = 0; k <= round % 4; k++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            size_t at = (seed >> 20) % n;
            p[at] = bits[(seed >> 50) % (sizeof bits - 1)];
            if ((seed >> 40) % 50 == 0)
                n = at + 1;
        }
        struct answers back;
        enum rc rc = answers_from_json(&scratch, plan, str_n(p, n), &back, &messages, &n_messages);
        CHECK(rc == OK || (rc == INVALID && n_messages > 0));
        if (rc == OK) {
            struct answers again;
            struct str json = answers_to_json(&scratch, &back, false);
            accepted++;
            CHECK_OK(answers_from_json(&scratch, plan, json, &again, &messages, &n_messages));
            CHECK_SAME(answers_to_json(&scratch, &again, false), json);
            struct expr_world world;
            answers_world(&scratch, &back, today(), NULL, &world);
            rc = answers_validate(&back, &world, NULL, &messages, &n_messages);
            CHECK(rc == OK || rc == INVALID);
        }
        arena_reset(&scratch);
    }
    CHECK(accepted > 20);
    arena_release(&scratch);
}

TEST(mutated_pages_are_read_or_refused)
{
    struct arena *mem = test_arena();
    const struct plan *plan = procedure_plan(mem, "jido-teate");
    struct answers a;
    CHECK_OK(answers_from_json(mem, plan, S(JIDO_TEATE_ANSWERS), &a, &messages, &n_messages));
    static const char *const paths[] = { "applicant/applicant_birth.year",
                                         "applicant/applicant_phone",
                                         "applicant/applicant_family_kana",
                                         "applicant/applicant_email",
                                         "applicant/applicant_birth.text" };
    struct arena scratch;
    uint64_t seed = 11;
    arena_init(&scratch, ARENA_REQUEST_CEILING);
    for (size_t round = 0; round < 3000; round++) {
        char text[24];
        size_t n = 0;
        for (; n < round % sizeof text; n++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            text[n] =
                seed >> 63 ? (char)(seed >> 40) : "0123456789令\xE5年-./RSHM"[(seed >> 50) % 20];
        }
        struct typed_pair pair = { str_of(paths[round % 5]), { text, n } };
        struct answers copy = a;
        const struct field *page = plan_field(plan, S("/data/applicant"));
        enum rc rc = answers_read_page(&scratch, &copy, page, &pair, 1, &messages, &n_messages);
        CHECK(rc == OK || rc == INVALID);
        struct expr_world world;
        answers_world(&scratch, &copy, today(), NULL, &world);
        rc = answers_validate(&copy, &world, page, &messages, &n_messages);
        CHECK(rc == OK || rc == INVALID);
        for (size_t i = 0; i < n_messages && rc == INVALID; i++)
            CHECK(text_is_utf8(messages[i].text));
        arena_reset(&scratch);
    }
    arena_release(&scratch);
}
