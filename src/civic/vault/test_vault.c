/* SPDX-License-Identifier: Apache-2.0 */
/* The vault: places, towns, the key file, a dead child, hostile messages, and that the server's
 * memory holds no root key. */
#include "civic/vault/message.h"
#include "tests/test.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const char *path_of(const char *name)
{
    return arena_fmt(test_arena(), "%.*s/%s", STR(test_folder()), name).p;
}

static struct vault *started(const char *name)
{
    struct vault *vault = NULL;
    CHECK_OK(vault_start(path_of(name), &vault));
    return vault;
}

static struct vault_place place(t_id town, int table, t_id row, const char *field)
{
    return (struct vault_place) { town, table, row, str_of(field) };
}

TEST(sealed_text_opens_in_its_place_only)
{
    struct arena *mem = test_arena();
    struct vault *vault = started("key");
    struct vault_place home = place(7, 3, 11, "account");
    struct str sealed, text = S("untouched");
    CHECK_OK(vault_seal(vault, mem, home, S("ゆうちょ 1234567"), &sealed));
    CHECK(str_starts(sealed, S("v1.")) && str_find(sealed, S("1234567")) == SIZE_MAX);
    CHECK_INT(sealed.p[11], '.');
    const struct vault_place moved[] = {
        place(8, 3, 11, "account"), place(7, 4, 11, "account"), place(7, 3, 12, "account"),
        place(7, 3, 11, "accounu"), place(7, 3, 11, "accoun"),  place(7, 3, 11, "account "),
        place(7, 3, 11, ""),        place(0, 3, 11, "account"), place(7, 3, 0, "account"),
    };
    for (size_t i = 0; i < sizeof moved / sizeof *moved; i++)
        CHECK(vault_open(vault, mem, moved[i], sealed, &text) != OK);
    CHECK_STR(text, "untouched");
    CHECK_OK(vault_open(vault, mem, home, sealed, &text));
    CHECK_STR(text, "ゆうちょ 1234567");
    CHECK_OK(vault_seal(vault, mem, home, S(""), &sealed));
    CHECK_OK(vault_open(vault, mem, home, sealed, &text));
    CHECK_INT((int64_t)text.n, 0);
    vault_stop(vault);
}

TEST(every_changed_letter_keeps_it_shut)
{
    struct arena *mem = test_arena();
    struct vault *vault = started("key");
    struct str sealed, text;
    CHECK_OK(vault_seal(vault, mem, place(7, 3, 11, "a"), S("0123"), &sealed));
    char *copy = arena_cstr(mem, sealed);
    for (size_t i = 0; i < sealed.n; i++) {
        copy[i] = sealed.p[i] == 'A' ? 'B' : 'A';
        CHECK_INT(vault_open(vault, mem, place(7, 3, 11, "a"), str_n(copy, sealed.n), &text),
                  FAILED);
        copy[i] = sealed.p[i];
        CHECK_INT(vault_open(vault, mem, place(7, 3, 11, "a"), str_n(copy, i), &text), FAILED);
    }
    CHECK(vault_is_up(vault));
    vault_stop(vault);
}

TEST(texts_have_a_limit_and_the_largest_fits)
{
    struct arena *mem = test_arena();
    struct vault *vault = started("key");
    char *p = arena_new(mem, char, VAULT_DATA + 1);
    memset(p, 'x', VAULT_DATA + 1);
    struct str sealed, text;
    CHECK_OK(vault_seal(vault, mem, place(7, 3, 11, "a"), str_n(p, VAULT_DATA), &sealed));
    CHECK_OK(vault_open(vault, mem, place(7, 3, 11, "a"), sealed, &text));
    CHECK(str_eq(text, str_n(p, VAULT_DATA)));
    CHECK_INT(vault_seal(vault, mem, place(7, 3, 11, "a"), str_n(p, VAULT_DATA + 1), &sealed),
              INVALID);
    CHECK_INT(vault_seal(vault, mem, place(7, 3, 0, "a"), S("x"), &sealed), INVALID);
    CHECK(vault_is_up(vault));
    vault_stop(vault);
}

