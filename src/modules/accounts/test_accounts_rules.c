/* SPDX-License-Identifier: Apache-2.0 */
/* Sessions and waits. */
#include "modules/accounts/rules.h"
#include "tests/test.h"

TEST(a_session_ends_after_rest_or_a_long_day)
{
    t_time now = 100 * DAY;
    CHECK(accounts_session_is_alive(now - HOUR, now - MINUTE, now));
    CHECK(!accounts_session_is_alive(now - HOUR, now - 30 * MINUTE, now));
    CHECK(!accounts_session_is_alive(now - 12 * HOUR, now - MINUTE, now));
}

TEST(waits_grow_and_end_at_a_quarter_of_an_hour)
{
    CHECK_INT(accounts_next_try(4, DAY), 0);
    CHECK_INT(accounts_next_try(5, DAY), DAY + MINUTE);
    CHECK_INT(accounts_next_try(7, DAY), DAY + 3 * MINUTE);
    CHECK_INT(accounts_next_try(1000, DAY), DAY + 15 * MINUTE);
}

TEST(a_new_password_is_long_another_and_not_the_name)
{
    static const struct {
        const char *password, *before;
        bool ok;
    } cases[] = {
        { "correct horse battery", "x", true },       { "fourteen chars", "x", false },
        { "correct horse battery", "correct horse battery", false },
        { "aaaaaaaaaaaaaaaaaaaa", "x", false },       { "kana.aoi kana.aoi", "x", false },
        { "きょうはとてもよい天気でした", "x", false }, { "きょうはとてもよい天気でしたね", "x", true },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        CHECK_INT(accounts_password_fault(str_of(cases[i].password), str_of(cases[i].before), S("kana.aoi")).n == 0,
                  cases[i].ok);
}
