/* SPDX-License-Identifier: Apache-2.0 */
/* The expression cases that other engines recorded, through `form eval`.  Values are compared after
 * our readings (docs/decisions/0004): one engine counted days from local midnight at UTC-7. */
#include "app/commands/form.h"
#include "base/json.h"
#include "civic/forms/expr.h"
#include "tests/test.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define UTC_7 (7.0 / 24)

struct tally {
    int passed, failed, skipped;
    struct {
        const char *why;
        int n;
    } reasons[10];
};

static void skip(struct tally *t, const char *why)
{
    t->skipped++;
    for (size_t i = 0; i < sizeof t->reasons / sizeof *t->reasons; i++)
        if (!t->reasons[i].why || strcmp(t->reasons[i].why, why) == 0) {
            t->reasons[i].why = why;
            t->reasons[i].n++;
            return;
        }
}

static bool mentions(struct str s, const char *what)
{
    return str_find(s, str_of(what)) != SIZE_MAX;
}

static double json_number(const struct json *v)
{
    struct str s = json_str(v);
    if (str_eq(s, S("NaN")))
        return NAN;
    if (str_eq(s, S("Infinity")) || str_eq(s, S("-Infinity")))
        return s.p[0] == '-' ? -INFINITY : INFINITY;
    char text[64] = "";
    memcpy(text, s.p, s.n < 63 ? s.n : 63);
    return strtod(text, NULL);
}

static bool near(double a, double b)
{
    if (isnan(a) || isnan(b))
        return isnan(a) && isnan(b);
    return a == b || fabs(a - b) <= 1e-9 * fmax(1, fmax(fabs(a), fabs(b)));
}

/* Equal, or equal once the local midnight of UTC-7 is taken off a day number or time. */
static bool same_number(struct str expr, double got, double wanted)
{
    bool dated = mentions(expr, "date") || mentions(expr, "time") || mentions(expr, "-");
    if (near(got, wanted) || !dated)
        return near(got, wanted);
    if (mentions(expr, "decimal-time"))
        return near(got, fmod(wanted + UTC_7, 1));
    return near(got, wanted - UTC_7);
}

static bool same_text(struct str expr, struct str got, struct str wanted)
{
    double a = expr_string_to_number(got), b = expr_string_to_number(wanted);
    return str_eq(got, wanted) || (!isnan(a) && !isnan(b) && same_number(expr, a, b));
}

static bool same_list(const struct json *got, const struct json *wanted)
{
    const struct json *a = got->first, *b = wanted->first;
    for (; a && b; a = a->next, b = b->next)
        if (!str_eq(json_str(a), json_str(b)))
            return false;
    return !a && !b;
}

static bool same(struct str expr, struct str kind, const struct json *got,
                 const struct json *wanted)
{
    if (str_eq(kind, S("error")))
        return true;
    if (str_eq(kind, S("number")))
        return same_number(expr, json_number(got), json_number(wanted));
    if (str_eq(kind, S("boolean")))
        return json_bool(got) == json_bool(wanted);
    if (str_eq(kind, S("string")))
        return same_text(expr, json_str(got), json_str(wanted));
    return same_list(got, wanted);
}

static void judge(struct arena *mem, struct tally *t, struct str line, const struct form_docs *docs,
                  struct str kind, const struct json *wanted)
{
    const struct json *reply, *question;
    struct str text = S("");
    size_t at;
    bool ok = form_eval_line(mem, line, docs, &text) && json_parse(mem, text, &reply, &at) == OK &&
              json_parse(mem, line, &question, &at) == OK;
    struct str expr = ok ? json_str(json_get(question, S("expr"))) : line;
    ok = ok && str_eq(json_str(json_get(reply, S("kind"))), kind) &&
         same(expr, kind, json_get(reply, S("value")), wanted);
    if (ok) {
        t->passed++;
        return;
    }
    t->failed++;
    printf("  not as recorded: %.*s\n      got %.*s\n", STR(expr), STR(text));
}

static void report(const char *set, const struct tally *t)
{
    printf("%s: %d passed, %d failed, %d skipped", set, t->passed, t->failed, t->skipped);
    for (size_t i = 0; i < sizeof t->reasons / sizeof *t->reasons && t->reasons[i].why; i++)
        printf("%s %d %s", i ? "," : ":", t->reasons[i].n, t->reasons[i].why);
    putchar('\n');
    int run = t->passed + t->failed;
    CHECK(t->skipped * 100 <= (run + t->skipped) * 8);
    CHECK(t->passed * 100 >= run * 97);
}

/* Only what the set's own README excludes. */
static const char *javarosa_skip(struct str expr)
{
    static const char *const of_its_tests[] = { "proto(",    "raw(",         "convertible(",
                                                "testfunc(", "add(",         "read(",
                                                "write(",    "check-types(", "foo(" };
    if (mentions(expr, "$"))
        return "variables";
    for (size_t i = 0; i < sizeof of_its_tests / sizeof *of_its_tests; i++)
        if (mentions(expr, of_its_tests[i]))
            return "functions of its tests only";
    return NULL;
}

