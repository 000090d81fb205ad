/* SPDX-License-Identifier: Apache-2.0 */
/* Passwords: normal forms, refusals, and the gate before the memory. */
#include "platform/crypto/crypto.h"
#include "tests/test.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <time.h>

TEST(a_password_is_the_same_in_every_width)
{
    struct arena *mem = test_arena();
    struct str hash, again;
    CHECK_OK(crypto_init());
    CHECK_OK(crypto_password_hash(mem, S("Ｐａｓｓ ガ 12345"), &hash));
    CHECK(str_starts(hash, S("$argon2id$v=19$m=65536,t=4,p=1$")));
    CHECK_OK(crypto_password_verify(mem, hash, S("Pass ガ 12345")));
    CHECK_OK(crypto_password_verify(mem, hash, S("Pass ｶﾞ 12345")));
    CHECK_INT(crypto_password_verify(mem, hash, S("pass ガ 12345")), DENIED);
    CHECK_OK(crypto_password_hash(mem, S("Pass ガ 12345"), &again));
    CHECK(!str_eq(hash, again));
}

TEST(a_broken_hash_or_an_endless_password_is_denied)
{
    struct arena *mem = test_arena();
    struct str hash;
    char *endless = arena_new(mem, char, 1 << 20);
    memset(endless, 'x', 1 << 20);
    CHECK_INT(crypto_password_verify(mem, S(""), S("x")), DENIED);
    CHECK_INT(crypto_password_verify(mem, S("$argon2id$v=19$m=65536"), S("x")), DENIED);
    CHECK_INT(crypto_password_verify(mem, str_n(endless, 1 << 20), S("x")), DENIED);
    CHECK_INT(crypto_password_hash(mem, str_n(endless, 1 << 20), &hash), INVALID);
}

static double seconds_of_denial(struct str hash)
{
    struct timespec a, b;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &a);
    CHECK_INT(crypto_password_verify(test_arena(), hash, S("not this one")), DENIED);
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &b);
    return (double)(b.tv_sec - a.tv_sec) + (double)(b.tv_nsec - a.tv_nsec) / 1e9;
}

TEST(nobody_takes_as_long_as_somebody)
{
    struct str hash;
    CHECK_OK(crypto_init());
    CHECK_OK(crypto_password_hash(test_arena(), S("a password of somebody"), &hash));
    seconds_of_denial(S("")); /* the first makes the hash of nobody */
    double somebody = seconds_of_denial(hash), none = seconds_of_denial(S(""));
    CHECK(none > somebody * 0.6 && none < somebody * 1.7);
    CHECK_INT(crypto_password_verify(test_arena(), S(""), S("")), DENIED);
}

static atomic_int n_ok, n_busy, n_other;

static void *one(void *arg)
{
    struct arena mem;
    struct str hash;
    (void)arg;
    arena_init(&mem, 1 << 20);
    enum rc rc = crypto_password_hash(&mem, S("correct horse"), &hash);
    atomic_fetch_add(rc == OK ? &n_ok : rc == BUSY ? &n_busy : &n_other, 1);
    arena_release(&mem);
    return NULL;
}

TEST(past_two_lanes_and_thirty_two_waiting_it_is_busy)
{
    enum { CROWD = 50 };
    pthread_t threads[CROWD];
    struct timespec a, b;
    clock_gettime(CLOCK_MONOTONIC, &a);
    for (int i = 0; i < CROWD; i++)
        pthread_create(&threads[i], NULL, one, NULL);
    for (int i = 0; i < CROWD; i++)
        pthread_join(threads[i], NULL);
    clock_gettime(CLOCK_MONOTONIC, &b);
    int ok = atomic_load(&n_ok), busy = atomic_load(&n_busy);
    CHECK_INT(atomic_load(&n_other), 0);
    CHECK_INT(ok + busy, CROWD);
    CHECK(busy > 0 && ok >= 34);
    printf("passwords: %d hashed in %.0f ms, %d told to come again\n", ok,
           (double)(b.tv_sec - a.tv_sec) * 1e3 + (double)(b.tv_nsec - a.tv_nsec) / 1e6, busy);
}
