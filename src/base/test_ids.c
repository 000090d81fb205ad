/* SPDX-License-Identifier: Apache-2.0 */
/* Check digits and encodings. */
#include "base/csv.h"
#include "base/ids.h"
#include "tests/test.h"

#include <stdio.h>

TEST(mod11_10_follows_the_standard)
{
    CHECK(ids_mod11_10(S("0794")) == '5'); /* the example of ISO/IEC 7064 */
    CHECK(ids_mod11_10(S("")) == '1');
    CHECK(ids_mod11_10(S("12a")) == '\0');
    CHECK(ids_mod11_10(S("１")) == '\0');
}

/* A hybrid system finds every single wrong digit. */
TEST(receipt_numbers_find_every_single_mistake)
{
    struct arena *mem = test_arena();
    struct str read = S("untouched");
    for (int64_t serial = 1; serial < 99999999999; serial = serial * 3 + 7) {
        struct str number = ids_receipt_number(mem, serial);
        CHECK(number.n == 12 && ids_receipt_read(mem, number, &read) && str_eq(read, number));
        CHECK(ids_receipt_serial(number) == serial);
        for (size_t i = 0; i < 12; i++)
            for (char c = '0'; c <= '9'; c++) {
                char *wrong = arena_cstr(mem, number);
                wrong[i] = c;
                bool same = c == number.p[i];
                CHECK(ids_receipt_read(mem, str_n(wrong, 12), &read) == same);
            }
    }
}

TEST(receipt_numbers_are_read_as_typed)
{
    struct arena *mem = test_arena();
    struct str number = ids_receipt_number(mem, 26000123), read = S("");
    CHECK_STR(str_sub(number, 0, 11), "00026000123");
    struct str printed = ids_receipt_print(mem, number);
    CHECK(printed.n == 14 && printed.p[4] == '-' && printed.p[9] == '-');
    CHECK(ids_receipt_read(mem, printed, &read) && str_eq(read, number));
    struct str wide = arena_fmt(mem, "　００02－6000　123%c ", number.p[11]);
    CHECK(ids_receipt_read(mem, wide, &read) && str_eq(read, number));
    CHECK(!ids_receipt_read(mem, arena_fmt(mem, "no%.*s", STR(number)), &read));
    CHECK(!ids_receipt_read(mem, S(""), &read));
    CHECK(!ids_receipt_read(mem, str_sub(number, 0, 11), &read));
    CHECK(str_eq(read, number));
}

TEST(town_codes_have_a_check_digit)
{
    CHECK(ids_town_code(S("131016")));
    CHECK(ids_town_code(S("011002")));
    CHECK(ids_town_code(S("999997")));
    CHECK(!ids_town_code(S("131017")));
    CHECK(!ids_town_code(S("13101")));
    CHECK(!ids_town_code(S("13101a")));
}

TEST(every_town_code_of_the_register_is_sound)
{
    const char *path = test_data("address/mt_city_all.csv");
    if (!path)
        SKIP("no address/mt_city_all.csv");
    struct arena *mem = test_arena();
    struct csv c;
    struct csv_row row;
    int n = 0;
    csv_init(&c, test_file(mem, path), ',');
    CHECK(csv_next(&c, mem, &row));
    for (; csv_next(&c, mem, &row); n++)
        if (!CHECK(ids_town_code(row.cells[0])))
            fprintf(stderr, "   %.*s\n", STR(row.cells[0]));
    CHECK(n > 1700 && !c.failed);
}

/* Numbers of the public notices: 国税庁 as a corporation, and the worked example of the ministry.
 */
TEST(national_numbers_have_check_digits)
{
    CHECK(ids_corporate_number(S("7000012050002")));
    CHECK(!ids_corporate_number(S("6000012050002")));
    CHECK(!ids_corporate_number(S("700001205000")));
    CHECK(ids_my_number(S("123456789018")));
    CHECK(!ids_my_number(S("123456789012")));
    CHECK(!ids_my_number(S("12345678901")));
    CHECK(!ids_my_number(S("12345678901x")));
    for (int i = 0; i < 10; i++)
        CHECK(ids_my_number(arena_fmt(test_arena(), "12345678901%d", i)) == (i == 8));
}

TEST(base32_and_hex_come_back)
{
    struct arena *mem = test_arena();
    unsigned char in[33], out[33];
    for (size_t n = 0; n <= sizeof in; n++) {
        for (size_t i = 0; i < n; i++)
            in[i] = (unsigned char)(i * 37 + n * 11);
        struct str text = ids_base32(mem, in, n), hex = ids_hex(mem, in, n);
        CHECK(text.n == (n * 8 + 4) / 5);
        CHECK(ids_base32_read(text, out, n) && memcmp(in, out, n) == 0);
        CHECK(ids_hex_read(hex, out, n) && memcmp(in, out, n) == 0);
        CHECK(!ids_base32_read(arena_fmt(mem, "%.*s0", STR(text)), out, n));
        CHECK(!ids_hex_read(str_sub(hex, 0, hex.n - 1), out, n) || n == 0);
    }
    CHECK_STR(ids_base32(mem, (const unsigned char *)"\xFF", 1), "ZW");
    CHECK(ids_base32_read(S("z-w"), out, 1) && out[0] == 0xFF);
    CHECK(ids_base32_read(S("oO iL"), out, 2) == false);
    CHECK(ids_base32_read(S("oOiG"), out, 2) && out[0] == 0 && out[1] == 0x03);
    CHECK(!ids_base32_read(S("ZZ"), out, 1));
    CHECK(!ids_base32_read(S("U0"), out, 1));
    CHECK(!ids_base32_read(S("Z"), out, 1));
    CHECK(ids_hex_read(S("aF"), out, 1) && out[0] == 0xAF);
    CHECK(!ids_hex_read(S("ag"), out, 1));
}
