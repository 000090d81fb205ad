/* SPDX-License-Identifier: Apache-2.0 */
/* Token buckets by a keyed hash of the client's address and what is limited: one bounded table, in
 * sets of four; a full set gives up the fullest bucket, which forgets least.  The key is made at
 * start and never leaves, so the table tells nobody's address. */
#include "platform/http/server.h"

#include <sodium.h>
#include <stdlib.h>

enum { SETS = 16384, WAYS = 4 };

struct bucket {
    uint64_t key; /* 0 = unused */
    float tokens;
    uint32_t at_ms; /* when tokens was right; wraps after 49 days, which only gives tokens */
};

struct rates {
    pthread_mutex_t lock;
    unsigned char key[crypto_shorthash_KEYBYTES];
    struct bucket buckets[SETS][WAYS];
};

struct rates *rates_new(void)
{
    struct rates *r = calloc(1, sizeof *r);
    if (r) {
        pthread_mutex_init(&r->lock, NULL);
        randombytes_buf(r->key, sizeof r->key);
    }
    return r;
}

void rates_free(struct rates *r)
{
    if (r)
        pthread_mutex_destroy(&r->lock);
    free(r);
}

static uint64_t key_of(const struct rates *r, struct str client, const void *scope)
{
    unsigned char text[80] = { 0 };
    uint64_t hash;
    size_t n = client.n < 64 ? client.n : 64;
    memcpy(text, client.p, n);
    memcpy(text + 64, &scope, sizeof scope);
    crypto_shorthash((unsigned char *)&hash, text, sizeof text, r->key);
    return hash ? hash : 1;
}

static void refill(struct bucket *b, int per_minute, uint32_t now_ms)
{
    b->tokens += (float)(now_ms - b->at_ms) * (float)per_minute / 60000.0f;
    if (b->tokens > (float)per_minute)
        b->tokens = (float)per_minute;
    b->at_ms = now_ms;
}

static struct bucket *find(struct rates *r, uint64_t key, int per_minute, uint32_t now_ms)
{
    struct bucket *set = r->buckets[key % SETS], *fullest = &set[0];
    for (int i = 0; i < WAYS; i++) {
        if (set[i].key == key)
            return &set[i];
        if (fullest->key && (!set[i].key || set[i].tokens > fullest->tokens))
            fullest = &set[i];
    }
    *fullest = (struct bucket) { .key = key, .tokens = (float)per_minute, .at_ms = now_ms };
    return fullest;
}

bool rates_take(struct rates *r, struct str client, const void *scope, int per_minute,
                int64_t now_us, int64_t *ret_retry_s)
{
    uint32_t now_ms = (uint32_t)(now_us / 1000);
    uint64_t key = key_of(r, client, scope);
    pthread_mutex_lock(&r->lock);
    struct bucket *b = find(r, key, per_minute, now_ms);
    refill(b, per_minute, now_ms);
    bool ok = b->tokens >= 1;
    if (ok)
        b->tokens -= 1;
    else
        *ret_retry_s = 1 + (int64_t)((1 - b->tokens) * 60 / (float)per_minute);
    pthread_mutex_unlock(&r->lock);
    return ok;
}
