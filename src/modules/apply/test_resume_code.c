/* SPDX-License-Identifier: Apache-2.0 */
/* Resume codes: what is typed wrongly is told, what only looks different is right. */
#include "modules/apply/resume_code.h"
#include "tests/test.h"

#include <string.h>

static const char all_signs[] = "0123456789ACDEFGHJKMNPQRTVWXY";

static enum resume_fault reads(const char *typed, char *code)
{
    return resume_code_read(test_arena(), str_of(typed), code);
}

TEST(a_drawn_code_is_read_and_no_two_are_alike)
{
    char code[RESUME_CODE + 1], read[RESUME_CODE + 1], before[RESUME_CODE + 1] = "";
    for (int i = 0; i < 500; i++) {
        resume_code_draw(code);
        CHECK_INT((int64_t)strlen(code), RESUME_CODE);
        CHECK_INT((int64_t)strspn(code, all_signs), RESUME_CODE);
        CHECK_INT(reads(code, read), RESUME_RIGHT);
        CHECK(str_eq(str_of(read), str_of(code)));
        CHECK(strcmp(code, before) != 0);
        memcpy(before, code, sizeof code);
    }
}

TEST(all_signs_are_drawn_about_as_often)
{
    int counts[29] = { 0 };
    char code[RESUME_CODE + 1];
    for (int i = 0; i < 2900; i++) {
        resume_code_draw(code);
        for (int j = 0; j < RESUME_CODE - 1; j++)
            counts[strchr(all_signs, code[j]) - all_signs]++;
    }
    for (int i = 0; i < 29; i++)
        CHECK(counts[i] > 2000 && counts[i] < 2800); /* 2,400 expected, 48 the deviation */
}

TEST(every_single_mistake_and_every_exchange_is_told)
{
    char code[RESUME_CODE + 1], read[RESUME_CODE + 1], wrong[RESUME_CODE + 1];
    resume_code_draw(code);
    for (int i = 0; i < RESUME_CODE; i++) {
        for (const char *sign = all_signs; *sign; sign++) {
            memcpy(wrong, code, sizeof code);
            wrong[i] = *sign;
            CHECK_INT(reads(wrong, read), *sign == code[i] ? RESUME_RIGHT : RESUME_MISTYPED);
        }
        for (int j = i + 1; j < RESUME_CODE; j++) {
            memcpy(wrong, code, sizeof code);
            wrong[i] = code[j];
            wrong[j] = code[i];
            CHECK_INT(reads(wrong, read), code[i] == code[j] ? RESUME_RIGHT : RESUME_MISTYPED);
        }
    }
}

/* Twenty-four times 0 have the check sign 0. */
TEST(blanks_dashes_width_case_and_what_looks_alike_do_not_matter)
{
    static const char *const same[] = {
        "0000000000000000000000000",
        "00000-00000-00000-00000-00000",
        " 00000 00000 ooooo OOOOO 00000 ",
        "０００００ー０００００‐０００００−ｏｏｏｏｏ　ＯＯＯＯＯ",
        "https://www.xtown.example.jp/resume#00000-00000-00000-00000-00000",
    };
    static const char meant[] = "01582V";
    char code[RESUME_CODE + 1], read[RESUME_CODE + 1], misread[RESUME_CODE + 1];
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        CHECK_INT(reads(same[i], read), RESUME_RIGHT);
        CHECK(str_eq(str_of(read), str_of(same[0])));
    }
    for (int i = 0; i < 50; i++) {
        resume_code_draw(code);
        for (int j = 0; j <= RESUME_CODE; j++) {
            const char *at = code[j] ? strchr(meant, code[j]) : NULL;
            misread[j] = at ? (i % 2 ? "oLsbzU" : "OiSBZu")[at - meant] : code[j];
        }
        CHECK_INT(reads(misread, read), RESUME_RIGHT);
        CHECK(str_eq(str_of(read), str_of(code)));
    }
}

TEST(what_is_no_code_is_told_apart)
{
    char read[RESUME_CODE + 1];
    CHECK_INT(reads("", read), RESUME_EMPTY);
    CHECK_INT(reads(" - ", read), RESUME_EMPTY);
    CHECK_INT(reads("00000-00000-00000-00000-0000", read), RESUME_SHORT);
    CHECK_INT(reads("00000-00000-00000-00000-000000", read), RESUME_LONG);
    CHECK_INT(reads("00000-00000-00000-00000-0000あ", read), RESUME_STRANGE);
    CHECK_INT(reads("00000-00000-00000-00000-0000*", read), RESUME_STRANGE);
    CHECK_INT(reads("\xff", read), RESUME_STRANGE);
    CHECK_STR(str_of(read), "");
}

TEST(a_code_is_printed_in_five_groups)
{
    CHECK_STR(resume_code_print(test_arena(), "ACDEFGHJKMNPQRTVWXY012345"), "ACDEF-GHJKM-NPQRT-VWXY0-12345");
}
