/* SPDX-License-Identifier: Apache-2.0 */
/* Bodies in, answers out. */
#include "modules/api/body.h"

#include "base/text.h"

static bool is_known(const char *const *names, struct str key)
{
    for (size_t i = 0; names[i]; i++)
        if (str_eq(str_of(names[i]), key))
            return true;
    return false;
}

static struct str pointer_to(struct arena *mem, struct str name)
{
    struct out out;
    out_init(&out, mem, 4096);
    json_pointer_step(&out, text_first(name, 200));
    return out_text(&out);
}

void api_fault(struct api_body *b, struct str pointer, struct str detail)
{
    if (b->n_faults < API_MOST_FAULTS)
        b->faults[b->n_faults++] = (struct problem_field) { pointer, detail };
}

enum rc api_refuse(struct api_body *b, struct str code, struct str detail)
{
    return shell_problem(b->r, &(struct problem) { .status = 422,
                                                   .code = code,
                                                   .detail = detail,
                                                   .fields = b->faults,
                                                   .n_fields = b->n_faults });
}

/* False: the answer is set. */
static bool parse(struct req *r, struct arena *mem, const struct json **ret_root,
                  struct str *ret_twice)
{
    size_t at;
    enum rc rc = json_parse_any(mem, req_body(r), ret_root, &at, ret_twice);
    if (rc == OK)
        return true;
    if (rc == FAILED)
        (void)shell_problem(r, &(struct problem) { .status = 413 });
    else
        (void)shell_problem(
            r, &(struct problem) {
                   .status = 400,
                   .code = S("not-json"),
                   .detail = arena_fmt(r->mem, "JSONとして読めません（%zuバイト目）。", at + 1) });
    return false;
}

bool api_body_read(struct req *r, struct arena *mem, const char *const *names,
                   struct api_body **ret_body)
{
    struct api_body *b = arena_new(r->mem, struct api_body, 1);
    struct str twice;
    b->r = r;
    if (!parse(r, mem, &b->root, &twice))
        return false;
    if (twice.n)
        api_fault(b, twice,
                  S("同じ名前が2度あります。どちらを読むかはプログラムによって違うので、1つにしてく"
                    "ださい。"));
    else if (!json_is(b->root, JSON_OBJECT))
        api_fault(b, S(""), S("オブジェクトで送ってください。"));
    for (const struct json *m = b->n_faults ? NULL : b->root->first;
         m && b->n_faults < API_MOST_FAULTS; m = m->next)
        if (!is_known(names, m->key))
            api_fault(b, pointer_to(r->mem, m->key), S("この名前は使えません。"));
    if (b->n_faults) {
        (void)api_refuse(b, S("invalid"), S(""));
        return false;
    }
    *ret_body = b;
    return true;
}

struct str api_body_text(struct api_body *b, const char *name, bool is_required)
{
    const struct json *v = json_get(b->root, str_of(name));
    struct str pointer = pointer_to(b->r->mem, str_of(name));
    bool missing = !v || (v->kind == JSON_STRING && !str_trim(v->text).n);
    if (missing && is_required)
        api_fault(b, pointer, S("必ず入れてください。"));
    else if (v && (v->kind != JSON_STRING || !text_is_utf8(v->text)))
        api_fault(b, pointer, S("文字列で入れてください。"));
    else if (v)
        return v->text;
    return S("");
}

enum rc api_reply(struct req *r, int status, const struct out *out)
{
    return out_failed(out) ? FAILED : reply_bytes(r, status, "application/json", out_text(out));
}

bool api_format_read(struct req *r, bool *ret_csv)
{
    struct str format = req_query(r, "format"), accept = req_header(r, "Accept");
    bool csv = str_eq(format, S("csv"));
    if (format.n && !csv && !str_eq(format, S("json"))) {
        (void)api_bad_parameter(r, S("format は json か csv にしてください。"));
        return false;
    }
    *ret_csv = csv || (!format.n && str_find(accept, S("text/csv")) != SIZE_MAX &&
                       str_find(accept, S("application/json")) == SIZE_MAX);
    reply_header(r, "Vary", S("Accept"));
    return true;
}

enum rc api_bad_parameter(struct req *r, struct str detail)
{
    return shell_problem(
        r, &(struct problem) { .status = 400, .code = S("bad-parameter"), .detail = detail });
}