TEST(javarosa_expressions_have_their_recorded_values)
{
    const char *path = test_data("xforms/xpath-cases/javarosa-xpath-eval.jsonl");
    if (!path)
        SKIP("YAKUBA_DATA is not set");
    static const char *const kinds[] = { "number", "string", "boolean", "error" };
    struct arena *mem = test_arena();
    struct str text = test_file(mem, path), line;
    struct form_docs none = { 0 };
    struct tally t = { 0 };
    while (str_cut(&text, '\n', &line)) {
        const struct json *json, *wanted = NULL;
        size_t at, k = 0;
        if (!CHECK(json_parse(mem, line, &json, &at) == OK))
            return;
        while (k < 4 && !(wanted = json_get(json, str_of(kinds[k]))))
            k++;
        const char *why = javarosa_skip(json_str(json_get(json, S("expr"))));
        if (why)
            skip(&t, why);
        else
            judge(mem, &t, line, &none, str_of(kinds[k]), wanted);
    }
    report("javarosa", &t);
}

static const char *openrosa_skip(const struct json *json)
{
    struct str expr = json_str(json_get(json, S("expr"))),
               kind = json_str(json_get(json, S("kind")));
    const struct json *value = json_get(json, S("value"));
    if (str_starts(expr, S("id(")) || mentions(expr, "|id("))
        return "id()";
    if (mentions(expr, "lang("))
        return "lang()";
    if (mentions(expr, "namespace-uri("))
        return "namespaces";
    if (!str_eq(kind, S("error")) && (!value || value->kind == JSON_NULL))
        return "recorded without a value";
    return NULL;
}

static bool load_docs(struct arena *mem, struct form_docs *ret)
{
    const char *path = test_data("xforms/xpath-cases/openrosa-xpath-evaluator.docs.json");
    const struct json *json;
    size_t at, n = 0;
    if (!path || json_parse(mem, test_file(mem, path), &json, &at) != OK)
        return false;
    struct str *xml = arena_new(mem, struct str, json->n);
    for (const struct json *d = json->first; d; d = d->next)
        xml[n++] = json_str(d);
    *ret = (struct form_docs) { xml, n };
    return true;
}

TEST(openrosa_evaluations_have_their_recorded_values)
{
    struct arena *mem = test_arena();
    struct form_docs docs;
    struct tally t = { 0 };
    if (!test_data("xforms/xpath-cases/openrosa-xpath-evaluator.jsonl"))
        SKIP("YAKUBA_DATA is not set");
    if (!CHECK(load_docs(mem, &docs)))
        return;
    struct str text =
        test_file(mem, test_data("xforms/xpath-cases/openrosa-xpath-evaluator.jsonl"));
    struct str line;
    while (str_cut(&text, '\n', &line)) {
        const struct json *json;
        size_t at;
        if (!CHECK(json_parse(mem, line, &json, &at) == OK))
            return;
        const char *why = openrosa_skip(json);
        if (why)
            skip(&t, why);
        else
            judge(mem, &t, line, &docs, json_str(json_get(json, S("kind"))),
                  json_get(json, S("value")));
    }
    report("openrosa", &t);
}

TEST(a_line_asks_for_the_kind_it_wants)
{
    struct form_docs docs = { (const struct str[]) { S("<a><b>7</b></a>") }, 1 };
    struct str reply;
    CHECK(form_eval_line(test_arena(), S("{\"expr\":\"/a/b\",\"doc\":0}"), &docs, &reply));
    CHECK_STR(reply, "{\"kind\":\"nodeset\",\"value\":[\"/*[1]/*[1]\"]}");
    CHECK(form_eval_line(test_arena(), S("{\"expr\":\"/a/b\",\"doc\":0,\"kind\":\"number\"}"),
                         &docs, &reply));
    CHECK_STR(reply, "{\"kind\":\"number\",\"value\":7}");
    CHECK(form_eval_line(test_arena(), S("{\"expr\":\"1 div 0\"}"), &docs, &reply));
    CHECK_STR(reply, "{\"kind\":\"number\",\"value\":\"Infinity\"}");
    CHECK(!form_eval_line(test_arena(), S("{\"expr\":1}"), &docs, &reply));
}

TEST(entities_and_broken_xml_are_refused)
{
    struct form_docs docs = { (const struct str[]) {
                                  S("<!DOCTYPE a [<!ENTITY x \"xxxxxxxxxx\">]><a>&x;</a>"),
                                  S("<a><b></a>") },
                              2 };
    struct str reply;
    CHECK(form_eval_line(test_arena(), S("{\"expr\":\"/a\",\"doc\":0}"), &docs, &reply));
    CHECK(mentions(reply, "\"code\":\"xml\""));
    CHECK(form_eval_line(test_arena(), S("{\"expr\":\"/a\",\"doc\":1}"), &docs, &reply));
    CHECK(mentions(reply, "\"code\":\"xml\""));
}