TEST(keys_are_the_same_after_a_restart_and_differ_by_town_purpose_and_case)
{
    unsigned char mac[6][CRYPTO_MAC], key[4][CRYPTO_KEY];
    struct vault_keys keys[2];
    struct arena *mem = test_arena();
    struct str sealed, text;
    for (int round = 0; round < 2; round++) {
        struct vault *vault = started("restart");
        vault_server_keys(vault, &keys[round]);
        CHECK_OK(vault_mac(vault, 7, S("index"), S("abc"), mac[round]));
        CHECK_OK(vault_case_key(vault, 7, 5, key[round]));
        if (round == 0) {
            CHECK_OK(vault_seal(vault, mem, place(7, 3, 11, "a"), S("kept"), &sealed));
        } else {
            CHECK_OK(vault_open(vault, mem, place(7, 3, 11, "a"), sealed, &text));
            CHECK_STR(text, "kept");
            CHECK_OK(vault_mac(vault, 8, S("index"), S("abc"), mac[2]));
            CHECK_OK(vault_mac(vault, 7, S("indexa"), S("bc"), mac[3]));
            CHECK_OK(vault_case_key(vault, 7, 6, key[2]));
            CHECK_OK(vault_case_key(vault, 8, 5, key[3]));
        }
        vault_stop(vault);
    }
    CHECK(memcmp(mac[0], mac[1], CRYPTO_MAC) == 0 && memcmp(mac[0], mac[2], CRYPTO_MAC) != 0 &&
          memcmp(mac[0], mac[3], CRYPTO_MAC) != 0);
    CHECK(memcmp(key[0], key[1], CRYPTO_KEY) == 0 && memcmp(key[0], key[2], CRYPTO_KEY) != 0 &&
          memcmp(key[0], key[3], CRYPTO_KEY) != 0);
    CHECK(memcmp(&keys[0], &keys[1], sizeof *keys) == 0);
    CHECK(memcmp(keys[0].ref, keys[0].session, CRYPTO_KEY) != 0);
}

TEST(a_town_signs_with_its_own_key)
{
    struct vault *vault = started("key");
    unsigned char signature[CRYPTO_SIGNATURE], seven[CRYPTO_PUBLIC_KEY], eight[CRYPTO_PUBLIC_KEY];
    CHECK_OK(vault_sign(vault, 7, S("head"), signature));
    CHECK_OK(vault_public_key(vault, 7, seven));
    CHECK_OK(vault_public_key(vault, 8, eight));
    CHECK_OK(crypto_verify(seven, S("head"), signature));
    CHECK_INT(crypto_verify(seven, S("heaD"), signature), DENIED);
    CHECK_INT(crypto_verify(eight, S("head"), signature), DENIED);
    vault_stop(vault);
}

TEST(the_key_file_is_made_for_its_owner_only_and_refused_otherwise)
{
    const char *path = path_of("modes");
    struct vault *vault = started("modes");
    struct stat st;
    vault_stop(vault);
    CHECK(stat(path, &st) == 0 && (st.st_mode & 07777) == 0600 && st.st_nlink == 1);
    static const mode_t refused[] = { 0640, 0604, 0620, 0602, 0610 };
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        CHECK(chmod(path, refused[i]) == 0);
        CHECK_INT(vault_start(path, &vault), DENIED);
    }
    CHECK(chmod(path, 0600) == 0);
    CHECK(symlink(path, path_of("link")) == 0);
    CHECK_INT(vault_start(path_of("link"), &vault), DENIED);
    CHECK_INT(vault_start(path_of("no/such/folder"), &vault), FAILED);
    CHECK(truncate(path, 30) == 0);
    CHECK_INT(vault_start(path, &vault), INVALID);
    CHECK(truncate(path, 0) == 0);
    CHECK_INT(vault_start(path, &vault), INVALID);
}

/* The only child of this process at that moment. */
static pid_t the_child(void)
{
    pid_t pid = 0;
    char path[64];
    snprintf(path, sizeof path, "/proc/self/task/%d/children", getpid());
    FILE *f = fopen(path, "r");
    if (f && fscanf(f, "%d", &pid) != 1)
        pid = 0;
    if (f)
        fclose(f);
    return pid;
}

TEST(a_killed_child_fails_closed)
{
    struct arena *mem = test_arena();
    struct vault *vault = started("key");
    struct str sealed, text = S("untouched");
    unsigned char code[CRYPTO_MAC];
    CHECK_OK(vault_seal(vault, mem, place(7, 3, 11, "a"), S("x"), &sealed));
    CHECK(vault_is_up(vault));
    pid_t child = the_child();
    CHECK(child > 0 && kill(child, SIGKILL) == 0);
    CHECK_INT(vault_open(vault, mem, place(7, 3, 11, "a"), sealed, &text), FAILED);
    CHECK_STR(text, "untouched");
    CHECK_INT(vault_seal(vault, mem, place(7, 3, 11, "a"), S("x"), &sealed), FAILED);
    CHECK_INT(vault_mac(vault, 7, S("p"), S("x"), code), FAILED);
    CHECK(!vault_is_up(vault));
    vault_stop(vault);
}

