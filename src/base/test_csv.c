/* SPDX-License-Identifier: Apache-2.0 */
/* Tables as text. */
#include "base/csv.h"
#include "base/json.h"
#include "tests/test.h"

#include <stdio.h>

/* "line[cell|cell]..." of a table, and "!" when it failed. */
static struct str shown(struct str text, char separator)
{
    struct arena *mem = test_arena();
    struct csv c;
    struct csv_row row;
    struct out o;
    out_init(&o, mem, OUT_PAGE_CEILING);
    for (csv_init(&c, text, separator); csv_next(&c, mem, &row);) {
        out_fmt(&o, "%zu[", row.line);
        out_str(&o, arena_join(mem, row.cells, row.n, S("|")));
        out_char(&o, ']');
    }
    if (c.failed)
        out_char(&o, '!');
    return out_text(&o);
}

TEST(rows_and_cells_are_read)
{
    static const struct {
        struct str text, wanted;
        char separator;
    } cases[] = {
        { S_("a,b\nc,d\n"), S_("1[a|b]2[c|d]"), ',' },
        { S_("a,b\r\nc,d"), S_("1[a|b]2[c|d]"), ',' },
        { S_("a,b\rc,d"), S_("1[a|b]2[c|d]"), ',' },
        { S_("\xEF\xBB\xBF見本,花子\n"), S_("1[見本|花子]"), ',' },
        { S_(",\n,,"), S_("1[|]2[||]"), ',' },
        { S_("\n\na\n\n"), S_("3[a]"), ',' },
        { S_("\"a,\"\"b\"\"\",\"\"\n"), S_("1[a,\"b\"|]"), ',' },
        { S_("\"a\nb\r\nc\rd\",e\nf"), S_("1[a\nb\r\nc\rd|e]5[f]"), ',' },
        { S_("a\"b,c"), S_("1[a\"b|c]"), ',' },
        { S_("\"a"), S_("!"), ',' },
        { S_("\"a\"b,c"), S_("!"), ',' },
        { S_("x\n\"a\"\"\n"), S_("1[x]!"), ',' },
        { S_("a\tb\\tc\\n\\\\\n"), S_("1[a|b\tc\n\\]"), '\t' },
        { S_("\"a\t\"\n"), S_("1[\"a|\"]"), '\t' },
        { S_("a\\x\n"), S_("!"), '\t' },
        { S_("a\\"), S_("!"), '\t' },
        { S_(""), S_(""), ',' },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        CHECK_SAME(shown(cases[i].text, cases[i].separator), cases[i].wanted);
}

TEST(cells_and_rows_have_a_limit)
{
    struct arena *mem = test_arena();
    struct csv c;
    struct csv_row row;
    char *p = arena_new(mem, char, (1 << 20) + 2);
    memset(p, ',', 1024);
    csv_init(&c, str_n(p, 1023), ',');
    CHECK(csv_next(&c, mem, &row) && row.n == 1024);
    csv_init(&c, str_n(p, 1024), ',');
    CHECK(!csv_next(&c, mem, &row) && c.failed);
    memset(p, 'x', (1 << 20) + 2);
    csv_init(&c, str_n(p, 1 << 20), ',');
    CHECK(csv_next(&c, mem, &row) && row.cells[0].n == 1 << 20);
    csv_init(&c, str_n(p, (1 << 20) + 1), ',');
    CHECK(!csv_next(&c, mem, &row) && c.failed);
    p[0] = p[(1 << 20) + 1] = '"';
    csv_init(&c, str_n(p, (1 << 20) + 2), ',');
    CHECK(csv_next(&c, mem, &row) && row.cells[0].n == 1 << 20);
}

/* Line ends may have been lost on the way to this copy: those of *_crlf are put back. */
static struct str with_crlf(struct arena *mem, struct str s)
{
    char *start = arena_new(mem, char, s.n * 2), *at = start;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '\n' && (i == 0 || s.p[i - 1] != '\r'))
            *at++ = '\r';
        *at++ = s.p[i];
    }
    return str_n(start, (size_t)(at - start));
}

