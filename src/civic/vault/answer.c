/* SPDX-License-Identifier: Apache-2.0 */
/* What the vault's process does with one request: a parser of hostile bytes, the key hierarchy
 * (docs/decisions/0005-keys-and-vault.md), and the operations.  Pure but for randomness: no file,
 * no socket, no clock. */
#include "base/out.h"
#include "civic/vault/message.h"

struct request {
    enum vault_op op;
    int64_t town_id, row_id;
    uint32_t table;
    struct str field;
    struct blob data;
};

static uint64_t number(const unsigned char *p, size_t n)
{
    uint64_t v = 0;
    for (size_t i = 0; i < n; i++)
        v = v << 8 | p[i];
    return v;
}

static bool parse(struct blob message, struct request *ret)
{
    const unsigned char *p = message.p;
    if (message.n < VAULT_HEADER || message.n > VAULT_MESSAGE || p[0] != VAULT_VERSION)
        return false;
    size_t field = number(p + 2, 2);
    uint64_t town = number(p + 8, 8), row = number(p + 16, 8);
    if (field > VAULT_FIELD || field > message.n - VAULT_HEADER || town > INT64_MAX ||
        row > INT64_MAX)
        return false;
    *ret = (struct request) {
        .op = p[1],
        .table = (uint32_t)number(p + 4, 4),
        .town_id = (int64_t)town,
        .row_id = (int64_t)row,
        .field = { (const char *)p + VAULT_HEADER, field },
        .data = { p + VAULT_HEADER + field, message.n - VAULT_HEADER - field },
    };
    return true;
}

/* root → a town's key → its key for one purpose. */
static void town_key(const struct vault_root *root, int64_t town_id, const char *purpose,
                     unsigned char ret_key[CRYPTO_KEY])
{
    unsigned char town[CRYPTO_KEY];
    char label[40] = "town ";
    size_t n = 5;
    for (int shift = 60; shift >= 0; shift -= 4)
        label[n++] = "0123456789abcdef"[town_id >> shift & 15];
    crypto_derive(root->key, label, town);
    crypto_derive(town, purpose, ret_key);
    crypto_wipe(town, sizeof town);
}

void vault_derive_server_keys(const struct vault_root *root, struct vault_keys *ret_keys)
{
    crypto_derive(root->key, "server ref", ret_keys->ref);
    crypto_derive(root->key, "server file address", ret_keys->file_address);
    crypto_derive(root->key, "server session", ret_keys->session);
    crypto_derive(root->key, "server receipt", ret_keys->receipt);
    crypto_derive(root->key, "server csrf", ret_keys->csrf);
}

static void put_number(struct out *o, uint64_t v)
{
    for (int shift = 56; shift >= 0; shift -= 8)
        out_char(o, (char)(v >> shift));
}

/* The place as bytes; every part has a fixed length but the last, so no two places look alike. */
static struct str bound_of(struct arena *mem, const struct request *r,
                           const unsigned char key_id[VAULT_KEY_ID])
{
    struct out o;
    out_init(&o, mem, 64 + VAULT_FIELD);
    out_str(&o, S("yakuba seal v1"));
    out_put(&o, (const char *)key_id, VAULT_KEY_ID);
    put_number(&o, (uint64_t)r->town_id);
    put_number(&o, r->table);
    put_number(&o, (uint64_t)r->row_id);
    out_str(&o, r->field);
    return out_text(&o);
}

static enum rc seal(const struct vault_root *root, struct arena *mem, const struct request *r,
                    struct out *reply)
{
    unsigned char key[CRYPTO_KEY];
    if (r->row_id == 0 || r->field.n == 0 || r->data.n > VAULT_DATA)
        return INVALID;
    town_key(root, r->town_id, "seal", key);
    struct blob sealed = crypto_seal(mem, key, str_n((const char *)r->data.p, r->data.n),
                                     bound_of(mem, r, root->key_id));
    crypto_wipe(key, sizeof key);
    out_put(reply, (const char *)root->key_id, VAULT_KEY_ID);
    out_put(reply, (const char *)sealed.p, sealed.n);
    return sealed.p ? OK : FAILED;
}

static enum rc open_sealed(const struct vault_root *root, struct arena *mem,
                           const struct request *r, struct out *reply)
{
    unsigned char key[CRYPTO_KEY];
    struct str text;
    if (r->data.n < VAULT_SEALED_EXTRA || memcmp(r->data.p, root->key_id, VAULT_KEY_ID) != 0)
        return FAILED;
    town_key(root, r->town_id, "seal", key);
    enum rc rc =
        crypto_open(mem, key, (struct blob) { r->data.p + VAULT_KEY_ID, r->data.n - VAULT_KEY_ID },
                    bound_of(mem, r, root->key_id), &text);
    crypto_wipe(key, sizeof key);
    if (rc == OK)
        out_str(reply, text);
    return rc;
}

