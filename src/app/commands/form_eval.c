/* SPDX-License-Identifier: Apache-2.0 */
/* yakuba form eval: one ODK expression, or a set of them.
 *
 * A set is JSON lines {"expr":…, "doc":N, "ctx":PATH, "kind":K}: doc is an index into --docs (a
 * JSON array of XML texts), ctx where to stand, kind the result that is asked for (as the second
 * half of XPath's evaluate(): "string", "number" or "boolean" convert; anything else leaves the
 * result as it is).  Without a doc the expression is one of a form, over empty answers; with one,
 * it may use all of XPath.  The answer to each line is {"kind":…,"value":…}; errors add code, ja
 * and en. */
#include "app/commands/form.h"

#include "base/json.h"
#include "base/time.h"
#include "civic/forms/expr.h"
#include "civic/forms/xml_tree.h"

#include <math.h>
#include <stdio.h>

enum { LARGEST_FILE = 32 << 20 };

struct question {
    struct str expr, xml, context, kind;
    bool has_doc;
};

static void put_number(struct json_writer *j, struct arena *mem, double d)
{
    struct str text = expr_number_to_string(mem, d);
    if (isfinite(d))
        json_raw(j, text);
    else
        json_string(j, text);
}

static void put_value(struct json_writer *j, struct arena *mem, const struct value *v)
{
    static const char *const names[] = { "string", "number", "boolean", "nodeset" };
    json_put_str(j, S("kind"), str_of(names[v->kind]));
    json_key(j, S("value"));
    switch (v->kind) {
    case VALUE_STRING: json_string(j, v->text); return;
    case VALUE_NUMBER: put_number(j, mem, v->number); return;
    case VALUE_BOOLEAN: json_boolean(j, v->boolean); return;
    case VALUE_NODES: break;
    }
    json_array(j);
    for (size_t i = 0; i < v->n_nodes; i++)
        json_string(j, xml_tree_path(mem, v->nodes[i]));
    json_close_array(j);
}

static void put_error(struct json_writer *j, const struct expr_error *e)
{
    json_put_str(j, S("kind"), S("error"));
    json_key(j, S("value"));
    json_null(j);
    json_put_str(j, S("code"), str_of(e->code ? e->code : "failed"));
    json_put_int(j, S("at"), (int64_t)e->at);
    json_put_str(j, S("ja"), e->ja);
    json_put_str(j, S("en"), e->en);
}

static void convert(struct arena *mem, struct str kind, struct value *v)
{
    struct value from = *v;
    if (str_eq(kind, S("string")))
        *v = (struct value) { .kind = VALUE_STRING, .text = value_string(mem, &from) };
    if (str_eq(kind, S("number")))
        *v = (struct value) { .kind = VALUE_NUMBER, .number = value_number(&from) };
    if (str_eq(kind, S("boolean")))
        *v = (struct value) { .kind = VALUE_BOOLEAN, .boolean = value_boolean(&from) };
}

static enum rc evaluate(struct arena *mem, struct str source, const struct expr_world *w,
                        const struct node *context, struct value *ret, struct expr_error *error)
{
    struct expr_names names = { .foreign = !w->root || w->root->parent };
    const struct expr *e;
    enum rc rc = expr_compile(mem, source, &names, &e, error);
    return rc == OK ? expr_eval(e, w, context, ret, error) : rc;
}

/* The first node of a path; the document for "/" and for none. */
static enum rc find_context(struct arena *mem, struct str path, const struct expr_world *w,
                            const struct node **ret, struct expr_error *error)
{
    struct value v;
    *ret = NULL;
    if (path.n == 0 || str_eq(path, S("/")))
        return OK;
    enum rc rc = evaluate(mem, path, w, NULL, &v, error);
    if (rc != OK)
        return rc;
    if (v.kind != VALUE_NODES || v.n_nodes == 0) {
        *error = (struct expr_error) { 0, "no-context", S("その場所に項目がありません。"),
                                       S("There is no node at this context.") };
        return INVALID;
    }
    *ret = v.nodes[0];
    return OK;
}

static enum rc read_document(struct arena *mem, const struct question *q, struct node **ret_root,
                             struct expr_error *error)
{
    int line;
    *ret_root = q->has_doc ? NULL : tree_root(mem, S("data"));
    if (!q->has_doc)
        return OK;
    enum rc rc = xml_tree_read(mem, q->xml, ret_root, &line);
    if (rc != OK)
        *error =
            (struct expr_error) { 0, "xml", arena_fmt(mem, "XML を読めません（%d 行目）。", line),
                                  arena_fmt(mem, "The XML cannot be read (line %d).", line) };
    return rc;
}

static bool answer(struct arena *mem, const struct question *q, struct out *out)
{
    struct expr_error error = { 0 };
    struct node *root;
    struct value v;
    const struct node *context;
    enum rc rc = read_document(mem, q, &root, &error);
    struct expr_world w = { .root = root, .now = time_now(), .language = S("en"), .mem = mem };
    struct calendar calendar = { 0 };
    w.calendar = &calendar;
    w.random_seed = (uint64_t)w.now;
    if (rc == OK)
        rc = find_context(mem, q->context, &w, &context, &error);
    if (rc == OK)
        rc = evaluate(mem, q->expr, &w, context, &v, &error);
    struct json_writer j;
    json_begin(&j, out);
    json_object(&j);
    if (rc == OK)
        convert(mem, q->kind, &v);
    if (rc == OK)
        put_value(&j, mem, &v);
    else
        put_error(&j, &error);
    json_close_object(&j);
    return rc == OK;
}

