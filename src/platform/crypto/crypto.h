/* SPDX-License-Identifier: Apache-2.0 */
/* The few operations of libsodium and OpenSSL that the house uses, with our types. */
#ifndef PLATFORM_CRYPTO_H
#define PLATFORM_CRYPTO_H

#include "base/arena.h"
#include "base/rc.h"
#include "base/types.h"

enum {
    CRYPTO_KEY = 32,
    CRYPTO_MAC = 32,
    CRYPTO_SIGNATURE = 64,
    CRYPTO_PUBLIC_KEY = 32,
    CRYPTO_OVERHEAD = 40,
    CRYPTO_PASSWORD_LANES = 2
};

MUST_USE enum rc crypto_init(void); /* once, before threads */
void crypto_random(void *p, size_t n);
bool crypto_equal(const void *a, const void *b, size_t n); /* constant time */
void crypto_wipe(void *p, size_t n);
void secret_wipe(struct secret *s);

/* BLAKE2b-256, keyed or not (key NULL). (libsodium has a crypto_hash of its own.) */
void crypto_digest(const unsigned char *key, struct str data, unsigned char ret_mac[CRYPTO_MAC]);
struct crypto_hasher {
    _Alignas(64) unsigned char state[384];
};
void crypto_hasher_init(struct crypto_hasher *h, const unsigned char *key);
void crypto_hasher_add(struct crypto_hasher *h, struct str data);
void crypto_hasher_end(struct crypto_hasher *h, unsigned char ret_mac[CRYPTO_MAC]);
/* HMAC-SHA-256, for signatures that other systems verify. */
void crypto_hmac_sha256(struct str key, struct str data, unsigned char ret_mac[CRYPTO_MAC]);
/* A key for another purpose from a key: keyed BLAKE2b over the label. */
void crypto_derive(const unsigned char key[CRYPTO_KEY], const char *label,
                   unsigned char ret_key[CRYPTO_KEY]);

/* XChaCha20-Poly1305: nonce | ciphertext | tag, CRYPTO_OVERHEAD bytes longer than the text.
 * Sealing gives { NULL, 0 } and opening BUSY when the arena has no room; FAILED: not sealed under
 * this key with this bound text, or changed. */
struct blob crypto_seal(struct arena *mem, const unsigned char key[CRYPTO_KEY], struct str text,
                        struct str bound);
MUST_USE enum rc crypto_open(struct arena *mem, const unsigned char key[CRYPTO_KEY],
                             struct blob sealed, struct str bound, struct str *ret_text);

/* One AES-256 block, for refs. */
void crypto_block_encrypt(const unsigned char key[CRYPTO_KEY], const unsigned char in[16],
                          unsigned char ret_out[16]);
void crypto_block_decrypt(const unsigned char key[CRYPTO_KEY], const unsigned char in[16],
                          unsigned char ret_out[16]);

/* Ed25519. Signing is for the vault's process; verifying (OK or DENIED) for everybody. */
void crypto_signature(const unsigned char seed[CRYPTO_KEY], struct str data,
                      unsigned char ret_signature[CRYPTO_SIGNATURE]);
void crypto_signature_public(const unsigned char seed[CRYPTO_KEY],
                             unsigned char ret_key[CRYPTO_PUBLIC_KEY]);
MUST_USE enum rc crypto_verify(const unsigned char public_key[CRYPTO_PUBLIC_KEY], struct str data,
                               const unsigned char signature[CRYPTO_SIGNATURE]);

/* Base64url without padding. Reading is strict: INVALID for any other letter or spare bits. */
struct str crypto_base64url(struct arena *mem, struct blob bytes);
MUST_USE enum rc crypto_base64url_read(struct arena *mem, struct str text, struct blob *ret_bytes);
/* The plain one with padding (RFC 4648, section 4), as strict. BUSY when the arena has no room. */
MUST_USE enum rc crypto_base64_read(struct arena *mem, struct str text, struct blob *ret_bytes);

/* Argon2id over the NFKC of a password, in at most `CRYPTO_PASSWORD_LANES` places at a time; BUSY
 * when 32 wait already. The text is libsodium's "$argon2id$…". */
MUST_USE enum rc crypto_password_hash(struct arena *mem, struct str password, struct str *ret_hash);
/* About 64 MiB and a tenth of a second each. An empty hash stands for a person who does not exist: it takes the same
 * time and is DENIED. */
MUST_USE enum rc crypto_password_verify(struct arena *mem, struct str hash,
                                        struct str password); /* OK, DENIED, BUSY */

#endif
