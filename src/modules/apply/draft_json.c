/* SPDX-License-Identifier: Apache-2.0 */
/* Writing and reading a draft's content. */
#include "modules/apply/draft_json.h"

#include "base/ids.h"
#include "base/json.h"

enum { CONTENT_CEILING = 2 << 20, LENGTH_DIGITS = 8 };

static void put_file(struct json_writer *j, struct arena *mem, const struct draft_file *f)
{
    json_object(j);
    json_put_str(j, S("token"), f->token);
    json_put_str(j, S("field"), f->file.field);
    json_put_str(j, S("name"), f->file.name);
    json_put_str(j, S("kind"), f->file.kind);
    json_put_int(j, S("size"), f->file.size);
    json_put_str(j, S("address"), f->file.address);
    json_put_str(j, S("pictures"), f->file.pictures);
    json_put_str(j, S("digest"), f->file.digest);
    json_put_str(j, S("key"), ids_hex(mem, f->file.key, CRYPTO_KEY));
    json_close_object(j);
}

static void put_rest(struct json_writer *j, struct arena *mem, const struct draft *d)
{
    json_object(j);
    json_key(j, S("files"));
    json_array(j);
    for (size_t i = 0; i < d->n_files; i++)
        put_file(j, mem, &d->files[i]);
    json_close_array(j);
    json_key(j, S("saved"));
    json_array(j);
    for (size_t i = 0; i < d->n_saved; i++) {
        json_object(j);
        json_put_str(j, S("page"), d->saved[i].page);
        json_put_str(j, S("device"), d->saved[i].device);
        json_close_object(j);
    }
    json_close_array(j);
    json_close_object(j);
}

/* The length of the answers in eight hex digits, the answers, the rest: two documents one after the other. */
struct str draft_to_json(struct arena *mem, const struct draft *d)
{
    struct out out;
    struct json_writer j;
    struct str answers = answers_to_json(mem, &d->answers, false);
    if (!answers.n)
        return (struct str){ "", 0 };
    out_init(&out, mem, CONTENT_CEILING);
    out_fmt(&out, "%08zx", answers.n);
    out_str(&out, answers);
    json_begin(&j, &out);
    put_rest(&j, mem, d);
    return out_failed(&out) ? (struct str){ "", 0 } : out_text(&out);
}

static bool read_file(const struct json *v, struct draft_file *f)
{
    *f = (struct draft_file){
        .token = json_str(json_get(v, S("token"))),
        .file = { .field = json_str(json_get(v, S("field"))),
                  .name = json_str(json_get(v, S("name"))),
                  .kind = json_str(json_get(v, S("kind"))),
                  .size = json_int(json_get(v, S("size")), 0),
                  .address = json_str(json_get(v, S("address"))),
                  .pictures = json_str(json_get(v, S("pictures"))),
                  .digest = json_str(json_get(v, S("digest"))) },
    };
    return ids_hex_read(json_str(json_get(v, S("key"))), f->file.key, CRYPTO_KEY);
}

static bool split(struct str content, struct str *ret_answers, struct str *ret_rest)
{
    unsigned char length[LENGTH_DIGITS / 2];
    if (content.n < LENGTH_DIGITS || !ids_hex_read(str_sub(content, 0, LENGTH_DIGITS), length, sizeof length))
        return false;
    size_t n = (size_t)length[0] << 24 | (size_t)length[1] << 16 | (size_t)length[2] << 8 | length[3];
    struct str rest = str_sub(content, LENGTH_DIGITS, content.n);
    *ret_answers = str_sub(rest, 0, n);
    *ret_rest = str_sub(rest, n, rest.n);
    return ret_answers->n == n;
}

static const struct json *first_of(const struct json *list)
{
    return json_is(list, JSON_ARRAY) ? list->first : NULL;
}

enum rc draft_from_json(struct arena *mem, struct str content, struct draft *d)
{
    const struct json *rest;
    const struct message *messages;
    struct str answers_text, rest_text;
    size_t at, n;
    if (!split(content, &answers_text, &rest_text))
        return FAILED;
    enum rc rc = answers_from_json(mem, d->plan, answers_text, &d->answers, &messages, &n);
    if (rc == OK || rc == INVALID) /* the form has changed since: what has a question still stays, the rest is asked anew */
        rc = json_parse(mem, rest_text, &rest, &at);
    if (rc != OK)
        return rc;
    d->n_files = d->n_saved = 0;
    for (const struct json *f = first_of(json_get(rest, S("files"))); f && d->n_files < DRAFT_MOST_FILES; f = f->next)
        if (!read_file(f, &d->files[d->n_files++]))
            return FAILED;
    for (const struct json *p = first_of(json_get(rest, S("saved"))); p && d->n_saved < DRAFT_SAVED_ROOM; p = p->next)
        d->saved[d->n_saved++] =
            (struct draft_saved){ json_str(json_get(p, S("page"))), json_str(json_get(p, S("device"))) };
    return OK;
}