TEST(the_child_has_given_everything_up)
{
    struct arena *mem = test_arena();
    struct vault *vault = started("key");
    char path[64], text[4096];
    snprintf(path, sizeof path, "/proc/%d/status", the_child());
    FILE *f = fopen(path, "r");
    size_t n = f ? fread(text, 1, sizeof text, f) : 0;
    if (f)
        fclose(f);
    struct str status = arena_str(mem, str_n(text, n));
    CHECK(str_find(status, S("\nSeccomp:\t2\n")) != SIZE_MAX);
    CHECK(str_find(status, S("\nNoNewPrivs:\t1\n")) != SIZE_MAX);
    if (geteuid() != 0) { /* root may read everything */
        snprintf(path, sizeof path, "/proc/%d/mem", the_child());
        CHECK(open(path, O_RDONLY) < 0);
    }
    vault_stop(vault);
}

TEST(the_child_ignores_the_terminal_and_ends_with_its_channels)
{
    struct vault *vault = started("key");
    pid_t child = the_child();
    CHECK(kill(child, SIGTERM) == 0 && kill(child, SIGINT) == 0);
    CHECK(vault_is_up(vault));
    vault_stop(vault);
    CHECK(kill(child, 0) != 0);
}

TEST(the_child_ends_when_its_parent_is_killed)
{
    int report[2];
    CHECK(pipe(report) == 0);
    fflush(NULL);
    pid_t parent = fork();
    if (parent == 0) {
        struct vault *vault;
        if (vault_start(path_of("key"), &vault) != OK)
            _exit(1);
        pid_t child = the_child();
        if (write(report[1], &child, sizeof child) != sizeof child)
            _exit(1);
        raise(SIGKILL);
    }
    close(report[1]);
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    pid_t child = 0;
    CHECK(read(report[0], &child, sizeof child) == sizeof child && child > 0);
    CHECK(waitpid(parent, NULL, 0) == parent);
    alarm(20); /* a child that lives on would be waited for without end */
    CHECK(waitpid(child, NULL, 0) == child);
    alarm(0);
    close(report[0]);
}

static struct vault *shared;
static atomic_int n_wrong;

static void *seal_and_open(void *arg)
{
    struct arena mem;
    arena_init(&mem, 1 << 20);
    for (int i = 0; i < 200; i++) {
        struct vault_place here = place(7, 3, (t_id)(intptr_t)arg * 1000 + i + 1, "a");
        struct str sealed, back, text = arena_fmt(&mem, "%d of %ld", i, (long)(intptr_t)arg);
        if (vault_seal(shared, &mem, here, text, &sealed) != OK ||
            vault_open(shared, &mem, here, sealed, &back) != OK || !str_eq(text, back))
            atomic_fetch_add(&n_wrong, 1);
        arena_reset(&mem);
    }
    arena_release(&mem);
    return NULL;
}

TEST(many_threads_share_the_channels)
{
    pthread_t threads[16];
    struct timespec a, b;
    shared = started("key");
    clock_gettime(CLOCK_MONOTONIC, &a);
    for (intptr_t i = 0; i < 16; i++)
        pthread_create(&threads[i], NULL, seal_and_open, (void *)i);
    for (int i = 0; i < 16; i++)
        pthread_join(threads[i], NULL);
    clock_gettime(CLOCK_MONOTONIC, &b);
    CHECK_INT(atomic_load(&n_wrong), 0);
    printf("vault: %.0f operations per second\n",
           6400 / ((double)(b.tv_sec - a.tv_sec) + (double)(b.tv_nsec - a.tv_nsec) / 1e9));
    vault_stop(shared);
}

/* Reads a region of our own memory and looks for the masked root, raw and in hex. */
static int found_in(int mem, uint64_t from, uint64_t to, const unsigned char *raw,
                    const unsigned char *hex, unsigned char *buffer, size_t room)
{
    int found = 0;
    for (uint64_t at = from; at < to; at += room - 64) {
        size_t want = to - at < room ? (size_t)(to - at) : room;
        ssize_t n = pread(mem, buffer, want, (off_t)at);
        for (ssize_t i = 0; i < n; i++) {
            size_t k = 0, h = 0;
            while (k < 32 && i + (ssize_t)k < n && (buffer[(size_t)i + k] ^ 0xa5) == raw[k])
                k++;
            while (h < 64 && i + (ssize_t)h < n && (buffer[(size_t)i + h] ^ 0xa5) == hex[h])
                h++;
            found += k == 32 || h == 64;
        }
        if (want < room)
            break;
    }
    return found;
}

/* The stack, the heap, and every writable mapping that is really there, but the reading buffer. */
static int copies_in_memory(const unsigned char *raw, const unsigned char *hex)
{
    static unsigned char buffer[1 << 16];
    FILE *maps = fopen("/proc/self/maps", "r");
    int mem = open("/proc/self/mem", O_RDONLY), found = 0;
    char line[1000], mode[8];
    unsigned long from, to;
    while (maps && fgets(line, sizeof line, maps)) {
        if (sscanf(line, "%lx-%lx %7s", &from, &to, mode) != 3 || mode[1] != 'w' ||
            to - from > (256UL << 20))
            continue;
        unsigned long own = (unsigned long)buffer;
        if (own >= from && own < to) {
            found += found_in(mem, from, own, raw, hex, buffer, sizeof buffer);
            from = own + sizeof buffer;
        }
        found += found_in(mem, from, to, raw, hex, buffer, sizeof buffer);
    }
    if (maps)
        fclose(maps);
    close(mem);
    return found;
}

