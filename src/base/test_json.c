/* SPDX-License-Identifier: Apache-2.0 */
/* JSON in and out. */
#include "base/json.h"
#include "base/text.h"
#include "tests/test.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

static const struct json *parse(struct str text)
{
    const struct json *v = NULL;
    size_t at;
    CHECK_OK(json_parse(test_arena(), text, &v, &at));
    return v;
}

/* Writes a tree as it was read. Tests alone may walk with recursion. */
static void write_tree(struct json_writer *j, const struct json *v)
{
    if (v->key.p)
        json_key(j, v->key);
    switch (v->kind) {
    case JSON_NULL: json_null(j); return;
    case JSON_FALSE:
    case JSON_TRUE: json_boolean(j, json_bool(v)); return;
    case JSON_NUMBER: json_raw(j, v->text); return;
    case JSON_STRING: json_string(j, v->text); return;
    case JSON_ARRAY: json_array(j); break;
    case JSON_OBJECT: json_object(j); break;
    }
    for (const struct json *m = v->first; m; m = m->next)
        write_tree(j, m);
    if (v->kind == JSON_ARRAY)
        json_close_array(j);
    else
        json_close_object(j);
}

static struct str written(struct arena *mem, const struct json *v)
{
    struct out o;
    struct json_writer j;
    out_init(&o, mem, OUT_PAGE_CEILING);
    json_begin(&j, &o);
    write_tree(&j, v);
    return out_text(&o);
}

TEST(trees_are_read)
{
    const struct json *v = parse(S(" {\"a\": [1, -2.5e3, \"x\\u3042\\n\", true, null], \"b\": {}, "
                                   "\"\\uD842\\uDFB7\": \"\xE8\x91\x9B\"} "));
    CHECK(json_is(v, JSON_OBJECT) && v->n == 3);
    const struct json *a = json_get(v, S("a"));
    CHECK(json_is(a, JSON_ARRAY) && a->n == 5);
    CHECK_INT(json_int(a->first, 0), 1);
    CHECK_INT(json_int(a->first->next, 7), 7);
    CHECK_STR(json_str(a->first->next), "-2.5e3");
    CHECK_STR(json_str(a->first->next->next), "xあ\n");
    CHECK(json_bool(a->first->next->next->next));
    CHECK(!json_bool(a->first));
    CHECK_STR(json_str(json_get(v, S("𠮷"))), "葛");
    CHECK(json_get(v, S("c")) == NULL);
    CHECK(json_get(NULL, S("c")) == NULL && json_get(a, S("c")) == NULL);
    CHECK_STR(json_str(NULL), "");
    CHECK_INT(json_int(parse(S("9223372036854775808")), -1), -1);
}

