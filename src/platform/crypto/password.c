/* SPDX-License-Identifier: Apache-2.0 */
/* Passwords: Argon2id over the NFKC of what was typed.  Each takes 64 MiB and about 100 ms, so at
 * most CRYPTO_PASSWORD_LANES run at a time, 32 wait, and whoever comes then is told to come again:
 * a flood of log-ins can take neither the memory nor the workers. */
#include "base/text.h"
#include "platform/crypto/crypto.h"

#include <pthread.h>
#include <sodium.h>

enum { MOST_WAITING = 32, LONGEST_PASSWORD = 1024, PASSES = 4, MEMORY = 64 << 20 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* over the two counters */
static pthread_cond_t lane_free = PTHREAD_COND_INITIALIZER;
static int running, waiting;

static bool lane_take(void)
{
    pthread_mutex_lock(&lock);
    bool ok = waiting < MOST_WAITING;
    if (ok) {
        waiting++;
        while (running == CRYPTO_PASSWORD_LANES)
            pthread_cond_wait(&lane_free, &lock);
        waiting--;
        running++;
    }
    pthread_mutex_unlock(&lock);
    return ok;
}

/* What an unknown name is checked against: made by this program with the parameters of every other hash, so that
 * it takes the same time.  Nobody knows its password. */
static char nobody[crypto_pwhash_STRBYTES];

static void make_nobody(void)
{
    unsigned char password[32];
    randombytes_buf(password, sizeof password);
    if (crypto_pwhash_str_alg(nobody, (const char *)password, sizeof password, PASSES, MEMORY,
                              crypto_pwhash_ALG_ARGON2ID13))
        nobody[0] = '\0'; /* no memory: the next verification fails on it, and denies */
    sodium_memzero(password, sizeof password);
}

static void lane_give(void)
{
    pthread_mutex_lock(&lock);
    running--;
    pthread_cond_signal(&lane_free);
    pthread_mutex_unlock(&lock);
}

enum rc crypto_password_hash(struct arena *mem, struct str password, struct str *ret_hash)
{
    if (password.n > LONGEST_PASSWORD)
        return INVALID;
    struct str text = text_nfkc(mem, password);
    char *hash = arena_new(mem, char, crypto_pwhash_STRBYTES);
    if (!lane_take())
        return BUSY;
    int failed = crypto_pwhash_str_alg(hash, text.p ? text.p : "", text.n, PASSES, MEMORY,
                                       crypto_pwhash_ALG_ARGON2ID13);
    lane_give();
    if (failed)
        return FAILED;
    *ret_hash = str_of(hash);
    return OK;
}

enum rc crypto_password_verify(struct arena *mem, struct str hash, struct str password)
{
    if (password.n > LONGEST_PASSWORD || hash.n >= crypto_pwhash_STRBYTES)
        return DENIED;
    struct str text = text_nfkc(mem, password);
    char *terminated = arena_new(mem, char, crypto_pwhash_STRBYTES);
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    if (!lane_take())
        return BUSY;
    pthread_once(&once, make_nobody); /* whoever comes first waits for it, known or not */
    memcpy(terminated, hash.n ? hash.p : nobody, hash.n ? hash.n : sizeof nobody);
    int wrong = crypto_pwhash_str_verify(terminated, text.p ? text.p : "", text.n);
    lane_give();
    return wrong || !hash.n ? DENIED : OK;
}
