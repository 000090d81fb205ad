/* SPDX-License-Identifier: Apache-2.0 */
/* yakuba wareki, kana, checkdigit: filters from standard input to standard output. */
#include "app/commands/convert.h"

#include "app/commands/commands.h"
#include "base/ids.h"
#include "base/text.h"
#include "base/time.h"

#include <stdio.h>
#include <stdlib.h>

bool convert_wareki(struct arena *mem, struct str line, struct str *ret_answer)
{
    struct date d;
    if (date_parse(mem, line, &d) != OK) {
        *ret_answer = S("読めない日付です");
        return false;
    }
    *ret_answer = arena_fmt(mem, "%.*s\t%.*s", STR(date_iso(mem, d)), STR(date_ja(mem, d)));
    return true;
}

bool convert_kana(struct arena *mem, struct str line, struct str *ret_answer)
{
    bool good = text_is_utf8(line);
    *ret_answer = good ? text_katakana(mem, line) : S("UTF-8ではありません");
    return good;
}

/* Twelve digits can be two things, and one number in about ten is sound as both. */
static struct str twelve_digits(struct arena *mem, struct str digits)
{
    struct str number;
    bool receipt = ids_receipt_read(mem, digits, &number), person = ids_my_number(digits);
    if (receipt && person)
        return S("受付番号または個人番号");
    return receipt ? S("受付番号") : person ? S("個人番号") : S("");
}

bool convert_checkdigit(struct arena *mem, struct str line, struct str *ret_answer)
{
    struct str digits = text_digits(mem, line), kind = S("");
    if (digits.n == 6 && ids_town_code(digits))
        kind = S("全国地方公共団体コード");
    else if (digits.n == 12)
        kind = twelve_digits(mem, digits);
    else if (digits.n == 13 && ids_corporate_number(digits))
        kind = S("法人番号");
    bool known = digits.n == 6 || digits.n == 12 || digits.n == 13;
    if (kind.n)
        *ret_answer = arena_fmt(mem, "正しい\t%.*s", STR(kind));
    else
        *ret_answer = known ? S("検査数字が違います") : S("桁数が違います（6桁・12桁・13桁）");
    return kind.n > 0;
}

static int filter(int argc, bool (*convert)(struct arena *, struct str, struct str *))
{
    if (argc > 0) {
        fputs("標準入力から読みます。引数はありません。\n", stderr);
        return 2;
    }
    struct arena mem;
    char *line = NULL;
    size_t room = 0;
    int answer = 0;
    arena_init(&mem, (size_t)64 << 20);
    for (ssize_t n; (n = getline(&line, &room, stdin)) >= 0; arena_reset(&mem)) {
        struct str text = str_n(line, (size_t)n), out;
        while (text.n && (text.p[text.n - 1] == '\n' || text.p[text.n - 1] == '\r'))
            text.n--;
        bool too_long = text.n > (size_t)1 << 20;
        if (too_long)
            out = S("長すぎる行です");
        if (too_long || !convert(&mem, text, &out))
            answer = 1;
        printf("%.*s\n", STR(out));
    }
    free(line);
    arena_release(&mem);
    return ferror(stdin) || fflush(stdout) != 0 ? 1 : answer;
}

int command_wareki(int argc, char **argv)
{
    (void)argv;
    return filter(argc, convert_wareki);
}

int command_kana(int argc, char **argv)
{
    (void)argv;
    return filter(argc, convert_kana);
}

int command_checkdigit(int argc, char **argv)
{
    (void)argv;
    return filter(argc, convert_checkdigit);
}
