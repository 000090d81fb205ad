/* SPDX-License-Identifier: Apache-2.0 */
/* The filters' lines. */
#include "app/commands/convert.h"
#include "base/ids.h"
#include "tests/test.h"

TEST(dates_are_turned_both_ways)
{
    struct arena *mem = test_arena();
    struct str out;
    CHECK(convert_wareki(mem, S("Ｒ７．４．１"), &out));
    CHECK_STR(out, "2025-04-01\t令和7年4月1日");
    CHECK(convert_wareki(mem, S("2019-04-30"), &out));
    CHECK_STR(out, "2019-04-30\t平成31年4月30日");
    CHECK(!convert_wareki(mem, S("平成31年5月1日"), &out));
    CHECK_STR(out, "読めない日付です");
    CHECK(!convert_wareki(mem, S("\xFF"), &out));
}

TEST(lines_become_katakana)
{
    struct str out;
    CHECK(convert_kana(test_arena(), S("みほん ﾊﾅｺ"), &out));
    CHECK_STR(out, "ミホン　ハナコ");
    CHECK(!convert_kana(test_arena(), S("\xC0\x80"), &out));
    CHECK_STR(out, "UTF-8ではありません");
}

TEST(numbers_are_told_by_length_and_check_digit)
{
    struct arena *mem = test_arena();
    struct str out;
    CHECK(convert_checkdigit(mem, S("９９９９９７"), &out));
    CHECK_STR(out, "正しい\t全国地方公共団体コード");
    CHECK(convert_checkdigit(mem, S("7000012050002"), &out));
    CHECK_STR(out, "正しい\t法人番号");
    CHECK(convert_checkdigit(mem, ids_receipt_print(mem, ids_receipt_number(mem, 26000123)), &out));
    CHECK(str_starts(out, S("正しい\t受付番号")));
    CHECK(convert_checkdigit(mem, S("123456789018"), &out));
    CHECK(str_ends(out, S("個人番号")));
    CHECK(!convert_checkdigit(mem, S("999998"), &out));
    CHECK_STR(out, "検査数字が違います");
    CHECK(!convert_checkdigit(mem, S("12345"), &out));
    CHECK_STR(out, "桁数が違います（6桁・12桁・13桁）");
}
