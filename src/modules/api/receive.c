/* SPDX-License-Identifier: Apache-2.0 */
/* A program applies for a resident: the same door as the pages, once for each Idempotency-Key.
 * The key is kept with the case, in one transaction, beside a keyed hash of the body's bytes; so a
 * repeat gets the receipt of then, and the same key with another body is told. */
#include "base/ids.h"
#include "base/text.h"
#include "civic/cases/keep_file.h"
#include "civic/town/town.h"
#include "modules/api/answers_in.h"
#include "modules/api/api_sql.h"
#include "modules/api/handlers.h"
#include "platform/crypto/crypto.h"
#include "platform/db/db.h"

enum {
    LONGEST_KEY = 200,
    HASH_BYTES = 20,
    TREE_CEILING = 32 << 20, /* the body's tree, a copy of it, and texts that had escapes */
};

struct receiving {
    struct req *r;
    struct arena tree;
    struct api_body *body;
    const struct plan *plan;
    struct str key, body_hash, language;
    struct api_answers sent;
    struct case_attachment files[API_MOST_FILES];
};

/* Visible ASCII. A structured string (draft-ietf-httpapi-idempotency-key-header) is the text
 * between its quotes. */
static bool read_key(struct receiving *x)
{
    struct str key = str_trim(req_header(x->r, "Idempotency-Key"));
    if (key.n >= 2 && key.p[0] == '"' && key.p[key.n - 1] == '"')
        key = str_sub(key, 1, key.n - 1);
    bool good = key.n > 0 && key.n <= LONGEST_KEY;
    for (size_t i = 0; i < key.n && good; i++)
        good = key.p[i] > ' ' && key.p[i] < 127;
    x->key = key;
    if (!good)
        (void)shell_problem(
            x->r, &(struct problem) {
                      .status = 400,
                      .code = S("no-key"),
                      .detail = S(
                          "Idempotency-Key "
                          "に、申請ごとに違う文字列（UUIDなど、200文字まで）を入れてください。") });
    return good;
}

static void hash_body(struct receiving *x)
{
    unsigned char key[CRYPTO_KEY], mac[CRYPTO_MAC];
    crypto_derive(hall_of(x->r)->keys.session, "api body", key);
    crypto_digest(key, req_body(x->r), mac);
    x->body_hash = ids_hex(x->r->mem, mac, HASH_BYTES);
}

static enum rc reply_receipt(struct receiving *x, t_id case_id)
{
    struct req *r = x->r;
    struct str number = receipt_number(r->mem, case_id);
    struct out out;
    struct json_writer j;
    out_init(&out, r->mem, 4096);
    json_begin(&j, &out);
    json_object(&j);
    json_put_str(&j, S("receipt_number"), number);
    json_put_str(&j, S("receipt_code"), receipt_code(hall_of(r), r->mem, town_of(r), number));
    json_close_object(&j);
    return api_reply(r, 201, &out);
}

/* OK: nothing was sent under this key yet, or the answer is set. */
static enum rc answer_repeat(struct receiving *x)
{
    struct api_sql_sent_find_row before;
    bool found;
    enum rc rc = api_sql_sent_find(x->r->db, x->r->mem, x->r->town_id, x->key, &before, &found);
    if (rc != OK || !found)
        return rc;
    if (str_eq(before.body_hash, x->body_hash))
        return reply_receipt(x, before.case_id);
    return shell_problem(
        x->r, &(struct problem) {
                  .status = 409,
                  .code = S("key-reused"),
                  .detail = S("この Idempotency-Key は、別の内容の申請で使われています。") });
}

/* ---- what was sent ---- */

static struct str language_of(struct receiving *x)
{
    static const char *const known[] = { "ja", "ja-x-easy", "en" };
    struct str language = api_body_text(x->body, "language", false);
    if (!language.n)
        return S("ja");
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (str_eq(language, str_of(known[i])))
            return str_of(known[i]);
    api_fault(x->body, S("/language"), S("ja、ja-x-easy、en のどれかにしてください。"));
    return S("ja");
}

