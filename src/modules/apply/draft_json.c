/* SPDX-License-Identifier: Apache-2.0 */
/* Writing and reading a draft's content. */
#include "modules/apply/draft_json.h"

#include "base/ids.h"
#include "base/json.h"

enum { CONTENT_CEILING = 2 << 20 };

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

struct str draft_to_json(struct arena *mem, const struct draft *d)
{
    struct out out;
    struct json_writer j;
    out_init(&out, mem, CONTENT_CEILING);
    json_begin(&j, &out);
    json_object(&j);
    json_key(&j, S("answers"));
    json_raw(&j, answers_to_json(mem, &d->answers, false));
    json_key(&j, S("files"));
    json_array(&j);
    for (size_t i = 0; i < d->n_files; i++)
        put_file(&j, mem, &d->files[i]);
    json_close_array(&j);
    json_close_object(&j);
    return out_text(&out);
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

/* The answers again as text, for answers_from_json. */
static struct str member_text(struct arena *mem, const struct json *v)
{
    struct out out;
    out_init(&out, mem, CONTENT_CEILING);
    json_write(&out, v);
    return out_text(&out);
}

enum rc draft_from_json(struct arena *mem, struct str json, struct draft *d)
{
    const struct json *root;
    const struct message *messages;
    size_t at, n;
    enum rc rc = json_parse(mem, json, &root, &at);
    if (rc != OK)
        return rc;
    rc = answers_from_json(mem, d->plan, member_text(mem, json_get(root, S("answers"))), &d->answers, &messages, &n);
    const struct json *files = json_get(root, S("files"));
    d->n_files = 0;
    for (const struct json *f = files ? files->first : NULL; rc == OK && f && d->n_files < DRAFT_MOST_FILES; f = f->next)
        rc = read_file(f, &d->files[d->n_files++]) ? OK : FAILED;
    return rc;
}