TEST(what_is_not_strict_is_refused)
{
    static const struct {
        struct str text;
        size_t at;
    } cases[] = {
        { S_(""), 0 },
        { S_(" "), 1 },
        { S_("[1,]"), 3 },
        { S_("{\"a\":1,}"), 7 },
        { S_("[1 2]"), 3 },
        { S_("01"), 2 },
        { S_("1."), 2 },
        { S_("-"), 1 },
        { S_("nul"), 0 },
        { S_("true x"), 5 },
        { S_("\"\\uD800\""), 7 },
        { S_("\"\\uDC00\""), 7 },
        { S_("\"\\uD800\\u0041\""), 13 },
        { S_("\"\t\""), 1 },
        { S_("\"\\x\""), 3 },
        { S_("\"\xC0\x80\""), 0 },
        { S_("\"a\0b\""), 0 },
        { S_("{\"a\":1,\"b\":2,\"a\":3}"), 19 },
        { S_("{\"a\":1,\"\\u0061\":3}"), 18 },
        { S_("{\"a\" 1}"), 5 },
        { S_("{1:1}"), 1 },
        { S_("[}"), 1 },
        { S_("\xEF\xBB\xBF[]"), 0 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct json *v = NULL;
        size_t at = 99;
        CHECK(json_parse(test_arena(), cases[i].text, &v, &at) == INVALID);
        CHECK(v == NULL);
        if (!CHECK_INT((int64_t)at, (int64_t)cases[i].at))
            fprintf(stderr, "   of %.*s\n", STR(cases[i].text));
    }
}

static struct str nested(size_t depth)
{
    char *p = arena_new(test_arena(), char, depth * 2);
    memset(p, '[', depth);
    memset(p + depth, ']', depth);
    return str_n(p, depth * 2);
}

TEST(sixty_four_levels_and_no_more)
{
    const struct json *v = parse(nested(64));
    size_t at = 0;
    CHECK(json_is(v, JSON_ARRAY));
    CHECK(json_parse(test_arena(), nested(65), &v, &at) == INVALID);
    CHECK_INT((int64_t)at, 64);
}

TEST(a_full_arena_is_told_apart_from_a_mistake)
{
    struct arena small;
    const struct json *v = NULL;
    size_t at;
    arena_init(&small, 1500);
    CHECK(json_parse(&small, S("[1,2,3,4,5,6,7,8,9,0,1,2,3,4,5,6,7,8,9,0,1,2,3]"), &v, &at) ==
          FAILED);
    CHECK(v == NULL);
    arena_release(&small);
    for (size_t n = 1; n <= 8; n++) {
        arena_init(&small, 100000);
        small.fail_at = n;
        CHECK(json_parse(&small, S("{\"a\":[\"\\n\",1],\"b\":2,\"c\":{}}"), &v, &at) == FAILED);
        arena_release(&small);
    }
}

static void check_suite_file(struct arena *mem, const char *folder, const char *name)
{
    struct str path = arena_fmt(mem, "%s/%s", folder, name);
    struct str text = test_file(mem, path.p);
    const struct json *v = NULL;
    size_t at;
    enum rc rc = json_parse(mem, text, &v, &at);
    /* Two cases let a key stand twice; the house does not. */
    bool twice = str_starts(str_of(name), S("y_object_duplicated_key"));
    if (name[0] == 'y' && !CHECK(rc == (twice ? INVALID : OK)))
        fprintf(stderr, "   %s at %zu\n", name, at);
    if (name[0] == 'n' && !CHECK(rc == INVALID))
        fprintf(stderr, "   %s\n", name);
    if (rc == OK)
        CHECK_SAME(written(mem, parse(written(mem, v))), written(mem, v));
}

TEST(the_public_parsing_suite_agrees)
{
    const char *folder = test_data("torture/JSONTestSuite/test_parsing");
    DIR *dir = folder ? opendir(folder) : NULL;
    if (!dir)
        SKIP("no torture/JSONTestSuite/test_parsing");
    char *kept = arena_cstr(test_arena(), str_of(folder));
    int n = 0;
    for (struct dirent *e; (e = readdir(dir)) != NULL;) {
        if (!str_ends(str_of(e->d_name), S(".json")))
            continue;
        check_suite_file(test_arena(), kept, e->d_name);
        n++;
    }
    closedir(dir);
    CHECK(n > 150);
}

TEST(strings_are_written_safe_for_pages)
{
    struct out o;
    struct json_writer j;
    out_init(&o, test_arena(), 1000);
    json_begin(&j, &o);
    json_object(&j);
    json_put_str(&j, S("a"),
                 S("</script>&\"\\\b\t\n\v\f\r\x01\x7F\xE2\x80\xA8\xE2\x80\xA9\xE2\x80\xA7"));
    json_put_int(&j, S("b"), INT64_MIN);
    json_key(&j, S("c"));
    json_array(&j);
    json_boolean(&j, true);
    json_null(&j);
    json_object(&j);
    json_close_object(&j);
    json_close_array(&j);
    json_close_object(&j);
    CHECK_STR(out_text(&o),
              "{\"a\":\"\\u003c/script\\u003e\\u0026\\\"\\\\\\b\\t\\n\\u000b\\f\\r\\u0001"
              "\\u007f\\u2028\\u2029‧\",\"b\":-9223372036854775808,\"c\":[true,null,{}]}");
    CHECK_STR(json_str(json_get(parse(out_text(&o)), S("a"))),
              "</script>&\"\\\b\t\n\v\f\r\x01\x7F\xE2\x80\xA8\xE2\x80\xA9\xE2\x80\xA7");
}

/* A sound document with some bytes changed. */
static struct str spoil(struct arena *mem, struct str text, uint64_t *x)
{
    static const char bytes[] = "{}[]:,\"\\u0eE+-.123dD8 tfn\n\xE3\x81";
    char *p = arena_cstr(mem, text);
    size_t n = text.n;
    for (int k = 0; k < 3; k++) {
        *x = *x * 6364136223846793005u + 1442695040888963407u;
        size_t at = (size_t)(*x >> 20) % n;
        if (*x >> 62 == 0)
            n = at + 1;
        else if (*x >> 62 < 3)
            p[at] = bytes[(*x >> 50) % (sizeof bytes - 1)];
    }
    return str_n(arena_str(mem, str_n(p, n)).p, n);
}

TEST(spoilt_documents_are_read_the_same_again_or_refused)
{
    static const struct str seeds[] = {
        S_("{\"a\":[1,-2.5e3,\"x\\u3042\\n\",true,null],\"b\":{\"c\":\"\\uD842\\uDFB7\"}}"),
        S_("[[],{},\"葛󠄀城\",0.10,1E+2,[[[\"\\\\\"]]]]"),
        S_("{\"k1\":1,\"k2\":2,\"k3\":3,\"k4\":{\"k1\":\"\"}}"),
    };
    struct arena mem;
    arena_init(&mem, (size_t)1 << 20);
    uint64_t x = 3;
    int good = 0;
    for (int round = 0; round < 150000; round++) {
        const struct json *v = NULL, *again = NULL;
        size_t at = 0;
        struct str text = spoil(&mem, seeds[round % 3], &x);
        enum rc rc = json_parse(&mem, text, &v, &at);
        if (rc == OK) {
            good++;
            struct str first = written(&mem, v);
            CHECK_OK(json_parse(&mem, first, &again, &at));
            CHECK(again && str_eq(written(&mem, again), first));
        } else {
            CHECK(rc == INVALID && at <= text.n);
        }
        arena_reset(&mem);
    }
    CHECK(good > 5000);
    arena_release(&mem);
}

TEST(a_name_given_twice_is_told_with_its_place_and_not_called_broken)
{
    static const struct {
        const char *text, *twice;
    } cases[] = {
        { "{\"a\":1,\"b\":2}", "" },
        { "{\"a\":1,\"a\":2}", "/a" },
        { "[0,{\"x\":{\"b/c~d\":1,\"b/c~d\":1}}]", "/1/x/b~1c~0d" },
        { "{\"a\":[{\"b\":1},{\"b\":1,\"c\":2,\"b\":3}]}", "/a/1/b" },
        { "7", "" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct json *v = NULL;
        struct str twice;
        size_t at;
        CHECK_OK(json_parse_any(test_arena(), str_of(cases[i].text), &v, &at, &twice));
        CHECK_SAME(twice, str_of(cases[i].twice));
        CHECK_INT(json_parse(test_arena(), str_of(cases[i].text), &v, &at),
                  *cases[i].twice ? INVALID : OK);
    }
}

TEST(broken_text_stays_broken_when_names_may_be_given_twice)
{
    const struct json *v = NULL;
    struct str twice;
    size_t at = 0;
    CHECK_INT(json_parse_any(test_arena(), S("{\"a\":1,\"a\":}"), &v, &at, &twice), INVALID);
    CHECK(at == 11);
}
