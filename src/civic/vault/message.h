/* SPDX-License-Identifier: Apache-2.0 */
/* The messages between the server and the vault's process, one datagram each way on a
 * SOCK_SEQPACKET pair, numbers in big endian:
 *
 *   request   version 1 | op 1 | field length 2 | table 4 | town 8 | row 8 | field | data
 *   reply     rc 1 | data
 *
 * The child parses requests as hostile: whoever took over the server may send anything. */
#ifndef CIVIC_VAULT_MESSAGE_H
#define CIVIC_VAULT_MESSAGE_H

#include "base/arena.h"
#include "base/rc.h"
#include "civic/vault/vault.h"

enum {
    VAULT_VERSION = 1,
    VAULT_HEADER = 24,
    VAULT_FIELD = 200,     /* bytes of a field's or purpose's name */
    VAULT_DATA = 64 << 10, /* bytes of text; sealed data is VAULT_SEALED_EXTRA longer */
    VAULT_KEY_ID = 4,      /* tells which root sealed it */
    VAULT_SEALED_EXTRA = VAULT_KEY_ID + CRYPTO_OVERHEAD,
    VAULT_MESSAGE = VAULT_HEADER + VAULT_FIELD + VAULT_DATA + VAULT_SEALED_EXTRA,
    VAULT_CHANNELS = 4
};

enum vault_op {
    VAULT_PING = 1,
    VAULT_SEAL,      /* place, text → key id | nonce | ciphertext | tag */
    VAULT_OPEN,      /* place, that → text */
    VAULT_MAC,       /* town, purpose, data → mac */
    VAULT_CASE_KEY,  /* town, case → key */
    VAULT_SIGN,      /* town, or town, purpose and number; data → signature */
    VAULT_PUBLIC_KEY /* the same → key */
};

struct vault_root { /* only in the child */
    unsigned char key[CRYPTO_KEY];
    unsigned char key_id[VAULT_KEY_ID];
};

/* Reads the key file, or makes it (O_EXCL, 0600, synced). DENIED: others may read it, it is not
 * ours, or no plain file; INVALID: not a key file; FAILED. */
MUST_USE enum rc vault_key_file(const char *path, struct vault_root *ret_root);

void vault_derive_server_keys(const struct vault_root *root, struct vault_keys *ret_keys);

/* The whole reply to a request, whatever its bytes are; at most 1 + VAULT_DATA +
 * VAULT_SEALED_EXTRA bytes, valid until the arena is reset. */
struct blob vault_answer(const struct vault_root *root, struct arena *mem, struct blob request);

/* The child: never returns, ends when the last channel is closed or the parent dies. The first
 * datagram on channel 0 is rc 1 | struct vault_keys. */
_Noreturn void vault_child(const char *key_file, const int channels[VAULT_CHANNELS]);

#endif
