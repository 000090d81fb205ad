/* SPDX-License-Identifier: Apache-2.0 */
/* Slices. */
#include "tests/test.h"

TEST(cutting_yields_every_part_once)
{
    struct str rest = S("a,,b"), part;
    CHECK(str_cut(&rest, ',', &part) && str_eq(part, S("a")));
    CHECK(str_cut(&rest, ',', &part) && part.n == 0);
    CHECK(str_cut(&rest, ',', &part) && str_eq(part, S("b")));
    CHECK(!str_cut(&rest, ',', &part));
}

TEST(integers_refuse_anything_else)
{
    static const struct {
        const char *text;
        bool ok;
        int64_t value;
    } cases[] = {
        { "0", true, 0 },
        { "-7", true, -7 },
        { "9223372036854775807", true, INT64_MAX },
        { "-9223372036854775808", true, INT64_MIN },
        { "9223372036854775808", false, 0 },
        { "", false, 0 },
        { "-", false, 0 },
        { "+1", false, 0 },
        { "1 ", false, 0 },
        { "0x1", false, 0 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t v = 0;
        CHECK(str_to_int(str_of(cases[i].text), &v) == cases[i].ok);
        CHECK_INT(v, cases[i].value);
    }
}

TEST(finding_and_trimming)
{
    CHECK_INT((int64_t)str_find(S("abcabc"), S("ca")), 2);
    CHECK(str_find(S("abc"), S("x")) == SIZE_MAX);
    CHECK_STR(str_trim(S(" \t a b\r\n")), "a b");
    CHECK_STR(str_sub(S("abc"), 1, 9), "bc");
    CHECK(str_eq_nocase(S("Content-Type"), S("content-type")));
}
