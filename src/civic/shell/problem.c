/* SPDX-License-Identifier: Apache-2.0 */
/* Errors of the JSON interface: problem details (RFC 9457), with a pointer for each mistake. */
#include "base/json.h"
#include "civic/shell/shell.h"

static const struct {
    int status;
    struct str title, code, detail; /* title: the phrase of RFC 9110 */
} problems[] = {
    { 400, S_("Bad Request"), S_("bad-request"), S_("送られた内容を読み取れませんでした。") },
    { 401, S_("Unauthorized"), S_("no-token"),
      S_("有効なトークンがありません。期限が切れたか、取り消されたトークンは使えません。") },
    { 403, S_("Forbidden"), S_("forbidden"), S_("この操作をする権限がありません。") },
    { 404, S_("Not Found"), S_("not-found"), S_("見つかりませんでした。") },
    { 405, S_("Method Not Allowed"), S_("method"), S_("この操作はできません。") },
    { 409, S_("Conflict"), S_("conflict"), S_("いまの状態では、この操作はできません。") },
    { 412, S_("Precondition Failed"), S_("stale"),
      S_("ほかの人が先に変えました。読み直して、もう一度送ってください。") },
    { 413, S_("Content Too Large"), S_("too-large"), S_("送られた内容が大きすぎます。") },
    { 415, S_("Unsupported Media Type"), S_("media-type"),
      S_("Content-Type は application/json にしてください。") },
    { 421, S_("Misdirected Request"), S_("unknown-host"),
      S_("この名前の役場はここにはありません。") },
    { 422, S_("Unprocessable Content"), S_("invalid"), S_("受け取れない内容がありました。") },
    { 428, S_("Precondition Required"), S_("no-version"),
      S_("If-Match に、読んだときの ETag を付けてください。") },
    { 429, S_("Too Many Requests"), S_("too-many"),
      S_("短い間に要求が多すぎます。少し待ってから、もう一度送ってください。") },
    { 431, S_("Request Header Fields Too Large"), S_("too-large"),
      S_("送られた内容が大きすぎます。") },
    { 500, S_("Internal Server Error"), S_("failed"), S_("役場の側で問題が起きました。") },
    { 503, S_("Service Unavailable"), S_("busy"),
      S_("混み合っています。同じ Idempotency-Key で、少し待ってから送り直してください。") },
    { 507, S_("Insufficient Storage"), S_("full"),
      S_("いまは保存できません。何も受け付けていません。") },
};
enum { COUNT = sizeof problems / sizeof *problems };

static size_t find(int status)
{
    for (size_t i = 0; i < COUNT; i++)
        if (problems[i].status == status)
            return i;
    return status < 500 ? 0 : COUNT - 3;
}

static void write_fields(struct json_writer *j, const struct problem *p)
{
    json_key(j, S("errors"));
    json_array(j);
    for (size_t i = 0; i < p->n_fields; i++) {
        json_object(j);
        json_put_str(j, S("pointer"), p->fields[i].pointer);
        json_put_str(j, S("detail"), p->fields[i].detail);
        json_close_object(j);
    }
    json_close_array(j);
}

enum rc shell_problem(struct req *r, const struct problem *p)
{
    size_t i = find(p->status);
    struct out out;
    struct json_writer j;
    out_init(&out, r->mem, (size_t)1 << 20);
    json_begin(&j, &out);
    json_object(&j);
    json_put_str(&j, S("type"), S("about:blank"));
    json_put_str(&j, S("title"), problems[i].title);
    json_put_int(&j, S("status"), p->status);
    json_put_str(&j, S("code"), p->code.n ? p->code : problems[i].code);
    json_put_str(&j, S("detail"), p->detail.n ? p->detail : problems[i].detail);
    json_put_int(&j, S("request"), (int64_t)r->number);
    if (p->n_fields)
        write_fields(&j, p);
    json_close_object(&j);
    return reply_bytes(r, p->status, "application/problem+json", out_text(&out));
}
