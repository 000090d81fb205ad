/* SPDX-License-Identifier: Apache-2.0 */
#include "base/mail_address.h"
#include "tests/test.h"

TEST(addresses_that_people_have_are_taken)
{
    const char *good[] = { "mihon@xtown.example.jp",
                           "a@b.jp",
                           "hanako.mihon+yakuba@mail.example.co.jp",
                           "o'neil_1@xn--wgv71a.example.jp",
                           "1234@9a.example",
                           "x-y@a-b.example",
                           "da.me@example.museum" };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        if (!CHECK(mail_address_is_valid(str_of(good[i]))))
            test_check_str(str_of(good[i]), S("valid"), __FILE__, __LINE__, good[i]);
}

TEST(what_could_break_a_header_or_a_command_is_refused)
{
    const char *bad[] = { "",
                          "@",
                          "mihon",
                          "mihon@",
                          "@xtown.example.jp",
                          "mihon@xtown",
                          "mihon@@xtown.example.jp",
                          "mi hon@xtown.example.jp",
                          "mihon@xtown.example.jp ",
                          " mihon@xtown.example.jp",
                          "mihon@xtown.example.jp\r\nBcc: all@example.jp",
                          "mihon@xtown.example.jp\n",
                          "<mihon@xtown.example.jp>",
                          "\"mi hon\"@xtown.example.jp",
                          "mihon@[127.0.0.1]",
                          "mihon@127.0.0.1",
                          "mihon@-x.example.jp",
                          "mihon@x-.example.jp",
                          "mihon@.example.jp",
                          "mihon@example..jp",
                          "mihon@example.jp.",
                          ".mihon@example.jp",
                          "mihon.@example.jp",
                          "mi..hon@example.jp",
                          "mihon(x)@example.jp",
                          "a,b@example.jp",
                          "a;b@example.jp",
                          "mihon@例え.jp",
                          "見本@example.jp",
                          "a@b@example.jp" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (!CHECK(!mail_address_is_valid(str_of(bad[i]))))
            test_check_str(str_of(bad[i]), S("refused"), __FILE__, __LINE__, bad[i]);
    CHECK(!mail_address_is_valid((struct str) { "a\0@example.jp", 13 }));
}

static struct str of_length(struct arena *mem, size_t local, size_t label, size_t labels)
{
    struct str text = S("");
    for (size_t i = 0; i < local; i++)
        text = arena_fmt(mem, "%.*sa", STR(text));
    text = arena_fmt(mem, "%.*s@", STR(text));
    for (size_t i = 0; i < labels; i++) {
        for (size_t j = 0; j < label; j++)
            text = arena_fmt(mem, "%.*sb", STR(text));
        text = arena_fmt(mem, "%.*s.", STR(text));
    }
    return arena_fmt(mem, "%.*sjp", STR(text));
}

TEST(lengths_are_those_of_the_standard)
{
    struct arena *mem = test_arena();
    CHECK(mail_address_is_valid(of_length(mem, 64, 63, 1)));
    CHECK(!mail_address_is_valid(of_length(mem, 65, 63, 1)));
    CHECK(!mail_address_is_valid(of_length(mem, 1, 64, 1)));
    CHECK(mail_address_is_valid(of_length(mem, 58, 63, 3)));  /* 58 + 1 + 3·64 + 2 = 253 */
    CHECK(!mail_address_is_valid(of_length(mem, 60, 63, 3))); /* 255 */
}