TEST(the_servers_memory_does_not_hold_the_root_key)
{
    struct arena *mem = test_arena();
    struct vault *vault = started("scan");
    struct str sealed;
    unsigned char raw[32], hex[64], signature[CRYPTO_SIGNATURE];
    CHECK_OK(vault_seal(vault, mem, place(7, 3, 11, "a"), S("x"), &sealed));
    CHECK_OK(vault_sign(vault, 7, S("x"), signature));
    int fd = open(path_of("scan"), O_RDONLY);
    CHECK(pread(fd, hex, 64, 14) == 64); /* after "yakuba-key-v1 " */
    close(fd);
    for (size_t i = 0; i < 32; i++) {
        int high = hex[2 * i] <= '9' ? hex[2 * i] - '0' : hex[2 * i] - 'a' + 10;
        int low = hex[2 * i + 1] <= '9' ? hex[2 * i + 1] - '0' : hex[2 * i + 1] - 'a' + 10;
        raw[i] = (unsigned char)((high << 4 | low) ^ 0xa5);
    }
    for (size_t i = 0; i < 64; i++)
        hex[i] ^= 0xa5;
    CHECK_INT(copies_in_memory(raw, hex), 0);
    /* The search does find what is there. */
    unsigned char *planted = malloc(32);
    for (size_t i = 0; i < 32; i++)
        planted[i] = raw[i] ^ 0xa5;
    CHECK(copies_in_memory(raw, hex) >= 1);
    crypto_wipe(planted, 32);
    free(planted);
    vault_stop(vault);
}

TEST(the_childs_parser_survives_anything)
{
    struct arena *mem = test_arena();
    struct vault_root root = { { 1 }, { 2 } };
    static unsigned char message[VAULT_MESSAGE + 8];
    unsigned seed = 12345;
    int64_t n_ok = 0, n_refused = 0;
    for (int run = 0; run < 60000; run++) {
        size_t n = (size_t)rand_r(&seed) % 120;
        for (size_t i = 0; i < n; i++)
            message[i] = (unsigned char)rand_r(&seed);
        if (run % 4 && n > 16) { /* near a true message */
            memset(message, 0, 24 < n ? 24 : n);
            message[0] = 1;
            message[1] = (unsigned char)(rand_r(&seed) % 9);
            message[3] = (unsigned char)(rand_r(&seed) % 4 ? 3 : rand_r(&seed));
            message[8 + rand_r(&seed) % 8] = (unsigned char)rand_r(&seed);
            message[(size_t)rand_r(&seed) % n] = (unsigned char)rand_r(&seed);
        }
        if (run % 1000 == 0)
            n = sizeof message;
        unsigned char *exact = malloc(n ? n : 1); /* so that the sanitizer sees its end */
        memcpy(exact, message, n);
        struct blob reply = vault_answer(&root, mem, (struct blob) { exact, n });
        CHECK(reply.n >= 1 && reply.p[0] <= FAILED && (reply.p[0] == OK || reply.n == 1));
        reply.p[0] == OK ? n_ok++ : n_refused++;
        free(exact);
        arena_reset(mem);
    }
    CHECK(n_ok > 1000 && n_refused > 1000);
}

TEST(a_purpose_and_a_number_have_keys_of_their_own)
{
    struct vault *vault = started("purpose");
    unsigned char signature[CRYPTO_SIGNATURE], first[CRYPTO_PUBLIC_KEY], next[CRYPTO_PUBLIC_KEY],
        town[CRYPTO_PUBLIC_KEY], other[CRYPTO_PUBLIC_KEY];
    CHECK_OK(vault_sign_for(vault, 7, S("certificate"), 2026, S("x"), signature));
    CHECK_OK(vault_public_key_for(vault, 7, S("certificate"), 2026, first));
    CHECK_OK(vault_public_key_for(vault, 7, S("certificate"), 2027, next));
    CHECK_OK(vault_public_key_for(vault, 8, S("certificate"), 2026, other));
    CHECK_OK(vault_public_key(vault, 7, town));
    CHECK_OK(crypto_verify(first, S("x"), signature));
    CHECK_INT(crypto_verify(next, S("x"), signature), DENIED);
    CHECK_INT(crypto_verify(other, S("x"), signature), DENIED);
    CHECK_INT(crypto_verify(town, S("x"), signature), DENIED);
    CHECK_INT(vault_sign_for(vault, 7, S(""), 2026, S("x"), signature), INVALID);
    vault_stop(vault);
}