static enum rc mac(const struct vault_root *root, const struct request *r, struct out *reply)
{
    unsigned char key[CRYPTO_KEY], code[CRYPTO_MAC];
    const char field_n = (char)r->field.n; /* at most VAULT_FIELD: one byte separates the two */
    struct crypto_hasher h;
    if (r->field.n == 0)
        return INVALID;
    town_key(root, r->town_id, "mac", key);
    crypto_hasher_init(&h, key);
    crypto_hasher_add(&h, str_n(&field_n, 1));
    crypto_hasher_add(&h, r->field);
    crypto_hasher_add(&h, str_n((const char *)r->data.p, r->data.n));
    crypto_hasher_end(&h, code);
    crypto_wipe(key, sizeof key);
    out_put(reply, (const char *)code, sizeof code);
    return OK;
}

static enum rc case_key(const struct vault_root *root, const struct request *r, struct out *reply)
{
    unsigned char files_key[CRYPTO_KEY], key[CRYPTO_KEY], id[8];
    if (r->row_id == 0)
        return INVALID;
    for (size_t i = 0; i < sizeof id; i++)
        id[i] = (unsigned char)(r->row_id >> (56 - 8 * i));
    town_key(root, r->town_id, "files of cases", files_key);
    crypto_digest(files_key, str_n((const char *)id, sizeof id), key);
    out_put(reply, (const char *)key, sizeof key);
    crypto_wipe(files_key, sizeof files_key);
    crypto_wipe(key, sizeof key);
    return OK;
}

/* Without a purpose the town's one key, for heads of the audit trail; else a key for each purpose and
 * number, so that what is signed for one is never good for the other. */
static void sign_seed(const struct vault_root *root, const struct request *r,
                      unsigned char ret_seed[CRYPTO_KEY])
{
    unsigned char key[CRYPTO_KEY], number_be[8];
    struct crypto_hasher h;
    if (r->field.n == 0) {
        town_key(root, r->town_id, "sign", ret_seed);
        return;
    }
    for (size_t i = 0; i < sizeof number_be; i++)
        number_be[i] = (unsigned char)((uint64_t)r->row_id >> (56 - 8 * i));
    town_key(root, r->town_id, "sign for a purpose", key);
    crypto_hasher_init(&h, key);
    crypto_hasher_add(&h, str_n((const char *)number_be, sizeof number_be));
    crypto_hasher_add(&h, r->field);
    crypto_hasher_end(&h, ret_seed);
    crypto_wipe(key, sizeof key);
}

static enum rc sign(const struct vault_root *root, const struct request *r, struct out *reply)
{
    unsigned char seed[CRYPTO_KEY], result[CRYPTO_SIGNATURE];
    sign_seed(root, r, seed);
    if (r->op == VAULT_SIGN)
        crypto_signature(seed, str_n((const char *)r->data.p, r->data.n), result);
    else
        crypto_signature_public(seed, result);
    crypto_wipe(seed, sizeof seed);
    out_put(reply, (const char *)result,
            r->op == VAULT_SIGN ? CRYPTO_SIGNATURE : CRYPTO_PUBLIC_KEY);
    return OK;
}

static enum rc perform(const struct vault_root *root, struct arena *mem, const struct request *r,
                       struct out *reply)
{
    if (r->op == VAULT_PING)
        return OK;
    if (r->town_id == 0)
        return INVALID;
    switch (r->op) {
    case VAULT_PING: return OK;
    case VAULT_SEAL: return seal(root, mem, r, reply);
    case VAULT_OPEN: return open_sealed(root, mem, r, reply);
    case VAULT_MAC: return mac(root, r, reply);
    case VAULT_CASE_KEY: return case_key(root, r, reply);
    case VAULT_SIGN:
    case VAULT_PUBLIC_KEY: return sign(root, r, reply);
    }
    return INVALID;
}

struct blob vault_answer(const struct vault_root *root, struct arena *mem, struct blob request)
{
    struct request r;
    struct out reply;
    out_init(&reply, mem, 1 + VAULT_DATA + VAULT_SEALED_EXTRA);
    out_char(&reply, (char)OK);
    enum rc rc = parse(request, &r) ? perform(root, mem, &r, &reply) : INVALID;
    if (rc == OK && out_failed(&reply))
        rc = FAILED;
    if (rc != OK)
        reply.n = 1;
    reply.p[0] = (char)rc;
    return (struct blob) { (const unsigned char *)reply.p, reply.n };
}
