/* SPDX-License-Identifier: Apache-2.0 */
/* The expression language by its table (expressions.tsv) and by its edges. */
#include "base/out.h"
#include "civic/forms/test_expr_world.h"

/* Tells a failing row in its own words. */
static void check_row(struct arena *mem, const struct str cells[4])
{
    static const char *const kinds[] = { "string", "number", "boolean", "nodes" };
    struct world world;
    struct value v = { 0 };
    struct expr_error error = { 0 };
    make_world(mem, cells[1], &world);
    enum rc rc = run(mem, &world, cells[0], &v, &error);
    struct str kind = rc == OK ? str_of(kinds[v.kind]) : S("error");
    struct str value = rc == OK ? shown(mem, &v) : str_of(error.code);
    if (rc == INVALID)
        CHECK(error.ja.n > 0 && error.en.n > 0);
    if (!CHECK(str_eq(kind, cells[2]) && str_eq(value, cells[3])))
        printf("   %.*s  [%.*s]\n   got %.*s \"%.*s\", wanted %.*s \"%.*s\"\n", STR(cells[0]),
               STR(cells[1]), STR(kind), STR(value), STR(cells[2]), STR(cells[3]));
}

TEST(every_row_of_the_table_has_its_value)
{
    struct arena *mem = test_arena();
    struct str text = table(mem), line;
    int rows = 0;
    while (str_cut(&text, '\n', &line)) {
        struct str cells[4] = { { 0 } };
        if (line.n == 0 || line.p[0] == '#')
            continue;
        for (size_t i = 0; i < 4; i++)
            str_cut(&line, '\t', &cells[i]);
        check_row(mem, cells);
        rows++;
    }
    CHECK(rows >= 200);
}

static struct str read_paths(struct arena *mem, const char *source)
{
    struct world world;
    const struct expr *e;
    const struct str *paths;
    make_world(mem, S("a=;b=;r/x="), &world);
    CHECK_OK(expr_compile(mem, str_of(source), &world.names, &e, NULL));
    size_t n = expr_references(e, &paths);
    return arena_join(mem, paths, n, S(" "));
}

TEST(references_are_the_answers_an_expression_reads)
{
    struct arena *mem = test_arena();
    CHECK_STR(read_paths(mem, "${a} + ${b} + ${a}"), "/data/a /data/b");
    CHECK_STR(read_paths(mem, "../x = . "), "../x .");
    CHECK_STR(read_paths(mem, "/data/r[x = ${a}]/y"), "/data/r/x /data/a /data/r/y");
    CHECK_STR(read_paths(mem, "instance('l')/root/item[k = current()/../a][n = ${b}]"),
              "../a /data/b");
    CHECK_STR(read_paths(mem, "if(selected(${a}, 'x'), count(/data/r), 1)"), "/data/a /data/r");
    CHECK_STR(read_paths(mem, "once(uuid())"), ".");
    CHECK_STR(read_paths(mem, "1 + 1"), "");
}

static enum rc relative(const void *ctx, struct arena *mem, struct str name, struct str *ret_path)
{
    (void)ctx;
    *ret_path = arena_fmt(mem, "../%.*s", STR(name));
    return OK;
}

TEST(relative_references_keep_their_place_inside_predicates)
{
    struct arena *mem = test_arena();
    struct world world;
    struct value v;
    make_world(mem, S("r/x=5;r/y=a;r[2]/x=6;r[2]/y=b;@r[2]/y="), &world);
    world.names = (struct expr_names) { .path = relative };
    CHECK_OK(run(mem, &world, S("/data/r[x = ${x}]/y"), &v, NULL));
    CHECK_STR(shown(mem, &v), "b");
    CHECK_OK(run(mem, &world, S("${x} + 1"), &v, NULL));
    CHECK_STR(shown(mem, &v), "7");
}

static struct str repeated(struct arena *mem, const char *before, const char *middle,
                           const char *after, int n)
{
    struct out o;
    out_init(&o, mem, 1 << 20);
    for (int i = 0; i < n; i++)
        out_str(&o, str_of(before));
    out_str(&o, str_of(middle));
    for (int i = 0; i < n; i++)
        out_str(&o, str_of(after));
    return out_text(&o);
}

TEST(depth_is_bounded_when_parsing)
{
    struct arena *mem = test_arena();
    struct world world;
    struct value v;
    struct expr_error error;
    make_world(mem, S(""), &world);
    CHECK_OK(run(mem, &world, repeated(mem, "(", "1", ")", 150), &v, &error));
    static const char *const wraps[][2] = { { "(", ")" },      { "-", "" },   { "not(", ")" },
                                            { "", " + 1" },    { "a[", "]" }, { "1 + (", ")" },
                                            { "if(1,1,", ")" } };
    for (size_t i = 0; i < sizeof wraps / sizeof *wraps; i++) {
        struct str deep = repeated(mem, wraps[i][0], "1", wraps[i][1], 5000);
        CHECK_INT(run(mem, &world, str_sub(deep, 0, 60000), &v, &error), INVALID);
        CHECK(strcmp(error.code, "too-deep") == 0);
    }
    CHECK_INT(run(mem, &world, repeated(mem, "1 + ", "1", "", 20000), &v, &error), INVALID);
    CHECK(strcmp(error.code, "too-long") == 0);
}

