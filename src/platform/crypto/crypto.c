/* SPDX-License-Identifier: Apache-2.0 */
/* libsodium and one block cipher call of OpenSSL behind the house's types.  Keys are always 32
 * bytes; nothing here keeps a key. */
#include "platform/crypto/crypto.h"

#include <assert.h>
#include <openssl/evp.h>
#include <sodium.h>

static_assert(sizeof(crypto_generichash_state) <= sizeof((struct crypto_hasher) { 0 }.state),
              "libsodium's state fits into ours");
static_assert((int)CRYPTO_OVERHEAD == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES +
                                          crypto_aead_xchacha20poly1305_ietf_ABYTES,
              "the overhead is nonce and tag");

enum { NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES };

enum rc crypto_init(void)
{
    return sodium_init() >= 0 ? OK : FAILED;
}

void crypto_random(void *p, size_t n)
{
    randombytes_buf(p, n);
}

bool crypto_equal(const void *a, const void *b, size_t n)
{
    return sodium_memcmp(a, b, n) == 0;
}

void crypto_wipe(void *p, size_t n)
{
    sodium_memzero(p, n);
}

void secret_wipe(struct secret *s)
{
    if (s->p)
        sodium_memzero(s->p, s->n);
    *s = (struct secret) { 0 };
}

static const unsigned char *bytes_of(struct str s)
{
    return (const unsigned char *)(s.p ? s.p : "");
}

void crypto_digest(const unsigned char *key, struct str data, unsigned char ret_mac[CRYPTO_MAC])
{
    crypto_generichash(ret_mac, CRYPTO_MAC, bytes_of(data), data.n, key, key ? CRYPTO_KEY : 0);
}

void crypto_hmac_sha256(struct str key, struct str data, unsigned char ret_mac[CRYPTO_MAC])
{
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, bytes_of(key), key.n);
    crypto_auth_hmacsha256_update(&state, bytes_of(data), data.n);
    crypto_auth_hmacsha256_final(&state, ret_mac);
    crypto_wipe(&state, sizeof state);
}

void crypto_hasher_init(struct crypto_hasher *h, const unsigned char *key)
{
    crypto_generichash_init((crypto_generichash_state *)(void *)h->state, key, key ? CRYPTO_KEY : 0,
                            CRYPTO_MAC);
}

void crypto_hasher_add(struct crypto_hasher *h, struct str data)
{
    crypto_generichash_update((crypto_generichash_state *)(void *)h->state, bytes_of(data), data.n);
}

void crypto_hasher_end(struct crypto_hasher *h, unsigned char ret_mac[CRYPTO_MAC])
{
    crypto_generichash_final((crypto_generichash_state *)(void *)h->state, ret_mac, CRYPTO_MAC);
    sodium_memzero(h, sizeof *h);
}

void crypto_derive(const unsigned char key[CRYPTO_KEY], const char *label,
                   unsigned char ret_key[CRYPTO_KEY])
{
    crypto_digest(key, str_of(label), ret_key);
}

struct blob crypto_seal(struct arena *mem, const unsigned char key[CRYPTO_KEY], struct str text,
                        struct str bound)
{
    unsigned char *p = arena_try_new(mem, unsigned char, text.n + CRYPTO_OVERHEAD);
    if (!p)
        return (struct blob) { 0 };
    randombytes_buf(p, NONCE);
    crypto_aead_xchacha20poly1305_ietf_encrypt(p + NONCE, NULL, bytes_of(text), text.n,
                                               bytes_of(bound), bound.n, NULL, p, key);
    return (struct blob) { p, text.n + CRYPTO_OVERHEAD };
}

enum rc crypto_open(struct arena *mem, const unsigned char key[CRYPTO_KEY], struct blob sealed,
                    struct str bound, struct str *ret_text)
{
    if (sealed.n < CRYPTO_OVERHEAD)
        return FAILED;
    size_t n = sealed.n - CRYPTO_OVERHEAD;
    unsigned char *p = arena_try_new(mem, unsigned char, n + 1);
    if (!p)
        return BUSY;
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(p, NULL, NULL, sealed.p + NONCE,
                                                   sealed.n - NONCE, bytes_of(bound), bound.n,
                                                   sealed.p, key) != 0)
        return FAILED;
    *ret_text = (struct str) { (const char *)p, n };
    return OK;
}