static enum rc read_all(struct receiving *x)
{
    struct str id = api_body_text(x->body, "procedure", true);
    x->language = language_of(x);
    x->plan = hall_plan(hall_of(x->r), id);
    if (!town_offers(town_of(x->r), x->plan))
        x->plan = NULL;
    if (id.n && !x->plan)
        api_fault(x->body, S("/procedure"), S("この名前の手続はありません。"));
    if (!x->plan)
        return INVALID;
    return api_answers_read(x->body, &x->tree, x->plan, x->language, &x->sent);
}

/* ---- files ---- */

static enum rc keep_one(struct receiving *x, size_t i)
{
    const struct api_file *f = &x->sent.files[i];
    struct upload u = { .field = f->field, .filename = f->name };
    struct str why = S("");
    struct arena bytes;
    struct blob decoded;
    arena_init(&bytes, (size_t)FILE_MOST_BYTES + (1 << 20));
    struct str pointer = arena_fmt(x->r->mem, "%.*s/content", STR(f->pointer));
    bool small = f->content.n <= (size_t)FILE_MOST_BYTES / 3 * 4 + 8;
    enum rc rc = INVALID;
    if (!small)
        why = S("ファイルは10MBまでです。");
    else
        rc = crypto_base64_read(&bytes, f->content, &decoded);
    if (small && rc == INVALID)
        why = S("Base64（RFC 4648の4節、折返しなし）で入れてください。");
    if (rc == OK) {
        u.bytes = str_n((const char *)decoded.p, decoded.n);
        rc = cases_keep_file(x->r, &u, &x->files[i], &why);
    }
    arena_release(&bytes);
    if (rc == INVALID)
        api_fault(x->body, pointer, why);
    return rc;
}

static enum rc keep_files(struct receiving *x)
{
    enum rc rc = OK;
    for (size_t i = 0; i < x->sent.n_files && (rc == OK || rc == INVALID); i++)
        rc = keep_one(x, i);
    return x->body->n_faults ? INVALID : rc;
}

/* ---- the door ---- */

/* A question that is not relevant after all takes its files with it. */
static size_t files_named(struct receiving *x)
{
    size_t n = 0;
    for (size_t i = 0; i < x->sent.n_files; i++) {
        const struct node *answer = answers_node(&x->sent.answers, x->sent.files[i].field);
        if (answer && !answer->irrelevant)
            x->files[n++] = x->files[i];
    }
    return n;
}

static enum rc note_sent(struct db *db, void *ctx, t_id case_id)
{
    const struct receiving *x = ctx;
    return api_sql_sent_add(db, x->r->town_id, x->key, x->body_hash, case_id, NULL);
}

static enum rc send(struct receiving *x)
{
    struct req *r = x->r;
    struct case_receipt receipt;
    struct case_new in = {
        .plan = x->plan,
        .channel = S("api"),
        .external_id = x->key,
        .language = x->language,
        .arrived_at = r->now,
        .answers = &x->sent.answers,
        .attachments = x->files,
        .n_attachments = files_named(x),
        .actor = { S("resident"), 0, S("申請者") },
        .also = note_sent,
        .also_ctx = x,
    };
    enum rc rc = cases_receive(hall_of(r), town_of(r), r->db, r->mem, &in, &receipt);
    if (rc != OK || !receipt.repeated)
        return rc == OK ? reply_receipt(x, receipt.case_id) : rc;
    db_read_end(r->db); /* it came while this one was read: the snapshot is older */
    rc = db_read_begin(r->db);
    return rc == OK ? answer_repeat(x) : rc;
}

static void release(void *x)
{
    arena_release(&((struct receiving *)x)->tree);
}

enum rc api_case_receive(struct req *r)
{
    static const char *const members[] = { "procedure", "answers", "language", NULL };
    struct receiving *x = arena_new(r->mem, struct receiving, 1);
    x->r = r;
    arena_init(&x->tree, TREE_CEILING);
    arena_cleanup(r->mem, release, x);
    if (!api_body_read(r, &x->tree, members, &x->body) || !read_key(x))
        return OK;
    hash_body(x);
    enum rc rc = answer_repeat(x);
    if (rc != OK || reply_is_set(r))
        return rc;
    rc = read_all(x);
    if (rc == OK)
        rc = keep_files(x);
    if (rc == INVALID)
        return api_refuse(x->body, S("invalid-answers"), S(""));
    return rc == OK ? send(x) : rc;
}
