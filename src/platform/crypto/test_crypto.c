/* SPDX-License-Identifier: Apache-2.0 */
/* The operations of libsodium and OpenSSL behind our types, against published vectors where there
 * are some. */
#include "platform/crypto/crypto.h"
#include "tests/test.h"

#include <stdio.h>

static struct str hex(const unsigned char *p, size_t n)
{
    char *text = arena_new(test_arena(), char, 2 * n + 1);
    for (size_t i = 0; i < n; i++)
        snprintf(text + 2 * i, 3, "%02x", p[i]);
    return str_n(text, 2 * n);
}

TEST(a_hash_in_pieces_is_the_hash_of_the_whole)
{
    unsigned char whole[CRYPTO_MAC], pieces[CRYPTO_MAC], key[CRYPTO_KEY] = { 1 };
    CHECK_OK(crypto_init());
    crypto_digest(NULL, S("abc"), whole);
    /* BLAKE2b-256 of "abc", as `b2sum -l 256` tells. */
    CHECK_STR(hex(whole, sizeof whole),
              "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
    struct crypto_hasher h;
    crypto_hasher_init(&h, key);
    crypto_hasher_add(&h, S("a"));
    crypto_hasher_add(&h, S("bc"));
    crypto_hasher_end(&h, pieces);
    CHECK(!crypto_equal(whole, pieces, sizeof whole));
    crypto_digest(key, S("abc"), whole);
    CHECK(crypto_equal(whole, pieces, sizeof whole));
}

TEST(derived_keys_differ_by_label_and_by_key)
{
    unsigned char root[CRYPTO_KEY] = { 1 }, a[CRYPTO_KEY], b[CRYPTO_KEY];
    crypto_derive(root, "a", a);
    crypto_derive(root, "b", b);
    CHECK(!crypto_equal(a, b, sizeof a));
    root[31] = 1;
    crypto_derive(root, "a", b);
    CHECK(!crypto_equal(a, b, sizeof a));
}

TEST(what_is_sealed_opens_only_whole_and_only_with_its_key_and_bound_text)
{
    struct arena *mem = test_arena();
    unsigned char key[CRYPTO_KEY] = { 7 };
    struct blob sealed = crypto_seal(mem, key, S("口座 1234567"), S("place"));
    struct str text = S("untouched");
    CHECK_OK(crypto_open(mem, key, sealed, S("place"), &text));
    CHECK_STR(text, "口座 1234567");
    CHECK_INT(crypto_open(mem, key, sealed, S("elsewhere"), &text), FAILED);
    for (size_t i = 0; i < sealed.n; i++) {
        unsigned char *changed = arena_new(mem, unsigned char, sealed.n);
        memcpy(changed, sealed.p, sealed.n);
        changed[i] ^= 1;
        CHECK_INT(crypto_open(mem, key, (struct blob) { changed, sealed.n }, S("place"), &text),
                  FAILED);
        CHECK_INT(crypto_open(mem, key, (struct blob) { sealed.p, i }, S("place"), &text), FAILED);
    }
    key[0] = 8;
    CHECK_INT(crypto_open(mem, key, sealed, S("place"), &text), FAILED);
    CHECK_STR(text, "口座 1234567");
}

TEST(a_block_is_aes_256_and_comes_back)
{
    /* FIPS 197, appendix C.3 */
    unsigned char key[CRYPTO_KEY], in[16], out[16], back[16];
    for (unsigned i = 0; i < 32; i++)
        key[i] = (unsigned char)i;
    for (unsigned i = 0; i < 16; i++)
        in[i] = (unsigned char)(i * 0x11);
    crypto_block_encrypt(key, in, out);
    CHECK_STR(hex(out, 16), "8ea2b7ca516745bfeafc49904b496089");
    crypto_block_decrypt(key, out, back);
    CHECK(memcmp(in, back, 16) == 0);
}

TEST(signatures_hold_for_the_very_bytes_and_key)
{
    /* RFC 8032, 7.1, test 2 */
    unsigned char seed[CRYPTO_KEY], public_key[CRYPTO_PUBLIC_KEY], signature[CRYPTO_SIGNATURE];
    const char *seed_hex = "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb";
    for (size_t i = 0; i < sizeof seed; i++) {
        unsigned byte;
        sscanf(seed_hex + 2 * i, "%2x", &byte);
        seed[i] = (unsigned char)byte;
    }
    crypto_signature_public(seed, public_key);
    CHECK_STR(hex(public_key, sizeof public_key),
              "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
    crypto_signature(seed, str_n("\x72", 1), signature);
    CHECK_OK(crypto_verify(public_key, str_n("\x72", 1), signature));
    CHECK_INT(crypto_verify(public_key, str_n("\x73", 1), signature), DENIED);
    signature[0] ^= 1;
    CHECK_INT(crypto_verify(public_key, str_n("\x72", 1), signature), DENIED);
}

TEST(base64url_comes_back_and_refuses_other_letters)
{
    struct arena *mem = test_arena();
    unsigned char bytes[40];
    struct blob back;
    for (size_t n = 0; n < sizeof bytes; n++) {
        crypto_random(bytes, n);
        struct str text = crypto_base64url(mem, (struct blob) { bytes, n });
        CHECK_OK(crypto_base64url_read(mem, text, &back));
        CHECK(back.n == n && memcmp(back.p, bytes, n) == 0);
    }
    CHECK_INT(crypto_base64url_read(mem, S("ab+/"), &back), INVALID);
    CHECK_INT(crypto_base64url_read(mem, S("abc="), &back), INVALID);
    CHECK_INT(crypto_base64url_read(mem, S("ab cd"), &back), INVALID);
    CHECK_INT(crypto_base64url_read(mem, S("a"), &back), INVALID);
}

TEST(a_wiped_secret_is_zero)
{
    unsigned char p[4] = { 1, 2, 3, 4 };
    struct secret s = { p, sizeof p };
    secret_wipe(&s);
    CHECK(p[0] == 0 && p[3] == 0 && s.p == NULL && s.n == 0);
}

TEST(base64_is_read_strictly)
{
    static const char *const wrong[] = { "Zg",     "Zg=",  "Zh==", "Z g==",
                                         "Zm9v\n", "Zm9-", "====", "Zg==Zg==" };
    struct blob bytes;
    CHECK_OK(crypto_base64_read(test_arena(), S("Zm9vYg=="), &bytes));
    CHECK_STR(str_n((const char *)bytes.p, bytes.n), "foob");
    CHECK_OK(crypto_base64_read(test_arena(), S(""), &bytes));
    CHECK(bytes.n == 0);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        CHECK_INT(crypto_base64_read(test_arena(), str_of(wrong[i]), &bytes), INVALID);
}
