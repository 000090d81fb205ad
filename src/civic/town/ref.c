/* SPDX-License-Identifier: Apache-2.0 */
/* Outside names of rows: one AES block, reversible by us alone, no column and no index. */
#include "base/ids.h"
#include "civic/town/town.h"

#include <assert.h>

enum { REF_VERSION = 1, BLOCK = 16 };

static void town_key(const struct hall *hall, t_id town_id, unsigned char ret_key[CRYPTO_KEY])
{
    char label[40];
    struct str n = { label, 0 };
    for (t_id rest = town_id; rest; rest /= 10)
        label[n.n++] = (char)('0' + rest % 10);
    crypto_digest(hall->keys.ref, n, ret_key);
}

/* 4 + 12 + 20 bits, then 63, then 29 zeros. */
static void pack(unsigned char block[BLOCK], int table, t_id town_id, t_id id)
{
    uint64_t head = (uint64_t)REF_VERSION << 32 | (uint64_t)table << 20 | (uint64_t)town_id;
    unsigned __int128 all = (unsigned __int128)head << 92 | (unsigned __int128)(uint64_t)id << 29;
    for (int i = BLOCK - 1; i >= 0; i--) {
        block[i] = (unsigned char)all;
        all >>= 8;
    }
}

struct ref ref_make(const struct hall *hall, int table, t_id town_id, t_id id)
{
    assert(table > 0 && table < 4096 && town_id > 0 && town_id < 1 << 20 && id > 0);
    unsigned char key[CRYPTO_KEY], block[BLOCK];
    struct ref ref = { { 0 } };
    town_key(hall, town_id, key);
    pack(block, table, town_id, id);
    crypto_block_encrypt(key, block, block);
    ids_base32_write(block, BLOCK, ref.text);
    return ref;
}

enum rc ref_read(const struct hall *hall, int table, t_id town_id, struct str text, t_id *ret_id)
{
    unsigned char key[CRYPTO_KEY], block[BLOCK], wanted[BLOCK];
    if (text.n != sizeof ((struct ref *)0)->text - 1 || !ids_base32_read(text, block, BLOCK))
        return NOT_FOUND;
    town_key(hall, town_id, key);
    crypto_block_decrypt(key, block, block);
    unsigned __int128 all = 0;
    for (int i = 0; i < BLOCK; i++)
        all = all << 8 | block[i];
    t_id id = (t_id)((uint64_t)(all >> 29) & INT64_MAX);
    pack(wanted, table, town_id, id);
    if (id == 0 || !crypto_equal(block, wanted, BLOCK))
        return NOT_FOUND;
    *ret_id = id;
    return OK;
}
