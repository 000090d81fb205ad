/* SPDX-License-Identifier: Apache-2.0 */
/* Which language an Accept-Language gets. */
#include "civic/shell/language.h"

#include "tests/test.h"

TEST(the_first_visit_gets_the_best_language_that_is_offered)
{
    static const struct {
        const char *header, *language;
    } cases[] = {
        { "", "ja" },
        { "en", "en" },
        { "en-GB,en;q=0.9,ja;q=0.5", "en" },
        { "ja,en;q=0.9", "ja" },
        { "ja;q=0.1,en;q=0.2", "en" },
        { "fr, en;q=0.05, ja;q=0.049", "en" },
        { "ko,zh-Hans;q=0.9", "ja" },
        { "JA-X-EASY", "ja-x-easy" },
        { "en;q=0", "ja" },
        { "en;q=0.000,ja;q=0.001", "ja" },
        { "*", "ja" },
        { ";;;,,q=,en;q=abc", "ja" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        CHECK(str_eq(language_accepted(str_of(cases[i].header)), str_of(cases[i].language)));
}
