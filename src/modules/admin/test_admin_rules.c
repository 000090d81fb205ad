/* SPDX-License-Identifier: Apache-2.0 */
/* Fields and colours. */
#include "modules/admin/rules.h"
#include "tests/test.h"

TEST(each_kind_of_field_takes_what_it_names_and_says_what_to_do_otherwise)
{
    static const struct {
        enum admin_kind kind;
        const char *value;
        bool ok;
    } cases[] = {
        { ADMIN_TELEPHONE, "000-0000-0100", true }, { ADMIN_TELEPHONE, "(000) 0000", true },
        { ADMIN_TELEPHONE, "電話", false },         { ADMIN_TELEPHONE, "--", false },
        { ADMIN_POSTAL, "000-0001", true },         { ADMIN_POSTAL, "0000001", true },
        { ADMIN_POSTAL, "000-001", false },         { ADMIN_POSTAL, "00a-0001", false },
        { ADMIN_EMAIL, "a@b.example", true },       { ADMIN_EMAIL, "a@b", false },
        { ADMIN_EMAIL, "a b@c.example", false },    { ADMIN_EMAIL, "@b.example", false },
        { ADMIN_CODE, "kosodate", true },           { ADMIN_CODE, "Kosodate", false },
        { ADMIN_CODE, "2kai", false },              { ADMIN_LOGIN, "kana.aoi", true },
        { ADMIN_LOGIN, "ka", false },               { ADMIN_LOGIN, "kana aoi", false },
        { ADMIN_CLOCK, "17:15", true },             { ADMIN_CLOCK, "9:00", true },
        { ADMIN_CLOCK, "24:00", false },            { ADMIN_CLOCK, "9:5", false },
        { ADMIN_CLOCK, "1715", false },             { ADMIN_CLOCK, "-1:30", false },
        { ADMIN_LINE, "課\nの名", false },          { ADMIN_LINE, "十文字までの名前です", true },
        { ADMIN_LINE, "十文字を一つこえた名", true }, { ADMIN_LINE, "十文字を二つもこえた名前", false },
        { ADMIN_HOSTS, "www.xtown.example.jp  192.0.2.1", true }, { ADMIN_HOSTS, "town", false },
        { ADMIN_HOSTS, "a.b:80", false },
        { ADMIN_DOMAIN, "xtown.example.jp", true }, { ADMIN_DOMAIN, "https://x", false },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct admin_ask ask = { "f", "項目", NULL, cases[i].kind, cases[i].kind == ADMIN_LINE ? 10 : 40, false, NULL };
        struct str fault = admin_fault(test_arena(), &ask, str_of(cases[i].value));
        CHECK_INT(fault.n == 0, cases[i].ok);
        CHECK(!fault.n || str_starts(fault, S("項目")));
    }
}

TEST(only_a_required_field_may_not_be_empty)
{
    struct admin_ask ask = { "f", "電話", NULL, ADMIN_TELEPHONE, 20, true, NULL };
    CHECK_SAME(admin_fault(test_arena(), &ask, S("")), S("電話を入力してください"));
    ask.required = false;
    CHECK_SAME(admin_fault(test_arena(), &ask, S("")), S(""));
}

TEST(contrast_is_that_of_wcag)
{
    CHECK(admin_contrast(S("#000000"), S("#ffffff")) > 20.99);
    CHECK(admin_contrast(S("#ffffff"), S("#ffffff")) < 1.01);
    double grey = admin_contrast(S("#767676"), S("#ffffff")); /* the lightest grey that passes on white */
    CHECK(grey >= 4.5 && grey < 4.6);
    CHECK(admin_contrast(S("#777777"), S("#ffffff")) < 4.5);
}

TEST(a_colour_that_cannot_be_read_is_refused_with_its_ratio)
{
    CHECK_SAME(admin_colour_fault(test_arena(), S("#0017c1")), S(""));
    CHECK_SAME(admin_colour_fault(test_arena(), S("#1b5e20")), S(""));
    struct str yellow = admin_colour_fault(test_arena(), S("#ffcc00"));
    CHECK(str_find(yellow, S("1.5:1")) != SIZE_MAX && str_find(yellow, S("4.5:1")) != SIZE_MAX);
    struct str grey = admin_colour_fault(test_arena(), S("#767676")); /* passes on white, not on the soft ground */
    CHECK(str_find(grey, S("灰色")) != SIZE_MAX);
}

TEST(colours_are_read_in_their_usual_forms_and_nothing_else)
{
    struct str c;
    CHECK(admin_colour_read(test_arena(), S("#1B5E20"), &c));
    CHECK_SAME(c, S("#1b5e20"));
    CHECK(admin_colour_read(test_arena(), S("1b5e20"), &c));
    CHECK(!admin_colour_read(test_arena(), S("#1b5e2"), &c) && !admin_colour_read(test_arena(), S("green"), &c) &&
          !admin_colour_read(test_arena(), S("#1b5e2};"), &c));
    struct str theme = admin_theme(test_arena(), S("#1b5e20"));
    CHECK(str_find(theme, S("--action: #1b5e20; --action-hover: #154b19;")) != SIZE_MAX);
}
