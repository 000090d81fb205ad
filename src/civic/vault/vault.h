/* SPDX-License-Identifier: Apache-2.0 */
/* The vault: a child process that alone holds the sealing and signing keys, in a key file only it
 * may read.  The server talks to it over a socket pair; the keys of refs, file addresses and
 * sessions are handed to the server at start (HOUSE 6). Sealed values are bound to their place
 * (town, table, row, field): moved elsewhere they do not open. */
#ifndef CIVIC_VAULT_H
#define CIVIC_VAULT_H

#include "base/arena.h"
#include "base/rc.h"
#include "base/types.h"
#include "platform/crypto/crypto.h"

struct vault;

struct vault_place {
    t_id town_id;
    int table;
    t_id row_id;
    struct str field;
};

struct vault_keys { /* for the server process: derived, not the root */
    unsigned char ref[CRYPTO_KEY], file_address[CRYPTO_KEY], session[CRYPTO_KEY],
        receipt[CRYPTO_KEY], csrf[CRYPTO_KEY];
};

/* Starts the child (fork before any thread). Makes the key file (0600) when there is none. */
MUST_USE enum rc vault_start(const char *key_file, struct vault **ret_vault);
void vault_stop(struct vault *vault);
/* True while the child answers: /readyz. A dead child fails closed. */
bool vault_is_up(struct vault *vault);

void vault_server_keys(struct vault *vault, struct vault_keys *ret_keys);
MUST_USE enum rc vault_seal(struct vault *vault, struct arena *mem, struct vault_place place,
                            struct str text, struct str *ret_sealed); /* "v1." + base64url */
MUST_USE enum rc vault_open(struct vault *vault, struct arena *mem, struct vault_place place,
                            struct str sealed, struct str *ret_text);
/* Keyed MAC over (town, purpose, data): blind indexes, codes. */
MUST_USE enum rc vault_mac(struct vault *vault, t_id town_id, struct str purpose, struct str data,
                           unsigned char ret_mac[CRYPTO_MAC]);
/* The data key of a case's files, derived in the vault from (town, case). */
MUST_USE enum rc vault_case_key(struct vault *vault, t_id town_id, t_id case_id,
                                unsigned char ret_key[CRYPTO_KEY]);
MUST_USE enum rc vault_sign(struct vault *vault, t_id town_id, struct str data,
                            unsigned char ret_signature[CRYPTO_SIGNATURE]);
MUST_USE enum rc vault_public_key(struct vault *vault, t_id town_id,
                                  unsigned char ret_key[CRYPTO_PUBLIC_KEY]);
/* The same with a key of its own for a purpose ("certificate") and a number (the year): `purpose` is not
 * "". */
MUST_USE enum rc vault_sign_for(struct vault *vault, t_id town_id, struct str purpose,
                                int64_t number, struct str data,
                                unsigned char ret_signature[CRYPTO_SIGNATURE]);
MUST_USE enum rc vault_public_key_for(struct vault *vault, t_id town_id, struct str purpose,
                                      int64_t number, unsigned char ret_key[CRYPTO_PUBLIC_KEY]);

#endif