TEST(work_is_bounded_by_steps)
{
    struct arena *mem = test_arena();
    struct world world;
    struct value v;
    struct expr_error error;
    make_world(mem, S(""), &world);
    struct node *root = (struct node *)world.w.root;
    for (int i = 0; i < 2000; i++)
        tree_add(mem, root, S("n"), S("1"));
    struct str slow = S("count(/data/n[count(/data/n[count(/data/n) > 0]) > 0])");
    CHECK_INT(run(mem, &world, slow, &v, &error), FAILED);
    CHECK(strcmp(error.code, "too-much") == 0);
    world.w.steps = 10;
    CHECK_INT(run(mem, &world, S("count(/data/n)"), &v, &error), FAILED);
}

TEST(a_misspelt_function_is_told_with_the_one_that_may_be_meant)
{
    struct arena *mem = test_arena();
    struct world world;
    struct value v;
    struct expr_error error;
    make_world(mem, S(""), &world);
    CHECK_INT(run(mem, &world, S("1 + selectd('a', 'b')"), &v, &error), INVALID);
    CHECK_INT((int64_t)error.at, 4);
    CHECK_STR(error.en, "“selectd” is not a function; “selected” may be meant.");
    CHECK_STR(error.ja, "「selectd」という関数はありません。「selected」ではありませんか。");
}

TEST(text_that_is_not_utf8_is_refused)
{
    struct arena *mem = test_arena();
    struct world world;
    struct value v;
    struct expr_error error;
    make_world(mem, S(""), &world);
    CHECK_INT(run(mem, &world, S("'\xff'"), &v, &error), INVALID);
    CHECK(strcmp(error.code, "encoding") == 0);
}

TEST(numbers_read_back_as_themselves)
{
    struct arena *mem = test_arena();
    uint64_t state = 88172645463325252u;
    for (int i = 0; i < 20000; i++) {
        state ^= state << 13, state ^= state >> 7, state ^= state << 17;
        double d = (double)(int64_t)state * (i % 3 ? 0x1p-40 : i % 2 ? 0x1p-70 : 1);
        if (!CHECK(expr_string_to_number(expr_number_to_string(mem, d)) == d))
            return;
    }
    CHECK(expr_string_to_number(expr_number_to_string(mem, 1.7976931348623157e308)) ==
          1.7976931348623157e308);
    CHECK(expr_string_to_number(expr_number_to_string(mem, 2.2250738585072014e-308)) ==
          2.2250738585072014e-308);
}

static const char *const with_memory[] = {
    "concat(${a}, join(',', /data/r/x), substr('hello', 1, 3))",
    "instance('fruit')/root/item[name = 'b']/label",
    "regex(${a}, concat('[a-', 'z]+'))",
    "if(regex(${a}, '[a-z]+'), translate(${a}, 'b', 'c'), '')",
    "gov:wareki('2026-11-25', 'short')",
    "count(/data/r[x > 1]) + sum(/data/r/x)",
    "format-date-time(now(), '%Y-%m-%d %H:%M')",
    "max(1, 2, 3, 4, 5, 6, ${x})",
    "digest('abc', 'SHA-256')",
    "randomize(/data/r, 3)",
    "string(/data)",
};

TEST(when_any_allocation_fails_the_answer_is_failed_or_right)
{
    struct arena mem;
    arena_init(&mem, 4 << 20);
    int failures = 0;
    for (size_t i = 0; i < sizeof with_memory / sizeof *with_memory; i++) {
        char right[200] = "";
        for (size_t n = 0; n < 1000; n++) {
            struct world world;
            struct value v;
            arena_reset(&mem);
            mem.fail_at = 0;
            make_world(&mem, S("a=abc;r/x=1;r[2]/x=2;r[3]/x=3"), &world);
            size_t before = mem.count;
            mem.fail_at = n ? before + n : 0;
            enum rc rc = run(&mem, &world, str_of(with_memory[i]), &v, NULL);
            bool reached = n && mem.count >= mem.fail_at;
            mem.fail_at = 0;
            if (n == 0 && CHECK_OK(rc)) {
                struct str s = shown(&mem, &v);
                snprintf(right, sizeof right, "%.*s", STR(s));
            } else if (reached) {
                failures += CHECK_INT(rc, FAILED);
            } else {
                CHECK_OK(rc);
                CHECK_SAME(shown(&mem, &v), str_of(right));
                break;
            }
        }
    }
    CHECK(failures > 100);
    arena_release(&mem);
}