/* OpenSSL's one-shot cipher; it fails only without memory, and then nothing can go on. */
static void block(const unsigned char key[CRYPTO_KEY], const unsigned char in[16],
                  unsigned char ret_out[16], int encrypt)
{
    unsigned char buffer[32];
    int n = 0;
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    bool ok = ctx && EVP_CipherInit_ex(ctx, EVP_aes_256_ecb(), NULL, key, NULL, encrypt) == 1 &&
              EVP_CIPHER_CTX_set_padding(ctx, 0) == 1 &&
              EVP_CipherUpdate(ctx, buffer, &n, in, 16) == 1 && n == 16;
    EVP_CIPHER_CTX_free(ctx);
    assert(ok && "one AES block");
    memcpy(ret_out, buffer, 16);
    sodium_memzero(buffer, sizeof buffer);
}

void crypto_block_encrypt(const unsigned char key[CRYPTO_KEY], const unsigned char in[16],
                          unsigned char ret_out[16])
{
    block(key, in, ret_out, 1);
}

void crypto_block_decrypt(const unsigned char key[CRYPTO_KEY], const unsigned char in[16],
                          unsigned char ret_out[16])
{
    block(key, in, ret_out, 0);
}

void crypto_signature(const unsigned char seed[CRYPTO_KEY], struct str data,
                      unsigned char ret_signature[CRYPTO_SIGNATURE])
{
    unsigned char public_key[crypto_sign_PUBLICKEYBYTES], secret_key[crypto_sign_SECRETKEYBYTES];
    crypto_sign_seed_keypair(public_key, secret_key, seed);
    crypto_sign_detached(ret_signature, NULL, bytes_of(data), data.n, secret_key);
    sodium_memzero(secret_key, sizeof secret_key);
}

void crypto_signature_public(const unsigned char seed[CRYPTO_KEY],
                             unsigned char ret_key[CRYPTO_PUBLIC_KEY])
{
    unsigned char secret_key[crypto_sign_SECRETKEYBYTES];
    crypto_sign_seed_keypair(ret_key, secret_key, seed);
    sodium_memzero(secret_key, sizeof secret_key);
}

enum rc crypto_verify(const unsigned char public_key[CRYPTO_PUBLIC_KEY], struct str data,
                      const unsigned char signature[CRYPTO_SIGNATURE])
{
    return crypto_sign_verify_detached(signature, bytes_of(data), data.n, public_key) == 0 ? OK
                                                                                           : DENIED;
}

struct str crypto_base64url(struct arena *mem, struct blob bytes)
{
    size_t room = sodium_base64_encoded_len(bytes.n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    char *p = arena_try_new(mem, char, room);
    if (!p)
        return S("");
    sodium_bin2base64(p, room, bytes.p, bytes.n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return (struct str) { p, room - 1 };
}

static enum rc base64_read(struct arena *mem, struct str text, int variant, struct blob *ret_bytes)
{
    unsigned char *p = arena_try_new(mem, unsigned char, text.n * 3 / 4 + 1);
    size_t n = 0;
    const char *end = NULL;
    if (!p)
        return BUSY;
    if (sodium_base642bin(p, text.n * 3 / 4 + 1, text.p ? text.p : "", text.n, NULL, &n, &end,
                          variant) != 0 ||
        end != (text.p ? text.p : "") + text.n)
        return INVALID;
    *ret_bytes = (struct blob) { p, n };
    return OK;
}

enum rc crypto_base64url_read(struct arena *mem, struct str text, struct blob *ret_bytes)
{
    return base64_read(mem, text, sodium_base64_VARIANT_URLSAFE_NO_PADDING, ret_bytes);
}

enum rc crypto_base64_read(struct arena *mem, struct str text, struct blob *ret_bytes)
{
    return base64_read(mem, text, sodium_base64_VARIANT_ORIGINAL, ret_bytes);
}