bool form_eval_line(struct arena *mem, struct str line, const struct form_docs *docs,
                    struct str *ret_line)
{
    const struct json *json;
    size_t at;
    struct out out;
    if (json_parse(mem, line, &json, &at) != OK || !json_is(json_get(json, S("expr")), JSON_STRING))
        return false;
    struct question q = { .expr = json_str(json_get(json, S("expr"))),
                          .context = json_str(json_get(json, S("ctx"))),
                          .kind = json_str(json_get(json, S("kind"))) };
    int64_t doc = json_int(json_get(json, S("doc")), -1);
    q.has_doc = doc >= 0 && (size_t)doc < docs->n;
    if (q.has_doc)
        q.xml = docs->xml[doc];
    out_init(&out, mem, OUT_PAGE_CEILING);
    answer(mem, &q, &out);
    *ret_line = out_text(&out);
    return !out_failed(&out);
}

static bool read_file(struct arena *mem, const char *path, struct str *ret)
{
    FILE *f = fopen(path, "rb");
    if (!f) {
        fprintf(stderr, "yakuba: cannot open %s\n", path);
        return false;
    }
    struct out out;
    char part[8192];
    size_t n;
    out_init(&out, mem, LARGEST_FILE);
    while ((n = fread(part, 1, sizeof part, f)) > 0)
        out_put(&out, part, n);
    bool ok = !ferror(f) && !out_failed(&out);
    fclose(f);
    if (!ok)
        fprintf(stderr, "yakuba: cannot read %s\n", path);
    *ret = out_text(&out);
    return ok;
}

static bool read_docs(struct arena *mem, const char *path, struct form_docs *ret)
{
    struct str text;
    const struct json *json;
    size_t at, n = 0;
    if (!read_file(mem, path, &text))
        return false;
    if (json_parse(mem, text, &json, &at) != OK || !json_is(json, JSON_ARRAY)) {
        fprintf(stderr, "yakuba: %s is not a JSON array of texts\n", path);
        return false;
    }
    struct str *xml = arena_new(mem, struct str, json->n);
    for (const struct json *d = json->first; d; d = d->next)
        xml[n++] = json_str(d);
    *ret = (struct form_docs) { xml, n };
    return true;
}

static int eval_set(struct arena *mem, const char *path, const char *docs_path)
{
    struct form_docs docs = { 0 };
    struct str text, line, reply;
    int status = 0;
    if (!read_file(mem, path, &text) || (docs_path && !read_docs(mem, docs_path, &docs)))
        return 2;
    struct arena own;
    arena_init(&own, (size_t)64 << 20);
    while (str_cut(&text, '\n', &line)) {
        if (str_trim(line).n == 0)
            continue;
        arena_reset(&own);
        if (form_eval_line(&own, line, &docs, &reply)) {
            printf("%.*s\n", STR(reply));
        } else {
            puts("{\"kind\":\"error\",\"value\":null,\"code\":\"bad-line\"}");
            status = 1;
        }
    }
    arena_release(&own);
    return status;
}

static int eval_one(struct arena *mem, const char *doc, const char *context, const char *source)
{
    struct question q = { .expr = str_of(source), .context = str_of(context), .has_doc = doc };
    struct out out;
    if (doc && !read_file(mem, doc, &q.xml))
        return 2;
    out_init(&out, mem, OUT_PAGE_CEILING);
    bool ok = answer(mem, &q, &out);
    printf("%.*s\n", STR(out_text(&out)));
    return ok ? 0 : 1;
}

int form_eval(int argc, char **argv)
{
    const char *doc = NULL, *context = NULL, *jsonl = NULL, *docs = NULL, *source = NULL;
    const struct {
        const char *name;
        const char **to;
    } options[] = {
        { "--doc", &doc }, { "--context", &context }, { "--jsonl", &jsonl }, { "--docs", &docs }
    };
    for (int i = 0; i < argc; i++) {
        const char **to = &source;
        for (size_t k = 0; k < sizeof options / sizeof *options; k++)
            if (strcmp(argv[i], options[k].name) == 0 && i + 1 < argc) {
                to = options[k].to;
                i++;
                break;
            }
        if (*to) {
            fputs("yakuba: form eval takes one expression\n", stderr);
            return 2;
        }
        *to = argv[i];
    }
    if (!jsonl == !source) {
        fputs("usage: yakuba form eval [--doc F.xml] [--context PATH] EXPR | --jsonl FILE [--docs "
              "F.json]\n",
              stderr);
        return 2;
    }
    struct arena mem;
    arena_init(&mem, (size_t)256 << 20);
    int status = jsonl ? eval_set(&mem, jsonl, docs) : eval_one(&mem, doc, context, source);
    arena_release(&mem);
    return status;
}
