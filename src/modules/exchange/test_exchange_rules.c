/* SPDX-License-Identifier: Apache-2.0 */
/* Message, signature, result and excerpt, by tables. */
#include "base/time.h"
#include "modules/exchange/rules.h"
#include "tests/test.h"

#include <stdio.h>

TEST(a_message_names_what_happened_to_which_case_and_nobody)
{
    struct webhook_message m = { .id = S("EVENT"),
                                 .name = S("case.decided"),
                                 .town_code = S("999997"),
                                 .case_ref = S("CASE"),
                                 .case_version = 4,
                                 .at = date_start(date_of(2026, 11, 25)) + 9 * HOUR };
    CHECK_STR(webhook_body(test_arena(), &m),
              "{\"version\":1,\"id\":\"EVENT\",\"type\":\"case.decided\",\"time\":\"2026-11-25T09:"
              "00:00+09:00\","
              "\"town\":\"999997\",\"case\":\"CASE\",\"case_version\":4}");
    m.case_ref = S("");
    m.name = S(WEBHOOK_TEST);
    CHECK_STR(webhook_body(test_arena(), &m), "{\"version\":1,\"id\":\"EVENT\",\"type\":\"webhook."
                                              "test\",\"time\":\"2026-11-25T09:00:00+09:00\","
                                              "\"town\":\"999997\"}");
}

/* The value was computed with `openssl dgst -sha256 -hmac`. */
TEST(the_signature_is_hmac_sha256_over_id_time_and_body)
{
    CHECK_STR(webhook_signature(test_arena(), S("wz5tO0mVxP6Yk3h1bq9cR2uE7sLdA8fJ4nGiKoT-_0Q"),
                                S("E1"), 1790000000 * SECOND, S("{\"version\":1}")),
              "t=1790000000,v1=208f27a357bb647867c1f7d5352a9db1fe4957b6274a1a27af32f003b6be0b00");
    CHECK(!str_eq(webhook_signature(test_arena(), S("a"), S("E1"), SECOND, S("b")),
                  webhook_signature(test_arena(), S("a"), S("E1"), 2 * SECOND, S("b"))));
}

TEST(only_2xx_is_success_and_410_ends_and_24_hours_are_enough)
{
    static const struct {
        int status;
        t_time after;
        enum webhook_result result;
    } table[] = {
        { 200, 0, WEBHOOK_DELIVERED },
        { 204, 30 * HOUR, WEBHOOK_DELIVERED },
        { 299, 0, WEBHOOK_DELIVERED },
        { 199, 0, WEBHOOK_AGAIN },
        { 302, 0, WEBHOOK_AGAIN },
        { 401, 23 * HOUR, WEBHOOK_AGAIN },
        { 500, 24 * HOUR - 1, WEBHOOK_AGAIN },
        { 500, 24 * HOUR, WEBHOOK_DEAD },
        { 0, 0, WEBHOOK_AGAIN },
        { 0, 25 * HOUR, WEBHOOK_DEAD },
        { 410, 0, WEBHOOK_GONE },
        { 410, 25 * HOUR, WEBHOOK_GONE },
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        CHECK_INT(webhook_result(table[i].status, 1000, 1000 + table[i].after), table[i].result);
}

TEST(an_excerpt_keeps_no_number_no_address_and_no_name)
{
    static const struct {
        struct str answer, kept;
    } table[] = {
        { S_("ok"), S_("ok") },
        { S_("{\"error\":\"no such key\",\"code\":401}"),
          S_("{\"error\":\"no such key\",\"code\":401}") },
        { S_("not found: 0001-2345-6789"), S_("not found: #") },
        { S_("tel 090-1234-5678, room 12"), S_("tel #, room 12") },
        { S_("mail a.b+c@xtown.example.jp now"), S_("mail # now") },
        { S_("見本 太郎 is unknown"), S_("… … is unknown") },
        { S_("line\r\none\x01two"), S_("line  one two") },
        { S_("1999-04-05"), S_("#") },
        { S_(""), S_("") },
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        CHECK_SAME(webhook_excerpt(test_arena(), table[i].answer), table[i].kept);
}

TEST(an_excerpt_is_at_most_1024_bytes)
{
    char long_answer[5000];
    static const struct str fillers[] = { S_("x"), S_("あ x"), S_("123 "), S_("12345 ") };
    for (size_t f = 0; f < sizeof fillers / sizeof *fillers; f++) {
        for (size_t i = 0; i < sizeof long_answer; i++)
            long_answer[i] = fillers[f].p[i % fillers[f].n];
        size_t n = webhook_excerpt(test_arena(), str_n(long_answer, sizeof long_answer)).n;
        CHECK(n <= WEBHOOK_EXCERPT && n > WEBHOOK_EXCERPT / 2);
    }
}

TEST(a_list_of_names_holds_whole_names)
{
    CHECK(webhook_wants(S("case.received case.decided"), S("case.decided")));
    CHECK(webhook_wants(S("case.received"), S("case.received")));
    CHECK(!webhook_wants(S("case.received case.decided"), S("case")));
    CHECK(!webhook_wants(S(""), S("case.decided")));
}

TEST(every_state_and_event_has_words)
{
    static const char *const deliveries[] = { "waiting", "held", "delivered", "dead", "dropped" };
    static const char *const webhooks[] = { "active", "paused", "resuming", "ended" };
    for (size_t i = 0; i < 5; i++)
        CHECK(!str_eq(call_state_title(str_of(deliveries[i]), 0), str_of(deliveries[i])));
    for (size_t i = 0; i < 4; i++)
        CHECK(!str_eq(webhook_state_title(str_of(webhooks[i])), str_of(webhooks[i])));
    CHECK_STR(call_state_title(S("waiting"), 1), "もう一度送ります");
    CHECK_STR(webhook_event_title(S("case.withdrawn")), "申請が取り下げられた");
}