static void check_spectrum(struct arena *mem, const char *folder, const char *name)
{
    struct str table = test_file(mem, arena_fmt(mem, "%s/csvs/%s.csv", folder, name).p);
    struct str wanted = test_file(mem, arena_fmt(mem, "%s/json/%s.json", folder, name).p);
    if (str_ends(str_of(name), S("_crlf")))
        table = with_crlf(mem, table);
    const struct json *rows = NULL;
    struct csv c;
    struct csv_row head, row;
    size_t at;
    CHECK_OK(json_parse(mem, wanted, &rows, &at));
    csv_init(&c, table, ',');
    CHECK(csv_next(&c, mem, &head));
    for (const struct json *r = rows ? rows->first : NULL; r; r = r->next) {
        if (!CHECK(csv_next(&c, mem, &row) && row.n == head.n))
            return;
        for (size_t i = 0; i < row.n; i++)
            CHECK_SAME(row.cells[i], json_str(json_get(r, head.cells[i])));
    }
    CHECK(!csv_next(&c, mem, &row) && !c.failed);
}

TEST(the_public_spectrum_agrees)
{
    static const char *const names[] = {
        "comma_in_quotes",    "empty",  "empty_crlf",    "escaped_quotes", "json",
        "newlines",           "simple", "newlines_crlf", "simple_crlf",    "utf8",
        "quotes_and_newlines"
    };
    const char *folder = test_data("torture/csv-spectrum");
    if (!folder)
        SKIP("no torture/csv-spectrum");
    char *kept = arena_cstr(test_arena(), str_of(folder));
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        check_spectrum(test_arena(), kept, names[i]);
    /* The expected file of this one is about another row: only the quotes inside a cell count. */
    const char *path = arena_fmt(test_arena(), "%s/csvs/location_coordinates.csv", kept).p;
    CHECK(str_find(shown(test_file(test_arena(), path), ','), S("36'37.8\"N 121")) != SIZE_MAX);
}

static struct str cell(struct arena *mem, struct str s)
{
    struct out o;
    out_init(&o, mem, 10000);
    csv_cell(&o, s);
    return out_text(&o);
}

TEST(cells_are_quoted_and_formulas_disarmed)
{
    static const struct {
        struct str from, to;
    } cases[] = {
        { S_("見本"), S_("見本") },
        { S_("a,b"), S_("\"a,b\"") },
        { S_("\""), S_("\"\"\"\"") },
        { S_("a\"b\""), S_("\"a\"\"b\"\"\"") },
        { S_("a\nb"), S_("\"a\nb\"") },
        { S_("=1+1"), S_("'=1+1") },
        { S_("@x,\"y\""), S_("\"'@x,\"\"y\"\"\"") },
        { S_("＝1"), S_("'＝1") },
        { S_("－"), S_("'－") },
        { S_("\t=1"), S_("'\t=1") },
        { S_("-1"), S_("'-1") },
        { S_("+81"), S_("'+81") },
        { S_(""), S_("") },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        CHECK_SAME(cell(test_arena(), cases[i].from), cases[i].to);
}

TEST(any_cells_come_back_and_any_bytes_are_survived)
{
    static const char bytes[] = "ab,\"\n\r\t\\ \xE3\xEF\xBB\xBF=";
    struct arena mem;
    arena_init(&mem, (size_t)1 << 20);
    uint64_t x = 11;
    for (int round = 0; round < 100000; round++) {
        char raw[24];
        size_t n = (size_t)round % sizeof raw;
        for (size_t i = 0; i < n; i++) {
            x = x * 6364136223846793005u + 1442695040888963407u;
            raw[i] = bytes[(x >> 40) % (sizeof bytes - 1)];
        }
        struct str s = str_n(raw, n), line = arena_fmt(&mem, "x,%.*s", STR(cell(&mem, s)));
        struct csv c;
        struct csv_row row = { 0 };
        csv_init(&c, line, ',');
        CHECK(csv_next(&c, &mem, &row) && row.n == 2);
        if (row.n == 2)
            CHECK(str_ends(row.cells[1], s) && row.cells[1].n <= s.n + 1);
        for (csv_init(&c, s, round & 1 ? ',' : '\t'); csv_next(&c, &mem, &row);)
            CHECK(row.n >= 1 && row.line >= 1);
        arena_reset(&mem);
    }
    arena_release(&mem);
}
